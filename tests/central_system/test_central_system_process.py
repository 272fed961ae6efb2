import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from picows import WSCloseCode
from support.central_system_peers import GUARD_S, FakeStation, ask_control, run

from ocpp_load.central_system import CentralSystemStartError, EmbeddedCentralSystem

START = {"connectorId": 1, "idTag": "TAG1", "meterStart": 100}


async def heartbeat_over(url: str) -> None:
    station = await FakeStation.connect(url)
    assert "currentTime" in await station.result_of("Heartbeat", {})


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ocpp_load.central_system", "--port", "0", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_child_listens_while_it_is_entered_and_is_gone_afterwards():
    with EmbeddedCentralSystem(["--heartbeat-interval", "7"]) as csms:
        pid = csms.pid
        run(heartbeat_over(csms.url))
        status, content = ask_control("GET", f"{csms.control_url}/statistics")
        assert (status, content["calls"]["received"]) == (200, {"Heartbeat": 1})
    assert not is_alive(pid)
    with pytest.raises(RuntimeError, match="not running"):
        _ = csms.pid


def test_the_child_is_gone_whatever_happens_to_its_parents_work():
    class SomethingHappenedError(Exception):
        pass

    def work_that_fails(csms):
        with csms:
            pids.append(csms.pid)
            raise SomethingHappenedError

    pids = []
    with pytest.raises(SomethingHappenedError):
        work_that_fails(EmbeddedCentralSystem())
    assert not is_alive(pids[0])


def test_after_a_kill_it_can_be_started_again_on_the_same_ports():
    with EmbeddedCentralSystem() as csms:
        before = (csms.url, csms.control_url)
        killed = csms.pid
        csms.kill()
        assert not is_alive(killed)
        csms.start()
        assert (csms.url, csms.control_url) == before
        assert csms.pid != killed
        run(heartbeat_over(csms.url))


def test_after_a_kill_its_ports_are_kept_until_it_is_started_again_or_stopped():
    with EmbeddedCentralSystem(["--ftp"]) as csms:
        ports = [urlsplit(url).port for url in (csms.url, csms.control_url, csms.ftp_url)]
        csms.kill()
        for port in ports:
            with socket.socket() as other:
                with pytest.raises(OSError, match="in use"):
                    other.bind(("127.0.0.1", port))
                assert other.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED
        csms.start()
        csms.kill()
    for port in ports:
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))


def test_what_was_answered_before_a_kill_is_known_after_it(tmp_path):
    async def start(url, second):
        station = await FakeStation.connect(url)
        started = {**START, "timestamp": f"2026-11-23T01:53:{second}.000Z"}
        return (await station.result_of("StartTransaction", started))["transactionId"]

    ids = []
    with EmbeddedCentralSystem(["--books", str(tmp_path / "books.jsonl")]) as csms:
        for second in (10, 20, 20, 30):
            run(_append(ids, start(csms.url, second)))
            csms.kill()
            csms.start()
        _, content = ask_control("GET", f"{csms.control_url}/transactions")
    assert ids == [1, 2, 2, 3]
    assert (content["started"], content["repeated"]["count"]) == (3, 1)
    assert [one["transactionId"] for one in content["open"]] == [1, 2, 3]


async def _append(results, awaitable):
    results.append(await awaitable)


def test_it_dies_when_it_is_told_to_and_nobody_is_told():
    process = start()
    addresses = json.loads(process.stdout.readline())

    async def scene():
        station = await FakeStation.connect(addresses["url"])
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            ask_control("POST", f"{addresses['control']}/faults", {"fault": "die"})
        assert await station.close_code() == WSCloseCode.ABNORMAL_CLOSURE

    run(scene())
    _, errors = process.communicate(timeout=GUARD_S)
    assert (process.returncode, errors) == (-signal.SIGKILL, "")


def test_it_dies_when_an_option_says_so():
    process = start("--fault", "die,after=10ms")
    process.communicate(timeout=GUARD_S)
    assert process.returncode == -signal.SIGKILL


def test_a_child_that_cannot_start_is_an_error(capfd):
    with pytest.raises(CentralSystemStartError, match="exit code 2"):
        EmbeddedCentralSystem(["--latency", "50"]).start()
    assert "--latency: '50' is no duration" in capfd.readouterr().err


def test_a_child_that_never_gets_ready_is_killed():
    csms = EmbeddedCentralSystem(ready_timeout_s=0.0)
    with pytest.raises(CentralSystemStartError, match="exit code -9"):
        csms.start()


def test_a_child_that_does_not_stop_when_asked_is_killed(monkeypatch):
    monkeypatch.setattr("ocpp_load.central_system.process._STOP_TIMEOUT_S", 0.01)
    with EmbeddedCentralSystem() as csms:
        pid = csms.pid
        os.kill(pid, signal.SIGSTOP)
    assert not is_alive(pid)


