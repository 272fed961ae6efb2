"""The console command `ocpp-load`: one module per command, one way from exception to exit code."""

from collections.abc import Sequence

from ocpp_load.interruption import end_quietly


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ocpp-load` and return its exit code: 0, 1 for findings, 2 for wrong input, 130 for Ctrl-C.

    Takes SIGINT over, first of all: while the commands load it ends the process.
    """
    end_quietly()
    from ocpp_load.cli.command_line import carry_out  # noqa: PLC0415 - this takes its time

    return carry_out(arguments)
