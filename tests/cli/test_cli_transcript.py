"""What `ocpp-load try` prints: every message in one line, none with a password (A01.FR.12)."""

import io

import orjson
import pytest

from ocpp_load.cli.transcript import Transcript

NOON_S = 1_700_000_000.25


class Clock:
    """A clock that is set by hand."""

    now = 5.0

    def __call__(self):
        return self.now


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def screen():
    return io.StringIO()


@pytest.fixture
def transcript(screen, clock):
    return Transcript(screen, clock=clock, wall_clock=lambda: NOON_S)


@pytest.fixture
def lines(screen):
    """Return what has been printed so far, without the time that opens each line."""

    def lines():
        return [line.split(" ", 1)[1] for line in screen.getvalue().splitlines()]

    return lines


def frame(*message):
    return orjson.dumps(message)


def test_a_line_opens_with_the_time_of_day(transcript, screen):
    transcript.step("plug_in")
    opening, rest = screen.getvalue().split(" ", 1)
    assert len(opening) == len("12:00:00.250")
    assert opening.endswith(".250")
    assert rest == "· plug_in\n"


def test_an_answer_bears_the_action_and_the_latency_of_its_call(transcript, clock, lines):
    transcript.sent(frame(2, "1", "Heartbeat", {}))
    transcript.received(frame(2, "1", "Reset", {"type": "Soft"}))
    clock.now += 0.0125
    transcript.received(frame(3, "1", {"currentTime": "now"}))
    transcript.sent(frame(3, "1", {"status": "Accepted"}))
    assert lines() == [
        "→ Heartbeat {}",
        '← Reset {"type":"Soft"}',
        '← Heartbeat answered 12.5 ms {"currentTime":"now"}',
        '→ Reset answered 12.5 ms {"status":"Accepted"}',
    ]


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (frame(4, "1", "GenericError", "no", {"a": 1}), '← (unknown) CallError GenericError no {"a":1}'),
        (frame(4, "1", "X", "", {}), "← (unknown) CallError X"),
        (frame(3, "7", {}), "← (unknown) answered {}"),
        (b"\x1b[2Jnonsense", "← not JSON \ufffd[2Jnonsense"),
        (b"\xff{", "← not JSON 2 bytes: ff 7b"),
        (b"\xff", "← not JSON 1 byte: ff"),
        (b"\xff" * 65, f"← not JSON 65 bytes: {' '.join(['ff'] * 64)}…"),
        (frame(2, "1", "R\x1b[0m", {}), "← R\ufffd[0m {}"),
        (frame(2, "1", "R", {"a": "\u2028"}), '← R {"a":"\ufffd"}'),
    ],
)  # fmt: skip
def test_whatever_comes_is_one_printable_line(transcript, lines, message, line):
    transcript.received(message)
    assert lines() == [line]


@pytest.mark.parametrize(
    "message",
    [
        frame(2, "1", "ChangeConfiguration", {"key": "AuthorizationKey", "value": "s3cret"}),
        frame(2, "1", "ChangeConfiguration", {"key": "authorizationKEY", "value": ["s3cret"]}),
        frame(3, "1", {"configurationKey": [{"key": "AuthorizationKey", "value": "s3cret"}]}),
        frame(4, "1", "X", "", {"key": "AuthorizationKey", "value": "s3cret"}),
        b'[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"s3cret"}',
        b'[2,"1","ChangeConfiguration",[{"key":"AUTHORIZATIONKEY","value":"s3cret"}]]',
        b'\xff[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"s3cret"}]',
        b"\xff ftp://me:s3cret@host/d",
    ],
)
@pytest.mark.parametrize("way", ["sent", "received"])
def test_no_password_is_shown(transcript, screen, message, way):
    getattr(transcript, way)(message)
    assert "s3cret" not in screen.getvalue()
    assert "(not shown)" in screen.getvalue()


@pytest.mark.parametrize("ending", [b"]", b""], ids=["a message", "no message"])
def test_a_url_is_shown_without_its_password(transcript, screen, ending):
    transcript.sent(b'[2,"1","GetDiagnostics",{"location":"ftp://me:s3:cret@h/d"}' + ending)
    assert "s3" not in screen.getvalue()
    assert "ftp://me:(not shown)@h/d" in screen.getvalue()


