"""Files of steps: found, read with their own names, given parameters, and checked alone."""

import json
from itertools import pairwise
from pathlib import Path

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from support.simulation import Simulation

from ocpp_load.errors import ScenarioError
from ocpp_load.resources import SCHEMAS
from ocpp_load.scenario import check_files, load_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.steps_file import SHELF

HEAD = """\
name: test
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 2, id_tag: "T{n}"}
steps:
  - connect
  - boot
"""
TELL = "call: {action: DataTransfer, payload: {vendorId: v, data: '%s'}}"


@pytest.fixture
def folder(tmp_path):
    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(HEAD + text if name == "x.yaml" else text, encoding="utf-8")
        return tmp_path / "x.yaml"

    return write


def run(file, seconds=100):
    commission = Commission(load_scenario(file))
    simulation = Simulation(station=commission.station(7))
    return simulation.start(commission.script).run(seconds)


def mistakes_of(file: Path):
    with pytest.raises(ScenarioError) as raised:
        load_scenario(file)
    return [str(mistake).removeprefix(f"{file.parent}/") for mistake in raised.value.mistakes]


def data(simulation):
    return [payload["data"] for payload in simulation.payloads("DataTransfer")]


def test_the_steps_of_a_file_are_those_of_the_session_that_uses_them(folder):
    file = folder(
        {"x.yaml": "  - each_connector: {id_tag: 'C{connector}', steps: [use: session]}\n"}
    )
    simulation = run(file, 400)
    starts = {p["connectorId"]: p["idTag"] for p in simulation.payloads("StartTransaction")}
    assert starts == {1: "C1", 2: "C2"}
    assert [p["idTag"] for p in simulation.payloads("Authorize")] == ["C1", "C2"]


PARTS = (
    "parameters: {a: null, b: '${a + 1}', c: {d: '${n}'}}\n"
    f"steps:\n  - {TELL % '${a} ${b} ${c.d}'}\n  - set: {{a: changed}}\n"
)


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("{file: parts.yaml, with: {a: 1}}", ["1 2 7"]),
        ("{file: ./parts.yaml, with: {a: '${n}', b: x}}", ["7 x 7"]),
        ("{file: parts.yaml, with: {a: '${a}', c: {d: null}}}", ["5 6 "]),
    ],
)
def test_the_parameters_of_a_file_are_its_variables(folder, use, told):
    file = folder({"x.yaml": f"  - set: {{a: 5}}\n  - use: {use}\n", "parts.yaml": PARTS})
    assert data(run(file)) == told


def test_what_a_file_sets_is_not_seen_outside(folder):
    text = (
        f"  - set: {{a: 5}}\n  - use: {{file: parts.yaml, with: {{a: 1}}}}\n  - {TELL % '${a}'}\n"
    )
    assert data(run(folder({"x.yaml": text, "parts.yaml": PARTS})))[-1] == 5


def test_the_steps_take_place_where_they_are_used(folder):
    text = "  - each_connector: {id_tag: 'C{connector}', steps: [use: parts.yaml]}\n"
    simulation = run(folder({"x.yaml": text, "parts.yaml": "steps: [start_transaction]"}))
    starts = simulation.payloads("StartTransaction")
    assert [(s["connectorId"], s["idTag"]) for s in starts] == [(1, "C1"), (2, "C2")]


def test_files_may_use_files_each_relative_to_itself(folder):
    file = folder(
        {
            "x.yaml": "  - use: parts/one.yaml\n",
            "parts/one.yaml": "steps: [use: two.yaml, use: two.yaml]",
            "parts/two.yaml": "description: the second\nsteps: [heartbeat]",
        }
    )
    assert run(file, 1).actions.count("Heartbeat") == 2


def test_a_file_that_asks_for_answers_has_the_station_keep_them(folder):
    file = folder({"x.yaml": "  - use: p.yaml\n", "p.yaml": "steps: [expect: len(answers) > 0]"})
    assert run(file).observer.checks == [("len(answers) > 0", None)]


