"""The options of a run.

Every option works from the command line, the environment, locust.conf and pyproject.toml: the
parsers that offer them are built from `OPTIONS`.
"""

from dataclasses import dataclass
from typing import Any


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


ON_SATURATION = ("invalid", "warn")
"""What may become of a run in which the load generator was the bottleneck."""

PROGRESS = ("auto", "table", "lines")
"""How a run on a console tells how it goes."""

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
        "campaign",
        "a campaign in place of one scenario: a name from scenarios/campaigns/ or the path of a YAML"
        " file; it says how many stations there are, and ends by itself",
        default="",
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
        "release_over",
        "create all stations first, then have them connect within so many seconds, whatever the"
        " spawn rate; 0 is at once (default: each connects when it is created)",
        default="",
        kind=float,
        metavar="SECONDS",
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
        "source_addresses",
        "addresses of this machine that connections come from, each station keeping to one:"
        " '10.0.0.2, 10.0.0.4-10.0.0.9, 10.0.1.0/28'; every one has all local ports for itself"
        " (default: the one that the system chooses)",
        default="",
        metavar="LIST",
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
        "operator",
        "file that says how a button is pressed at the central system, for operator steps",
        default="",
        metavar="FILE",
        in_web_ui=False,
    ),
    Option(
        "control_url",
        "control interface of an embedded central system that was started by itself, for operator"
        " steps; --embedded-csms sets it",
        default="",
        metavar="URL",
        in_web_ui=False,
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
        "on_saturation",
        "what becomes of a run in which the load generator itself was the bottleneck: it is"
        " 'invalid' and ends with exit code 3, or a warning is all ('warn') (default invalid)",
        default="invalid",
        metavar="invalid|warn",
        in_web_ui=False,
    ),
    Option(
        "metrics_port",
        "serve Prometheus at http://HOST:PORT/metrics, before, during and after runs; on a master,"
        " for all its workers (HOST: all interfaces unless given; default: not served)",
        default="",
        metavar="[HOST:]PORT",
        in_web_ui=False,
    ),
    Option(
        "progress",
        "headless and compact: a 'table' of how it goes, or 'lines' for a log; 'auto' is a table on"
        " a terminal that can show one (default auto)",
        default="auto",
        metavar="auto|table|lines",
        in_web_ui=False,
    ),
    Option(
        "compact",
        "headless: what --progress says instead of Locust's tables",
        default=False,
        kind=bool,
        in_web_ui=False,
    ),
)
