"""How many stations start at a time, and after which pause."""

import json
import os
import subprocess
import sys

# Locust patches the process that imports it.
SCRIPT = """\
import json, sys
import gevent
from locust import User
from locust.runners import WorkerNode
from ocpp_load.locust_glue.even_spawning import EvenDispatcher

figures = []
for workers, target, rate in json.loads(sys.argv[1]):
    nodes = [WorkerNode(str(number)) for number in range(workers)]
    dispatcher = EvenDispatcher(worker_nodes=nodes, user_classes=[User])
    pauses = []
    gevent.sleep = pauses.append
    dispatcher.new_dispatch(target, rate)
    totals = [sum(sum(each.values()) for each in dealt.values()) for dealt in dispatcher]
    figures.append([totals, len(pauses), dispatcher._wait_between_dispatch])
print(json.dumps(figures))
"""


def dealt_out(*cases):
    """Return how many are there after each turn, the pauses, and how long one is, for each case."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(cases)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_stations_start_ten_times_a_second_less_often_where_there_are_many_workers():
    alone, few, many, slow, at_once = dealt_out(
        (1, 500, 100), (1, 3, 0.5), (25, 100, 100), (1, 2, 9.5), (1, 50, 5000)
    )
    assert alone == [list(range(10, 501, 10)), 49, 0.1]
    assert few == [[1, 2, 3], 2, 2.0]
    assert many == [[50, 100], 1, 0.5]
    assert slow == [[1, 2], 1, 1 / 9.5]
    assert at_once == [[50], 0, 0.1]


WARNINGS = """\
import logging
from types import SimpleNamespace
from locust import runners
from ocpp_load.locust_glue.even_spawning import EvenDispatcher, spawn_evenly

spawn_evenly(SimpleNamespace(), EvenDispatcher)
logging.basicConfig(format="%(message)s")
runner = runners.LocalRunner(__import__("locust").env.Environment(user_classes=[]))
runner.spawn_users = lambda *_, **__: None
runners.logger.warning("something else")
try:
    runner.start(1, 5000)
finally:
    runner.quit()
"""


def test_locusts_warning_of_a_high_spawn_rate_is_about_batches_and_left_out():
    done = subprocess.run(
        [sys.executable, "-c", WARNINGS],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "something else" in done.stderr
    assert "spawn rate" not in done.stderr, done.stderr
