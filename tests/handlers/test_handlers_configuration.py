"""GetConfiguration and ChangeConfiguration (OCPP 1.6 sections 5.8 and 5.3, errata 3.13 and 3.76 ff)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import EPOCH_S, VALIDATOR, a_station
from support.x509 import CPO, root

from ocpp_load.handlers import Command, HandlerRegistry, Leniency, Refusal
from ocpp_load.handlers.effects import ApplyConfiguration, ReportSecurityEvent
from ocpp_load.handlers.v16.core import configuration as handlers
from ocpp_load.messages.v16.actions import PROFILES, FeatureProfile
from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model import Registration
from ocpp_load.model.configuration.keys import STANDARD_KEYS
from ocpp_load.model.security.certificate_request import request_certificate

GET, CHANGE = "GetConfiguration", "ChangeConfiguration"
RECONFIGURED = "ReconfigurationOfSecurityParameters"


def dispatch(station, action, payload, **leniency):
    registry = HandlerRegistry(PROFILES, VALIDATOR, Leniency(**leniency))
    registry.register([handlers])
    reply = registry.dispatch(station, Command(action, payload, EPOCH_S, 0.0))
    if not isinstance(reply, Refusal):
        assert VALIDATOR.check_response(action, reply.payload) is None
    return reply


def accepted(**type_fields):
    station = a_station(**type_fields)
    station.registration = Registration.ACCEPTED
    return station


def get(station, *names):
    return dispatch(station, GET, {"key": list(names)}).payload


def change(station, key, value):
    reply = dispatch(station, CHANGE, {"key": key, "value": value})
    return reply.payload["status"], list(reply.effects)


@pytest.mark.parametrize("payload", [{}, {"key": []}])
def test_who_names_no_key_gets_every_one_that_can_be_read(payload):
    station = accepted(configuration={"Vendor.Key": "x"})
    told = dispatch(station, GET, payload).payload
    names = [entry["key"] for entry in told["configurationKey"]]
    assert names == [*(name for name in STANDARD_KEYS if name != "AuthorizationKey"), "Vendor.Key"]
    assert "unknownKey" not in told


def test_known_keys_come_with_value_and_access_and_the_rest_is_unknown():
    station = accepted(configuration={"HeartbeatInterval": "60", "Vendor.Key": "x"})
    told = get(station, "HeartbeatInterval", "Made.Up", "NumberOfConnectors", "Vendor.Key")
    assert told == {
        "configurationKey": [
            {"key": "HeartbeatInterval", "readonly": False, "value": "60"},
            {"key": "NumberOfConnectors", "readonly": True, "value": "2"},
            {"key": "Vendor.Key", "readonly": False, "value": "x"},
        ],
        "unknownKey": ["Made.Up"],
    }


def test_where_no_key_is_known_none_is_listed():
    assert get(accepted(), "Made.Up", "Made.Up") == {"unknownKey": ["Made.Up"]}


def test_a_key_that_is_asked_for_in_two_spellings_is_told_once_in_the_standard_one():
    told = get(accepted(), "HeartBeatInterval", "HeartbeatInterval", "heartbeatinterval")
    assert told == {
        "configurationKey": [{"key": "HeartbeatInterval", "readonly": False, "value": "86400"}]
    }


def test_a_key_that_is_not_set_has_no_value_and_an_empty_list_has_one():
    assert get(accepted(), "CpoName", "MessageTimeout", "StopTxnSampledData") == {
        "configurationKey": [
            {"key": "CpoName", "readonly": False},
            {"key": "MessageTimeout", "readonly": False},
            {"key": "StopTxnSampledData", "readonly": False, "value": ""},
        ]
    }


@pytest.mark.parametrize("name", ["AuthorizationKey", "authorizationkey"])
def test_the_authorization_key_is_accepted_kept_and_never_shown(name):
    # OCPP-J 1.6 section 6.2.2, security whitepaper section 7.2.
    station = accepted()
    password = "c0ffee" * 6
    status, effects = change(station, name, password)
    assert status == "Accepted"
    assert effects == [
        ApplyConfiguration("AuthorizationKey"),
        ReportSecurityEvent(RECONFIGURED, "AuthorizationKey changed"),
    ]
    assert change(station, name, password) == ("Accepted", [])
    assert station.configuration["AuthorizationKey"] == password
    assert get(station, name) == {"unknownKey": [name]}
    assert password not in str(dispatch(station, GET, {}).payload)


@pytest.mark.parametrize("profile", [p for p in FeatureProfile if p is not FeatureProfile.CORE])
def test_keys_of_a_profile_that_the_station_lacks_are_unknown_and_not_supported(profile):
    station = accepted(feature_profiles=frozenset(FeatureProfile) - {profile})
    lacking = [name for name, key in STANDARD_KEYS.items() if key.profile == profile]
    for name in lacking:
        assert get(station, name) == {"unknownKey": [name]}
        assert change(station, name, "1") == ("NotSupported", [])
    listed = [entry["key"] for entry in dispatch(station, GET, {}).payload["configurationKey"]]
    assert not set(lacking) & set(listed)


def test_a_request_may_name_as_many_keys_as_the_station_says_and_no_more():
    station = accepted(configuration={"GetConfigurationMaxKeys": "3"})
    assert len(get(station, "A", "B", "C")["unknownKey"]) == 3
    refusal = dispatch(station, GET, {"key": ["HeartbeatInterval"] * 4})
    assert refusal == Refusal(
        "OccurenceConstraintViolation", "4 keys in one request; GetConfigurationMaxKeys is 3"
    )


@given(st.lists(st.text(max_size=50) | st.sampled_from(sorted(STANDARD_KEYS)), max_size=50))
def test_whatever_is_asked_for_is_known_or_unknown(names):
    station = accepted()
    told = get(station, *names) if names else {}
    known = {entry["key"].lower() for entry in told.get("configurationKey", [])}
    unknown = set(told.get("unknownKey", []))
    for name in names:
        assert (name.lower() in known) != (name in unknown)


ENERGY = "Energy.Active.Import.Register"


@pytest.mark.parametrize(
    ("key", "value", "in_force"),
    [
        ("HeartbeatInterval", "60", "60"),
        ("HeartBeatInterval", "60", "60"),
        ("WebSocketPingInterval", "10", "10"),
        ("MeterValueSampleInterval", "0", "0"),
        ("ClockAlignedDataInterval", "900", "900"),
        ("ConnectionTimeOut", "120", "120"),
        ("AuthorizeRemoteTxRequests", "true", "true"),
        ("LocalPreAuthorize", "True", "true"),
        ("MeterValuesSampledData", "Voltage,Current.Import.L1", "Voltage,Current.Import.L1"),
        ("MeterValuesAlignedData", "", ""),
        ("MessageTimeout", "10", "10"),
        ("CpoName", "Operator", "Operator"),
    ],
)
def test_an_accepted_value_is_in_force_at_once_and_acted_on(key, value, in_force):
    station = accepted()
    standard = "HeartbeatInterval" if key == "HeartBeatInterval" else key
    assert change(station, key, value) == ("Accepted", [ApplyConfiguration(standard)])
    assert station.configuration[standard] == in_force
    [told] = get(station, standard)["configurationKey"]
    assert told.get("value") == in_force


@pytest.mark.parametrize(
    ("key", "value"), [("HeartbeatInterval", "86400"), ("LocalAuthorizeOffline", "TRUE")]
)
def test_a_value_that_is_so_already_is_accepted_and_nothing_starts_anew(key, value):
    assert change(accepted(), key, value) == ("Accepted", [])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("HeartbeatInterval", "-1"),
        ("WebSocketPingInterval", "-1"),
        ("MeterValueSampleInterval", "soon"),
        ("ConnectionTimeOut", "1.5"),
        ("ResetRetries", ""),
        ("LightIntensity", "101"),
        ("AuthorizeRemoteTxRequests", "1"),
        ("MeterValuesSampledData", f"{ENERGY},SoC"),
        ("MeterValuesAlignedData", "Voltage,Nonsense"),
        ("StopTxnSampledData", "SoC"),
        ("StopTxnAlignedData", "SoC"),
        ("ConnectorPhaseRotation", "7.RST"),
        ("AuthorizationKey", "too short"),
        ("NumberOfConnectors", "2"),
        ("SupportedFeatureProfiles", "Core"),
        ("LocalAuthListMaxLength", "5"),
        ("StopTransactionOnEVSideDisconnect", "yes"),
    ],
)
def test_a_value_that_the_key_does_not_take_is_rejected_and_changes_nothing(key, value):
    station = accepted()
    before = station.configuration[key]
    assert change(station, key, value) == ("Rejected", [])
    assert station.configuration[key] == before


ROOT = root()
EXPIRED = root(days=(-20, -1))


def with_certificates(station, *, trusted, own):
    """Give the station a root of the central system, and a certificate of its own that it signs."""
    certificates = station.certificates
    if trusted is not None:
        epoch_s = EPOCH_S if trusted is not EXPIRED else EPOCH_S - 5 * 86_400
        installed = certificates.install(
            CertificateUse.CENTRAL_SYSTEM_ROOT,
            trusted.pem,
            epoch_s,
            max_roots=1,
            successors_only=False,
        )
        assert installed == "Accepted"
    if own:
        certificates.request, csr = request_certificate("CP000007", CPO)
        certificates.accept_signed(trusted.sign(csr).pem, EPOCH_S)
    return station


# Security whitepaper edition 3, A05.FR.01 to 05 and section 7.6.
@pytest.mark.parametrize(
    ("present", "password", "trusted", "own", "wanted", "status"),
    [
        ("0", True, None, False, "1", "Accepted"),
        ("0", True, ROOT, False, "2", "Accepted"),
        ("0", False, ROOT, True, "3", "Accepted"),
        ("2", True, ROOT, True, "3", "Accepted"),
        ("0", True, ROOT, True, "0", "Rejected"),
        ("2", True, ROOT, True, "2", "Rejected"),
        ("2", True, ROOT, True, "1", "Rejected"),
        ("3", True, ROOT, True, "0", "Rejected"),
        ("0", False, None, False, "1", "Rejected"),
        ("0", False, ROOT, False, "2", "Rejected"),
        ("1", True, None, False, "2", "Rejected"),
        ("1", True, EXPIRED, False, "2", "Rejected"),
        ("2", True, ROOT, False, "3", "Rejected"),
        ("2", True, None, False, "3", "Rejected"),
        ("0", True, ROOT, True, "4", "Rejected"),
        ("0", True, ROOT, True, "high", "Rejected"),
    ],
)
def test_a_security_profile_is_only_raised_and_only_where_everything_is_ready_for_it(
    present, password, trusted, own, wanted, status
):
    initial = {"SecurityProfile": present} | ({"AuthorizationKey": "00" * 20} if password else {})
    station = with_certificates(accepted(configuration=initial), trusted=trusted, own=own)
    told, effects = change(station, "securityProfile", wanted)
    assert told == status
    if status == "Accepted":
        assert effects == [
            ApplyConfiguration("SecurityProfile"),
            ReportSecurityEvent(RECONFIGURED, "SecurityProfile changed"),
        ]
        assert station.configuration["SecurityProfile"] == wanted
    else:
        assert effects == []
        assert station.configuration["SecurityProfile"] == present


def test_a_list_may_be_as_long_as_its_max_length_key_says():
    # Section 5.3.
    station = accepted(configuration={"MeterValuesSampledDataMaxLength": "1"})
    assert change(station, "MeterValuesSampledData", "Voltage")[0] == "Accepted"
    assert change(station, "MeterValuesSampledData", f"Voltage,{ENERGY}") == ("Rejected", [])
    assert station.configuration["MeterValuesSampledData"] == "Voltage"


def test_a_value_that_needs_a_reboot_says_so_and_waits_for_it():
    station = accepted()
    assert change(station, "ConnectorPhaseRotation", "1.RTS,2.RTS") == ("RebootRequired", [])
    [told] = get(station, "ConnectorPhaseRotation")["configurationKey"]
    assert told["value"] == "0.RST,1.RST,2.RST"
    station.configuration.apply_pending()
    [told] = get(station, "ConnectorPhaseRotation")["configurationKey"]
    assert told["value"] == "1.RTS,2.RTS"


@pytest.mark.parametrize("value", ["60", "", "nonsense"])
def test_a_key_that_the_station_does_not_have_is_not_supported(value):
    assert change(accepted(), "Made.Up", value) == ("NotSupported", [])


def test_a_station_without_the_command_says_so_by_status_where_it_is_lenient():
    station = accepted(switched_off=frozenset({CHANGE, GET}))
    reply = dispatch(station, CHANGE, {"key": "A", "value": "1"}, profiles=True)
    assert reply.payload == {"status": "NotSupported"}
    for action, payload in [(GET, {}), (CHANGE, {"key": "A", "value": "1"})]:
        assert dispatch(station, action, payload).code == "NotSupported"
    assert dispatch(station, GET, {}, profiles=True).code == "NotSupported"


def test_a_pending_station_can_be_configured():
    # Section 4.2.
    station = accepted()
    station.registration = Registration.PENDING
    assert change(station, "HeartbeatInterval", "60")[0] == "Accepted"
    assert get(station, "HeartbeatInterval")["configurationKey"][0]["value"] == "60"
