"""The terminal while a live table stands on it: nothing is mixed, and nothing is left."""

import io
import logging
import sys

import pytest
from support.terminal_screen import screen

from ocpp_load.locust_glue.terminal import Terminal, shows_table

HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"

PLAIN = {"TERM": "xterm-256color"}


class Tty(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


class AsciiTty(Tty):
    encoding = "ascii"


@pytest.fixture(autouse=True)
def _a_terminal(monkeypatch):
    for name in (
        "COLUMNS",
        "LINES",
        "FORCE_COLOR",
        "NO_COLOR",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def on_terminal(monkeypatch):
    """Return what makes a file the terminal; pytest sets its own after a fixture has."""

    def take(file):
        monkeypatch.setattr(sys, "stdout", file)
        return file

    return take


@pytest.mark.parametrize(
    ("wish", "file", "environment", "shown"),
    [
        ("auto", Tty(), PLAIN, True),
        ("auto", io.StringIO(), PLAIN, False),
        ("auto", Tty(), {**PLAIN, "NO_COLOR": "1"}, False),
        ("auto", Tty(), {**PLAIN, "CI": "true"}, False),
        ("auto", Tty(), {"TERM": "dumb"}, False),
        ("auto", Tty(), {}, False),
        ("lines", Tty(), PLAIN, False),
        ("table", Tty(), {**PLAIN, "NO_COLOR": "1", "CI": "true"}, True),
        ("table", Tty(), {"TERM": "dumb"}, False),
        ("table", io.StringIO(), PLAIN, False),
    ],
)
def test_a_table_needs_a_terminal_and_nobody_who_wants_plain_text(wish, file, environment, shown):
    assert shows_table(wish, file, environment) is shown


def test_it_is_drawn_in_the_same_place_and_gone_at_the_end(on_terminal):
    file = on_terminal(Tty())
    terminal = Terminal(file)
    with terminal.standing():
        terminal.draw([(("one", ""),), (("two", "bad"), (" and more", ""))])
        assert screen(file.getvalue()) == ["one", "two and more"]
        terminal.draw([(("three", "strong"),), (("four", "weak"),)])
        assert screen(file.getvalue()) == ["three", "four"]
        assert file.getvalue().count(HIDDEN) == 1
    assert screen(file.getvalue()) == []
    assert file.getvalue().rindex(SHOWN) > file.getvalue().rindex(HIDDEN)


def test_whoever_ends_it_finds_the_terminal_clean(on_terminal):
    file = on_terminal(Tty())

    def interrupted():
        terminal = Terminal(file)
        with terminal.standing():
            terminal.draw([(("one", ""),)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert screen(file.getvalue()) == []
    assert file.getvalue().rindex(SHOWN) > file.getvalue().rindex(HIDDEN)


def test_what_others_print_and_log_stands_above_it(on_terminal, monkeypatch):
    file = on_terminal(Tty())
    monkeypatch.setattr(sys, "stderr", file)
    handler = logging.StreamHandler(file)
    logger = logging.getLogger("locust")
    logger.addHandler(handler)
    try:
        terminal = Terminal(file)
        with terminal.standing():
            terminal.draw([(("the table", ""),)])
            logger.warning("a warning [with] brackets")
            sys.stderr.write("Stopping\n")
            print("printed")
            assert screen(file.getvalue()) == [
                "a warning [with] brackets",
                "Stopping",
                "printed",
                "the table",
            ]
            terminal.draw([(("the next", ""),)])
        assert handler.stream is file
    finally:
        logger.removeHandler(handler)
    assert screen(file.getvalue()) == ["a warning [with] brackets", "Stopping", "printed"]
    assert sys.stderr is file


def test_a_log_that_is_no_terminal_is_left_alone(on_terminal, monkeypatch):
    file, log = on_terminal(Tty()), io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with Terminal(file).standing():
            logging.getLogger("x").warning("written")
            sys.stderr.write("told\n")
    finally:
        logging.getLogger().removeHandler(handler)
    assert log.getvalue() == "written\ntold\n"
    assert "written" not in file.getvalue()


def test_a_row_that_is_too_long_is_cropped_and_what_cannot_be_encoded_replaced(
    on_terminal, monkeypatch
):
    file = on_terminal(AsciiTty())
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal(file)
    assert terminal.size[0] == 20
    with terminal.standing():
        terminal.draw([((f"→ {'x' * 40}", ""),)])
        assert screen(file.getvalue()) == [f"> {'x' * 18}"]
