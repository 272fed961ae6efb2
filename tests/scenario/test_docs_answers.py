"""docs/answers.md and docs/operator.md: their tables are those of the schema, their examples run."""

import json
import re
from pathlib import Path

import orjson
import pytest
from support.scripted_station import live
from support.simulation import Simulation

from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.http_template import KEYS
from ocpp_load.scenario.operator import load_operator

ROOT = Path(__file__).parents[2]
ANSWERS = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
OPERATOR = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "scenario.schema.json").read_text(encoding="utf-8"))
EXAMPLES = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
KEY = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def running(number, example_folder):
    """Return the simulation of an example of the page."""
    text = EXAMPLES.findall(ANSWERS)[number]
    scenario = parse_scenario(text.encode(), str(example_folder / "example.yaml"))
    commission = Commission(scenario)
    simulation = Simulation(station=commission.station(1), own_answers=scenario.answers)
    return simulation.start(commission.script).run(1)


def test_the_tables_have_the_keys_of_a_rule():
    assert sorted(KEY.findall(ANSWERS)) == sorted(SCHEMA["definitions"]["answerRule"]["properties"])


def test_the_station_with_moods_has_them(tmp_path):
    simulation = running(0, tmp_path)
    assert simulation.command("Reset", {"type": "Hard"}) == {"status": "Rejected"}
    assert simulation.command("ClearCache") == "InternalError"
    assert simulation.command("ClearCache") == {"status": "Accepted"}
    assert simulation.command("DataTransfer", {"vendorId": "v"})["data"] == "from CP000001"
    before = len(simulation.sent_frames)
    simulation.receive([2, "m", "Reset", {"type": "Soft"}]).run(1.9)
    assert len(simulation.sent_frames) == before
    simulation.run(20)
    assert simulation.sent_frames[before] == b'[3,"m",{"status":"Accepted"}]'
    assert simulation.observer.own_faults == []


def test_answers_get_lost_or_garbled(tmp_path):
    simulation = running(1, tmp_path)
    start = {"idTag": "REMOTE", "connectorId": 1}
    simulation.receive([2, "a", "RemoteStartTransaction", start]).run(1)
    assert simulation.answered == [("RemoteStartTransaction (no answer)", None)]
    assert simulation.payloads("StatusNotification")[-1]["status"] == "Preparing"
    whole = simulation.command("GetConfiguration", {"key": ["HeartbeatInterval"]})
    assert whole["configurationKey"]
    simulation.receive([2, "b", "GetConfiguration", {}])
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(simulation.sent_frames[-1])
    simulation.receive([2, "c", "ReserveNow", {}])
    assert simulation.sent_frames[-1] == b'[3, "c", {"status": '


def test_the_lines_of_the_statistics_are_those_that_the_page_names():
    rules = ["error: InternalError", "silence: true", "malformed: true", "wrong_message_id: true"]
    counted = []
    for rule in [*rules, "delay: 1 s"]:
        simulation = live("", above=f"answers: [{{command: Reset, {rule}}}]")
        simulation.receive([2, "m", "Reset", {"type": "Soft"}]).run(2)
        counted += [name for name, _ in simulation.answered]
    assert counted == re.findall(r"^\| `(Reset \(.*?\))`", ANSWERS, re.MULTILINE)


@pytest.fixture
def example_of_operator(tmp_path, monkeypatch):
    monkeypatch.setenv("CSMS_TOKEN", "secret")
    [text] = EXAMPLES.findall(OPERATOR)
    (tmp_path / "operator.yaml").write_text(text, encoding="utf-8")
    return load_operator(tmp_path / "operator.yaml")


def test_the_example_of_an_operator_presses_buttons(example_of_operator):
    simulation = live(
        "  - operator: {action: ClearCache}\n"
        "  - operator: {action: Reset, payload: {type: Hard}}\n"
        "  - operator: {action: UnlockConnector, payload: {connectorId: 1}}\n",
        operator=example_of_operator,
    )
    usual, reset, unlock = simulation.transfers
    assert usual.url == "https://csms.example/api/v2/charge-points/CP7/commands"
    assert dict(usual.headers)["Authorization"] == "Bearer secret"
    assert orjson.loads(usual.body) == {
        "command": "ClearCache",
        "parameters": {},
        "timeoutSeconds": 30.0,
    }
    assert (reset.method, reset.url.rpartition("/")[2]) == ("PUT", "reset?type=hard")
    assert orjson.loads(unlock.body) == {"connector": 1}


def test_the_table_has_the_keys_of_an_operator():
    assert sorted(KEY.findall(OPERATOR)) == sorted([*KEYS, "actions", "description"])
