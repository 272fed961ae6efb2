"""A fleet of processes that die, come late and lose the network: every identity once at any moment.

docs/distributed.md.
"""

import json
import socket
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.control import ask, calls_received, stations, until
from support.locust_process import LocustProcess, kill_with_workers
from support.still_proxy import StillProxy

from ocpp_load.central_system.process import EmbeddedCentralSystem

FLEET_LOCUSTFILE = Path(__file__).parents[1] / "support" / "fleet_locustfile.py"
STATIONS = 9
CALLS_OF_A_STATION = 9

SILENT_AFTER_A_SESSION = """\
name: silent after a session
ocpp: "1.6"
data:
  cards: {pattern: "CARD{n:05d}", use: once}
  boxes: {pattern: "BOX{n:05d}", use: per_station, rows: 9}
station: {vendor: v, model: m, connectors: 1, power: 1 kW, identity: "${boxes}"}
steps:
  - connect
  - boot
  - plug_in
  - start_transaction: {id_tag: "${cards}"}
  - stop_transaction
  - unplug
"""


class Master:
    """A master, and what it says of its fleet."""

    def __init__(self, directory, url, port):
        scenario = directory / "silent.yaml"
        scenario.write_text(SILENT_AFTER_A_SESSION, encoding="utf-8")
        self.port = port
        self.told = {"stations": {}, "calls": 0}
        self.locust = LocustProcess(
            directory,
            *("--master", "--headless", "--expect-workers", "3", "--master-bind-port", str(port)),
            *("-H", url, "--scenario", str(scenario), "-u", str(STATIONS), "-r", "100"),
            # Should nobody be left to end it.
            *("--expect-workers-max-wait", "60", "-t", "150s"),
            locustfile=FLEET_LOCUSTFILE,
        )

    def until(self, is_so):
        """Read what it says until something is so of the stations of each worker, and the calls."""
        while not is_so(self.told["stations"], self.told["calls"]):
            line = self.locust.process.stderr.readline()
            assert line, "the master has ended"
            if line.startswith("fleet "):
                self.told = json.loads(line.removeprefix("fleet "))


def end(process):
    kill_with_workers(process)
    process.communicate()


@pytest.fixture
def fleet(tmp_path):
    """Return the central system, a master, and what starts workers of it in turn."""
    with ExitStack() as stack:
        central_system = stack.enter_context(EmbeddedCentralSystem())
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        master = Master(tmp_path, central_system.url, port)
        stack.enter_context(master.locust)

        def worker(at=port):
            words = ("--worker", "--master-host", "127.0.0.1", "--master-port", str(at))
            locust = LocustProcess(tmp_path, *words, locustfile=FLEET_LOCUSTFILE)
            stack.enter_context(locust)
            stack.callback(end, locust.process)
            return locust

        yield central_system, master, worker, stack


def connected(central_system):
    return sum(each["connected"] for each in stations(central_system))


def calls_of_all_stations(central_system):
    """Return how many calls there were once no station has any left to make; before that None."""
    received = calls_received(central_system)
    calls = sum(received.values())
    return calls if calls == CALLS_OF_A_STATION * received["BootNotification"] else None


def connections(central_system):
    return ask(central_system, "/statistics")["connections"]


def test_no_identity_is_there_twice_whoever_dies_comes_late_or_loses_the_network(fleet):
    central_system, master, worker, stack = fleet
    proxy = stack.enter_context(StillProxy(master.port))
    doomed, leaving, remote = worker(), worker(), worker(proxy.port)
    equal_shares = [3, 3, 3]
    master.until(lambda fleet, _: sorted(fleet.values()) == equal_shares)

    # Shorter than a lease: nothing changes at all.
    proxy.hold()
    until(lambda: proxy.waiting > 0)
    proxy.let_go()
    until(lambda: proxy.waiting == 0)
    assert connections(central_system)["accepted"] == STATIONS

    # Longer: its stations close, others take them over, and it gets its share back.
    proxy.hold()
    until(lambda: connected(central_system) == 6)
    master.until(lambda fleet, _: sorted(fleet.values()) == [4, 5])
    proxy.let_go()
    master.until(lambda fleet, _: sorted(fleet.values()) == equal_shares)
    until(lambda: connected(central_system) == STATIONS)

    # Killed, when all that its stations have done is known.
    master.until(lambda _, calls: calls == calls_of_all_stations(central_system))
    doomed.process.kill()
    master.until(lambda fleet, _: sorted(fleet.values()) == [4, 5])
    worker()
    master.until(lambda fleet, _: sorted(fleet.values()) == equal_shares)
    until(lambda: connected(central_system) == STATIONS)

    # Told to go: its stations leave, others have them at once, and nothing is lost.
    leaving.process.terminate()
    master.until(lambda fleet, _: sorted(fleet.values()) == [4, 5])
    until(lambda: connected(central_system) == STATIONS)

    ended = ask(central_system, "/transactions")["ended"]
    master.locust.interrupt()
    run = master.locust.wait()
    assert connections(central_system)["duplicate"] == 0
    identities = {each["identity"] for each in stations(central_system)}
    assert identities == {f"BOX{n:05d}" for n in range(1, STATIONS + 1)}
    assert max(Counter(each["idTag"] for each in ended).values()) == 1
    ours = {
        line["name"]: line["count"] + line["cut_off"]
        for line in run.summary["lines"]
        if line["direction"] == "call"
    }
    assert ours == calls_received(central_system)
    assert run.code == 130
    lost = next(one for one in run.summary["health"]["invalid"] if one.startswith("2 of the"))
    assert lost.count("of its 3 stations 3 were taken over, within ") == 2
    [left] = [one for one in run.summary["health"]["warnings"] if "in good order" in one]
    assert left.startswith("1 of the workers left in mid-run")
    assert [one.process.wait(10) for one in (leaving, remote)] == [130, 0]
