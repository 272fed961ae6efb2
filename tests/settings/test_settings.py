"""Options become settings, or one clear error that names the option."""

from pathlib import Path

import pytest

from ocpp_load.duration import HOW_TO_WRITE
from ocpp_load.errors import OptionError
from ocpp_load.settings import OPTIONS, Settings, check_host, settings_from

HOST = "ws://localhost:9000/ocpp"
BEGINS = "; a path begins where the command was started"
NO_HEADER = "is not of the form 'Name: value'; write for example 'X-Tenant: 7'"
BARE = "leave scheme, port and path out"
NO_TIME = "0 s leaves no time at all; write for example 500 ms or 30 s"


def test_nothing_given_is_the_defaults():
    assert settings_from({}, HOST) == Settings(host=HOST)


def test_the_defaults_of_the_options_are_those_of_the_settings():
    given = {option.name: option.default for option in OPTIONS}
    assert settings_from(given, HOST) == Settings(host=HOST)


@pytest.mark.parametrize(
    ("name", "given", "attribute", "value"),
    [
        ("scenario", "heartbeat", "scenario", "heartbeat"),
        ("identity", "X{n}", "identity", "X{n}"),
        ("id_tag", "", "id_tag", None),
        ("station", "dc_fast_charger", "station", "dc_fast_charger"),
        ("time_scale", "60", "time_scale", 60.0),
        ("back_off_minimum", "10", "back_off_minimum_s", 10.0),
        ("back_off_minimum", 0, "back_off_minimum_s", 0.0),
        ("back_off_factor", "1.5", "back_off_factor", 1.5),
        ("back_off_random", "15", "back_off_random_s", 15.0),
        ("back_off_maximum", 300, "back_off_maximum_s", 300.0),
        ("back_off_maximum", "", "back_off_maximum_s", None),
        ("boot_retry", "7.5", "boot_retry_s", 7.5),
        ("first_station", "17", "first_station", 17),
        ("seed", 3, "seed", 3),
        ("call_timeout", "2.5", "call_timeout_s", 2.5),
        ("call_timeout", " 500 ms ", "call_timeout_s", 0.5),
        ("release_over", "1s", "release_over_s", 1.0),
        ("release_over", 0, "release_over_s", 0.0),
        ("connect_timeout", 4, "connect_timeout_s", 4.0),
        ("source_addresses", "", "source_addresses", ()),
        ("source_addresses", " 127.0.0.2 ", "source_addresses", ("127.0.0.2",)),
        ("max_message_size", "4096", "max_message_bytes", 4096),
        ("max_message_size", 4096, "max_message_bytes", 4096),
        ("max_message_size", "16 KiB", "max_message_bytes", 16_384),
        ("compression", "yes", "compression", True),
        ("header", ["A: 1", "B:2"], "headers", {"A": "1", "B": "2"}),
        ("header", "A: b: c", "headers", {"A": "b: c"}),
        ("tls_ca", __file__, "tls_ca", Path(__file__)),
        ("tls_ca", str(Path(__file__).parent), "tls_ca", Path(__file__).parent),
        ("security_profile", "", "security_profile", None),
        ("security_profile", "0", "security_profile", 0),
        ("security_profile", 3, "security_profile", 3),
        ("secure_host", "wss://h/ocpp", "secure_host", "wss://h/ocpp"),
        ("secure_host", "", "secure_host", None),
        ("credentials", __file__, "credentials", Path(__file__)),
        ("cert", "{identity}.pem", "cert", "{identity}.pem"),
        ("key", "", "key", None),
        ("tls_issue", str(Path(__file__).parent), "tls_issue", Path(__file__).parent),
        ("tls_min_version", "1.3", "tls_min_version", "1.3"),
        ("tls_max_version", "1.2", "tls_max_version", "1.2"),
        ("tls_max_version", "", "tls_max_version", None),
        ("tls_ciphers", "ECDHE+AESGCM", "tls_ciphers", "ECDHE+AESGCM"),
        ("tls_server_name", "csms.example", "tls_server_name", "csms.example"),
        ("tls_insecure", "true", "tls_insecure", True),
        ("tls_insecure", False, "tls_insecure", False),
        ("transfer_host", ["a.example", "::1"], "transfer_hosts", ("a.example", "::1")),
        ("transfer_host", "*", "transfer_hosts", ("*",)),
        ("transfer_scheme", ["FTP", "https"], "transfer_schemes", ("ftp", "https")),
        ("transfer_scheme", [], "transfer_schemes", ("ftp", "ftps", "http", "https")),
        ("transfer_timeout", "2.5", "transfer_timeout_s", 2.5),
        ("payload_schemas", str(Path(__file__).parent), "payload_schemas", Path(__file__).parent),
        ("reports", "/elsewhere", "reports", Path("/elsewhere")),
        ("run_name", "nightly", "run_name", "nightly"),
        ("run_name", "nightly\nPASSED\x1b[2J", "run_name", "nightly\ufffdPASSED\ufffd[2J"),
        ("on_saturation", " warn", "on_saturation", "warn"),
        ("metrics_port", "", "metrics_address", None),
        ("metrics_port", "9646", "metrics_address", ("0.0.0.0", 9646)),
        ("metrics_port", "127.0.0.1:9646", "metrics_address", ("127.0.0.1", 9646)),
        ("metrics_port", "[::1]:9646", "metrics_address", ("::1", 9646)),
        ("progress", "lines", "progress", "lines"),
        ("compact", True, "compact", True),
        ("handlers", ["mine.py", "vendor.handlers"], "handlers", ("mine.py", "vendor.handlers")),
        ("handlers", "mine.py", "handlers", ("mine.py",)),
        ("lenient_profiles", "true", "lenient_profiles", True),
        ("lenient_registration", "1", "lenient_registration", True),
    ],
)
def test_each_option_is_taken_over_from_text_or_value(name, given, attribute, value):
    assert getattr(settings_from({name: given}, HOST), attribute) == value


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("first_station", "0", "'0' is not a whole number of at least 1"),
        ("seed", "lucky", "'lucky' is not a whole number of at least 0"),
        ("call_timeout", "0", NO_TIME),
        ("call_timeout", "nan", f'"nan" is not a duration; {HOW_TO_WRITE}'),
        ("connect_timeout", "inf", f'"inf" is not a duration; {HOW_TO_WRITE}'),
        ("connect_timeout", -1, "-1 is out of range; allowed: 0 s to 365 days"),
        ("time_scale", "0", "'0' is out of range; allowed: above 0, to 10000"),
        ("time_scale", "-1", "'-1' is out of range; allowed: above 0, to 10000"),
        ("time_scale", "10001", "'10001' is out of range; allowed: above 0, to 10000"),
        ("time_scale", "inf", "'inf' is out of range; allowed: above 0, to 10000"),
        ("time_scale", "fast", "'fast' is not a number; allowed: above 0, to 10000"),
        ("back_off_minimum", "-1", f'"-1" is not a duration; {HOW_TO_WRITE}'),
        ("back_off_factor", "0.5", "'0.5' is out of range; allowed: 1 to 100"),
        ("back_off_factor", "nan", "'nan' is not a number; allowed: 1 to 100"),
        ("release_over", "9000 h", '"9000 h" is out of range; allowed: 0 s to 365 days'),
        ("boot_retry", "0", NO_TIME),
        ("max_message_size", "5", "'5' is out of range; allowed: 1 KiB to 1 GiB"),
        (
            "max_message_size",
            "5 MB",
            "'5 MB' is not a size; write for example 16 KiB, 1 MiB or plain bytes",
        ),
        ("header", ["nonsense"], f"'nonsense' {NO_HEADER}"),
        ("header", ["A: x\r\nB: y"], f"'A: x\\r\\nB: y' {NO_HEADER}"),
        ("tls_ca", "/no/such.pem", f"there is no file or directory /no/such.pem{BEGINS}"),
        ("security_profile", "4", "'4' is not one of 0, 1, 2, 3"),
        ("security_profile", "high", "'high' is not one of 0, 1, 2, 3"),
        (
            "secure_host",
            "ws://h/",
            "'ws://h/' does not begin with wss://; write for example wss://localhost:9443/ocpp",
        ),
        ("credentials", "/no/such.csv", f"there is no file /no/such.csv{BEGINS}"),
        ("tls_issue", "/no/such", f"there is no directory /no/such{BEGINS}"),
        ("tls_min_version", "1.1", "'1.1' is not one of 1.2, 1.3"),
        ("tls_max_version", "high", "'high' is not one of 1.2, 1.3"),
        ("payload_schemas", "/no/such", f"there is no directory /no/such{BEGINS}"),
        *(
            (
                "transfer_host",
                [host],
                f"{host!r} is neither the name of a host nor an address; {BARE}",
            )
            for host in ("http://h", "h:80", "h/a", "me@h", "[::1]", "a b", "a..b", "")
        ),
        ("transfer_scheme", "sftp", "'sftp' is not one of ftp, ftps, http, https"),
        ("transfer_timeout", "0 ms", NO_TIME),
        ("on_saturation", "ignore", "'ignore' is not one of invalid, warn"),
        *(
            (
                "metrics_port",
                wrong,
                f"{wrong!r} is neither a port (1 to 65535) nor of the form HOST:PORT",
            )
            for wrong in ("0", "65536", "9646/metrics", ":9646", "me@host:9646", "host:", "[::1")
        ),
        ("progress", "bar", "'bar' is not one of auto, table, lines"),
        ("tls_insecure", "perhaps", "'perhaps' is neither true nor false"),
    ],
)
def test_a_wrong_value_is_told_with_the_name_of_its_option(name, given, problem):
    with pytest.raises(OptionError) as caught:
        settings_from({name: given}, HOST)
    assert str(caught.value) == f"--{name.replace('_', '-')}: {problem}"