def test_a_signal_of_the_terminal_does_not_reach_the_child():
    with EmbeddedCentralSystem() as csms:
        assert os.getpgid(csms.pid) != os.getpgid(0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_on_a_signal_it_says_good_bye_and_exits_with_zero(number):
    process = start()
    url = json.loads(process.stdout.readline())["url"]

    async def scene():
        station = await FakeStation.connect(url)
        process.send_signal(number)
        assert await station.close_code() == WSCloseCode.GOING_AWAY

    run(scene())
    _, errors = process.communicate(timeout=GUARD_S)
    assert (process.returncode, errors) == (0, "")


def test_a_stop_over_the_control_interface_ends_the_process_with_zero():
    process = start()
    control = json.loads(process.stdout.readline())["control"]
    assert ask_control("POST", f"{control}/stop") == (200, {})
    _, errors = process.communicate(timeout=GUARD_S)
    assert (process.returncode, errors) == (0, "")


def test_the_ready_file_says_what_the_ready_line_says(tmp_path):
    process = start("--ready-file", str(tmp_path / "ready.json"), "--no-control")
    line = json.loads(process.stdout.readline())
    assert json.loads((tmp_path / "ready.json").read_text()) == line
    assert (line["pid"], line["control"]) == (process.pid, None)
    process.terminate()
    process.communicate(timeout=GUARD_S)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--port", "x"], "ocpp-load csms: --port: 'x' is not a whole number from 0 to 65535\n"),
        (
            ["--command-mix", "none"],
            "ocpp-load csms: --command-mix: there is no mix 'none'; give the path of a YAML file,",
        ),
        (
            ["--fault", "late,share=2"],
            "ocpp-load csms: --fault: share: '2' is not a number above 0, up to 1; late needs a",
        ),
        (
            ["--quirk", "slow"],
            "ocpp-load csms: --quirk: 'slow' is none of ids-per-station, concurrent-tx,",
        ),
        (
            ["--books", "/no/such/folder/books"],
            "ocpp-load csms: --books /no/such/folder/books: cannot be opened: No such file",
        ),
        (
            ["--books", __file__],
            f"ocpp-load csms: --books {__file__}: line 1 is no record of a transaction message\n",
        ),
        (
            ["--exit-with-parent", "me"],
            "ocpp-load csms: --exit-with-parent: 'me' is no process id\n",
        ),
        (
            ["--ready-file", "/no/such/folder/ready"],
            "ocpp-load csms: --ready-file: cannot be written: [Errno 2] No such file or directory:",
        ),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_code_two(words, error):
    process = start(*words)
    _, errors = process.communicate(timeout=GUARD_S)
    assert process.returncode == 2
    assert errors.startswith(error)
    assert errors.count("\n") == 1


def test_a_port_that_is_taken_is_one_line_and_exit_code_two():
    with EmbeddedCentralSystem() as csms:
        port = csms.control_url.rpartition(":")[2]
        for option in ("--port", "--control-port"):
            process = start(option, port)
            _, errors = process.communicate(timeout=GUARD_S)
            assert process.returncode == 2
            assert errors.startswith(f"ocpp-load csms: {option}: cannot listen on 127.0.0.1")
            assert errors.count("\n") == 1


PARENT_THAT_IS_KILLED = """
import os, signal
from ocpp_load.central_system import EmbeddedCentralSystem

csms = EmbeddedCentralSystem()
csms.start()
print(csms.url, flush=True)
input()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_orphan_stays_behind_when_the_parent_is_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT_THAT_IS_KILLED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    url = parent.stdout.readline().strip()

    async def scene():
        station = await FakeStation.connect(url)
        parent.communicate("now\n", timeout=GUARD_S)
        assert parent.returncode == -signal.SIGKILL
        assert await station.close_code() == WSCloseCode.GOING_AWAY

    run(scene())


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()

import subprocess
import gevent
from ocpp_load.central_system import EmbeddedCentralSystem

turns = 0

def count():
    global turns
    while True:
        turns += 1
        gevent.sleep(0)

counter = gevent.spawn(count)
with EmbeddedCentralSystem() as csms:
    from urllib.request import urlopen
    with urlopen(csms.control_url + "/statistics") as response:
        assert response.status == 200
    csms.kill()
    csms.start()
    pid = csms.pid
assert subprocess.Popen.__module__ == "gevent.subprocess"
counter.kill()
print("other greenlets ran on" if turns > 1 else "the hub stood still", pid)
"""


def test_it_works_from_a_parent_that_gevent_has_patched():
    done = subprocess.run(
        [sys.executable, "-c", UNDER_GEVENT],
        capture_output=True,
        text=True,
        timeout=GUARD_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    words, _, pid = done.stdout.strip().rpartition(" ")
    assert words == "other greenlets ran on"
    assert not is_alive(int(pid))


def test_importing_the_package_loads_no_event_loop():
    code = (
        "import sys, ocpp_load.central_system;"
        "print(sorted({'asyncio', 'picows', 'uvloop', 'gevent', 'orjson'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
