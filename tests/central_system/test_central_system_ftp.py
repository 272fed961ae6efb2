"""The FTP server beside the central system, seen by the standard library's client."""

import ftplib
import io
import json
import ssl
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from support.central_system_peers import GUARD_S, ask_control, central_system, control_of, run
from support.certificates import authority_file, certificate_file
from support.file_servers import ftp_server

from ocpp_load.central_system import EmbeddedCentralSystem
from ocpp_load.central_system.ftp.options import FtpFault, FtpOptions
from ocpp_load.central_system.ftp.root import FIRMWARE_BYTES, firmware
from ocpp_load.central_system.ftp.server import FtpServer
from ocpp_load.errors import OptionError

LOG = bytes(range(256)) * 1000


@contextmanager
def client_of(url, tls=None):
    """Log in as the URL says."""
    parts = urlsplit(url)
    client = ftplib.FTP(timeout=GUARD_S) if tls is None else ftplib.FTP_TLS(context=tls)
    with client:
        client.connect(parts.hostname, parts.port, timeout=GUARD_S)
        client.login(unquote(parts.username), unquote(parts.password))
        yield client


def stored(client, name, content=LOG):
    client.storbinary(f"STOR {name}", io.BytesIO(content))


def fetched(client, name):
    content = io.BytesIO()
    client.retrbinary(f"RETR {name}", content.write)
    return content.getvalue()


@pytest.fixture
def root(tmp_path):
    directory = tmp_path / "root"
    directory.mkdir()
    return directory


def test_a_client_uploads_downloads_and_lists(root):
    with ftp_server(root) as server, client_of(server.url) as client:
        stored(client, "log.tar.gz")
        client.mkd("station 1")
        stored(client, "station 1/log.tar.gz", b"another")
        assert fetched(client, "log.tar.gz") == LOG
        assert sorted(client.nlst()) == ["firmware.bin", "log.tar.gz", "station 1"]
        files = [(file.name, file.size_bytes) for file in server.files()]
    assert files == [
        ("firmware.bin", FIRMWARE_BYTES),
        ("log.tar.gz", len(LOG)),
        ("station 1/log.tar.gz", len(b"another")),
    ]


def test_the_firmware_image_is_the_same_every_time(root):
    with ftp_server(root) as server, client_of(server.url) as client:
        assert fetched(client, "firmware.bin") == firmware() == server.firmware()
    assert len(set(firmware())) == 256


def test_an_image_of_the_users_stays_as_it_is(root):
    (root / "firmware.bin").write_bytes(b"mine")
    with ftp_server(root) as server:
        assert server.firmware() == b"mine"
    assert (root / "firmware.bin").read_bytes() == b"mine"


def test_nothing_outside_the_root_is_reached_and_nothing_inside_is_deleted(root):
    (root.parent / "secret").write_text("secret")
    with ftp_server(root) as server, client_of(server.url) as client:
        for name in ("../secret", "/../secret", "//secret"):
            with pytest.raises(ftplib.error_perm, match="550"):
                fetched(client, name)
        stored(client, "../escaped")
        for command in ("DELE firmware.bin", "RNFR firmware.bin", "RMD station"):
            with pytest.raises(ftplib.error_perm, match="550 Not enough privileges"):
                client.voidcmd(command)
    assert (root / "escaped").exists()
    assert not (root.parent / "escaped").exists()


def test_user_and_password_are_the_given_ones_and_stand_encoded_in_the_url(root):
    with ftp_server(root, user="us/er", password="p@ss:w%rd") as server:
        assert server.url.startswith("ftp://us%2Fer:p%40ss%3Aw%25rd@127.0.0.1:")
        with client_of(server.url) as client:
            assert client.pwd() == "/"
        wrong = server.url.replace("p%40ss", "pass")
        with pytest.raises(ftplib.error_perm, match="530"), client_of(wrong):
            pass


@pytest.fixture
def trusting(tmp_path):
    return ssl.create_default_context(cafile=authority_file(tmp_path))


def test_with_a_certificate_both_connections_are_encrypted(root, tmp_path, trusting):
    with ftp_server(root, certificate=certificate_file(tmp_path)) as server:
        assert server.url.startswith("ftps://ocpp:ocpp@127.0.0.1:")
        with client_of(server.url, trusting) as client:
            with pytest.raises(ftplib.error_perm, match="550 SSL/TLS required on the data"):
                fetched(client, "firmware.bin")
            client.prot_p()
            assert fetched(client, "firmware.bin") == firmware()
        required = pytest.raises(ftplib.error_perm, match="550 SSL/TLS required on the control")
        with required, client_of(server.url):
            pass


@pytest.fixture(params=["ftp", "ftps"])
def faulty(request, root, tmp_path, trusting):
    """Return what gives a client of a server with that fault, without TLS and with it."""

    @contextmanager
    def client_of_faulty(fault):
        certificate = certificate_file(tmp_path) if request.param == "ftps" else None
        tls = trusting if certificate else None
        with ftp_server(root, fault, certificate) as server, client_of(server.url, tls) as client:
            if tls is not None:
                client.prot_p()
            yield client

    return client_of_faulty


def test_a_wrong_password_is_what_everybody_has(faulty):
    with pytest.raises(ftplib.error_perm, match="530"), faulty(FtpFault.WRONG_PASSWORD):
        pass


def test_a_full_disk_takes_nothing_and_gives_all(faulty, root):
    with faulty(FtpFault.DISK_FULL) as client:
        with pytest.raises(ftplib.error_perm, match="552"):
            stored(client, "log.tar.gz")
        assert fetched(client, "firmware.bin") == firmware()
    assert not (root / "log.tar.gz").exists()