@pytest.mark.parametrize(
    "host",
    [HOST, "wss://csms.example.com/ocppj", "ws://[::1]:9000", "ws://h/path?tenant=7"],
)
def test_any_websocket_url_is_an_endpoint(host):
    assert check_host(host) == host


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        (None, "no central system is named"),
        ("", "no central system is named"),
        ("localhost:9000", "does not begin with ws:// or wss://"),
        ("http://localhost", "does not begin with ws:// or wss://"),
        ("ws:///ocpp", "names no host and port"),
        ("ws://h:0/", "names no host and port"),
        ("ws://h:99999/", "is not a URL"),
        ("ws://[::1/", "is not a URL"),
        ("ws://h/#part", "has a fragment"),
        ("ws://user:secret@h/", "credentials do not belong into the URL"),
    ],
)
def test_what_is_no_endpoint_is_refused(host, problem):
    with pytest.raises(OptionError, match=problem) as caught:
        check_host(host)
    assert str(caught.value).startswith("--host: ")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port", "secure"),
    [("ws://h/", 80, False), ("wss://h/", 443, True), ("ws://h:9000/", 9000, False)],
)
def test_the_scheme_gives_the_port_where_none_is_named(host, port, secure):
    settings = Settings(host=host)
    assert (settings.port, settings.is_secure) == (port, secure)


def test_every_option_has_a_flag_an_environment_variable_and_a_help_text():
    for option in OPTIONS:
        assert option.flag == "--" + option.name.replace("_", "-")
        assert option.environment == "OCPP_LOAD_" + option.name.upper()
        assert option.help
