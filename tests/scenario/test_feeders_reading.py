"""The section `data`: what may stand there, in the loader and in the schema alike."""

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from ocpp_load.errors import ScenarioError
from ocpp_load.resources import SCHEMAS
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.feeders.feeder import Order, Use, UsedUp

VALIDATOR = jsonschema.Draft7Validator(
    json.loads((SCHEMAS / "scenario.schema.json").read_text(encoding="utf-8"))
)


@pytest.fixture
def read(tmp_path):
    (tmp_path / "a.csv").write_text("id_tag;kwh\nA;1\nB;2\n")

    def read(data, station="{vendor: v, model: m}", steps="[boot]"):
        text = f'name: x\nocpp: "1.6"\ndata: {data}\nstation: {station}\nsteps: {steps}\n'
        return parse_scenario(text.encode(), str(tmp_path / "x.yaml")), text

    return read


def mistakes_of(read, *parts):
    with pytest.raises(ScenarioError) as raised:
        read(*parts)
    return [mistake.problem for mistake in raised.value.mistakes]


def schema_accepts(data):
    text = f'name: x\nocpp: "1.6"\ndata: {data}\nstation: {{vendor: v, model: m}}\nsteps: [boot]\n'
    return VALIDATOR.is_valid(YAML(typ="safe", pure=True).load(text))


GOOD = [
    "{a: {csv: a.csv, delimiter: ';', use: once}}",
    "{a: {list: [basic, 1, true], use: shared, order: random}}",
    "{a: {list: [{k: 1, l: x}, {l: y, k: 2}], use: once, used_up: start_over}}",
    "{a: {pattern: 'C{n:06d}', use: per_station, first: 0, rows: 5, order: random}}",
    "{a: {pattern: 'C{n}', use: once}, b_2: {pattern: '{{', use: shared}}",
]
BAD = {
    "{a: {csv: a.csv}}": "the key use is missing",
    "{a: {use: once}}": "needs exactly one of csv, list, pattern",
    "{a: {list: [1], pattern: C, use: once}}": "needs exactly one of",
    "{a: {list: [], use: once}}": "the list is empty",
    "{a: {list: [1, {b: 1}], use: once}}": "is not like the first entry",
    "{a: {list: [[1]], use: once}}": "a list is not allowed",
    "{a: {list: [null], use: once}}": "an empty value is not allowed",
    "{a: {list: [1], use: twice}}": "allowed: once, per_station, shared",
    "{a: {list: [1], use: shared, used_up: stop}}": "never used up",
    "{a: {list: [1], use: once, rows: 2}}": "belongs to pattern",
    "{a: {pattern: C, use: once, delimiter: ';'}}": "belongs to csv",
    "{a: {pattern: 'C{m}', use: once}}": '"{m}" has no meaning here',
    "{a: {pattern: C, use: once, rows: 0}}": "whole numbers, 1 to",
    "{a: {pattern: C, use: once, order: random}}": "needs rows",
    "{a: {csv: a.csv, delimiter: ';;', use: once}}": "one character",
    "{a: {list: [1], use: once, unique: true}}": "unknown key unique",
    "{1a: {list: [1], use: once}}": "no name of a variable",
    "{station: {list: [1], use: once}}": "has a meaning",
    "[a]": "allowed: a mapping",
}


@pytest.mark.parametrize("data", GOOD)
def test_what_may_stand_there_the_schema_accepts_as_well(read, data):
    assert read(data)[0].data
    assert schema_accepts(data)


@pytest.mark.parametrize("data", BAD)
def test_what_may_not_stand_there_is_told_and_the_schema_rejects_it(read, data):
    problems = mistakes_of(read, data)
    assert any(BAD[data] in problem for problem in problems), problems
    assert not schema_accepts(data)


def test_a_feeder_is_what_its_author_says(read):
    text = "{a: {pattern: 'C{n}', use: once, rows: 7, order: random, used_up: fail}}"
    [feeder] = read(text)[0].data.values()
    assert (feeder.name, feeder.use, feeder.order, feeder.used_up) == (
        "a",
        Use.ONCE,
        Order.RANDOM,
        UsedUp.FAIL,
    )
    assert (feeder.source.size, feeder.source.row(6)) == (7, "C7")


def test_the_mistakes_of_a_csv_file_bear_its_name_and_line(read, tmp_path):
    (tmp_path / "bad.csv").write_text("a,b\n1\n")
    with pytest.raises(ScenarioError, match=r"bad\.csv:2:1: has 1 cell; the header has 2"):
        read("{a: {csv: bad.csv, use: once}}")


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("b.csv", "b.csv; did you mean a.csv? a path begins where this file lies"),
        ("no/b.csv", "no/b.csv; a path begins where this file lies"),
    ],
)
def test_a_csv_file_that_is_not_there_is_told_where_it_is_named(read, tmp_path, file, problem):
    told = mistakes_of(read, f"{{a: {{csv: {file}, use: once}}}}")
    assert told == [f"csv: there is no file {tmp_path}/{problem}"]


def test_a_csv_file_with_other_delimiters_is_told_once(read, tmp_path):
    steps = "[authorize: {id_tag: '${a.id_tag}'}, wait: '${a.kwh}']"
    told = mistakes_of(read, "{a: {csv: a.csv, use: once}}", "{vendor: v, model: m}", steps)
    assert told == [
        f'csv: the first line of {tmp_path}/a.csv is "id_tag;kwh"; write delimiter: ";"'
    ]


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ("[take: b]", "there is no feeder b; allowed: a, c"),
        ("[take]", "is no feeder; allowed: a, c"),
        ("[take: [a, 1]]", "there is no feeder 1"),
        (
            "[authorize: {id_tag: '${a.id}'}]",
            "a has no column id; allowed: id_tag, kwh (the first line of ",
        ),
        ("[authorize: {id_tag: '${c.id}'}]", "c has no columns; write ${c}"),
        ("[authorize: {id_tag: '${d.id}'}]", "there is no variable d"),
    ],
)
def test_a_row_that_there_is_not_is_told_before_anything_runs(read, steps, problem):
    data = "{a: {csv: a.csv, delimiter: ';', use: once}, c: {pattern: C, use: shared}}"
    assert any(problem in told for told in mistakes_of(read, data, "{vendor: v, model: m}", steps))


def test_a_campaign_replaces_feeders_by_their_names(read, tmp_path):
    own, text = read("{a: {list: [1], use: once}, b: {list: [2], use: once}}")
    scenario = parse_scenario(text.encode(), str(tmp_path / "x.yaml"), None, {"a": own.data["b"]})
    assert [feeder.source.row(0) for feeder in scenario.data.values()] == [2, 2]