def test_a_server_that_hangs_answers_all_but_transfers(faulty):
    with faulty(FtpFault.HANG) as client:
        assert client.pwd() == "/"
        client.sock.settimeout(0.05)
        with pytest.raises(TimeoutError):
            stored(client, "log.tar.gz")
        client.close()


def test_a_drop_cuts_a_download_after_half_of_it(faulty):
    content = io.BytesIO()
    with faulty(FtpFault.DROP) as client:
        with pytest.raises((EOFError, OSError)):
            client.retrbinary("RETR firmware.bin", content.write)
        client.close()
    assert firmware().startswith(content.getvalue())
    # What was under way when the line was cut may be lost with it.
    assert len(content.getvalue()) <= FIRMWARE_BYTES // 2


def test_a_drop_cuts_an_upload_in_the_middle(faulty, root):
    with faulty(FtpFault.DROP) as client:
        with pytest.raises((EOFError, OSError)):
            stored(client, "log.tar.gz")
        client.close()
    kept = (root / "log.tar.gz").read_bytes()
    assert 0 < len(kept) < len(LOG)
    assert LOG.startswith(kept)


def test_a_line_that_drops_does_not_say_good_bye(root, tmp_path, trusting):
    server = ftp_server(root, FtpFault.DROP, certificate_file(tmp_path))
    with server as running, client_of(running.url, trusting) as client:
        client.prot_p()
        client.voidcmd("TYPE I")
        with client.transfercmd("RETR firmware.bin") as data:
            data.suppress_ragged_eofs = False
            with data.makefile("rb") as content, pytest.raises(ssl.SSLEOFError):
                content.read()
        client.close()


def test_a_drop_leaves_lists_of_files_alone(faulty):
    with faulty(FtpFault.DROP) as client:
        assert client.nlst() == ["firmware.bin"]


def test_a_client_that_stays_does_not_keep_the_server(root):
    with ftp_server(root) as server:
        client = ftplib.FTP(timeout=GUARD_S)
        client.connect("127.0.0.1", port_of(server))
    with pytest.raises(EOFError):
        client.voidcmd("NOOP")
    client.close()


def port_of(server):
    return urlsplit(server.url).port


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"root": Path("/no/such")}, "--ftp-root: there is no directory /no/such"),
        ({"root": Path("/proc/self")}, "--ftp-root: /proc/self/firmware.bin cannot be written"),
    ],
)
def test_a_root_that_cannot_be_used_is_told(options, problem):
    with pytest.raises(OptionError, match=problem):
        FtpServer("127.0.0.1", FtpOptions(**options), None, None).__enter__()


def test_a_port_that_is_taken_is_told(root):
    with ftp_server(root) as server:
        second = FtpServer("127.0.0.1", FtpOptions(port=port_of(server)), None, None)
        with pytest.raises(OptionError, match="--ftp-port: cannot listen on"):
            second.__enter__()


def test_the_control_interface_lists_the_files(root):
    async def scene():
        async with central_system() as csms, control_of(csms, server) as ask:
            code, content = await ask("GET", "/files")
            assert code == 200
            assert content == {"files": [{"name": "firmware.bin", "size": FIRMWARE_BYTES}]}
            assert (await ask("POST", "/files", {}))[0] == 405

    with ftp_server(root) as server:
        run(scene())


def test_without_an_ftp_server_there_are_no_files():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            code, content = await ask("GET", "/files")
            assert (code, content["problem"]) == (
                404,
                "there is no FTP server: start with --ftp",
            )

    run(scene())


def test_the_process_runs_one_with_a_directory_of_its_own_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with EmbeddedCentralSystem(["--ftp"]) as csms:
        url = csms.ftp_url
        with client_of(url) as client:
            stored(client, "log.tar.gz")
        _, content = ask_control("GET", f"{csms.control_url}/files")
        assert [file["name"] for file in content["files"]] == ["firmware.bin", "log.tar.gz"]
        csms.stop()
        assert list(tmp_path.iterdir()) == []
        csms.start()
        assert csms.ftp_url == url


def test_the_process_speaks_ftps_with_the_certificate_of_wss(tmp_path, trusting):
    certificate = certificate_file(tmp_path)
    options = ["--ftp", "--tls-cert", str(certificate), "--ftp-user", "me", "--ftp-password", "x"]
    with EmbeddedCentralSystem(options) as csms:
        assert csms.ftp_url.startswith("ftps://me:x@127.0.0.1:")
        with client_of(csms.ftp_url, trusting) as client:
            client.prot_p()
            assert len(fetched(client, "firmware.bin")) == FIRMWARE_BYTES


def test_without_the_option_there_is_none():
    with EmbeddedCentralSystem() as csms:
        assert csms.ftp_url is None


def test_the_process_ends_in_good_order_with_clients_in_mid_transfer(tmp_path):
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "ocpp_load.central_system"),
            *("--port", "0", "--ftp", "--ftp-root", str(tmp_path)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ready = json.loads(process.stdout.readline())
    client = ftplib.FTP(timeout=GUARD_S)
    parts = urlsplit(ready["ftp"])
    client.connect(parts.hostname, parts.port)
    client.login(parts.username, parts.password)
    client.voidcmd("TYPE I")
    with client.transfercmd("STOR log.tar.gz") as data:
        data.sendall(LOG)
        process.terminate()
        _, errors = process.communicate(timeout=GUARD_S)
    client.close()
    assert (process.returncode, errors) == (0, "")
    assert (tmp_path / "firmware.bin").exists()
