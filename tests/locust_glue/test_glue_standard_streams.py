"""A run outlives its standard output and error."""

import errno
import io
import sys

import pytest

from ocpp_load.locust_glue.standard_streams import standard_output, tell


class LeftByItsReader(io.StringIO):
    def flush(self):
        raise BrokenPipeError


class Full(io.StringIO):
    def write(self, _text):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("stream", [LeftByItsReader(), None])
def test_what_nobody_takes_is_lost_and_costs_nothing_else(monkeypatch, stream):
    monkeypatch.setattr(sys, "stdout", stream)
    with standard_output() as output:
        output.write("00:05  stations 3\n")
        output.flush()
        output.write("and nothing more is tried")
    assert stream is None or stream.getvalue() == "00:05  stations 3\n"


@pytest.mark.parametrize("stream", [Full(), None])
def test_a_line_that_nobody_takes_is_lost(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    tell("Stopping")


def test_a_line_goes_to_standard_error(capsys):
    tell("Stopping")
    assert capsys.readouterr().err == "Stopping\n"


def test_mistakes_of_ours_are_not_lost():
    with pytest.raises(ZeroDivisionError), standard_output():
        1 / 0  # noqa: B018
