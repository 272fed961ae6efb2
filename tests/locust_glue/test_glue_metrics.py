"""`/metrics` before, during and after a run, at a port of its own and on the web UI."""

import socket
import urllib.request

from prometheus_client.parser import text_string_to_metric_families
from support.locust_process import LocustProcess, quick_session, run_headless
from support.web_ui import WebUi


def free_ports(count):
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


class Scraped:
    """Reads a page of metrics."""

    def __init__(self, url):
        self.url = url

    def samples(self):
        with urllib.request.urlopen(self.url) as answer:
            families = text_string_to_metric_families(answer.read().decode())
        return {
            (one.name.removeprefix("ocpp_load_"), *sorted(one.labels.values())): one.value
            for family in families
            for one in family.samples
        }

    def boots(self):
        return self.samples().get(("calls_total", "BootNotification", "answered"), 0)

    def is_running(self):
        return self.samples()["run_running",] == 1


def test_metrics_are_there_before_during_and_after_a_run_and_begin_anew(tmp_path, central_system):
    web, port = free_ports(2)
    words = ("--web-host", "127.0.0.1", "--web-port", str(web), "--web-base-path", "/load")
    words += ("--scenario", quick_session(tmp_path), "-H", central_system.url)
    base, own_port = f"http://127.0.0.1:{web}/load", f"127.0.0.1:{port}"
    with LocustProcess(tmp_path, *words, OCPP_LOAD_METRICS_PORT=own_port) as locust:
        ui = WebUi(web, "/load").wait_until_there()
        own, on_web_ui = Scraped(f"http://{own_port}/metrics"), Scraped(f"{base}/metrics")
        before = own.samples()
        assert before["run_running",] == 0
        assert {name for name, *_ in before} == {"build_info", "run_running"}

        # A port that is taken is told before anything starts.
        taken = run_headless(tmp_path, central_system.url, "--metrics-port", own_port)
        assert taken.code == 2
        assert taken.errors.splitlines()[-1].startswith("--metrics-port: cannot listen at ")
        assert taken.output == ""

        assert ui.start(user_count=5, spawn_rate=5, host=central_system.url)["success"]
        ui.wait_for(lambda: own.boots() == 5)
        ui.wait_for(lambda: on_web_ui.boots() == 5)
        assert own.is_running()
        first = own.samples()
        assert first["stations", "started"] == 5
        assert first["call_round_trip_seconds_count", "BootNotification"] == 5
        assert ("process_cpu_seconds_total", "process 0") in first
        ui.stop()
        ui.wait_for(lambda: not own.is_running())
        assert own.boots() == 5

        assert ui.start(user_count=2, spawn_rate=2, host=central_system.url)["success"]
        ui.wait_for(lambda: own.boots() == 2)
        second = own.samples()
        assert second["run_start_time_seconds",] > first["run_start_time_seconds",]
        locust.interrupt()
        run = locust.wait()
    assert "Traceback" not in run.errors
