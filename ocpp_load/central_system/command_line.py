"""The options of `ocpp-load csms` as they stand on a command line, with their help.

argparse checks nothing of their values, since it would print its usage as well: `arguments` does.
"""

import argparse

from ocpp_load.central_system.faults.kinds import FaultKind
from ocpp_load.central_system.ftp.options import FtpFault
from ocpp_load.central_system.options import OWN_VENDOR_ID
from ocpp_load.central_system.quirks import QUIRK_NAMES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser; `options_from` reads what it then returns."""
    _add_listening(parser)
    _add_answers(parser)
    _add_faults(parser)
    _add_commands(parser)
    _add_ftp(parser)
    _add_process(parser)


def _add_listening(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("listening")
    group.add_argument("--host", default="127.0.0.1", help="address (default: %(default)s)")
    group.add_argument("--port", default="9000", help="0: a free one (default: %(default)s)")
    group.add_argument(
        "--share-port",
        action="store_true",
        help="let others that have this option too listen on the same port: the kernel deals"
        " connections out among them, and none knows of the others' stations",
    )
    group.add_argument(
        "--path",
        default="/ocpp",
        help="stations connect to PATH/identity (default: %(default)s)",
    )
    group.add_argument("--tls-cert", metavar="FILE", help="certificate chain, for wss")
    group.add_argument("--tls-key", metavar="FILE", help="private key, if not in --tls-cert")
    group.add_argument(
        "--tls-issue",
        metavar="DIRECTORY",
        help="wss with a certificate of a test authority there, which is made at need: ca.pem is"
        " for stations to trust, and their --tls-issue takes the same directory",
    )
    group.add_argument(
        "--tls-client-ca",
        metavar="FILE",
        help="ask stations for a certificate that these authorities have signed",
    )
    group.add_argument(
        "--require-client-cert",
        action="store_true",
        help="let no station in without one (security profile 3)",
    )
    group.add_argument(
        "--basic-auth",
        nargs="?",
        const="",
        metavar="FILE|PATTERN",
        help="let no station in without its password (profiles 1 and 2): a CSV file with the"
        " columns identity and password, a pattern with {identity}, or without a value what the"
        " environment has as OCPP_LOAD_PASSWORD",
    )
    group.add_argument(
        "--control-port",
        default="0",
        metavar="PORT",
        help="control interface on loopback; 0: a free one (default: %(default)s)",
    )
    group.add_argument("--no-control", action="store_true", help="no control interface")


def _add_answers(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("answers")
    group.add_argument(
        "--boot-status",
        default="Accepted",
        metavar="STATUS",
        help="Accepted, Pending or Rejected (default: %(default)s)",
    )
    group.add_argument(
        "--pending-boots",
        default="0",
        metavar="N",
        help="the first N boots of a station get --boot-status, later ones are Accepted;"
        " 0: all get it (default: %(default)s)",
    )
    group.add_argument(
        "--heartbeat-interval",
        default="30",
        metavar="SECONDS",
        help="interval of BootNotification.conf (default: %(default)s)",
    )
    group.add_argument(
        "--refuse-id-tag",
        action="append",
        default=[],
        metavar="PATTERN=STATUS",
        help="id tags that fit a shell pattern get Blocked, Expired, Invalid or ConcurrentTx"
        " (repeatable; behind them BLOCKED-*, EXPIRED-*, INVALID-* and CONCURRENTTX-*)",
    )
    group.add_argument(
        "--id-tag-group",
        action="append",
        default=[],
        metavar="PATTERN",
        help="id tags that fit a shell pattern have a parentIdTag: what stands before their last"
        " dash (repeatable; behind them GROUP*-*)",
    )
    group.add_argument(
        "--data-transfer-vendor",
        action="append",
        default=[],
        metavar="NAME",
        help=f"vendorId whose DataTransfer is accepted, beside {OWN_VENDOR_ID} (repeatable)",
    )
    group.add_argument(
        "--validate",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="check payloads against their schemas (default: on)",
    )


def _add_faults(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("faults")
    group.add_argument(
        "--latency",
        metavar="LATENCY",
        help="hold answers back: 50ms, uniform:10ms,50ms, normal:20ms,5ms, exponential:20ms"
        " or bimodal:0.9,5ms,50ms (nine in ten take 5 ms, the others 50 ms)",
    )
    group.add_argument(
        "--error-rate",
        default="0",
        metavar="SHARE",
        help="share of Calls, 0 to 1, answered with InternalError (default: %(default)s)",
    )
    group.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help=f"{', '.join(FaultKind)}, with fields such as late,latency=2s,share=0.1,for=30s,"
        "after=10s,stations=CP0* (repeatable)",
    )
    group.add_argument(
        "--quirk",
        action="append",
        default=[],
        metavar="QUIRK",
        help=f"what real ones were seen to do: {', '.join(QUIRK_NAMES)} (repeatable)",
    )
    group.add_argument(
        "--mutant",
        action="append",
        default=[],
        metavar="MUTANT[@PATTERN]",
        help="break one rule, for the stations whose identities fit: 'answer Authorize"
        " idTagInfo.status=Accepted', 'command Reset never' (repeatable)",
    )
    group.add_argument("--seed", help="for the same faults again")
    group.add_argument(
        "--record-answers",
        action="store_true",
        help="keep when each Call was read and its answer written: GET /answers",
    )


def _add_commands(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("commands")
    group.add_argument(
        "--commands-per-second",
        default="0",
        metavar="RATE",
        help="fire a mix of commands over the fleet at this rate; 0: none (default: %(default)s)",
    )
    group.add_argument(
        "--command-mix",
        default="default",
        metavar="NAME|FILE",
        help="which commands with which weights and payloads: a YAML file, or the one that ships"
        " (default: %(default)s)",
    )


def _add_ftp(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("file transfers")
    group.add_argument(
        "--ftp",
        action="store_true",
        help="run an FTP server for diagnostics and firmware; with --tls-cert it speaks FTPS",
    )
    group.add_argument("--ftp-port", metavar="PORT", help="0: a free one (default: 0)")
    group.add_argument(
        "--ftp-root",
        metavar="DIRECTORY",
        help="where its files lie (default: a temporary directory, deleted at the end)",
    )
    group.add_argument("--ftp-user", metavar="NAME", help="who may log in (default: ocpp)")
    group.add_argument("--ftp-password", metavar="WORD", help="the user's (default: ocpp)")
    group.add_argument(
        "--ftp-fault",
        metavar="FAULT",
        help=f"{', '.join(FtpFault)}: what it does wrong (default: none)",
    )


def _add_process(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("process")
    group.add_argument(
        "--books",
        metavar="FILE",
        help="write transactions down there, and go on from what it has",
    )
    group.add_argument(
        "--ready-file", metavar="FILE", help="write addresses and pid there when listening"
    )
    group.add_argument(
        "--exit-with-parent",
        nargs="?",
        const="",
        metavar="PID",
        help="stop when the process that started this one is gone",
    )
