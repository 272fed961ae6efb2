"""The JSON Schema of campaign files and the loader say the same."""

import json
from copy import deepcopy
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from support.schemas import described

from ocpp_load.campaign.events.reading import ACTIONS
from ocpp_load.campaign.groups import KEYS as GROUP_KEYS
from ocpp_load.campaign.load.reading import STAGES
from ocpp_load.campaign.loader import CAMPAIGNS, KEYS, parse_campaign
from ocpp_load.campaign.thresholds.grammar import CLAIM_PATTERN, PATTERN, SCOPE_PATTERN
from ocpp_load.errors import ScenarioError
from ocpp_load.resources import SCHEMAS

SCHEMA = json.loads((SCHEMAS / "campaign.schema.json").read_text("utf-8"))
# Where a file has no address, relative ones begin here.
BESIDE = "json-schema:///"
VALIDATOR = jsonschema_rs.Draft7Validator(
    SCHEMA,
    registry=jsonschema_rs.Registry(
        [
            (
                f"{BESIDE}{name}.schema.json",
                json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")),
            )
            for name in ("scenario", "steps")
        ]
    ),
)


def loader_accepts(text):
    try:
        parse_campaign(text.encode(), "x.yaml")
    except ScenarioError:
        return False
    return True


def schema_accepts(document):
    return VALIDATOR.is_valid(document)


def from_yaml(text):
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text)))


# Every key of the file once; chosen so that no change of one value makes a campaign that only
# the loader can reject. Holds are long, so that no event comes to lie behind the end.
EVERYTHING = {
    "name": "x",
    "description": "d",
    "ocpp": "1.6",
    "stations": 100000,
    "groups": [
        {
            "name": "a",
            "share": "80 %",
            "scenario": "heartbeat",
            "identity": "CP{n}",
            "id_tag": "t",
            "time_scale": 10,
        },
        {"name": "b", "stations": 3, "scenario": "heartbeat"},
        {"name": "c", "share": 2.5, "scenario": "heartbeat"},
    ],
    "load": [
        {"release": {"to": "100 %", "over": "1 s"}},
        {"hold": "300 h"},
        {"ramp": {"to": "100 %", "over": "300 h"}},
        {"hold": "300 h"},
        {"steps": {"by": "10 %", "every": "1 h", "to": "100 %"}},
        {"spike": {"to": "200 %", "for": 3}},
        {"ramp": {"to": 0, "over": 5}},
    ],
    "events": [
        {"at": 1, "name": "first", "disconnect": "30 %"},
        {
            "at": 1,
            "every": "5 min",
            "disconnect": {"share": "all", "over": 1, "for": 5, "code": 1000},
        },
        {"at": 2, "restore": "all"},
        {"every": 900, "restore": {"share": "10 %", "over": "0 s"}},
        {"at": 2, "reboot": {"share": 20, "over": 3}},
        {"at": 2, "power_cut": {"share": "all", "over": 1, "for": {"uniform": ["1 s", "2 min"]}}},
        {"at": 3, "do": ["heartbeat"]},
        {"at": 3, "do": {"share": "all", "over": 1, "steps": ["heartbeat"]}},
    ],
}
# What stands there has to exist, or is the business of another test.
NOT_CHANGED = {"scenario", "station", "steps", "do", "stations", "central_system"}

SCALARS = [None, True, False, 0, 1, 3, 5, -1, 1000, 3001, 0.5, 2.0, -1.5, "", " ", "x", "5 s"]
SCALARS += ["2min", "5 sek", "7", "0 s", "0.0 ms", "all", "30 %", "100 %", "101 %", "250 %", "0 %"]
SCALARS += ["CP{n}", "{m}", "größe", "a\nb", "connection lost", "zz", "1.6", "5 s\n", "00 %"]
KEYS_TRIED = [*ACTIONS, *STAGES, "for", "to", "over", "share", "at", "uniform", "x", "", "a\nb"]
values = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(KEYS_TRIED), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(node):
    """Return every mapping and every list that may be changed, with each of its keys."""
    if isinstance(node, dict | list):
        keys = list(node) if isinstance(node, dict) else range(len(node))
        for key in keys:
            if key not in NOT_CHANGED:
                yield node, key
                yield from places(node[key])


@given(st.data())
@settings(max_examples=60)
def test_a_campaign_with_one_change_is_accepted_by_both_or_by_neither(data):
    document = deepcopy(EVERYTHING)
    node, key = data.draw(st.sampled_from(list(places(document))))
    match data.draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            node[key] = data.draw(values)
        case "remove":
            del node[key]
        case "add" if isinstance(node, dict):
            node.setdefault(data.draw(st.sampled_from(KEYS_TRIED)), data.draw(values))
        case "add":
            node.append(data.draw(values))
    assert loader_accepts(json.dumps(document, ensure_ascii=False)) == schema_accepts(document)


HEAD = 'name: x\nocpp: "1.6"\nstations: 10\n'
GROUPS = "groups: [{name: a, scenario: heartbeat}]\n"
LOAD = "load: [{hold: 1 min}]\n"
BASE = HEAD + GROUPS + LOAD

