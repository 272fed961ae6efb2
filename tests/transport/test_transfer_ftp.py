"""Files by FTP (RFC 959) and FTPS (RFC 4217), against a real server and against odd ones."""

import hashlib
import socket as blocking_socket
import subprocess
import sys

import gevent
import pytest
from support.certificates import authority_file, certificate_file
from support.file_servers import download, ftp_server, transfers, upload
from support.gevent_fixtures import open_descriptors
from support.link_harness import FAR_S

from ocpp_load.central_system.ftp.options import FtpFault
from ocpp_load.central_system.ftp.root import FIRMWARE_BYTES, firmware
from ocpp_load.charge_point import Transferred
from ocpp_load.transport import TlsOptions, TransferPolicy

LOG = bytes(range(256)) * 1000


@pytest.fixture(params=["ftp", "ftps"])
def certificate(request, tmp_path):
    """Return the server's certificate, or None: the test runs with and without TLS."""
    return certificate_file(tmp_path) if request.param == "ftps" else None


@pytest.fixture
def root(tmp_path):
    directory = tmp_path / "root"
    directory.mkdir()
    return directory


@pytest.fixture
def server(root, certificate):
    with ftp_server(root, certificate=certificate) as running:
        yield running


def test_an_upload_arrives_whole(server, root):
    sent = transfers().upload(server.url, "log.tar.gz", LOG)
    assert sent == Transferred(len(LOG), hashlib.sha256(LOG).digest())
    assert (root / "log.tar.gz").read_bytes() == LOG


def test_an_empty_file_arrives_too(server, root):
    assert transfers().upload(server.url, "log.tar.gz", b"").size_bytes == 0
    assert (root / "log.tar.gz").read_bytes() == b""


def test_an_upload_goes_into_the_directory_of_the_location(server, root):
    (root / "of station 1").mkdir()
    assert upload(f"{server.url}of%20station%201", LOG) is None
    assert (root / "of station 1" / "log.tar.gz").read_bytes() == LOG


def test_a_download_is_measured_and_digested(server):
    fetched = transfers().download(f"{server.url}firmware.bin")
    assert fetched == Transferred(FIRMWARE_BYTES, hashlib.sha256(firmware()).digest())


def test_a_file_of_exactly_the_greatest_size_is_fetched(server):
    limited = transfers(most_bytes=FIRMWARE_BYTES)
    assert limited.download(f"{server.url}firmware.bin").size_bytes == FIRMWARE_BYTES


def test_a_file_that_is_too_big_is_given_up(server):
    assert download(f"{server.url}firmware.bin", most_bytes=FIRMWARE_BYTES - 1) == "file too big"


def test_what_is_not_there_cannot_be_fetched(server):
    assert download(f"{server.url}nothing.bin") == "not found"


def test_what_cannot_be_written_is_named_by_the_servers_reply(server):
    assert upload(f"{server.url}no/such/directory/") == "FTP 550"


@pytest.mark.parametrize("login", ["ocpp:wrong", "nobody:ocpp", "ocpp", ""])
def test_who_is_not_known_is_not_let_in(server, login):
    location = server.url.replace("ocpp:ocpp@", f"{login}@" if login else "")
    assert upload(location) == "login refused"
    assert download(f"{location}firmware.bin") == "login refused"


@pytest.mark.parametrize(
    ("fault", "of_upload", "of_download"),
    [
        (FtpFault.WRONG_PASSWORD, "login refused", "login refused"),
        (FtpFault.DISK_FULL, "no space left", None),
        (FtpFault.HANG, "timed out", "timed out"),
        (FtpFault.DROP, "connection lost", "connection lost"),
    ],
)
def test_each_fault_of_the_server_has_its_name(root, certificate, fault, of_upload, of_download):
    timeout_s = 0.2 if fault is FtpFault.HANG else FAR_S
    with ftp_server(root, fault, certificate) as server:
        assert upload(server.url, LOG, timeout_s=timeout_s) == of_upload
        assert download(f"{server.url}firmware.bin", timeout_s=timeout_s) == of_download


def test_a_file_of_one_byte_is_cut_too(root, certificate):
    (root / "small.bin").write_bytes(b"x")
    with ftp_server(root, FtpFault.DROP, certificate) as server:
        assert download(f"{server.url}small.bin") == "connection lost"
        assert upload(server.url, b"x") == "connection lost"


def test_a_location_that_is_not_allowed_is_not_even_connected_to(server):
    policy = TransferPolicy.of([], ["http"])
    assert upload(server.url, policy=policy) == "scheme not allowed"
    assert download("ftp://192.0.2.1/", policy=TransferPolicy.of([], ["ftp"])) == "host not allowed"


