"""Locust, imported once and run often: each run is a fork that has not run anything before.

Most of what a short run costs is the import. Reads an order per line from standard input: `words`,
`directory` and `environment`; answers each, in a line too, with `code`, `output` and `errors`.
"""

import json
import os
import signal
import sys
from tempfile import TemporaryFile
from typing import Any

import gevent
import locust.main
from gevent.monkey import get_original

import ocpp_load.locust_glue.locustfile  # noqa: F401 - to be there when a locustfile imports it

LONGEST_S = 60

# Gevent's own look after a hub, and there is none before a run makes one.
fork, waitpid = get_original("os", ["fork", "waitpid"])


def main() -> None:
    """Carry out orders until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        with TemporaryFile() as output, TemporaryFile() as errors:
            child = fork()
            if child == 0:
                answers.close()
                become(json.loads(line), output.fileno(), errors.fileno())
                locust.main.main()
                return
            code = os.waitstatus_to_exitcode(waitpid(child, 0)[1])
            print(json.dumps([code, content(output), content(errors)]), file=answers, flush=True)


def become(order: dict[str, Any], output: int, errors: int) -> None:
    """Turn this process into what `python -m locust` would be there."""
    os.setsid()
    signal.alarm(LONGEST_S)  # who forks dies with its parent: see `die_with_parent`
    for descriptor, standard in ((os.open(os.devnull, os.O_RDONLY), 0), (output, 1), (errors, 2)):
        os.dup2(descriptor, standard)
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.path[0] = order["directory"]
    sys.argv = ["locust", *order["words"]]
    gevent.reinit()


def content(file: Any) -> str:
    """Return what a run has written."""
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    main()
