"""Locust's OpenTelemetry export, with the real packages: latencies are told apart."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from ocpp_load.locust_glue.export.buckets import BUCKET_LIMITS_MS

# In a process of its own: Locust patches the one that imports it, and a provider is for ever.
SCRIPT = """
import ocpp_load.locust_glue.locustfile
from locust import events
from locust.opentelemetry import setup_opentelemetry
from opentelemetry import metrics

assert setup_opentelemetry("locustfile.py", None)
for milliseconds in (0.4, 3.5, 3.6, 80.0):
    events.request.fire(
        request_type="call", name="Heartbeat", response_time=milliseconds, response_length=0,
        exception=None, context={},
    )
metrics.get_meter_provider().shutdown()
"""

CONSOLE_ONLY = {
    "OTEL_METRICS_EXPORTER": "console",
    "OTEL_TRACES_EXPORTER": "none",
    "OTEL_LOGS_EXPORTER": "none",
}


@pytest.mark.skipif(
    find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None,
    reason="opentelemetry-sdk is not installed: pip install 'locust[otel]'",
)
def test_requests_are_told_apart_by_buckets_that_are_made_for_them():
    words = [sys.executable, "-c", SCRIPT]
    environment = {**os.environ, **CONSOLE_ONLY}
    done = subprocess.run(
        words, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    (metric,) = json.loads(done.stdout)["resource_metrics"][0]["scope_metrics"][0]["metrics"]
    (point,) = metric["data"]["data_points"]
    assert metric["name"] == "locust.client.duration"
    assert [round(limit_s * 1000, 3) for limit_s in point["explicit_bounds"]] == list(
        BUCKET_LIMITS_MS
    )
    filled = {
        BUCKET_LIMITS_MS[place]: count
        for place, count in enumerate(point["bucket_counts"])
        if count
    }
    assert filled == {0.5: 1, 5.0: 2, 100.0: 1}
    # That the instrument is there already is no news.
    assert done.stderr == ""
