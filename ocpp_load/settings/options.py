"""The options of a run.

Every option works from the command line, the environment, locust.conf and pyproject.toml: the
parsers that offer them are built from `OPTIONS`.
"""

from dataclasses import dataclass
from typing import Any

STATIONS = "stations"
CONNECTIONS = "connections"
SECURITY = "security"
COMMANDS = "commands and files"
REPORTS = "reports and metrics"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of ours. `name` is its attribute; `flag` and `environment` follow from it.

    A `metavar` of DURATION is seconds, or text with a unit as in scenarios. `group` is the heading
    that it stands under in help texts.
    """

    name: str
    help: str
    default: Any = None
    kind: type = str
    metavar: str | None = None
    repeatable: bool = False
    in_web_ui: bool = True
    group: str = STATIONS

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
        "what every station does: a name that `ocpp-load list` has, or the path of a YAML file",
        default="charging_session",
        metavar="NAME|FILE",
    ),
    Option(
        "campaign",
        "a campaign in place of one scenario: a name that `ocpp-load list` has, or the path of a YAML"
        " file; it says how many stations there are, and ends by itself",
        default="",
        metavar="NAME|FILE",
    ),
    Option(
        "station",
        "station template in place of the scenario's: a name that `ocpp-load list` has, or the path"
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
        "id tag pattern in place of the scenario's, for example 'TAG{n:06d}'",
        default="",
        metavar="PATTERN",
    ),
    Option(
        "first_station",
        "number of the first station; the others count on from it (default: 1)",
        default=1,
        kind=int,
        metavar="N",
    ),
    Option(
        "release_over",
        "create all stations first, then have them connect within this time, whatever the spawn"
        " rate; 0 s is at once (default: each connects when it is created)",
        default="",
        metavar="DURATION",
        group=CONNECTIONS,
    ),
    Option(
        "seed",
        "makes random values repeatable; 0 draws a seed and reports it (default: 0)",
        default=0,
        kind=int,
        metavar="N",
    ),
    Option(
        "call_timeout",
        "a call that is not answered in this time has failed (default: 30 s)",
        default=30.0,
        metavar="DURATION",
        group=CONNECTIONS,
    ),
    Option(
        "connect_timeout",
        "time for each of TCP connect, TLS handshake and WebSocket upgrade (default: 30 s)",
        default=30.0,
        metavar="DURATION",
        group=CONNECTIONS,
    ),
    Option(
        "source_addresses",
        "addresses of this machine that connections come from, each station keeping to one:"
        " '10.0.0.2, 10.0.0.4-10.0.0.9, 10.0.1.0/28'; every one has all local ports for itself"
        " (default: the one that the system chooses)",
        default="",
        metavar="LIST",
        group=CONNECTIONS,
    ),
    Option(
        "back_off_minimum",
        "how long a station waits before it connects again; the waits then grow (default: the"
        " scenario's, or 1 s; RetryBackOffWaitMinimum of OCPP 2.0.1)",
        default="",
        metavar="DURATION",
        group=CONNECTIONS,
    ),
    Option(
        "back_off_factor",
        "how many times as long as the one before each wait is (default: the scenario's, or 2)",
        default="",
        kind=float,
        metavar="FACTOR",
        group=CONNECTIONS,
    ),
    Option(
        "back_off_random",
        "up to this much is added to each wait at random, so that a fleet does not come back in step"
        " (default: the scenario's, or 5 s; RetryBackOffRandomRange of OCPP 2.0.1)",
        default="",
        metavar="DURATION",
        group=CONNECTIONS,
    ),
    Option(
        "back_off_maximum",
        "the longest wait, without its random part (default: the scenario's, or 60 s)",
        default="",
        metavar="DURATION",
        group=CONNECTIONS,
    ),
    Option(
        "boot_retry",
        "after how long BootNotification is sent again where the central system has named no"
        " interval (default: 30 s)",
        default=30.0,
        metavar="DURATION",
        group=CONNECTIONS,
    ),
    Option(
        "max_message_size",
        "the largest message that a station reads, such as 16 KiB (default: the scenario's, or 1 MiB)",
        default="",
        metavar="SIZE",
        group=CONNECTIONS,
    ),
    Option(
        "compression",
        "offer to compress messages (permessage-deflate, no context takeover)",
        default=False,
        kind=bool,
        in_web_ui=False,
        group=CONNECTIONS,
    ),
    Option(
        "header",
        "a further header of the upgrade request, 'Name: value'; repeatable",
        default=(),
        metavar="HEADER",
        repeatable=True,
        in_web_ui=False,
        group=CONNECTIONS,
    ),
    Option(
        "security_profile",
        "security profile in place of the scenario's: 0 none, 1 password, 2 password over TLS, 3 a"
        " certificate of the station's own (default: the scenario's, or 0)",
        default="",
        metavar="0-3",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "secure_host",
        "endpoint for security profiles 2 and 3 where --host is ws: stations that are told to "
        "raise their profile go there",
        default="",
        metavar="URL",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "credentials",
        "CSV file with the columns identity and any of password, cert, key; a password for all "
        "stations may stand in the environment as OCPP_LOAD_PASSWORD",
        default="",
        metavar="FILE",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "cert",
        "PEM file with a station's certificate chain, for example 'certs/{identity}.pem'",
        default="",
        metavar="PATTERN",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "key",
        "PEM file with its private key, where that is not in --cert",
        default="",
        metavar="PATTERN",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "tls_issue",
        "directory of a test authority (ca.pem, ca.key) that issues every station's certificate "
        "at its start, and is trusted",
        default="",
        metavar="DIRECTORY",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "tls_ca",
        "PEM file of the authorities to trust for wss in place of the system's, or a directory of "
        "them as c_rehash leaves it",
        default="",
        metavar="FILE|DIRECTORY",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "tls_insecure",
        "do not verify the central system's certificate",
        default=False,
        kind=bool,
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "tls_min_version",
        "lowest version of TLS to use, 1.2 or 1.3 (default: 1.2)",
        default="1.2",
        metavar="VERSION",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "tls_max_version",
        "highest version of TLS to use, 1.2 or 1.3 (default: the highest there is)",
        default="",
        metavar="VERSION",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "tls_ciphers",
        "cipher suites to offer up to TLS 1.2, as OpenSSL lists them",
        default="",
        metavar="LIST",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "tls_server_name",
        "name to ask for by SNI and to look for in the certificate in place of the host's",
        default="",
        metavar="NAME",
        in_web_ui=False,
        group=SECURITY,
    ),
    Option(
        "transfer_host",
        "a further host that stations may exchange files with, beside the central system's own "
        "and loopback; '*' for any; repeatable",
        default=(),
        metavar="HOST",
        repeatable=True,
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "transfer_scheme",
        "allow no other way to exchange files than this: ftp, ftps, http or https; repeatable"
        " (default: all)",
        default=(),
        metavar="SCHEME",
        repeatable=True,
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "transfer_timeout",
        "how long a file transfer may stand still; ten times that and it is too long in all"
        " (default: 60 s)",
        default=60.0,
        metavar="DURATION",
        group=COMMANDS,
    ),
    Option(
        "operator",
        "file that says how a button is pressed at the central system, for operator steps",
        default="",
        metavar="FILE",
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "control_url",
        "control interface of an embedded central system that was started by itself, for operator"
        " steps; --embedded-csms sets it",
        default="",
        metavar="URL",
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "payload_schemas",
        "directory of further JSON Schemas (vendor dialects); a file named as an official one "
        "replaces it",
        default="",
        metavar="DIRECTORY",
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "handlers",
        "Python file or module with handlers of commands; repeatable",
        default=(),
        metavar="FILE|MODULE",
        repeatable=True,
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "lenient_profiles",
        "answer a command of a feature profile that is switched off with the status that its response"
        " has for that, in place of NotSupported",
        default=False,
        kind=bool,
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "lenient_registration",
        "answer commands before BootNotification is answered, and remote starts while it is Pending",
        default=False,
        kind=bool,
        in_web_ui=False,
        group=COMMANDS,
    ),
    Option(
        "reports",
        "directory that runs write their reports to (default: reports)",
        default="reports",
        metavar="DIRECTORY",
        in_web_ui=False,
        group=REPORTS,
    ),
    Option(
        "run_name",
        "name of the run in its reports (default: that of the scenario or the campaign)",
        default="",
        metavar="NAME",
        group=REPORTS,
    ),
    Option(
        "on_saturation",
        "what becomes of a run in which the load generator itself was the bottleneck: 'invalid' ends"
        " it with exit code 3, 'warn' only says so (default: invalid)",
        default="invalid",
        metavar="invalid|warn",
        in_web_ui=False,
        group=REPORTS,
    ),
    Option(
        "metrics_port",
        "serve Prometheus at http://HOST:PORT/metrics, before, during and after runs; on a master,"
        " for all its workers (HOST: all interfaces unless given; default: not served)",
        default="",
        metavar="[HOST:]PORT",
        in_web_ui=False,
        group=REPORTS,
    ),
    Option(
        "progress",
        "how a run without web UI tells how it goes: in a 'table', or in 'lines' for a log; 'auto' is"
        " a table on a terminal that can show one (default: auto)",
        default="auto",
        metavar="auto|table|lines",
        in_web_ui=False,
        group=REPORTS,
    ),
    Option(
        "compact",
        "no tables of Locust's: what --progress says, and the closing report",
        default=False,
        kind=bool,
        in_web_ui=False,
        group=REPORTS,
    ),
)
