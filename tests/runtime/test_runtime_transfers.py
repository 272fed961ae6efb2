"""File transfers of stations: carried out beside everything else, and ended with the station."""

import gevent
import pytest
from gevent.event import AsyncResult
from support.file_servers import ftp_server, transfers
from support.link_harness import FAR_S
from support.pump_harness import (
    PumpObserver,
    PumpUnderTest,
    ScriptedCentralSystem,
    connect_and_boot,
    send,
)
from support.scripted_server import Peer

from ocpp_load.charge_point import (
    Activity,
    Download,
    HttpRequest,
    HttpResponse,
    Pause,
    TransferFailure,
    Transferred,
    Upload,
    call,
)
from ocpp_load.charge_point.activities import connect
from ocpp_load.runtime.transfers import StationTransfers
from ocpp_load.transport import Transfers

LOG = bytes(range(256)) * 1000
UPLOADS = ("upload", "download")


def transfer_events(pump):
    return [event for event in pump.observer.names if event.startswith(UPLOADS)]


@pytest.fixture
def central_system():
    return ScriptedCentralSystem()


@pytest.fixture
def ftp(tmp_path):
    with ftp_server(tmp_path) as server:
        yield server


@pytest.fixture
def hanging(serve):
    """Return a location whose server takes connections and says nothing, and the server."""
    server = serve(Peer.read_to_the_end)
    return f"ftp://127.0.0.1:{server.port}/", server


def transferring(transfer, outcome):
    """Return a script that connects, transfers and sets `outcome`."""

    def script(station):
        yield from connect(station)
        outcome.set((yield transfer))
        yield Pause(FAR_S)

    return script


def test_an_upload_is_carried_out_and_its_activity_goes_on(run, ftp, tmp_path):
    outcome = AsyncResult()
    pump, _, _ = run(transferring(Upload(ftp.url, "log.tar.gz", LOG), outcome))
    assert outcome.get().size_bytes == len(LOG)
    assert (tmp_path / "log.tar.gz").read_bytes() == LOG
    assert transfer_events(pump) == ["upload"]
    assert 0 < pump.observer.duration_s("upload") < FAR_S


def test_a_download_is_carried_out_and_its_activity_goes_on(run, ftp):
    outcome = AsyncResult()
    pump, _, _ = run(transferring(Download(f"{ftp.url}firmware.bin"), outcome))
    assert isinstance(outcome.get(), Transferred)
    assert transfer_events(pump) == ["download"]


def test_a_failure_is_told_to_the_activity_and_counted_by_its_reason(run, ftp):
    outcome = AsyncResult()
    pump, _, _ = run(transferring(Download(f"{ftp.url}nothing.bin"), outcome))
    assert outcome.get() == TransferFailure("not found")
    assert transfer_events(pump) == ["download: not found"]
    assert pump.observer.duration_s("download") is None
    assert pump.observer.own_faults == []


@pytest.mark.parametrize("location", ["", "no location", "ftp://192.0.2.1/", "ftp://[::1/"])
def test_what_a_peer_may_send_as_a_location_is_a_failure_and_nothing_else(run, location):
    outcome = AsyncResult()
    pump, running, _ = run(transferring(Upload(location, "log.tar.gz", LOG), outcome))
    assert isinstance(outcome.get(), TransferFailure)
    assert not running.dead
    assert pump.observer.own_faults == []


def test_a_bug_of_ours_is_told_and_the_station_lives(run, ftp, monkeypatch, central_system):
    def bug(*_):
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(Transfers, "upload", bug)
    outcome = AsyncResult()
    pump, _, peer = run(transferring(Upload(ftp.url, "log.tar.gz", LOG), outcome))
    assert outcome.get() == TransferFailure("fault of ocpp_load")
    assert pump.observer.own_faults == [("upload", "a bug of ours")]
    assert transfer_events(pump) == ["upload: fault of ocpp_load"]
    send(peer, [2, "c-1", "Nonsense", {}])
    assert central_system.next_frame()[1] == "c-1"


