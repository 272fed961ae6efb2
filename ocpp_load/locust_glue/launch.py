"""Locust as `ocpp-load run` starts it: SIGINT is taken over before Locust is loaded.

`Interrupts` takes it over once there is a run to end; until then there is nothing to report.
"""

import os
import sys

from ocpp_load.interruption import die_with_parent, end_quietly


def main() -> None:
    """Run Locust with the words of the command line."""
    end_quietly()
    # The workers of `--processes` would look for a master that is gone for a minute.
    os.register_at_fork(after_in_child=die_with_parent)
    from locust.main import main as run_locust  # noqa: PLC0415

    sys.argv[0] = "locust"  # what it calls itself in its usage
    run_locust()


if __name__ == "__main__":
    main()
