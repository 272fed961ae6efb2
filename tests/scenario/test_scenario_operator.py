"""`operator`: buttons that are pressed at the central system, and the files that say how."""

import orjson
import pytest
from support.scripted_station import live

from ocpp_load.charge_point import HttpResponse, TransferFailure
from ocpp_load.errors import ScenarioError
from ocpp_load.scenario.operator import EmbeddedOperator, load_operator

EMBEDDED = EmbeddedOperator("http://127.0.0.1:9001/")
TOKEN = "t0p-s3cret"


def pressing(*steps, operator=EMBEDDED, outcome=None, **options):
    """Return the simulation after so many steps; `outcome` is what comes of each request."""
    text = "".join(f"  - {step}\n" for step in (*steps, "heartbeat"))
    simulation = live("  - wait: 2 s\n" + text, operator=operator, **options)
    if outcome is not None:
        simulation.transfer_outcome = lambda _: outcome
    return simulation.run(5)


@pytest.fixture
def described(tmp_path):
    """Return the operator of a file with that text."""

    def described(text):
        file = tmp_path / "operator.yaml"
        file.write_text(text, encoding="utf-8")
        return load_operator(file)

    return described


def test_the_control_interface_of_the_embedded_central_system_is_asked():
    simulation = pressing("operator: {action: Reset, payload: {type: \"${pick(['Soft'])}\"}}")
    [request] = simulation.transfers
    assert [request.method, request.url] == [
        "POST",
        "http://127.0.0.1:9001/stations/CP7/commands",
    ]
    assert orjson.loads(request.body) == {
        "action": "Reset",
        "payload": {"type": "Soft"},
        "timeout": 30.0,
        "validate": False,
    }
    assert request.timeout_s > 30
    assert simulation.observer.checks == [("operator Reset", None)]
    assert simulation.actions[-1] == "Heartbeat"


def test_an_identity_is_a_part_of_the_path_whatever_is_in_it():
    simulation = live("  - heartbeat\n", operator=EMBEDDED)
    simulation.station.station.identity = "a/b c"

    class Script:
        station = simulation.station.station

    url = EMBEDDED.request(Script, "Reset", {}, 1.0).url
    assert url == "http://127.0.0.1:9001/stations/a%2Fb%20c/commands"


def test_commands_are_answered_while_the_button_is_pressed():
    simulation = live(
        "  - wait: 2 s\n  - operator: {action: ClearCache}\n"
        "  - expect_call: {action: ClearCache, within: 1 s}\n",
        operator=EMBEDDED,
    )
    simulation.transfer_s = 10.0
    simulation.run(5)
    assert simulation.command("ClearCache") == {"status": "Accepted"}
    assert simulation.observer.checks == []
    assert simulation.run(10).observer.checks == [
        ("operator ClearCache", None),
        ("expect_call ClearCache", None),
    ]


def test_a_request_may_be_spelled_out():
    simulation = pressing(
        'operator: {url: "http://csms/api/${station.identity}?n=${n}", method: PUT,'
        ' headers: {Authorization: "Bearer ${n}"}, body: {id: "${station.identity}", n: "${n}"},'
        " timeout: 5 s}",
        'operator: {url: "http://csms/plain", body: "text ${n}"}',
        'operator: {url: "http://csms/nothing"}',
        "operator: {url: 'http://csms/x', headers: {content-type: text/json}, body: [1]}",
    )
    first, text, nothing, typed = simulation.transfers
    assert (first.method, first.url, first.timeout_s) == ("PUT", "http://csms/api/CP7?n=7", 5.0)
    assert dict(first.headers) == {
        "Authorization": "Bearer 7",
        "Content-Type": "application/json",
    }
    assert orjson.loads(first.body) == {"id": "CP7", "n": 7}
    assert (text.method, text.body, text.headers) == ("POST", b"text 7", ())
    assert (nothing.method, nothing.body) == ("GET", None)
    assert typed.headers == (("content-type", "text/json"),)


