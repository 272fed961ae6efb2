"""Warnings: what a campaign may say, and its author hardly means, seen beside its scenarios."""

import pytest

from ocpp_load.campaign.advice import advice_on_campaign
from ocpp_load.campaign.loader import load_campaign, parse_campaign
from ocpp_load.errors import ScenarioError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario.document import parse_document

HEAD = 'name: x\nocpp: "1.6"\nstations: 10\n'
LOAD = "load: [{ramp: {to: 100 %, over: 1 s}}, {hold: 1 min}]\n"
SCENARIO = """\
name: own
ocpp: "1.6"
data: {cards: {csv: cards.csv, use: once}}
station: {vendor: v, model: m}
steps: [connect, take: cards, authorize: {id_tag: "${cards.tag}"}]
"""


@pytest.fixture
def advice(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text(SCENARIO, "utf-8")
    (tmp_path / "cards.csv").write_text("tag\nA\n", "utf-8")

    def advice(text):
        source = (HEAD + text).encode()
        root = parse_document(source, "x.yaml", [])
        return [
            str(each)
            for each in advice_on_campaign(parse_campaign(source, "x.yaml"), root, "x.yaml")
        ]

    return advice


@pytest.mark.parametrize(
    "file", sorted((SCENARIOS / "campaigns").glob("*.yaml")), ids=lambda path: path.stem
)
def test_no_campaign_that_ships_gives_reason_for_advice(file):
    root = parse_document(file.read_bytes(), str(file), [])
    assert advice_on_campaign(load_campaign(file), root, str(file)) == []


@pytest.mark.parametrize(
    ("load", "is_told"),
    [
        ("[hold: 12 s]", True),
        ("[{ramp: {to: 0, over: 1 s}}, {hold: 1 s}]", True),
        ("[{ramp: {to: 1, over: 0 s}}, {hold: 1 s}]", False),
        ("[{spike: {to: 5, for: 1 s}}]", False),
        ("[{release: {over: 0 s}}, {hold: 1 s}]", False),
    ],
)
def test_a_load_that_starts_nobody_is_told(advice, load, is_told):
    groups = "groups: [{name: a, scenario: heartbeat}]\n"
    problem = "load: no station is ever started; begin with ramp: {to: 100 %, over: 10 s}"
    assert advice(f"{groups}load: {load}\n") == ([f"x.yaml:5:7: {problem}"] if is_told else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data: {cards: {list: [{tag: A}], use: once}}\ngroups: [{name: a, scenario: own.yaml}]\n", []),
        (
            "data: {card: {csv: cards.csv, use: once}}\ngroups: [{name: a, scenario: own.yaml}]\n",
            ["x.yaml:4:8: data: no scenario asks for the feeder card; did you mean cards?"],
        ),
        (
            "groups: [{name: a, scenario: heartbeat, data: {lost: {list: [A], use: once}}}]\n",
            ["x.yaml:4:48: data: no scenario asks for the feeder lost"],
        ),
        (
            ("data: {ids: {pattern: 'A{n}', use: per_station}}\n"
            "groups: [{name: a, scenario: heartbeat, identity: '${ids}'}]\n"),
            [],
        ),
        (
            ("groups:\n- {name: a, scenario: own.yaml}\n"
            "- {name: b, scenario: own.yaml, data: {cards: {csv: cards.csv, use: once}}}\n"),
            [
                (
                    "x.yaml:6:47: cards: own.yaml:3 reads cards.csv as well, and each row may be used"
                    " by both; define one feeder for both, in a campaign in its own data"
                )
            ],
        ),
    ],
)  # fmt: skip
def test_feeders_that_nobody_asks_for_or_that_share_a_file_are_told(advice, text, expected):
    assert advice(text + LOAD) == expected


def test_a_column_that_the_feeder_of_the_campaign_lacks_is_told_with_where_that_is(advice):
    data = "data: {cards: {list: [{tg: A}], use: once}}\n"
    with pytest.raises(ScenarioError) as raised:
        advice(f"{data}groups: [{{name: a, scenario: own.yaml}}]\n{LOAD}")
    assert str(raised.value) == (
        "own.yaml:5:51: id_tag: cards has no column tag; did you mean tg? allowed: tg (by x.yaml:4)"
    )