def test_commands_are_answered_and_calls_sent_during_a_transfer(run, hanging, central_system):
    location, server = hanging

    def script(station):
        yield from connect(station)
        station.spawn("diagnostics", diagnostics())
        yield from call("Heartbeat", {})
        yield Pause(FAR_S)

    def diagnostics():
        yield Upload(location, "log.tar.gz", LOG)

    _, _, peer = run(script)
    while not server.accepted:
        gevent.sleep(0.001)
    central_system.next_frame("Heartbeat")
    send(peer, [2, "c-1", "Nonsense", {}])
    assert central_system.next_frame()[1] == "c-1"


def test_a_transfer_outlives_the_connection_to_the_central_system(run, ftp, central_system):
    outcome = AsyncResult()
    go_on = gevent.event.Event()

    class Waiting(Transfers):
        def upload(self, *arguments):
            go_on.wait()
            return super().upload(*arguments)

    pump, _, peer = run(
        transferring(Upload(ftp.url, "log.tar.gz", LOG), outcome),
        carrier=transfers(kind=Waiting),
    )
    peer.reset()
    while pump.link.is_open:
        gevent.sleep(0.001)
    go_on.set()
    assert outcome.get().size_bytes == len(LOG)


def test_the_transfer_of_an_activity_that_is_ended_is_abandoned(run, hanging):
    location, server = hanging

    def script(station):
        yield from connect(station)
        station.spawn("diagnostics", diagnostics())
        while not server.accepted:
            yield Pause(0.001)
        station.end("diagnostics")
        ended.set(True)
        yield Pause(FAR_S)

    def diagnostics():
        yield Upload(location, "log.tar.gz", LOG)

    ended = AsyncResult()
    pump, running, _ = run(script)
    ended.get()
    server.next_peer()  # its script has seen the client hang up
    assert transfer_events(pump) == []
    assert not running.dead


def test_a_station_that_is_killed_leaves_no_transfer(run, hanging):
    location, server = hanging

    def script(station):
        yield from connect(station)
        for number in range(5):
            station.spawn(f"upload {number}", upload(f"log {number}"))
        yield Pause(FAR_S)

    def upload(name):
        yield Upload(location, name, LOG)

    pump, running, _ = run(script)
    while server.accepted < 5:
        gevent.sleep(0.001)
    running.kill()
    for _ in range(5):
        server.next_peer()
    assert transfer_events(pump) == []


def test_a_station_that_is_killed_while_data_flows_leaves_no_transfer(run, ftp):
    def script(station):
        yield from connect(station)
        yield Upload(ftp.url, "log", bytes(30_000_000))

    pump, running, _ = run(script)
    while not ftp.files()[1:]:
        gevent.sleep(0.001)
    running.kill()
    assert transfer_events(pump) == []


def test_a_station_that_stops_ends_its_transfers(run, hanging):
    location, server = hanging
    pump, running, _ = run(transferring(Upload(location, "log.tar.gz", LOG), AsyncResult()))
    while not server.accepted:
        gevent.sleep(0.001)
    pump.request_stop()
    running.get()
    server.next_peer()
    assert transfer_events(pump) == []


def test_a_transfer_that_outlives_the_run_is_waited_for(run, ftp, tmp_path):
    go_on = gevent.event.Event()

    class Waiting(Transfers):
        def upload(self, *arguments):
            go_on.wait()
            return super().upload(*arguments)

    def script(station):
        yield from connect(station)
        station.spawn("diagnostics", diagnostics(), outlives_run=True)
        yield Pause(FAR_S)

    def diagnostics():
        yield Upload(ftp.url, "log.tar.gz", LOG)

    pump, running, _ = run(
        script,
        carrier=transfers(kind=Waiting),
        farewell=waiting_for_the_rest,
    )
    pump.request_stop()
    gevent.sleep(0.01)
    assert not running.dead
    go_on.set()
    running.get()
    assert (tmp_path / "log.tar.gz").read_bytes() == LOG