def test_a_server_that_is_not_there_refuses():
    with blocking_socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    assert upload(f"ftp://127.0.0.1:{port}/") == "connection refused"


def test_a_name_that_nobody_knows_is_told_as_such():
    anywhere = TransferPolicy.of(["*"], ["ftp"])
    assert upload("ftp://nowhere.invalid/", policy=anywhere) == "name resolution failed"


@pytest.mark.parametrize(
    ("host", "authority", "reason"),
    [
        ("127.0.0.1", "trusted", None),
        ("127.0.0.1", "stranger", "TLS failure: certificate not trusted"),
        ("other.example", "trusted", "TLS failure: certificate names another host"),
    ],
)
def test_the_certificate_of_the_server_is_verified(root, tmp_path, host, authority, reason):
    certificate = certificate_file(tmp_path, host, authority)
    tls = TlsOptions(authority_file(tmp_path))
    with ftp_server(root, certificate=certificate) as server:
        assert upload(server.url, LOG, tls=tls) == reason


def test_a_server_that_wants_tls_does_not_let_in_without(root, tmp_path):
    with ftp_server(root, certificate=certificate_file(tmp_path)) as server:
        assert upload(server.url.replace("ftps:", "ftp:")) == "login refused"


def test_a_server_without_tls_gets_no_file_by_ftps(root):
    with ftp_server(root) as server:
        assert upload(server.url.replace("ftp:", "ftps:")) == "FTP 500"
    assert not (root / "log.tar.gz").exists()


@pytest.mark.parametrize("fault", [FtpFault.HANG, FtpFault.NONE])
def test_a_transfer_that_is_killed_leaves_no_socket(root, certificate, fault):
    with ftp_server(root, fault, certificate) as server:
        carrier = transfers()
        for after_s in (0.0, 0.001, 0.002, 0.005, 0.01):
            transferring = gevent.spawn(carrier.upload, server.url, "log.tar.gz", bytes(10_000_000))
            gevent.sleep(after_s)
            transferring.kill()
            assert transferring.dead


# --- servers that speak as they like -------------------------------------------------------


def dialogue(*replies, after=b""):
    """Return a script: greet, give one reply for each command, then send `after` and hang up."""

    def script(peer):
        peer.send(b"220 ready\r\n")
        for reply in replies:
            read_command(peer)
            peer.send(reply if isinstance(reply, bytes) else f"{reply}\r\n".encode())
        if replies:
            read_command(peer)
        peer.send(after)
        peer.close()

    return script


def read_command(peer):
    while b"\r\n" not in peer._received:
        peer._receive()
    command, _, peer._received = peer._received.partition(b"\r\n")
    return command.decode()


def reason_of(serve, script, **options):
    return upload(f"ftp://user:word@127.0.0.1:{serve(script).port}/", LOG, **options)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (dialogue(), "connection lost"),
        (lambda peer: peer.close(), "connection lost"),
        (lambda peer: peer.reset(), "connection lost"),
        (lambda peer: peer.send(b"421 too many\r\n"), "FTP 421"),
        (lambda peer: peer.send(b"HTTP/1.1 400 Bad Request\r\n"), "FTP protocol error"),
        (lambda peer: peer.send(b"220 \xff\xfe\r\n"), "FTP protocol error"),
        (lambda peer: peer.send(b"2" * 10_000), "FTP protocol error"),
        (dialogue("331 more", "530 no"), "login refused"),
        (dialogue("331 more", "332 account", "532 none"), "login refused"),
        (dialogue("331 more", "332 account", "332 again"), "FTP protocol error"),
        (dialogue("230 in", "504 no binary"), "FTP 504"),
        (dialogue("230 in", "200 ok", "425 no port"), "FTP 425"),
        (dialogue("230 in", "200 ok", "227 somewhere"), "FTP protocol error"),
        (dialogue("230 in", "200 ok", "227 (127,0,0,1,999999,9)"), "FTP protocol error"),
        (dialogue("230 in", "200 ok", b"227 (127,0,0,1,%d,9)\r\n" % 10**30), "FTP protocol error"),
    ],
)
def test_what_a_server_replies_becomes_an_outcome(serve, script, reason):
    assert reason_of(serve, script) == reason


@pytest.mark.parametrize("flood", [b"220-more\r\n", b"220-" + b"x" * 8000 + b"\r\n"])
def test_a_reply_without_end_is_given_up(serve, flood):
    def script(peer):
        while True:
            peer.send(flood * 100)

    assert reason_of(serve, script) == "FTP protocol error"


def test_a_server_that_says_nothing_ends_by_timeout(serve):
    assert reason_of(serve, lambda peer: peer.read_to_the_end(), timeout_s=0.05) == "timed out"