GOOD = [
    BASE,
    BASE + "central_system: {}\n",
    BASE + "central_system:\n",
    BASE
    + "central_system: {ftp: true, commands_per_second: 2, latency: 5ms, quirk: [concurrent-tx]}\n",
    BASE + "events: [{at: 1, groups: a, reboot: all}, {at: 2, groups: [a], restore: {}}]\n",
    BASE + "events: [{at: 1, operator: {action: Reset, payload: {type: Soft}, share: 10 %}}]\n",
    BASE + "events: [{at: 1, request: {url: 'http://127.0.0.1/'}}]\n",
    BASE + "thresholds: [failures < 1 %, 'a: BootNotification p95 <= 2 s']\n",
    BASE + "thresholds: [{a: p99 < 1 s}, {that: p99 < 1 s, abort: true, for: 5 s}]\n",
    BASE + "drivers: {rate: 60 / min, session: [plug_in, authorize], patience: 1 min}\n",
    BASE + "drivers: {rate: {poisson: 600 / h}, session: [plug_in], groups: [a]}\n",
    BASE + "data: {cards: {list: [A, B], use: shared}}\n",
    HEAD + "groups: [{name: a, scenario: heartbeat, faults: [{flapping: {stays: 5 s}}]}]\n" + LOAD,
    HEAD
    + "groups: [{name: a, scenario: heartbeat, configuration: {HeartbeatInterval: 5},"
    + " data: {x: {list: [1], use: once}}}]\n"
    + LOAD,
    HEAD
    + "groups: [{name: a, scenario: heartbeat, faults: [no_pong]}]\n"
    + LOAD
    + "events: [{at: 1, begin: no_pong}, {at: 2, end: {fault: no_pong, share: all, over: 1}}]\n",
]
BAD = [
    GROUPS + LOAD,
    BASE + "central_system: {port: 9000}\n",
    BASE + "central_system: {ftp: 21}\n",
    BASE + "central_system: {fault: late}\n",
    BASE + "events: []\n",
    BASE + "events: [{at: 1, operator: all}]\n",
    BASE + "events: [{at: 1, begin: {share: all}}]\n",
    BASE + "thresholds: []\n",
    BASE + "thresholds: [p99 is nice]\n",
    BASE + "thresholds: [{that: p99 < 1 s, for: 5 s}]\n",
    BASE + "drivers: {session: [plug_in]}\n",
    BASE + "drivers: {rate: 60, session: [plug_in]}\n",
    HEAD + "groups: [{name: a, scenario: heartbeat, share: 1, stations: 1}]\n" + LOAD,
]
BEYOND_JSON_SCHEMA = {
    "a group that there is not": BASE + "events: [{at: 1, groups: b, reboot: all}]\n",
    "a scenario that there is not": HEAD + "groups: [{name: a, scenario: nope}]\n" + LOAD,
    "a fault that no group has": BASE + "events: [{at: 1, begin: flapping}]\n",
    "two events of one name": BASE
    + "events: [{at: 1, name: y, reboot: all}, {at: 2, name: y, reboot: all}]\n",
    "two groups of one name": HEAD
    + "groups: [{name: a, scenario: heartbeat}, {name: a, scenario: heartbeat}]\n"
    + LOAD,
    "an event after the end": BASE + "events: [{at: 2 min, reboot: all}]\n",
    "a load that takes no time": HEAD + GROUPS + "load: [{hold: 0}]\n",
    "steps without end": HEAD + GROUPS + "load: [{steps: {by: 1, every: 1, to: 99999}}]\n",
    "groups that are not all": HEAD
    + "groups: [{name: a, scenario: heartbeat, stations: 9}]\n"
    + LOAD,
    "what an option of the central system takes": BASE + "central_system: {latency: soon}\n",
    "a variable that there is not": BASE + "events: [{at: 1, do: [{wait: '${nope}'}]}]\n",
    "options of the step operator": BASE + "events: [{at: 1, operator: {colour: red}}]\n",
}


@pytest.mark.parametrize("text", GOOD)
def test_what_the_loader_accepts_the_schema_accepts(text):
    assert loader_accepts(text)
    assert schema_accepts(from_yaml(text))


@pytest.mark.parametrize("text", BAD)
def test_what_the_loader_rejects_the_schema_rejects(text):
    assert not loader_accepts(text)
    assert not schema_accepts(from_yaml(text))


@pytest.mark.parametrize("text", BEYOND_JSON_SCHEMA.values(), ids=BEYOND_JSON_SCHEMA)
def test_what_json_schema_cannot_say_the_loader_alone_rejects(text):
    assert not loader_accepts(text)
    assert schema_accepts(from_yaml(text))


@pytest.mark.parametrize("file", sorted(CAMPAIGNS.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_campaigns_that_ship_are_of_the_schema(file):
    assert schema_accepts(from_yaml(Path(file).read_text("utf-8")))


def test_both_accept_the_campaign_with_everything():
    assert loader_accepts(json.dumps(EVERYTHING))
    assert schema_accepts(EVERYTHING)


def test_the_schema_knows_the_keys_that_the_loader_knows():
    definitions = SCHEMA["definitions"]
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert set(definitions["group"]["properties"]) == set(GROUP_KEYS)
    assert set(definitions["stage"]["properties"]) == set(STAGES)
    event = definitions["event"]
    assert {way["required"][0] for way in event["oneOf"]} == set(ACTIONS)
    assert set(event["properties"]) == {"name", "at", "every", "groups", *ACTIONS}


def test_the_schema_has_the_grammar_of_thresholds():
    text, scoped = SCHEMA["definitions"]["threshold"]["anyOf"]
    assert text["pattern"] == PATTERN
    assert scoped["propertyNames"]["pattern"] == SCOPE_PATTERN
    assert scoped["additionalProperties"]["pattern"] == CLAIM_PATTERN


def test_the_schema_is_of_draft_7():
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_every_key_has_a_description():
    found = dict(described(SCHEMA))
    assert len(found) > 50
    assert [path for path, has_description in found.items() if not has_description] == []
