"""The examples of docs/handlers.md and docs/commands.md, as a reader would try them."""

import re
from pathlib import Path

import pytest
from support.commands import booted
from support.simulation import VALIDATOR

from ocpp_load.handlers.extensions import load_extensions
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.messages.v16.actions import PROFILES, Action, Sender
from ocpp_load.scenario import parse_scenario

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = re.findall(
    r"```python\n(.*?)```", (DOCS / "handlers.md").read_text(encoding="utf-8"), re.DOTALL
)
TABLE = re.findall(
    r"^\| (\w+) \| (\w+) \| .+ \| .+ \|$",
    (DOCS / "commands.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


@pytest.fixture
def station(tmp_path):
    files = []
    for number, example in enumerate(EXAMPLES):
        file = tmp_path / f"example_{number}.py"
        file.write_text(example, encoding="utf-8")
        files.append(str(file))
    registry = make_registry(VALIDATOR, extensions=load_extensions(files))
    return booted(registry=registry)


def test_the_examples_answer_as_they_say(station):
    assert station.command("SetDisplay", {"text": "Hello"}) == {"status": "Accepted"}
    assert station.command("SetDisplay", {"text": "H" * 21}) == {"status": "Rejected"}
    assert station.command("ClearCache") == {"status": "Rejected"}
    price = {"vendorId": "com.example", "messageId": "Price"}
    assert station.command("DataTransfer", price) == {"status": "Accepted", "data": "0.42"}


def test_the_example_of_an_effect_reports_after_its_pause(station):
    assert station.command("MeasureNoise") == {"status": "Accepted"}
    station.run(4)
    assert station.messages == []
    station.run(2)
    assert [message.action for message in station.messages] == ["DataTransfer"]
    assert station.observer.own_faults == []


def test_the_table_has_every_command_once_under_its_profile():
    commands = {action.value for action in Action if action.sender is not Sender.CHARGE_POINT}
    rows = [row for row in TABLE if row[0] in commands]
    assert sorted(action for action, _ in rows) == sorted(commands)
    assert all(profile == PROFILES[action] for action, profile in rows)


def test_the_example_of_a_station_can_be_run():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    source = f'name: x\nocpp: "1.6"\nsteps: [boot]\n{example}'
    scenario = parse_scenario(source.encode(), "commands.md")
    assert scenario.station.surroundings.lock == "fails"