def waiting_for_the_rest(station):
    while station.ending_activities():
        yield Pause(0.001)


def test_a_station_without_transfers_has_nothing_of_them(run, central_system):
    pump, _, _ = run(connect_and_boot)
    central_system.next_frame("BootNotification")
    assert pump._own_transfers is None


def test_many_transfers_at_once_all_arrive(serve, central_system, ftp, tmp_path):
    carrier = transfers()
    outcomes = [AsyncResult() for _ in range(40)]
    running = [
        PumpUnderTest(serve(central_system.serve), carrier=carrier).start(
            transferring(Upload(ftp.url, f"log {number}", LOG), outcome)
        )
        for number, outcome in enumerate(outcomes)
    ]
    assert {outcome.get().size_bytes for outcome in outcomes} == {len(LOG)}
    gevent.killall(running)
    assert len(list(tmp_path.glob("log *"))) == 40


def test_a_transfer_that_ends_in_the_moment_it_is_abandoned_is_not_reported():
    go_on = gevent.event.Event()

    class Waiting(Transfers):
        def download(self, _location):
            go_on.wait()
            return Transferred(0, b"")

    reports = []
    observer = PumpObserver()
    station = StationTransfers(
        transfers(kind=Waiting), observer, lambda *what: reports.append(what), lambda _: None
    )
    activity = Activity("update", iter(()), outlives_run=False, asked_for=False)
    station.start(activity, Download("ftp://localhost/"))
    gevent.sleep(0)
    go_on.set()
    station.abandon(activity)
    gevent.sleep(0.001)
    assert reports == observer.names == []


def test_nobody_waits_long_for_those_that_hang(monkeypatch):
    monkeypatch.setattr("ocpp_load.transport.transfer.transfers._LONGEST_WAIT_S", 0.01)
    carrier = transfers()
    holding, inside = gevent.event.Event(), []

    def hold():
        with carrier.turn():
            inside.append(None)
            holding.wait()

    greenlets = [gevent.spawn(hold) for _ in range(100)]
    while len(inside) < 100:
        gevent.sleep(0.001)
    holding.set()
    gevent.joinall(greenlets, raise_error=True)
    with carrier.turn():
        assert carrier._turns.counter == 15


def asking(url, outcome, **options):
    return transferring(HttpRequest("POST", url, (), b"{}", **options), outcome)


def responding(status):
    """Return the script of a web server that reads a request and answers with that status."""

    def script(peer):
        peer.read_request()
        peer.send(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        peer.close()

    return script


@pytest.mark.parametrize(
    ("status", "event"),
    [("200 OK", "operator"), ("404 Not Found", "operator: HTTP 404")],
)
def test_what_an_operator_asks_is_carried_out_and_counted(run, serve, status, event):
    outcome = AsyncResult()
    pump, _, _ = run(asking(f"http://127.0.0.1:{serve(responding(status)).port}/", outcome))
    assert outcome.get() == HttpResponse(int(status[:3]), b"{}")
    assert [name for name in pump.observer.names if name.startswith("operator")] == [event]
    assert 0 < pump.observer.duration_s("operator") < FAR_S


def test_an_operator_who_gets_no_response_is_told_why(run, serve):
    server = serve(Peer.read_to_the_end)
    outcome = AsyncResult()
    pump, _, _ = run(asking(f"http://127.0.0.1:{server.port}/", outcome, timeout_s=0.05))
    assert outcome.get() == TransferFailure("timed out")
    assert "operator: timed out" in pump.observer.names


def test_commands_are_answered_while_an_operator_waits(run, serve, central_system):
    server = serve(Peer.read_to_the_end)
    _, running, peer = run(asking(f"http://127.0.0.1:{server.port}/", AsyncResult()))
    while not server.accepted:
        gevent.sleep(0.001)
    send(peer, [2, "c-1", "Nonsense", {}])
    assert central_system.next_frame()[1] == "c-1"
    running.kill()
    server.next_peer()  # its script has seen the client hang up
