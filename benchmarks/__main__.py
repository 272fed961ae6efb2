"""`make bench`: measures in turn, prints a table, writes reports/bench/bench.json.

Every figure is of the generator's process: CPU time is user + system. The embedded central
system answers from a process of its own. Machines are noisy, so the two sides take turns
and the median of the ratios counts. At the end, what is reported is held against known delays;
`--accuracy` does only that. `--outages` runs 500 stations through three outages instead.
The exit code is 1 where a figure does not reach what it is to reach.
"""

import argparse
import json
import sys

from benchmarks import accuracy, outages, scale, soak
from benchmarks.figures import FIGURES
from benchmarks.row import Row, print_rows
from benchmarks.stand import REPORTS, Stand
from ocpp_load.central_system.process import EmbeddedCentralSystem

_REPORT = REPORTS / "bench.json"
_APART = {
    "--outages": outages.main,
    "--accuracy": accuracy.main,
    "--scale": scale.main,
    "--soak": soak.main,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each figure (default 3)")
    parser.add_argument("--seconds", type=float, default=8.0, help="measured (default 8)")
    parser.add_argument(
        "--only", choices=FIGURES, action="append", help="this one; may be repeated"
    )
    for option, apart in _APART.items():
        if option in sys.argv:
            sys.argv.remove(option)
            return apart()
    parser.add_argument("--outages", action="store_true", help="three outages of 500 stations")
    parser.add_argument("--accuracy", action="store_true", help="figures against known delays")
    parser.add_argument("--soak", action="store_true", help="ten minutes: does anything grow?")
    parser.add_argument("--scale", action="store_true", help="10,000 and 20,000 stations")
    arguments = parser.parse_args()
    rows: list[Row] = []
    with EmbeddedCentralSystem(["--heartbeat-interval", "86400"]) as central_system:
        stand = Stand(central_system, arguments.rounds, arguments.seconds)
        for name in arguments.only or FIGURES:
            rows += FIGURES[name](stand)
            # As it comes: what takes a quarter of an hour may be ended before.
            _REPORT.parent.mkdir(parents=True, exist_ok=True)
            _REPORT.write_text(
                json.dumps([row.as_dict() for row in rows], indent=2) + "\n", "utf-8"
            )
    print_rows(rows)
    print(f"written to {_REPORT}")
    is_missed = any(row.is_missed for row in rows)
    if not arguments.only:
        is_missed |= accuracy.main([]) != 0
    return 1 if is_missed else 0


if __name__ == "__main__":
    sys.exit(main())
