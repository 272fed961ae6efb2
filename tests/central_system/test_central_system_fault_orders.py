import re
from http import HTTPStatus
from pathlib import Path

import orjson
import pytest

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.kinds import KINDS, ONCE, FaultKind
from ocpp_load.central_system.faults.reading import FaultError, parse_fault, read_fault, read_faults
from ocpp_load.central_system.latency import FixedLatency, UniformLatency
from ocpp_load.ocppj import ErrorCode

DOCS = Path(__file__).parents[2] / "docs" / "central_system.md"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("die", Fault(kind=FaultKind.DIE)),
        ("die,after=20s", Fault(kind=FaultKind.DIE, after_s=20)),
        ("hang,for=1.5", Fault(kind=FaultKind.HANG, duration_s=1.5)),
        (
            "late,latency=uniform:10ms,50ms,share=0.1,for=30s,stations=CP0*|CP1,actions=Heartbeat",
            Fault(
                kind=FaultKind.LATE,
                latency=UniformLatency(0.01, 0.05),
                share=0.1,
                duration_s=30,
                stations=("CP0*", "CP1"),
                actions=("Heartbeat",),
            ),
        ),
        (
            "unavailable,status=429,retry-after=7",
            Fault(kind=FaultKind.UNAVAILABLE, status=HTTPStatus.TOO_MANY_REQUESTS, retry_after_s=7),
        ),
        (
            "call-error,code=GenericError,stations=all",
            Fault(kind=FaultKind.CALL_ERROR, code=ErrorCode.GENERIC_ERROR),
        ),
    ],
)
def test_a_fault_is_read_from_the_command_line(text, fault):
    assert parse_fault(text) == fault


def test_a_fault_is_read_from_json():
    order = {"fault": "late", "latency": "2s", "share": 0.5, "for": 30, "after": "50ms"}
    assert read_fault({**order, "stations": ["CP1", "CP2"]}) == Fault(
        kind=FaultKind.LATE,
        latency=FixedLatency(2.0),
        share=0.5,
        duration_s=30,
        after_s=0.05,
        stations=("CP1", "CP2"),
    )


def test_several_faults_may_come_in_one_body():
    kinds = [fault.kind for fault in read_faults(b'[{"fault": "reset"}, {"fault": "refuse"}]')]
    assert kinds == [FaultKind.RESET, FaultKind.REFUSE]
    assert read_faults(b'{"fault": "hang"}') == [Fault(kind=FaultKind.HANG)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("explode", "'explode' is no fault: there are die, hang, stall, refuse, "),
        ("", "'' is no fault"),
        ("late", "late needs a latency"),
        ("late,latency=50", "latency: '50' is no duration"),
        ("twice,latency=1s", "twice takes no 'latency': there are after, for, stations, share, "),
        ("die,for=3", "die takes no 'for': there are after"),
        ("twice,share=0", "share: '0' is not a number above 0, up to 1"),
        ("twice,share=2", "share: '2' is not a number above 0, up to 1"),
        ("twice,share=nan", "share: 'nan' is not a number above 0, up to 1"),
        ("twice,for=-1", "for: '-1' is not from 0 to 86400 seconds"),
        ("twice,for=x", "for: 'x' is no duration"),
        ("twice,for=inf", "for: 'inf' is no duration"),
        ("twice,for=1,for=2", "for stands there twice"),
        ("unavailable,status=200", "status: '200' is none of 503, 429, 403, 500"),
        ("unavailable,retry-after=1.5", "retry-after: '1.5' is not a whole number of seconds"),
        ("twice,actions=Hearbeat", "actions: 'Hearbeat' is no action of OCPP 1.6"),
        ("call-error,code=Oops", "code: 'Oops' is none of NotImplemented, "),
    ],
)
def test_a_wrong_order_says_what_is_wrong(text, problem):
    with pytest.raises(FaultError) as refused:
        parse_fault(text)
    assert str(refused.value).startswith(problem)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"nonsense", "the body is not JSON"),
        (b"7", "the body is neither a JSON object nor a list of them"),
        (b"[7]", "the body is neither a JSON object nor a list of them"),
        (b"{}", "None is no fault"),
        (b'{"fault": ["die"]}', "['die'] is no fault"),
        (b'{"fault": "twice", "share": true}', "share: True is not a number above 0, up to 1"),
        (b'{"fault": "twice", "stations": []}', 'stations: neither "all" nor patterns'),
        (b'{"fault": "twice", "stations": [1]}', 'stations: neither "all" nor patterns'),
        (b'{"fault": "twice", "actions": 7}', 'actions: neither "all" nor actions'),
        (b'{"fault": "twice", "for": null}', "for: None is not a duration"),
        (b'{"fault": "late", "latency": 2}', "latency: 2 is no text such as 50ms"),
        (b'{"fault": "call-error", "code": {}}', "code: {} is none of "),
    ],
)
def test_a_wrong_body_says_what_is_wrong(body, problem):
    with pytest.raises(FaultError) as refused:
        read_faults(body)
    assert str(refused.value).startswith(problem)


def test_every_problem_of_an_order_is_told_at_once():
    with pytest.raises(FaultError) as refused:
        read_fault({"fault": "late", "share": 7, "status": 503})
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_takes_the_fields_of_its_row_and_no_others(kind):
    given = {
        "after": 1,
        "for": 1,
        "share": 0.5,
        "stations": "CP*",
        "actions": ["Heartbeat"],
        "latency": "1s",
        "status": 503,
        "retry-after": 1,
        "code": "GenericError",
    }
    taken = {"after", *KINDS[kind].fields}
    order = {"fault": kind.value, **{field: given[field] for field in taken}}
    assert read_faults(orjson.dumps(order))[0].kind is kind
    for field in given.keys() - taken:
        with pytest.raises(FaultError, match=f"takes no '{field}'"):
            read_fault({**order, field: given[field]})
    assert ("for" in taken) is (kind not in ONCE)


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_is_in_the_documentation_with_its_fields(kind):
    lines = DOCS.read_text("utf-8").partition("\n## Faults\n")[2].splitlines()
    [row] = [line for line in lines if line.startswith(f"| `{kind}` |")]
    fields = row.rstrip(" |").split("| ")[-1] if KINDS[kind].fields else ""
    assert set(re.findall(r"`([a-z-]+)`", fields)) == set(KINDS[kind].fields)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("late,latency=2s", {"latency": "2s"}),
        ("late,latency=uniform:10ms,50ms", {"latency": "uniform:10ms,50ms"}),
        ("unavailable,status=429,retry-after=7", {"status": 429, "retry-after": 7}),
        ("unavailable", {"status": 503, "retry-after": None}),
        ("call-error,code=GenericError", {"code": "GenericError"}),
        ("twice", {}),
    ],
)
def test_a_fault_is_told_with_the_fields_of_its_kind(text, own):
    told = parse_fault(text).as_json()
    assert told == {
        "fault": text.partition(",")[0],
        "stations": "all",
        "actions": "all",
        "share": 1.0,
        "for": None,
        **own,
    }
