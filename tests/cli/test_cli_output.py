"""What commands tell where their output is closed, full, unread, or lacks letters."""

import errno
import io
import sys

import pytest

from ocpp_load.cli import command_line
from ocpp_load.cli.command_line import carry_out
from ocpp_load.cli.output import NOBODY_READS, OutputError, open_missing, tell


def test_a_reader_that_leaves_is_no_reason_to_complain(monkeypatch, unread, capsys):
    monkeypatch.setattr(sys, "stdout", unread)
    assert carry_out(["list"]) == NOBODY_READS
    assert capsys.readouterr().err == ""


def test_a_full_disk_is_told(monkeypatch, unread, capsys):
    unread.error = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(sys, "stdout", unread)
    assert carry_out(["list"]) == command_line.WRONG_INPUT
    expected = "the output cannot be written: No space left on device\n"
    assert capsys.readouterr().err == expected


def test_what_follows_the_first_failure_leads_nowhere(unread):
    with pytest.raises(OutputError):
        tell("one", unread)
    unread.spare.write("swallowed")
    unread.spare.flush()
    assert unread.path.read_text("utf-8") == ""


def test_output_that_is_closed_leads_nowhere(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    open_missing()
    tell("nobody hears this")
    sys.stderr.write("or this")
    sys.stdout.close()
    sys.stderr.close()


@pytest.mark.parametrize(("encoding", "told"), [("ascii", "+-?"), ("utf-8", "\u2713-?")])
def test_a_letter_that_the_output_lacks_has_a_stand_in(encoding, told):
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    tell("\u2713-\udcff", file)
    assert file.buffer.getvalue().decode(encoding) == told
