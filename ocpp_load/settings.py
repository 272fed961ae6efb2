"""The options of a run, and the one frozen `Settings` made from them.

Every option works from the command line, the environment, locust.conf and pyproject.toml:
the parsers that offer them are built from `OPTIONS`. Here the values are checked, whatever
form they came in (a web form gives strings), and nothing is opened or loaded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ocpp_load.errors import OptionError


@dataclass(frozen=True, slots=True)
class Option:
    """One option of ours. `name` is its attribute; `flag` and `environment` follow from it."""

    name: str
    help: str
    default: Any = None
    kind: type = str
    metavar: str | None = None
    repeatable: bool = False
    in_web_ui: bool = True

    @property
    def flag(self) -> str:
        return f"--{self.name.replace('_', '-')}"

    @property
    def environment(self) -> str:
        return f"OCPP_LOAD_{self.name.upper()}"


TRANSFER_SCHEMES = ("ftp", "ftps", "http", "https")
"""How a station can exchange files."""

OPTIONS = (
    Option(
        "scenario",
        "what every station does: a name from scenarios/ or the path of a YAML file",
        default="charging_session",
        metavar="NAME|FILE",
    ),
    Option(
        "station",
        "station template in place of the scenario's: a name from scenarios/stations/ or the path"
        " of a YAML file",
        default="",
        metavar="NAME|FILE",
    ),
    Option(
        "time_scale",
        "sessions run so many times faster than the clock, in place of the scenario's time_scale",
        default="",
        kind=float,
        metavar="N",
    ),
    Option(
        "identity",
        "identity pattern in place of the scenario's, for example 'CP{n:06d}'",
        default="",
        metavar="PATTERN",
    ),
    Option(
        "id_tag",
        "idTag pattern in place of the scenario's, for example 'TAG{n:06d}'",
        default="",
        metavar="PATTERN",
    ),
    Option(
        "first_station",
        "number of the first station (default 1)",
        default=1,
        kind=int,
        metavar="N",
    ),
    Option(
        "seed",
        "makes random values repeatable; 0 draws a seed and reports it (default 0)",
        default=0,
        kind=int,
        metavar="N",
    ),
    Option(
        "call_timeout",
        "seconds until an unanswered call counts as failed (default 30)",
        default=30.0,
        kind=float,
        metavar="SECONDS",
    ),
    Option(
        "connect_timeout",
        "seconds for each of TCP connect, TLS handshake and upgrade (default 30)",
        default=30.0,
        kind=float,
        metavar="SECONDS",
    ),
    Option(
        "back_off_minimum",
        "seconds that a station waits before it connects again; the waits then grow (default: the"
        " scenario's, or 1; RetryBackOffWaitMinimum of OCPP 2.0.1)",
        default="",
        kind=float,
        metavar="SECONDS",
    ),
    Option(
        "back_off_factor",
        "by how much each wait is longer than the one before (default: the scenario's, or 2)",
        default="",
        kind=float,
        metavar="FACTOR",
    ),
    Option(
        "back_off_random",
        "anything up to so many seconds is added to each wait, so that a fleet does not come back in"
        " step (default: the scenario's, or 5; RetryBackOffRandomRange of OCPP 2.0.1)",
        default="",
        kind=float,
        metavar="SECONDS",
    ),
    Option(
        "back_off_maximum",
        "seconds of the longest wait, before its random part (default: the scenario's, or 60)",
        default="",
        kind=float,
        metavar="SECONDS",
    ),
    Option(
        "boot_retry",
        "seconds until BootNotification is sent again where the central system has named no"
        " interval (default 30)",
        default=30.0,
        kind=float,
        metavar="SECONDS",
    ),
    Option(
        "max_message_size",
        "bytes of the largest message a station reads (default: the scenario's, or 1048576)",
        default="",
        kind=int,
        metavar="BYTES",
    ),
    Option(
        "compression",
        "offer to compress messages (permessage-deflate, without context takeover)",
        default=False,
        kind=bool,
        in_web_ui=False,
    ),
    Option(
        "header",
        "a further header of the upgrade request, 'Name: value'; may be given again",
        default=(),
        metavar="HEADER",
        repeatable=True,
        in_web_ui=False,
    ),
    Option(
        "security_profile",
        "0 none, 1 password, 2 password over TLS, 3 certificate of the station's own, in place of "
        "the scenario's (default 0)",
        default="",
        metavar="0-3",
        in_web_ui=False,
    ),
    Option(
        "secure_host",
        "endpoint for security profiles 2 and 3 where --host is ws: stations that are told to "
        "raise their profile go there",
        default="",
        metavar="URL",
        in_web_ui=False,
    ),
    Option(
        "credentials",
        "CSV file with the columns identity and any of password, cert, key; a password for all "
        "stations may stand in the environment as OCPP_LOAD_PASSWORD",
        default="",
        metavar="FILE",
        in_web_ui=False,
    ),
    Option(
        "cert",
        "PEM file with a station's certificate chain, for example 'certs/{identity}.pem'",
        default="",
        metavar="PATTERN",
        in_web_ui=False,
    ),
    Option(
        "key",
        "PEM file with its private key, where that is not in --cert",
        default="",
        metavar="PATTERN",
        in_web_ui=False,
    ),
    Option(
        "tls_issue",
        "directory of a test authority (ca.pem, ca.key) that issues every station's certificate "
        "at its start, and is trusted",
        default="",
        metavar="DIRECTORY",
        in_web_ui=False,
    ),
    Option(
        "tls_ca",
        "PEM file of the authorities to trust for wss in place of the system's, or a directory of "
        "them as c_rehash leaves it",
        default="",
        metavar="FILE|DIRECTORY",
        in_web_ui=False,
    ),
    Option(
        "tls_insecure",
        "do not verify the central system's certificate",
        default=False,
        kind=bool,
        in_web_ui=False,
    ),
    Option(
        "tls_min_version",
        "lowest version of TLS to use, 1.2 or 1.3 (default 1.2)",
        default="1.2",
        metavar="VERSION",
        in_web_ui=False,
    ),
    Option(
        "tls_max_version",
        "highest version of TLS to use, 1.2 or 1.3 (default: the highest there is)",
        default="",
        metavar="VERSION",
        in_web_ui=False,
    ),
    Option(
        "tls_ciphers",
        "cipher suites to offer up to TLS 1.2, as OpenSSL lists them",
        default="",
        metavar="LIST",
        in_web_ui=False,
    ),
    Option(
        "tls_server_name",
        "name to ask for by SNI and to look for in the certificate in place of the host's",
        default="",
        metavar="NAME",
        in_web_ui=False,
    ),
    Option(
        "transfer_host",
        "a further host that stations may exchange files with, beside the central system's own "
        "and loopback; '*' for any; may be given again",
        default=(),
        metavar="HOST",
        repeatable=True,
        in_web_ui=False,
    ),
    Option(
        "transfer_scheme",
        "allow no other way to exchange files than this: ftp, ftps, http or https; may be given "
        "again (default: all)",
        default=(),
        metavar="SCHEME",
        repeatable=True,
        in_web_ui=False,
    ),
    Option(
        "transfer_timeout",
        "seconds that a file transfer may stand still; ten times that and it is too long in all "
        "(default 60)",
        default=60.0,
        kind=float,
        metavar="SECONDS",
    ),
    Option(
        "payload_schemas",
        "directory of further JSON Schemas (vendor dialects); a file named as an official one "
        "replaces it",
        default="",
        metavar="DIRECTORY",
        in_web_ui=False,
    ),
    Option(
        "handlers",
        "Python file or module with handlers of commands; may be given again",
        default=(),
        metavar="FILE|MODULE",
        repeatable=True,
        in_web_ui=False,
    ),
    Option(
        "lenient_profiles",
        "answer a command of a feature that is switched off with the status its response has for that",
        default=False,
        kind=bool,
        in_web_ui=False,
    ),
    Option(
        "lenient_registration",
        "answer commands before BootNotification is, and remote starts while it is pending",
        default=False,
        kind=bool,
        in_web_ui=False,
    ),
    Option(
        "reports",
        "directory that runs write their reports to (default reports)",
        default="reports",
        metavar="DIRECTORY",
        in_web_ui=False,
    ),
    Option(
        "run_name",
        "name of the run in its reports (default: the scenario's)",
        default="",
        metavar="NAME",
    ),
    Option(
        "compact",
        "headless: one line of progress every five seconds instead of Locust's tables",
        default=False,
        kind=bool,
        in_web_ui=False,
    ),
)

_YEAR_S = 365 * 86_400.0

_BY_NAME = {option.name: option for option in OPTIONS}


@dataclass(frozen=True, slots=True)
class Settings:
    """A run as the user asked for it; every value checked, nothing looked up yet."""

    host: str
    scenario: str = "charging_session"
    station: str | None = None
    time_scale: float | None = None
    identity: str | None = None
    id_tag: str | None = None
    first_station: int = 1
    seed: int = 0
    call_timeout_s: float = 30.0
    connect_timeout_s: float = 30.0
    back_off_minimum_s: float | None = None
    back_off_factor: float | None = None
    back_off_random_s: float | None = None
    back_off_maximum_s: float | None = None
    boot_retry_s: float = 30.0
    max_message_bytes: int | None = None
    compression: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    security_profile: int | None = None
    secure_host: str | None = None
    credentials: Path | None = None
    cert: str | None = None
    key: str | None = None
    tls_issue: Path | None = None
    tls_ca: Path | None = None
    tls_insecure: bool = False
    tls_min_version: str = "1.2"
    tls_max_version: str | None = None
    tls_ciphers: str | None = None
    tls_server_name: str | None = None
    transfer_hosts: tuple[str, ...] = ()
    transfer_schemes: tuple[str, ...] = TRANSFER_SCHEMES
    transfer_timeout_s: float = 60.0
    payload_schemas: Path | None = None
    handlers: tuple[str, ...] = ()
    lenient_profiles: bool = False
    lenient_registration: bool = False
    reports: Path = Path("reports")
    run_name: str | None = None
    compact: bool = False

    @property
    def endpoint(self) -> SplitResult:
        """Return the parts of the OCPP-J endpoint."""
        return urlsplit(self.host)

    @property
    def port(self) -> int:
        """Return the endpoint's port, the scheme's own where none is given."""
        return self.endpoint.port or (443 if self.is_secure else 80)

    @property
    def is_secure(self) -> bool:
        """Tell whether the endpoint is wss."""
        return self.endpoint.scheme == "wss"


def settings_from(values: Mapping[str, Any], host: str | None) -> Settings:
    """Make the settings from option values by name; raise `OptionError` for the first wrong one.

    Missing values take their default.
    """

    def value(name: str, convert: Callable[[str, Any], Any] = _text) -> Any:
        given = values.get(name)
        option = _BY_NAME[name]
        return convert(option.flag, option.default if given is None or given == "" else given)

    return Settings(
        host=check_host(host),
        scenario=value("scenario"),
        station=value("station") or None,
        time_scale=value("time_scale", _if_given(_number(0.0, 10_000.0, above=True))),
        identity=value("identity") or None,
        id_tag=value("id_tag") or None,
        first_station=value("first_station", _at_least(1)),
        seed=value("seed", _at_least(0)),
        call_timeout_s=value("call_timeout", _positive),
        connect_timeout_s=value("connect_timeout", _positive),
        back_off_minimum_s=value("back_off_minimum", _if_given(_number(0.0, _YEAR_S))),
        back_off_factor=value("back_off_factor", _if_given(_number(1.0, 100.0))),
        back_off_random_s=value("back_off_random", _if_given(_number(0.0, _YEAR_S))),
        back_off_maximum_s=value("back_off_maximum", _if_given(_number(0.0, _YEAR_S))),
        boot_retry_s=value("boot_retry", _positive),
        max_message_bytes=value("max_message_size", _if_given(_at_least(1024))),
        compression=value("compression", _boolean),
        headers=value("header", _headers),
        security_profile=value("security_profile", _security_profile),
        secure_host=value("secure_host", _secure_host),
        credentials=value("credentials", _existing(Path.is_file, "file")),
        cert=value("cert") or None,
        key=value("key") or None,
        tls_issue=value("tls_issue", _existing(Path.is_dir, "directory")),
        tls_ca=value("tls_ca", _existing(Path.exists, "file or directory")),
        tls_insecure=value("tls_insecure", _boolean),
        tls_min_version=value("tls_min_version", _tls_version) or "1.2",
        tls_max_version=value("tls_max_version", _tls_version),
        tls_ciphers=value("tls_ciphers") or None,
        tls_server_name=value("tls_server_name") or None,
        transfer_hosts=value("transfer_host", _hosts),
        transfer_schemes=value("transfer_scheme", _transfer_schemes),
        transfer_timeout_s=value("transfer_timeout", _positive),
        payload_schemas=value("payload_schemas", _existing(Path.is_dir, "directory")),
        handlers=value("handlers", _texts),
        lenient_profiles=value("lenient_profiles", _boolean),
        lenient_registration=value("lenient_registration", _boolean),
        reports=Path(value("reports")),
        run_name=value("run_name") or None,
        compact=value("compact", _boolean),
    )


def check_host(host: str | None, option: str = "--host") -> str:
    """Return an OCPP-J endpoint (OCPP-J 1.6 section 3.1.1); raise `OptionError`."""
    example = "write for example ws://localhost:9000/ocpp"
    if not host:
        raise OptionError(option, f"no central system is named; {example}")
    try:
        parts = urlsplit(host)
        port_is_right = parts.port is None or parts.port > 0
        (parts.hostname or "").encode("idna")  # what no resolver can be asked for
    except ValueError as error:
        raise OptionError(option, f"{host!r} is not a URL: {error}") from None
    if parts.scheme not in ("ws", "wss"):
        raise OptionError(option, f"{host!r} does not begin with ws:// or wss://; {example}")
    if not parts.hostname or not port_is_right:
        raise OptionError(option, f"{host!r} names no host and port; {example}")
    if parts.fragment:
        raise OptionError(option, f"{host!r} has a fragment, which a WebSocket URL cannot have")
    if parts.username is not None:
        raise OptionError(option, "credentials do not belong into the URL")
    return host


def _text(_flag: str, value: Any) -> str:
    return str(value).strip()


def _security_profile(flag: str, value: Any) -> int | None:
    if value == "":
        return None
    if str(value) not in ("0", "1", "2", "3"):
        raise OptionError(flag, f"{value!r} is not one of 0, 1, 2, 3")
    return int(value)


def _secure_host(flag: str, value: Any) -> str | None:
    if not value:
        return None
    if urlsplit(check_host(value, flag)).scheme != "wss":
        raise OptionError(flag, f"{value!r} does not begin with wss://")
    return str(value)


def _tls_version(flag: str, value: Any) -> str | None:
    if value in ("", "1.2", "1.3"):
        return value or None
    raise OptionError(flag, f"{value!r} is not one of 1.2, 1.3")


def _at_least(minimum: int) -> Callable[[str, Any], int]:
    def convert(flag: str, value: Any) -> int:
        try:
            number = int(value)
        except ValueError:
            number = minimum - 1
        if number < minimum:
            raise OptionError(flag, f"{value!r} is not a whole number of at least {minimum}")
        return number

    return convert


def _if_given(
    convert: Callable[[str, Any], int | float],
) -> Callable[[str, Any], int | float | None]:
    return lambda flag, value: None if value in ("", None) else convert(flag, value)


def _number(minimum: float, maximum: float, *, above: bool = False) -> Callable[[str, Any], float]:
    def convert(flag: str, value: Any) -> float:
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not minimum <= number <= maximum or (above and number == minimum):
            least = f"above {minimum:g}," if above else f"{minimum:g}"
            raise OptionError(flag, f"{value!r} is not a number; allowed: {least} to {maximum:g}")
        return number

    return convert


def _positive(flag: str, value: Any) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise OptionError(flag, f"{value!r} is not a number of seconds above 0")
    return number


def _boolean(flag: str, value: Any) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    try:
        return known[str(value).lower()]
    except KeyError:
        raise OptionError(flag, f"{value!r} is neither true nor false") from None


def _texts(_flag: str, value: Any) -> tuple[str, ...]:
    return tuple([value] if isinstance(value, str) else value)


def _hosts(flag: str, value: Any) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in _texts(flag, value))
    for host in hosts:
        if not _is_host(host):
            raise OptionError(flag, f"{host!r} is neither the name of a host nor an address")
    return hosts


def _is_host(text: str) -> bool:
    try:
        if ":" in text:
            ip_address(text)
        else:
            text.encode("idna")
    except ValueError:
        return False
    return bool(text) and not set("/?#@[] ") & set(text)


def _transfer_schemes(flag: str, value: Any) -> tuple[str, ...]:
    schemes = tuple(scheme.strip().lower() for scheme in _texts(flag, value))
    for scheme in schemes:
        if scheme not in TRANSFER_SCHEMES:
            raise OptionError(flag, f"{scheme!r} is not one of {', '.join(TRANSFER_SCHEMES)}")
    return schemes or TRANSFER_SCHEMES


def _headers(flag: str, value: Any) -> dict[str, str]:
    headers = {}
    for line in [value] if isinstance(value, str) else value:
        name, colon, text = line.partition(":")
        if not colon or not name.strip() or not line.isprintable():
            raise OptionError(flag, f"{line!r} is not of the form 'Name: value'")
        headers[name.strip()] = text.strip()
    return headers


def _existing(is_kind: Callable[[Path], bool], kind: str) -> Callable[[str, Any], Path | None]:
    def convert(flag: str, value: Any) -> Path | None:
        if not value:
            return None
        path = Path(value)
        if not is_kind(path):
            raise OptionError(flag, f"there is no {kind} {value}")
        return path

    return convert
