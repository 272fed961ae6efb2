"""Locust as `ocpp-load run` starts it: SIGINT is taken over before Locust is loaded.

`Interrupts` takes it over once there is a run to end; until then there is nothing to report.
"""

import sys

from ocpp_load.interruption import end_quietly


def main() -> None:
    """Run Locust with the words of the command line."""
    end_quietly()
    from locust.main import main as run_locust  # noqa: PLC0415

    from ocpp_load.locust_glue.command_line import run_as_command  # noqa: PLC0415

    sys.argv[0] = "locust"  # what it calls itself in its usage
    run_as_command(run_locust)


if __name__ == "__main__":
    main()