def test_that_nobody_reads_any_more_is_told_to_the_trial_and_not_to_the_station(clock, unread):
    transcript = Transcript(unread, clock=clock)
    heard = []
    transcript.when_obstructed = lambda: heard.append(transcript.obstacle)
    transcript.step("boot")
    assert [each.reader_left for each in heard] == [True]


def test_only_on_request_a_long_payload_is_cut(screen, transcript):
    long = frame(2, "1", "DataTransfer", {"data": "x" * 500})
    transcript.sent(long)
    assert "x" * 500 in screen.getvalue()
    cut = io.StringIO()
    Transcript(cut, short=True).sent(long)
    assert cut.getvalue().endswith("x…\n")
    assert cut.getvalue().count("x") < 100


def test_checks_events_and_faults_have_signs_of_their_own(transcript, lines):
    transcript.check("boot is fast", None, first=True, first_failure=False)
    transcript.check("boot is slow", "it took 1 s", first=False, first_failure=True)
    transcript.connection_event("tcp connect", 0.002, None)
    transcript.connection_event("connect", None, "connection refused")
    transcript.connection_event("connected", 3.0, "closed by us")
    transcript.call_failed("Authorize", "timeout", None, None)
    transcript.violation("not JSON")
    transcript.own_fault("step call", ValueError("odd"))
    transcript.late_answer("Authorize")
    assert lines() == [
        "✓ boot is fast",
        "✗ boot is slow it took 1 s",
        "↔ tcp connect 2.0 ms",
        "↔ connect connection refused",
        "↔ disconnected: closed by us",
        "! Authorize failed timeout",
        "! violation of OCPP-J not JSON",
        "! fault of ocpp_load or of the scenario step call: ValueError: odd",
        "! Authorize: the answer came too late",
    ]


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (lambda t: t.check("c", "why", first=True, first_failure=True), "c: why"),
        (lambda t: t.call_failed("A", "timeout", None, None), "A: timeout"),
        (lambda t: t.command_answered("Reset", 0.1, "InternalError"), "Reset: InternalError"),
        (lambda t: t.violation("not JSON"), "violation of OCPP-J: not JSON"),
        (lambda t: t.own_fault("script", "odd"), "script: odd"),
        (lambda t: t.connection_event("connect", None, "refused"), "connect: refused"),
    ],
)
def test_what_failed_is_told_once_more_at_the_end(transcript, screen, report, told):
    assert not transcript.has_failed
    report(transcript)
    report(transcript)
    transcript.summarise({})
    assert transcript.has_failed
    assert screen.getvalue().count(f"  ✗ {told}\n") == 1


def test_the_end_sums_up_calls_and_checks_as_the_lines_have_told_them(
    transcript, screen, clock, lines
):
    for number, latency_s in enumerate((0.001, 0.002, 0.009)):
        transcript.sent(frame(2, str(number), "Heartbeat", {}))
        clock.now += latency_s
        transcript.received(frame(3, str(number), {}))
        # Its own figure waits for the lines to be printed.
        transcript.call_answered("Heartbeat", 1.0, 1.0, 10, 10)
    transcript.received(frame(2, "reset", "Reset", {}))
    clock.now += 60
    transcript.sent(frame(3, "reset", {}))
    shown = len(lines())
    transcript.check("a", None, first=True, first_failure=False)
    transcript.summarise({"HeartbeatResponse: x breaks type": "$.x: 1 is not text"})
    assert screen.getvalue().splitlines()[shown + 1 :] == [
        "",
        "3 calls answered; p50 2.0 ms, max 9.0 ms",
        "1 of 1 checks passed",
        "  HeartbeatResponse: x breaks type: $.x: 1 is not text",
    ]
    assert not transcript.has_failed


@pytest.mark.parametrize(
    ("stream", "no_color", "coloured"),
    [(Terminal, "", True), (Terminal, "1", False), (io.StringIO, "", False)],
)
def test_colour_is_for_terminals_that_want_it(monkeypatch, stream, no_color, coloured):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("NO_COLOR", no_color)
    screen = stream()
    Transcript(screen).sent(frame(2, "1", "Heartbeat", {}))
    assert ("\x1b[" in screen.getvalue()) is coloured