def test_a_server_that_always_says_a_little_ends_by_timeout_too(serve):
    def script(peer):
        while True:
            peer.send(b"2")
            gevent.sleep(0.01)

    assert reason_of(serve, script, longest_s=0.1) == "timed out"


class DataPort:
    """A passive data connection of a scripted server."""

    def __init__(self):
        self.listener = gevent.socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()

    def pasv_reply(self, address="127,0,0,1"):
        high, low = divmod(self.listener.getsockname()[1], 256)
        return f"227 Passive ({address},{high},{low})\r\n".encode()

    def accept(self):
        connection, _ = self.listener.accept()
        self.listener.close()
        return connection

    def script(self, *, address="127,0,0,1", then):
        """Return a script that lets in, opens the data connection and calls `then`."""

        def run(peer):
            peer.send(b"220 ready\r\n")
            for reply in (b"230 in\r\n", b"200 binary\r\n", self.pasv_reply(address)):
                read_command(peer)
                peer.send(reply)
            connection = self.accept()
            try:
                command = read_command(peer)
                then(peer, connection, command)
            finally:
                connection.close()

        return run


@pytest.fixture
def data_port():
    port = DataPort()
    yield port
    port.listener.close()


def test_the_data_goes_to_the_host_of_the_control_connection_whatever_pasv_says(serve, data_port):
    received, said = [], []

    def take(peer, connection, command):
        peer.send(b"150 go on\r\n")
        while block := connection.recv(65536):
            received.append(block)
        peer.send(b"226 done\r\n")
        said.append(read_command(peer))
        peer.send(b"221 bye\r\n")

    assert reason_of(serve, data_port.script(address="192,0,2,1", then=take)) is None
    assert b"".join(received) == LOG
    assert said == ["QUIT"]


def test_a_disk_that_fills_up_during_the_transfer_is_told_by_the_reply(serve, data_port):
    def fill_up(peer, connection, command):
        peer.send(b"150 go on\r\n")
        connection.recv(1000)
        connection.close()
        peer.send(b"452 full\r\n")
        peer.read_to_the_end()

    location = f"ftp://user:word@127.0.0.1:{serve(data_port.script(then=fill_up)).port}/"
    assert upload(location, bytes(30_000_000)) == "no space left"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"226 done\r\n", None),
        (b"426 aborted\r\n", "connection lost"),
        (b"451 disk trouble\r\n", "FTP 451"),
        (b"", "connection lost"),
    ],
)
def test_whether_a_download_is_complete_is_for_the_reply_to_tell(serve, data_port, reply, reason):
    def give(peer, connection, command):
        assert command == "RETR firmware.bin"
        peer.send(b"150 here it comes\r\n")
        connection.sendall(b"half of it")
        connection.close()
        peer.send(reply)
        peer.close()

    server = serve(data_port.script(then=give))
    assert download(f"ftp://user:word@127.0.0.1:{server.port}/firmware.bin") == reason


def test_a_server_that_does_not_say_good_bye_changes_nothing(serve, data_port, monkeypatch):
    monkeypatch.setattr("ocpp_load.transport.transfer.by_ftp._GOOD_BYE_S", 0.05)

    def take(peer, connection, command):
        peer.send(b"150 go on\r\n")
        while connection.recv(65536):
            pass
        peer.send(b"226 done\r\n")
        peer.read_to_the_end()

    assert reason_of(serve, data_port.script(then=take)) is None


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()

import gevent
from ocpp_load.central_system import EmbeddedCentralSystem
from ocpp_load.transport import TlsOptions, TransferPolicy, Transfers

turns = 0

def count():
    global turns
    while True:
        turns += 1
        gevent.sleep(0)

with EmbeddedCentralSystem(["--ftp"]) as csms:
    carrier = Transfers(TransferPolicy.of([], ["ftp"]), 10.0, TlsOptions())
    counter = gevent.spawn(count)
    print(carrier.upload(csms.ftp_url, "log", b"a log").size_bytes)
    print(carrier.download(csms.ftp_url + "firmware.bin").size_bytes)
    counter.kill()
print("other greenlets ran on" if turns > 16 else "the hub stood still")
"""


def test_it_works_in_a_process_that_gevent_has_patched():
    done = subprocess.run(
        [sys.executable, "-c", UNDER_GEVENT], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n")[:3] == ["5", str(FIRMWARE_BYTES), "other greenlets ran on"]


def test_the_standard_librarys_ftplib_stays_as_it_is():
    import ftplib
    import socket

    assert ftplib.socket is socket


def test_no_descriptor_is_left_by_failures(server):
    before = open_descriptors()
    for _ in range(5):
        upload("ftp://127.0.0.1:1/")
        download(f"ftp://127.0.0.1:{server.url.rpartition(':')[2]}nothing")
    assert len(open_descriptors()) <= len(before) + 2  # the server's own, which it still closes
