"""Warnings about the rows of feeders, tried wherever something is made of a row alone."""

import pytest

from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.advice.rows import odd_rows

LONG = "B" * 21
NO_TARGET = "is not allowed; allowed: full, 80 %, 20 kWh and the like"
NO_UNIT = 'has no unit; write for example 20 kWh, or "${kwh} kWh"'
TOO_LONG = f'id_tag: "{LONG}" has 21 characters; OCPP allows at most 20'


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def scenario(data, steps, file="x.yaml"):
        text = (
            f'name: x\nocpp: "1.6"\nstation: {{vendor: v, model: m}}\ndata: {data}\nsteps:\n{steps}'
        )
        return parse_scenario(text.encode(), file)

    return scenario


def told(*scenarios):
    return [str(mistake) for mistake in odd_rows(scenarios)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("authorize: {id_tag: '${cards.tag}'}", [f"x.yaml:6:23: {TOO_LONG} (cards.csv:3)"]),
        (
            "charge: {until: '${cards.kwh} kWh'}",
            [f'x.yaml:6:19: until: "x kWh" {NO_TARGET} (cards.csv:3)'],
        ),
        (
            "charge: {until: '${cards.kwh}'}",
            [
                f"x.yaml:6:19: until: 2 {NO_UNIT} (cards.csv:2)",
                f'x.yaml:6:19: until: "x" {NO_TARGET} (cards.csv:3)',
            ],
        ),
        (
            "set: {kwh: '${float(cards.kwh)}'}",
            ['x.yaml:6:14: kwh: "float(cards.kwh)": float() cannot use "x" (cards.csv:3)'],
        ),
        ("wait: '${cards.kwh if n else 1}'", []),
        ("set: {tag: '${cards.tag}'}", []),
        ("set: {at: '${cards.tag + now()}'}", []),
        (
            "parallel: [[authorize: {id_tag: '${cards.tag}'}], [plug_in: {id_tag: '${cards.tag}'}]]",
            [f"x.yaml:6:35: {TOO_LONG} (cards.csv:3)"],
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_place(scenario, tmp_path, step, expected):
    (tmp_path / "cards.csv").write_text(f"tag,kwh\nA,2\n{LONG},x\n")
    assert told(scenario("{cards: {csv: cards.csv, use: once}}", f"- {step}\n")) == expected


def test_a_row_of_a_list_is_told_by_its_number(scenario):
    found = told(
        scenario(f"{{a: {{list: [A, {LONG}], use: once}}}}", "- authorize: {id_tag: '${a}'}\n")
    )
    assert found == [f"x.yaml:6:23: {TOO_LONG} (a, entry 2)"]


def test_of_a_file_that_does_not_fit_at_all_twenty_rows_are_told(scenario):
    rows = ", ".join(f"{LONG}{number}" for number in range(100))
    data = f"{{a: {{list: [{rows}], use: once}}}}"
    assert len(told(scenario(data, "- authorize: {id_tag: '${a}'}\n"))) == 20


def test_what_may_be_of_the_environment_is_not_repeated(scenario):
    steps = "- set: {b: '${env.HOME}'}\n- wait: '${a}'\n- wait: '${int(a)}'\n"
    found = told(scenario("{a: {list: [hunter2], use: once}}", steps))
    assert len(found) == 2
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("use", "is_told"), [("once", True), ("per_station", True), ("shared", False)]
)
def test_a_file_that_two_feeders_read_is_told_unless_everybody_may_have_its_rows(
    scenario, tmp_path, use, is_told
):
    (tmp_path / "cards.csv").write_text("tag\nA\n")
    data = f"{{cards: {{csv: cards.csv, use: {use}}}}}"
    steps = "- authorize: {id_tag: '${cards.tag}'}\n"
    one, other = scenario(data, steps, "a.yaml"), scenario(data, steps, "b.yaml")
    problem = (
        "b.yaml:4:15: cards: a.yaml:4 reads cards.csv as well, and each row may be used by both;"
        " define one feeder for both, in a campaign in its own data"
    )
    assert told(one, other) == ([problem] if is_told else [])
    assert told(one, one) == []
