"""What is checked of a run's security before any station starts, and what its connections are."""

import pytest
from support.station_certificates import authority

from ocpp_load.credentials import PASSWORD_VARIABLE
from ocpp_load.errors import OptionError
from ocpp_load.runtime.plan import check_security, plan_of
from ocpp_load.runtime.securing import dialer, tls_options, with_secured
from ocpp_load.settings import settings_from
from ocpp_load.transport import Endpoint, TlsOptions

WS, WSS = "ws://127.0.0.1:9/ocpp", "wss://127.0.0.1:9/ocpp"
PASSWORD = "secret-of-{identity}"


@pytest.fixture
def check(tmp_path, monkeypatch):
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    authority().save(tmp_path / "pki")

    def check(host=WS, *, password=None, **options):
        if password is not None:
            monkeypatch.setenv(PASSWORD_VARIABLE, password)
        settings = settings_from({"scenario": "heartbeat", **options}, host)
        plan = plan_of(settings)
        check_security(settings, plan)
        return settings, plan

    return check


@pytest.mark.parametrize(
    ("host", "options"),
    [
        (WS, {}),
        (WSS, {"security_profile": 0}),
        (WS, {"security_profile": 1, "password": PASSWORD}),
        (WSS, {"security_profile": 2, "password": PASSWORD}),
        (WS, {"security_profile": 2, "password": PASSWORD, "secure_host": WSS}),
        (WSS, {"security_profile": 3, "tls_issue": "pki"}),
        (WSS, {"security_profile": 3, "tls_issue": "pki", "tls_ca": "pki/ca.pem"}),
        (WSS, {"tls_ca": "pki"}),
        (WSS, {"tls_min_version": "1.3", "tls_max_version": "1.3"}),
        (WSS, {"tls_ciphers": "ECDHE+AESGCM"}),
    ],
)
def test_what_fits_together_passes(check, host, options):
    check(host, **options)


@pytest.mark.parametrize(
    ("host", "options", "problem"),
    [
        (WSS, {"security_profile": 1}, "--security-profile: 1 is without TLS"),
        (WS, {"security_profile": 2}, "--security-profile: 2 needs TLS"),
        (WS, {"security_profile": 3}, "--security-profile: 3 needs TLS"),
        (WS, {"security_profile": 1}, "--credentials: security profile 1, and CP000001 has no"),
        (WSS, {"security_profile": 3}, "--cert: security profile 3, and CP000001 has no valid"),
        (WSS, {"security_profile": 3, "cert": "{n}.pem"}, "--cert: 1.pem cannot be used: No such"),
        (WS, {"key": "x.pem"}, "--key: needs --cert"),
        (WS, {"cert": "{m}"}, "--cert: braces may hold {identity}"),
        (WS, {"tls_issue": "."}, "--tls-issue: ca.pem: No such file"),
        (WS, {"tls_issue": ".", "tls_ca": "pki/ca.pem"}, "--tls-issue: . holds no test authority"),
        (WS, {"tls_ca": __file__}, f"--tls-ca: {__file__}: no certificates in PEM form"),
        (WS, {"tls_ca": __file__, "tls_insecure": True}, f"--tls-ca: {__file__}: no certificates"),
        (WS, {"tls_ciphers": "NONE-SUCH"}, "--tls-ciphers: 'NONE-SUCH' names no cipher suite"),
        (
            WS,
            {"tls_min_version": "1.3", "tls_max_version": "1.2"},
            "--tls-max-version: is below --tls-min-version",
        ),
        (WS, {"credentials": __file__}, f"--credentials: {__file__}:1: the columns are not"),
        (WS, {"password": "{m}"}, f"{PASSWORD_VARIABLE}: braces may hold"),
    ],
)
def test_what_cannot_work_is_told_with_its_option(check, host, options, problem):
    with pytest.raises(OptionError) as caught:
        check(host, **options)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize("profile", [0, 1, 2, 3])
def test_an_option_goes_over_the_scenarios_profile(check, tmp_path, profile):
    scenario = tmp_path / "x.yaml"
    scenario.write_text(
        'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m, security_profile: 1}\nsteps: [boot]\n'
    )
    _, plan = check(
        WS if profile < 2 else WSS,
        scenario=str(scenario),
        security_profile=profile,
        password=PASSWORD,
        tls_issue="pki",
    )
    configuration = plan.groups[0].commission.station(1).configuration
    assert configuration["SecurityProfile"] == str(profile)


def test_the_stations_of_a_run_share_the_configuration_with_the_profile(check):
    _, plan = check(security_profile=1, password=PASSWORD)
    one, other = (plan.groups[0].commission.station(number) for number in (1, 2))
    assert one.type is other.type


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, TlsOptions()),
        ({"tls_insecure": True}, TlsOptions(insecure=True)),
        ({"tls_server_name": "csms.example"}, TlsOptions(server_name="csms.example")),
        (
            {"tls_min_version": "1.3", "tls_max_version": "1.3", "tls_ciphers": "X"},
            TlsOptions(min_version="1.3", max_version="1.3", ciphers="X"),
        ),
    ],
)
def test_the_options_of_tls_are_those_of_the_user(options, expected):
    assert tls_options(settings_from(options, WSS)) == expected


def test_an_authority_that_issues_is_trusted_where_no_other_is_named(tmp_path):
    authority().save(tmp_path)
    issuing = {"tls_issue": str(tmp_path)}
    assert tls_options(settings_from(issuing, WSS)).ca == tmp_path / "ca.pem"
    both = {**issuing, "tls_ca": __file__}
    assert str(tls_options(settings_from(both, WSS)).ca) == __file__


@pytest.mark.parametrize(
    ("host", "secure_host", "secured"),
    [
        (WS, "wss://[::1]/other", ("wss://[::1]/other", "::1", 443)),
        (WS, None, None),
        (WSS, "wss://[::1]/other", None),
    ],
)
def test_a_secure_host_is_for_those_who_are_not_there_already(host, secure_host, secured):
    settings = settings_from({"secure_host": secure_host}, host)
    tls = TlsOptions(insecure=True)
    endpoint = Endpoint(host, dialer(host, settings, tls), headers={"X": "y"})
    found = with_secured(endpoint, settings, tls).secured
    if secured is None:
        assert found is None
    else:
        assert (found.url, found.dialer.host, found.dialer.port) == secured
        assert found.dialer.is_secure
        assert found.headers == {"X": "y"}
