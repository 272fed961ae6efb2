"""The command line of `ocpp-load`: which command it names, and what it ends with."""

import argparse
import sys
from collections.abc import Sequence

from ocpp_load import __version__
from ocpp_load.cli import certify, check, compare, csms, listing, new, run, trial
from ocpp_load.cli.output import NOBODY_READS, OutputError, open_missing
from ocpp_load.cli.parser import WRONG_INPUT, Parser
from ocpp_load.errors import OcppLoadError
from ocpp_load.interruption import INTERRUPTED

_EPILOG = """
`ocpp-load COMMAND --help` has the options of a command.

exit codes: 0 passed; 1 failed, or mistakes were found; 2 wrong input; 3 invalid, the load generator
was the bottleneck; 130 interrupted
"""

_COMMANDS = (run, check, trial, new, listing, certify, compare, csms)


def carry_out(arguments: Sequence[str] | None) -> int:
    """Run the command that these words name, else those of the process; return its exit code."""
    open_missing()
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    if not words:
        parser.print_help(sys.stderr)
        return WRONG_INPUT
    # `run` hands on what it does not know to Locust, so argparse must not judge it.
    known, rest = parser.parse_known_args(words)
    if rest and known.command is not run:
        known.parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return int(known.command.run(known, rest))
    except KeyboardInterrupt:
        return INTERRUPTED
    except OutputError as error:
        if error.reader_left:
            return NOBODY_READS
        sys.stderr.write(f"{error}\n")
        return WRONG_INPUT
    except OcppLoadError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="ocpp-load",
        usage="%(prog)s COMMAND ...",
        description="Load testing of EV-charging back ends with simulated OCPP charge points.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"ocpp-load {__version__}")
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="COMMAND", prog=parser.prog
    )
    for command in _COMMANDS:
        of_command = command.add_parser(commands)
        of_command.set_defaults(command=command, parser=of_command)
    return parser
