"""jsonschema, which nobody here wrote either, comes to the same verdicts as jsonschema-rs."""

from copy import deepcopy
from functools import cache

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.ocpp16_payloads import LATER, NOW, REQUESTS, RESPONSES
from support.schemas import validator_for

from ocpp_load.validation import PayloadValidator, SchemaStore
from ocpp_load.validation.violation import dotted

STORE = SchemaStore()
EXAMPLES = {
    **{name: (name, False, payload) for name, payload in REQUESTS.items()},
    **{f"{name}Response": (name, True, payload) for name, payload in RESPONSES.items()},
}

_NEAR_STRINGS = [
    *("", " ", "x" * 21, "x" * 26, "x" * 51, "x" * 256, "x" * 10_001, "é" * 20, "é" * 21),
    *(NOW, LATER, "2026-11-23T01:53:32+05:30", "2026-11-23t01:53:32z"),
    *("2026-11-23", "2026-11-23T01:53:32", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z"),
    *("ftp://h/x", "urn:x", "//h/x", "h/x", "ftp://h/a b", "http://[::1]/", "http://[::1/"),
    *("Accepted", "accepted", "Accepted ", "Rejected", "Other", "Celcius", "Celsius", "Hertz"),
]
_NEAR_NUMBERS = [0, -1, 1, 1.0, 0.5, 2**31, 2**63, 2**64 - 1, -(2**63), 1e300, -0.0]
near_values = st.sampled_from(
    [None, True, False, [], {}, [{}], [[]], {"a": 1}, *_NEAR_STRINGS, *_NEAR_NUMBERS]
).map(deepcopy)


def without_multiple_of(schema):
    """Take out what binary floats make the two disagree about."""
    if isinstance(schema, dict):
        return {
            key: without_multiple_of(value) for key, value in schema.items() if key != "multipleOf"
        }
    return schema


@cache
def schema_of(name):
    return without_multiple_of(STORE.load(name))


@cache
def first_opinion(name):
    return validator_for(**{name: schema_of(name)})


@cache
def second_opinion(name):
    draft = jsonschema.validators.validator_for(schema_of(name))
    return draft(schema_of(name), format_checker=draft.FORMAT_CHECKER)


def places(value):
    """Yield every container in a payload with each of its keys or positions."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


def containers(value):
    yield value
    for container, key in places(value):
        if isinstance(container[key], dict | list):
            yield container[key]


@st.composite
def mutated(draw, payload):
    """Return a payload with one to three things changed, taken out or added."""
    payload = deepcopy(payload)
    for _ in range(draw(st.integers(1, 3))):
        where = list(places(payload))
        kind = draw(st.sampled_from(["change", "take out", "add"]))
        if kind == "add" or not where:
            container = draw(st.sampled_from(list(containers(payload))))
            if isinstance(container, list):
                again = st.sampled_from(container).map(deepcopy) if container else near_values
                container.append(draw(near_values | again))
            else:
                name = draw(st.sampled_from(["extra", "status", "retries", "é"]))
                container[name] = draw(near_values)
            continue
        container, key = draw(st.sampled_from(where))
        if kind == "change":
            container[key] = draw(near_values)
        else:
            del container[key]
    return payload


def shallowest(errors):
    """Return keyword and place of the errors that stand outermost."""
    errors = list(errors)
    depth = min(len(error.absolute_path) for error in errors)
    return {
        (error.validator, dotted(error.absolute_path))
        for error in errors
        if len(error.absolute_path) == depth
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_agree_on_a_payload_and_on_what_is_wrong_with_it(name):
    action, is_response, example = EXAMPLES[name]
    check = first_opinion(name).check_response if is_response else first_opinion(name).check_request

    @given(mutated(example))
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    def agree(payload):
        violation = check(action, payload)
        errors = list(second_opinion(name).iter_errors(payload))
        assert (violation is None) == (not errors), (payload, violation, errors)
        if violation is not None:
            field = violation.path
            if violation.keyword in {"required", "additionalProperties"}:
                field = field.rpartition(".")[0]
            assert (violation.keyword, field) in shallowest(errors)

    agree()


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_accept_the_example_payloads(name):
    action, is_response, example = EXAMPLES[name]
    validator = PayloadValidator(STORE)
    check = validator.check_response if is_response else validator.check_request
    assert check(action, example) is None
    assert second_opinion(name).is_valid(example)


def test_only_jsonschema_rs_can_divide_by_a_tenth():
    schema = STORE.load("SetChargingProfile")
    profile = deepcopy(REQUESTS["SetChargingProfile"])
    [period, _] = profile["csChargingProfiles"]["chargingSchedule"]["chargingSchedulePeriod"]
    period["limit"] = 21.4
    assert PayloadValidator(STORE).check_request("SetChargingProfile", profile) is None
    assert not jsonschema.Draft4Validator(schema).is_valid(profile)


@pytest.mark.parametrize("limit", [21.45, 0.05, 21.4000001, 1e-300])
def test_a_limit_with_more_than_one_digit_is_a_violation(limit):
    profile = deepcopy(REQUESTS["SetChargingProfile"])
    [period, _] = profile["csChargingProfiles"]["chargingSchedule"]["chargingSchedulePeriod"]
    period["limit"] = limit
    violation = PayloadValidator(STORE).check_request("SetChargingProfile", profile)
    assert violation.reason == (
        "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[].limit breaks multipleOf"
    )


@pytest.mark.parametrize("tenths", range(0, 700, 7))
def test_every_limit_in_tenths_is_accepted(tenths):
    profile = deepcopy(REQUESTS["SetChargingProfile"])
    profile["csChargingProfiles"]["chargingSchedule"]["minChargingRate"] = tenths / 10
    assert PayloadValidator(STORE).check_request("SetChargingProfile", profile) is None


def test_only_jsonschema_rs_knows_the_leap_second():
    conf = {"currentTime": "2016-12-31T23:59:60Z"}
    assert PayloadValidator(STORE).check_response("Heartbeat", conf) is None
    assert not second_opinion("HeartbeatResponse").is_valid(conf)