@pytest.mark.parametrize(
    ("outcome", "failure"),
    [
        (HttpResponse(200), None),
        (HttpResponse(204), None),
        (HttpResponse(404, b"{}"), "HTTP 404"),
        (TransferFailure("connection refused"), "connection refused"),
    ],
)
def test_that_it_worked_is_a_check_where_nothing_else_is_expected(outcome, failure):
    simulation = pressing("operator: {action: Reset, clause: '5.14'}", outcome=outcome)
    assert simulation.observer.checks == [("operator Reset (5.14)", failure)]
    assert simulation.actions[-1] == "Heartbeat"


@pytest.mark.parametrize(
    ("body", "expect", "failure"),
    [
        (b'{"status": "Accepted"}', "response.body.status == 'Accepted'", None),
        (
            b'{"status": "Rejected"}',
            "response.body.status == 'Accepted'",
            "HTTP 404: does not hold, response.body.status is Rejected",
        ),
        (b"", "response.body.status == 'Accepted'", "HTTP 404: there is no status"),
        (b"plain text", "response.body == 'plain text'", None),
        (b"", "response.status == 404", None),
    ],
)
def test_a_response_may_be_expected_to_be_like_that(body, expect, failure):
    simulation = pressing(
        f"operator: {{action: Reset, expect: {expect}}}", outcome=HttpResponse(404, body)
    )
    assert simulation.observer.checks == [(f"operator Reset: {expect}", failure)]


def test_its_clause_is_that_of_what_is_expected_and_names_no_other():
    simulation = pressing(
        "operator: {action: Reset, clause: '5.14', expect: [response.status == 200,"
        " {that: response.status == 200, name: b}, {that: true, name: c, clause: '4.2'}]}",
        outcome=TransferFailure("timed out"),
    )
    assert [name for name, _ in simulation.observer.checks] == [
        "operator Reset: response.status == 200 (5.14)",
        "b (5.14)",
        "c (4.2)",
    ]


def test_its_name_is_that_of_what_is_expected_and_has_none_of_its_own():
    simulation = pressing(
        "operator: {action: Reset, name: a reset, expect: [response.status == 200,"
        " {that: response.body == '', name: b}]}",
        outcome=HttpResponse(200),
    )
    assert simulation.observer.checks == [("a reset: response.status == 200", None), ("b", None)]


def test_without_a_response_every_expectation_has_failed_for_that():
    simulation = pressing(
        "operator: {action: Reset, expect: [response.status == 200, {that: true, name: b}]}",
        outcome=TransferFailure("timed out"),
    )
    assert [failure for _, failure in simulation.observer.checks] == ["timed out", "timed out"]


def test_what_is_saved_of_a_response_can_be_named_from_then_on():
    simulation = pressing(
        "operator: {action: Reset, save: {code: response.status, id: response.body.id}}",
        'call: {action: Other, payload: {a: "${code}", b: "${id}"}}',
        outcome=HttpResponse(201, b'{"id": "x"}'),
    )
    assert simulation.payloads("Other") == [{"a": 201, "b": "x"}]


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ("", HttpResponse(500)),
        ("", TransferFailure("timed out")),
        (", expect: response.status == 200", HttpResponse(500)),
        (", expect: response.status == 200", TransferFailure("timed out")),
    ],
)
def test_a_button_that_is_required_and_fails_ends_the_script(options, outcome):
    simulation = pressing(f"operator: {{action: Reset, required: true{options}}}", outcome=outcome)
    assert len(simulation.observer.checks) == 1
    assert "Heartbeat" not in simulation.actions


