"""docs/troubleshooting.md: every message on it is one of ours, and none of a kind is missing."""

import re

import pytest
from support.literals import pieces_of, texts_of_the_program
from support.pages import ROOT

from ocpp_load.ocppj import ViolationKind
from ocpp_load.report.verdict import EXIT_CODES, NOT_WRITTEN
from ocpp_load.settings import OPTIONS
from ocpp_load.transport import outcome
from ocpp_load.transport.transfer import outcome as transfer

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
OF_LOCUST = {
    "--master-bind-port",
    "--expect-workers",
    "--spawn-rate",
    "--users",
    "--host",
    "--run-time",
}
# What the peer, HTTP, OpenSSL or the kernel says stands behind a name of ours.
MADE_OF = {"HTTP 401": "HTTP …", "HTTP 403": "HTTP …", "HTTP 404": "HTTP …"}
MADE_OF |= {"HTTP 429": "HTTP …", "HTTP 503": "HTTP …"}
TLS = "TLS failure: "


def messages(section: str) -> list[str]:
    """Return what stands in the first column, without the place in a file or the option."""
    cells = re.findall(r"^\| (`.*?) \|", SECTIONS[section], re.MULTILINE)
    return [message for cell in cells for message in re.findall(r"`([^`]+)`", cell)]


EVERY = [
    message
    for section in SECTIONS
    if section not in {"Exit codes", "Setting up"}
    for message in messages(section)
]


def can_be_said(piece: str) -> bool:
    """Tell whether it stands in a text of the program, as a whole or with another text put in."""
    said, words = texts_of_the_program(), piece.split()
    return piece in said or any(
        " ".join((*words[:begin], "…", *words[end:])) in said and " ".join(words[begin:end]) in said
        for begin in range(len(words))
        for end in range(begin + 1, len(words) + (begin > 0))
    )


@pytest.mark.parametrize("message", EVERY)
def test_every_message_is_one_that_the_program_has(message):
    option = re.match(r"(--[a-z-]+): ", message)
    if option:
        assert option[1] in {*(one.flag for one in OPTIONS), *OF_LOCUST}
    text = message.removeprefix(option[0] if option else "…:…:…: ")
    text = MADE_OF.get(text, text)
    text = text.removeprefix(TLS) if text != f"{TLS}…" else text
    assert [piece for piece in pieces_of(text) if not can_be_said(piece)] == []


def test_a_message_that_there_is_not_is_found():
    (piece,) = pieces_of("… the load generator was rather tired: …")
    assert not can_be_said(piece)


def names_in(module) -> set[str]:
    own = {name: value for name, value in vars(module).items() if name.isupper()}
    return {value for name, value in own.items() if isinstance(value, str) and name[0] != "_"}


def test_every_way_in_which_a_connection_fails_has_a_row():
    tls = {f"{TLS}{name}" for name in outcome._BY_VERIFY_CODE.values()}
    # What the station itself has given up is told to nobody.
    known = names_in(outcome) - {outcome.OPENING_ABANDONED} | set(outcome._BY_ERRNO.values()) | tls
    assert known <= set(messages("Connections"))


def test_every_violation_has_a_row_and_no_other_has():
    assert sorted(messages("Violations of OCPP-J")) == sorted(ViolationKind)


def test_every_way_in_which_a_transfer_fails_has_a_row():
    assert names_in(transfer) <= set(messages("Transfers"))


def test_every_exit_code_of_a_run_has_a_row():
    codes = re.findall(r"^\| (\d+) \|", SECTIONS["Exit codes"], re.MULTILINE)
    assert {int(code) for code in codes} == {*EXIT_CODES.values(), NOT_WRITTEN}


def test_what_make_says_stands_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(message in makefile for message in messages("Setting up"))


def test_every_reason_for_a_failure_that_needs_no_figure_has_a_row():
    told = " ".join(messages("A run that failed"))
    for words in ("not one station was started", "was let in", "the audit found", "is broken"):
        assert words in told
