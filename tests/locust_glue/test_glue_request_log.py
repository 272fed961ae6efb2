"""Locust's statistics hold what they would if each request were fired, to the count."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from ocpp_load.locust_glue.request_log import RequestLog, listen_first

# Locust patches the process that imports it.
SCRIPT = Path(__file__).parents[1] / "support" / "told_requests.py"


def test_what_is_handed_over_equals_what_is_fired():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, SCRIPT], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr + done.stdout == ""
    assert done.returncode == 0


def test_each_request_is_fired_where_locust_does_not_say_who_listens():
    fired = []
    events = SimpleNamespace(request=SimpleNamespace(fire=lambda **request: fired.append(request)))
    log = RequestLog(events, SimpleNamespace())
    log.tell("call", "Heartbeat", 0.25, 30)
    log.tell("check", "is accepted", None, 0, ValueError("Rejected"))
    log.hand_over()
    assert [one["response_time"] for one in fired] == [250.0, None]
    assert [repr(one["exception"]) for one in fired] == ["None", "ValueError('Rejected')"]


def test_who_is_to_listen_first_comes_before_those_who_listen_already():
    hook = SimpleNamespace(_handlers=[print])
    hook.add_listener = hook._handlers.append
    listen_first(hook, repr)
    assert hook._handlers == [repr, print]