def test_a_file_says_how_a_button_is_pressed(described, monkeypatch):
    monkeypatch.setenv("CSMS_TOKEN", TOKEN)
    operator = described("""\
description: our central system
url: https://csms.example/api/${station.identity}/${lower(action)}
headers: {Authorization: "Bearer ${env.CSMS_TOKEN}"}
body: {command: "${action}", parameters: "${payload}", wait: "${timeout}"}
actions:
  Reset: {url: "https://csms.example/reset?type=${payload.type}", method: PUT}
  ClearCache: {headers: {X-Cache: "1"}, body: "${payload}"}
""")
    simulation = pressing(
        "operator: {action: UnlockConnector, payload: {connectorId: 1}}",
        "operator: {action: Reset, payload: {type: Soft}, timeout: 9 s}",
        "operator: {action: ClearCache}",
        operator=operator,
    )
    usual, reset, cache = simulation.transfers
    assert usual.method == "POST"
    assert usual.url == "https://csms.example/api/CP7/unlockconnector"
    assert dict(usual.headers)["Authorization"] == f"Bearer {TOKEN}"
    assert orjson.loads(usual.body) == {
        "command": "UnlockConnector",
        "parameters": {"connectorId": 1},
        "wait": 30.0,
    }
    assert (reset.method, reset.url) == ("PUT", "https://csms.example/reset?type=Soft")
    assert orjson.loads(reset.body)["wait"] == 9.0
    assert dict(cache.headers)["X-Cache"] == "1"
    assert orjson.loads(cache.body) == {}
    assert TOKEN not in repr(simulation.transfers)


def test_a_button_that_the_file_does_not_know_is_told(described):
    operator = described("actions: {Reset: {url: 'http://csms/reset'}}")
    simulation = pressing("operator: {action: ClearCache}", operator=operator)
    assert simulation.observer.own_faults == [
        ("step operator", "the file of --operator does not say how to send ClearCache")
    ]


def test_without_anybody_to_press_it_the_step_cannot_be_done():
    simulation = pressing("operator: {action: Reset}", operator=None)
    [(where, error)] = simulation.observer.own_faults
    assert where == "step operator"
    assert "--operator FILE" in error


def test_a_secret_is_in_no_message(described, monkeypatch):
    monkeypatch.setenv("CSMS_TOKEN", TOKEN)
    operator = described("url: 'http://csms/${int(env.CSMS_TOKEN)}'")
    simulation = pressing("operator: {action: Reset}", operator=operator)
    [(_, error)] = simulation.observer.own_faults
    assert "env.CSMS_TOKEN" in error
    assert TOKEN not in error


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "needs url, actions or both"),
        ("method: GET", "the key url is missing"),
        ("url: csms.example", "is no URL; it begins with http:// or https://"),
        ("url: http://csms\nmethod: A B", "is no method"),
        ("url: http://csms\nheaders: {'a b': c}", "is no name of a header"),
        ("url: 'http://csms/${station.identiti'", "a ${ has no }"),
        ("url: 'http://csms/${stations.identity}'", "there is no variable stations"),
        ("actions: {Reset: {method: PUT}}", "the key url is missing"),
        ("url: 'http://csms/${env.NOT_SET_ANYWHERE}'", "the environment has no NOT_SET_ANYWHERE"),
        ("uri: http://csms", "unknown key uri; did you mean url?"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(described, text, mistake):
    with pytest.raises(ScenarioError) as raised:
        described(text)
    assert any(mistake in str(each) for each in raised.value.mistakes)
    assert all("operator.yaml:" in str(each) for each in raised.value.mistakes)


@pytest.mark.parametrize(
    ("step", "mistake"),
    [
        ("operator: {}", "needs exactly one of action, url"),
        ("operator: {action: Reset, url: 'http://x'}", "needs exactly one of action, url"),
        ("operator: {action: Reset, method: GET}", "method means nothing without url"),
        ("operator: {url: 'http://x', payload: {}}", "payload means nothing without action"),
        ("operator: {url: x}", "is no URL"),
        ("operator: {action: Reset, expect: answer.status}", "there is no variable answer"),
        ("operator: {action: Reset, save: {a: answer}}", "there is no variable answer"),
    ],
)
def test_a_mistake_in_a_step_is_told(mistakes_of_step, step, mistake):
    found = mistakes_of_step(step)
    assert len(found) == 1
    assert mistake in found[0]


def test_a_scenario_tells_whether_somebody_has_to_press_buttons(parse):
    head = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps:\n'
    nested = "  - repeat: {times: 1, steps: [operator: {action: Reset}]}\n"
    assert parse(head + nested).needs_operator
    assert not parse(head + "  - operator: {url: 'http://x'}\n").needs_operator
