"""`python -m ocpp_load.central_system`: the central system without the rest of the house."""

import argparse
import sys

from ocpp_load.central_system.command import add_arguments, run


def main() -> int:
    """Run with the options of `ocpp-load csms`; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="ocpp-load csms", description="The embedded central system."
    )
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