def test_a_file_that_ships_is_found_by_its_name(folder):
    use = "use: {file: session, with: {id_tag: 'X${n}', charges_for: 1 min, reason: Remote}}"
    simulation = run(folder({"x.yaml": f"  - {use}\n"}))
    [stop] = simulation.payloads("StopTransaction")
    assert stop["reason"] == "Remote"
    assert simulation.payloads("Authorize") == [{"idTag": "X7"}]
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    ("files", "mistakes"),
    [
        (
            {"x.yaml": "  - use: prats.yaml\n", "parts.yaml": PARTS},
            ['x.yaml:7:10: use: there is no file "prats.yaml"; give the path of a file, or one of: session'],
        ),
        (
            {"x.yaml": "  - use: {file: sesion}\n"},
            [('x.yaml:7:17: file: there is no file of steps "sesion"; did you mean session? give the'
             " path of a file, or one of: session")],
        ),
        (
            {"x.yaml": "  - use: p.yaml\n", "p.yaml": "steps:\n  - bot\n  - wait: soon\n"},
            ["p.yaml:2:5: steps: unknown step bot; did you mean boot?",
             'p.yaml:3:11: wait: "soon" is not a duration'],
        ),
        (
            {"x.yaml": "  - set: {a: 1}\n  - use: p.yaml\n", "p.yaml": "steps: [wait: '${a}']"},
            ["p.yaml:1:15: wait: there is no variable a"],
        ),
        (
            {"x.yaml": f"  - use: p.yaml\n  - {TELL % '${b}'}\n", "p.yaml": "steps: [set: {b: 1}]"},
            ["x.yaml:8:63: data: there is no variable b"],
        ),
        (
            {"x.yaml": "  - use: parts.yaml\n", "parts.yaml": PARTS},
            ["x.yaml:7:10: use: the parameter a is missing; give it below `with`"],
        ),
        (
            {"x.yaml": "  - use: {file: parts.yaml, with: {a: 1, d: 2}}\n", "parts.yaml": PARTS},
            ["x.yaml:7:42: use: the file has no parameter d; allowed: a, b, c"],
        ),
        (
            {"x.yaml": "  - use: p.yaml\n", "p.yaml": "steps: [use: q.yaml]",
             "q.yaml": "steps: [boot, use: p.yaml]"},
            ["q.yaml:1:20: use: uses itself: p.yaml → q.yaml → p.yaml"],
        ),
        (
            {"x.yaml": "  - use: p.yaml\n", "p.yaml": ""},
            ["p.yaml:1:1: the key steps is missing; required: steps"],
        ),
        (
            {"x.yaml": "  - use: p.yaml\n", "p.yaml": "name: x\nsteps: [boot]\n"},
            ["p.yaml:1:1: unknown key name"],
        ),
        (
            {"x.yaml": "  - use: p.yaml\n", "p.yaml": "parameters: {n: 1}\nsteps: [boot]\n"},
            ["p.yaml:1:14: n: n has a meaning of its own"],
        ),
    ],
)  # fmt: skip
def test_a_mistake_bears_the_name_of_its_file(folder, files, mistakes):
    found = mistakes_of(folder(files))
    assert len(found) == len(mistakes)
    for mistake, expected in zip(found, mistakes, strict=True):
        assert mistake.startswith(expected)


def test_files_that_use_each_other_ever_more_often_are_too_many(folder):
    names = [f"p{level}.yaml" for level in range(20)]
    files = {name: f"steps: [use: {then}, use: {then}]" for name, then in pairwise(names)}
    files |= {names[-1]: "steps: [boot]", "x.yaml": f"  - use: {names[0]}\n"}
    assert all("uses too many files" in mistake for mistake in mistakes_of(folder(files)))


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        (PARTS, []),
        ("steps: [plug_in: {connector: 7}, charge: {until: full}]", []),
        ("steps: [wait: '${a}']", ["1:15: wait: there is no variable a"]),
        ("description: 5\nsteps: [bot]", ["1:14: description", "2:9: steps: unknown step bot"]),
        ("steps: [use: p.yaml]", ["1:14: use: uses itself: p.yaml → p.yaml"]),
    ],
)
def test_a_file_of_steps_is_checked_alone(tmp_path, text, mistakes):
    file = tmp_path / "p.yaml"
    file.write_text(text, encoding="utf-8")
    found = [str(mistake).removeprefix(f"{file}:") for mistake in check_files([file])]
    assert len(found) == len(mistakes)
    assert all(f.startswith(expected) for f, expected in zip(found, mistakes, strict=True))


def test_the_schema_of_such_files_accepts_those_that_ship_and_rejects_what_the_loader_rejects():
    names = ("scenario.schema.json", "steps.schema.json")
    scenario, steps = ((SCHEMAS / name).read_text(encoding="utf-8") for name in names)
    # Editors resolve the one file beside the other; here they are one.
    one = json.loads(steps.replace("scenario.schema.json#", "#"))
    validator = jsonschema_rs.Draft7Validator(
        one | {"definitions": json.loads(scenario)["definitions"]}
    )
    shipped = sorted(SHELF.glob("*.yaml"))
    assert shipped
    assert check_files(shipped) == []
    for path in shipped:
        assert validator.is_valid(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    assert validator.is_valid({"steps": ["boot"], "parameters": {"a": None}})
    for bad in (
        {},
        {"steps": []},
        {"steps": ["bot"]},
        {"steps": ["boot"], "name": "x"},
        {"steps": ["boot"], "description": ""},
        {"steps": ["boot"], "parameters": {"len": 1}},
    ):
        assert not validator.is_valid(bad)
