"""What values keys take (OCPP 1.6 sections 5.3 and 9, errata 3.13, security whitepaper chapter 7)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import a_station

from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.configuration.keys import STANDARD_KEYS
from ocpp_load.model.configuration.measurands import members
from ocpp_load.model.electrical.electrical import Electrical


def standard(name, text, **type_fields):
    """Return what a key makes of a text, at a station of two connectors on three phases."""
    return STANDARD_KEYS[name].kind.standard(text, a_station(**type_fields).configuration)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("0", "0"),
        ("900", "900"),
        ("0060", "60"),
        ("2147483647", "2147483647"),
        ("2147483648", None),
        ("9" * 500, None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("1e3", None),
        (" 60", None),
        ("60\n", None),
        ("٦٠", None),
        ("", None),
        ("soon", None),
    ],
)
def test_an_integer_is_written_in_digits_and_not_negative(text, taken):
    assert standard("HeartbeatInterval", text) == taken


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("LightIntensity", "100", "100"),
        ("LightIntensity", "101", None),
        ("MessageTimeout", "1", "1"),
        ("MessageTimeout", "0", None),
        ("SecurityProfile", "3", "3"),
        ("SecurityProfile", "4", None),
        ("CertificateSignedMaxChainSize", "10000", "10000"),
        ("CertificateSignedMaxChainSize", "10001", None),
    ],
)
def test_some_integers_have_other_bounds(name, text, taken):
    assert standard(name, text) == taken


@given(st.integers())
def test_a_number_is_taken_exactly_where_it_is_in_range(number):
    assert standard("BlinkRepeat", str(number)) == (
        str(number) if 0 <= number <= 2_147_483_647 else None
    )


@pytest.mark.parametrize(
    ("text", "taken"),
    [("true", "true"), ("FALSE", "false"), ("1", None), ("yes", None), ("", None), ("true ", None)],
)
def test_a_boolean_is_true_or_false_in_any_case(text, taken):
    assert standard("LocalPreAuthorize", text) == taken


@pytest.mark.parametrize(
    ("text", "taken"),
    [("", ""), ("Some Operator", "Some Operator"), ("x" * 64, "x" * 64), ("x" * 65, None)],
)
def test_text_is_kept_as_it_is(text, taken):
    assert standard("CpoName", text) == taken


@given(st.binary(max_size=24))
def test_an_authorization_key_has_16_to_20_bytes(password):
    digits = password.hex()
    taken = digits if 16 <= len(password) <= 20 else None
    assert standard("AuthorizationKey", digits) == taken


@pytest.mark.parametrize("text", ["a" * 33, "g" * 32, "0x" + "a" * 32, "a b" * 12, "correct horse"])
def test_an_authorization_key_is_whole_bytes_in_hexadecimal_digits(text):
    assert standard("AuthorizationKey", text) is None


def test_an_authorization_key_keeps_the_case_of_its_digits():
    assert standard("AuthorizationKey", "aB" * 20) == "aB" * 20


ENERGY = "Energy.Active.Import.Register"


@pytest.mark.parametrize("name", [name for name in STANDARD_KEYS if re.search("Data$", name)])
@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("", ""),
        (" ", ""),
        (ENERGY, ENERGY),
        (f"voltage , {ENERGY.upper()}", f"Voltage,{ENERGY}"),
        ("Current.Import.L2,Voltage.L1-N,Voltage.L1", "Current.Import.L2,Voltage.L1-N,Voltage.L1"),
        ("Voltage,Voltage", "Voltage"),
        ("Voltage,SoC", None),
        ("Voltage,", None),
        ("Voltage;Power.Active.Import", None),
        ("Current.Import.L4", None),
        ("Power.Active.Import.L1", None),
        ("Volt", None),
    ],
)
def test_a_list_of_measurands_has_none_that_is_not_measured(name, text, taken):
    assert standard(name, text) == taken


def test_a_station_with_one_phase_measures_no_other():
    assert standard("MeterValuesSampledData", "Voltage.L1-N", phases=1) == "Voltage.L1-N"
    assert standard("MeterValuesSampledData", "Voltage.L2-N", phases=1) is None


@given(
    st.lists(st.sampled_from(sorted(members(a_station().type))), max_size=25), st.integers(0, 20)
)
def test_a_list_holds_each_member_once_and_no_more_of_them_than_its_max_length(given_members, most):
    taken = standard(
        "StopTxnSampledData",
        ",".join(given_members),
        configuration={"StopTxnSampledDataMaxLength": str(most)},
    )
    unique = list(dict.fromkeys(given_members))
    assert taken == (",".join(unique) if len(unique) <= most else None)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("0.RST,1.RST,2.RTS", "0.RST,1.RST,2.RTS"),
        ("1.rst, 2.notapplicable", "1.RST,2.NotApplicable"),
        ("2.Unknown", "2.Unknown"),
        ("", ""),
        ("01.RST", "1.RST"),
        ("1.RST,1.RST", "1.RST"),
        ("1.RST,1.RTS", None),
        ("3.RST", None),
        ("1.RSR", None),
        ("1", None),
        ("RST", None),
        ("-1.RST", None),
    ],
)
def test_phase_rotations_name_connectors_that_there_are_once_each(text, taken):
    assert standard("ConnectorPhaseRotation", text) == taken


def test_a_list_of_phase_rotations_is_no_longer_than_its_max_length():
    one = {"ConnectorPhaseRotationMaxLength": "1"}
    assert standard("ConnectorPhaseRotation", "1.RST", configuration=one) == "1.RST"
    assert standard("ConnectorPhaseRotation", "1.RST,2.RST", configuration=one) is None


@given(st.sampled_from(sorted(STANDARD_KEYS)), st.text(max_size=60))
def test_what_a_key_has_taken_it_takes_again_as_it_is(name, text):
    taken = standard(name, text)
    if taken is not None:
        assert standard(name, taken) == taken


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("HeartbeatInterval", "whole numbers from 0"),
        ("LightIntensity", "whole numbers, 0 to 100"),
        ("LocalPreAuthorize", "true, false"),
        ("CpoName", "text of at most 64 characters"),
        ("AuthorizationKey", "16 to 20 bytes, each as two hexadecimal digits"),
        ("SecurityProfile", "whole numbers, 0 to 3"),
        (
            "ChargingScheduleAllowedChargingRateUnit",
            "a comma-separated list of Current, Power",
        ),
        (
            "MeterValuesSampledData",
            (
                "a comma-separated list of at most 20 of Current.Import, Current.Import.L1,"
                " Voltage, Voltage.L1-N, Voltage.L1"
            ),
        ),
        (
            "ConnectorPhaseRotation",
            (
                "a comma-separated list such as 0.RST,1.RST of at most 3 of the connectors 0 to 2,"
                " each with one of NotApplicable, Unknown, RST, RTS, SRT, STR, TRS, TSR"
            ),
        ),
    ],
)
def test_a_key_says_what_it_takes(name, allowed):
    measurands = frozenset({Measurand.CURRENT_IMPORT, Measurand.VOLTAGE})
    station = a_station(phases=1, electrical=Electrical(measurands=measurands))
    assert STANDARD_KEYS[name].kind.allowed(station.configuration) == allowed


def test_every_kind_is_tried_here():
    kinds = {type(key.kind).__name__ for key in STANDARD_KEYS.values()}
    assert kinds == {
        "Boolean",
        "CommaSeparatedList",
        "Hexadecimal",
        "Integer",
        "PhaseRotations",
        "Text",
    }
