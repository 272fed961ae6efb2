"""Why no station was let in: the causes by how often they were one, and where to look."""

import pytest

from ocpp_load.report.advice import why_nobody
from ocpp_load.transport import outcome

IDENTITIES = "look whether the central system knows their identities"


def line(name, **reasons):
    return {"direction": "link", "name": name, "reasons": reasons}


def why(scheme, *lines):
    return why_nobody({"run": {"host": f"{scheme}://h/ocpp"}, "lines": lines})


@pytest.mark.parametrize(
    ("scheme", "reason", "advice"),
    [
        ("ws", "HTTP 404", "look at the path of --host, behind which the identity of each"),
        ("ws", "HTTP 401", IDENTITIES),
        ("wss", outcome.NAME_RESOLUTION_FAILED, "look at the name of the host in --host"),
        ("wss", "TLS failure: wrong version number", "the port may be one without TLS: try ws://"),
        ("wss", "TLS failure: record layer failure", "the port may be one without TLS: try ws://"),
        ("wss", outcome.TLS_TIMED_OUT, "the port may be one without TLS: try ws://"),
        ("wss", outcome.CLOSED_DURING_UPGRADE, IDENTITIES),
        ("ws", outcome.CLOSED_DURING_UPGRADE, "the port may be one for TLS: try wss://"),
        ("ws", outcome.NOT_A_WEBSOCKET, "the port may be one for TLS: try wss://"),
        ("ws", outcome.UPGRADE_TIMED_OUT, "the port may be one for TLS: try wss://"),
        ("ws", "HTTP 400", "the port may be one for TLS: try wss://"),
    ],
)
def test_where_to_look_follows_from_the_most_frequent_cause(scheme, reason, advice):
    lines = line("connect", **{"connection refused": 1, reason: 7})
    assert why(scheme, lines).startswith(f" (7 x connect: {reason}, 1 x connect: connection refu")
    assert f"); {advice}" in why(scheme, lines)


def test_the_three_most_frequent_causes_are_told():
    lines = [line("connect", **dict(zip("abcd", (1, 3, 4, 2), strict=True))), line("lost", e=1000)]
    shown = " (1,000 x lost: e, 4 x connect: c, 3 x connect: b, 2 more: see summary.json); "
    assert why("ws", *lines) == f"{shown}{IDENTITIES}"


def test_where_nothing_has_failed_yet_a_handshake_that_nobody_answers_is_told():
    assert why("ws") == why("ws", line("tcp connect")) == f"; {IDENTITIES}"
    assert why("wss", line("tcp connect")).startswith("; the port may be one without TLS")
    assert why("wss", line("tcp connect"), line("tls handshake")) == f"; {IDENTITIES}"
