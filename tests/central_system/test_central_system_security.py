"""Whom the central system lets in (security whitepaper edition 3, 2.3 to 2.5 and A01)."""

import asyncio
import ssl
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from picows import WSError
from support.central_system_peers import BOOT, FakeStation, central_system, run

from ocpp_load.central_system.mutants.reading import MutantError, parse_mutant
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.security import Passwords
from ocpp_load.central_system.tls import with_test_authority
from ocpp_load.credentials import Issuer, basic_authorization, parse_station_text
from ocpp_load.credentials.issuer import pem_of_key
from ocpp_load.errors import OptionError

OLD, NEW = b"secret-of-CP1", bytes.fromhex("ab" * 20)
PASSWORDS = Passwords({"CP1": OLD, "CP2": b"another"})


def authorization(identity, password):
    return {"Authorization": basic_authorization(identity, password)}


async def is_let_in(csms, identity, headers=None, **options):
    try:
        station = await FakeStation.connect(csms.url, identity, headers=headers, **options)
    except WSError as refused:
        answer = refused.response
        if (answer.status, answer.headers["WWW-Authenticate"][:6]) != (401, "Basic "):
            raise
        return False
    assert "currentTime" in await station.result_of("Heartbeat", {})
    return True


@pytest.mark.parametrize(
    ("identity", "headers", "is_in"),
    [
        ("CP1", authorization("CP1", OLD), True),
        ("CP2", authorization("CP2", b"another"), True),
        ("CP1", authorization("CP1", b"wrong"), False),
        ("CP1", authorization("CP1", b""), False),
        ("CP1", authorization("CP2", b"another"), False),
        ("CP3", authorization("CP3", OLD), False),
        ("CP1", {"Authorization": "Bearer secret-of-CP1"}, False),
        ("CP1", {"Authorization": "Basic"}, False),
        ("CP1", None, False),
    ],
)
def test_only_its_own_password_lets_a_station_in(identity, headers, is_in):
    async def scene():
        async with central_system(passwords=PASSWORDS) as csms:
            assert await is_let_in(csms, identity, headers) is is_in
            assert csms.statistics.connections_refused == (not is_in)

    run(scene())


def test_a_pattern_gives_every_station_a_password():
    async def scene():
        passwords = Passwords({"CP2": b"own"}, parse_station_text("secret-of-{identity}"))
        async with central_system(passwords=passwords) as csms:
            assert await is_let_in(csms, "CP1", authorization("CP1", b"secret-of-CP1"))
            assert await is_let_in(csms, "CP2", authorization("CP2", b"own"))
            assert not await is_let_in(csms, "CP2", authorization("CP2", b"secret-of-CP2"))

    run(scene())


def test_without_passwords_nobody_is_asked():
    async def scene():
        async with central_system() as csms:
            assert await is_let_in(csms, "CP1")

    run(scene())


@pytest.mark.parametrize(
    ("key", "value", "status", "counts"),
    [
        ("AuthorizationKey", NEW.hex(), "Accepted", NEW),
        ("authorizationkey", NEW.hex().upper(), "Accepted", NEW),
        ("AuthorizationKey", NEW.hex(), "Rejected", OLD),
        ("AuthorizationKey", NEW.hex(), "NotSupported", OLD),
        ("AuthorizationKey", NEW.hex(), "RebootRequired", OLD),
        ("AuthorizationKey", "no key at all", "Accepted", OLD),
        ("AuthorizationKey", "", "Accepted", OLD),
        ("OtherKey", NEW.hex(), "Accepted", OLD),
    ],
)
def test_a_password_that_the_station_has_accepted_is_the_only_one_from_then_on(
    key, value, status, counts
):
    # A01.FR.03 and 04.
    async def scene():
        async with central_system(passwords=PASSWORDS) as csms:
            station = await FakeStation.connect(csms.url, "CP1", headers=authorization("CP1", OLD))
            await station.result_of("BootNotification", BOOT)

            sent = asyncio.ensure_future(
                csms.command("CP1", "ChangeConfiguration", {"key": key, "value": value}, 5)
            )
            _, message_id, *_ = await station.received.get()
            station.send([3, message_id, {"status": status}])
            await sent
            for password in (OLD, NEW):
                let_in = await is_let_in(csms, "CP1", authorization("CP1", password))
                assert let_in is (password == counts)

    run(scene())


@pytest.fixture
def issuing(tmp_path):
    """Return what makes options of a central system with a test authority."""

    def make(**options):
        return with_test_authority(
            CentralSystemOptions(port=0, tls_issue=tmp_path / "pki", **options)
        )

    return make


def client_context(issuer, identity=None, signed_by=None):
    context = ssl.create_default_context(cadata=issuer.pem)
    if identity is not None:
        issued = (signed_by or issuer).issue_to_station("SN-1", identity, "x", 1.79e9)
        with NamedTemporaryFile() as file:
            file.write(issued.certificate.public_bytes(Encoding.PEM))
            file.write(pem_of_key(issued.private_key))
            file.flush()
            context.load_cert_chain(file.name)
    return context


def entered(options):
    fields = {name: getattr(options, name) for name in CentralSystemOptions.__dataclass_fields__}
    return central_system(**fields)


@pytest.mark.parametrize("identity", ["CP1", "SN-1"])
def test_a_certificate_that_names_the_station_lets_it_in(issuing, identity):
    options = issuing(requires_client_cert=True)

    async def scene():
        async with entered(options) as csms:
            context = client_context(options.issuer, "CP1")
            assert await is_let_in(csms, identity, ssl_context=context)

    run(scene())


def test_the_certificate_of_another_station_is_turned_away(issuing):
    options = issuing(requires_client_cert=True)

    async def scene():
        async with entered(options) as csms:
            context = client_context(options.issuer, "CP1")
            station = await FakeStation.connect(csms.url, "CP2", ssl_context=context)
            assert await station.close_code() == 1008
            assert "CP2" not in csms.stations

    run(scene())


def test_the_serial_number_that_a_station_has_booted_with_names_it_too(issuing):
    # A00.FR.405: the commonName has the serial number, which only the station tells.
    options = issuing(requires_client_cert=True)

    async def scene():
        async with entered(options) as csms:
            known = await FakeStation.connect(
                csms.url, "CP2", ssl_context=client_context(options.issuer, "CP2")
            )
            await known.result_of("BootNotification", {**BOOT, "chargePointSerialNumber": "SN-1"})
            context = client_context(options.issuer, "CP1")
            assert await is_let_in(csms, "CP2", ssl_context=context)

    run(scene())


async def answer_to_upgrade(csms, context):
    port = urlsplit(csms.url).port
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        writer.write(b"GET /ocpp/CP1 HTTP/1.1\r\nHost: x\r\n\r\n")
        return await reader.read()
    except OSError:
        return b""


@pytest.mark.parametrize("signed_by", [None, Issuer.make("Stranger", 1.79e9)])
def test_no_certificate_or_a_strangers_ends_in_the_handshake(issuing, signed_by):
    options = issuing(requires_client_cert=True)

    async def scene():
        async with entered(options) as csms:
            identity = None if signed_by is None else "CP1"
            context = client_context(options.issuer, identity, signed_by)
            assert await answer_to_upgrade(csms, context) == b""
            assert csms.stations == {}

    run(scene())


def test_a_certificate_that_is_not_required_is_looked_at_all_the_same(issuing, tmp_path):
    options = issuing(tls_client_ca=tmp_path / "pki" / "ca.pem")

    async def scene():
        async with entered(options) as csms:
            own = client_context(options.issuer, "CP1")
            assert await is_let_in(csms, "CP1", ssl_context=own)
            assert await is_let_in(csms, "CP3", ssl_context=client_context(options.issuer))
            station = await FakeStation.connect(csms.url, "CP2", ssl_context=own)
            assert await station.close_code() == 1008

    run(scene())


def test_a_station_that_has_proved_a_raised_profile_never_comes_without_its_certificate(issuing):
    # A05.FR.08 and 09: until then it may fall back.
    options = issuing(passwords=PASSWORDS)
    password = authorization("CP1", OLD)

    async def scene():
        async with entered(options) as csms:
            nothing = client_context(options.issuer)
            own = client_context(options.issuer, "CP1")
            assert not await is_let_in(csms, "CP1", ssl_context=own)
            station = await FakeStation.connect(
                csms.url, "CP1", headers=password, ssl_context=nothing
            )
            await station.result_of("BootNotification", BOOT)
            change = {"key": "SecurityProfile", "value": "3"}
            sent = asyncio.ensure_future(csms.command("CP1", "ChangeConfiguration", change, 5))
            _, message_id, *_ = await station.received.get()
            station.send([3, message_id, {"status": "Accepted"}])
            await sent
            assert await is_let_in(csms, "CP1", password, ssl_context=nothing)
            turned_away = await FakeStation.connect(csms.url, "CP1", ssl_context=nothing)
            assert await turned_away.close_code() == 1008
            assert await is_let_in(csms, "CP1", ssl_context=own)
            turned_away = await FakeStation.connect(
                csms.url, "CP1", headers=password, ssl_context=nothing
            )
            assert await turned_away.close_code() == 1008

    run(scene())


@pytest.mark.parametrize(
    ("mutant", "failure"),
    [
        ("tls certificate=untrusted", "self-signed certificate in"),
        ("tls certificate=expired", "certificate has expired"),
        ("tls certificate=other-host", "IP address mismatch"),
        ("tls ciphers=AES256-GCM-SHA384", None),
    ],
)
def test_tls_is_spoken_wrongly_until_the_mutant_is_gone(issuing, mutant, failure):
    options = issuing()

    async def scene():
        async with entered(options) as csms:
            context = client_context(options.issuer)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            assert await is_let_in(csms, "CP1", ssl_context=context)
            csms.break_rules([parse_mutant(mutant)])
            with pytest.raises(OSError, match=failure):
                await is_let_in(csms, "CP1", ssl_context=context)
            csms.keep_all_rules()
            assert await is_let_in(csms, "CP1", ssl_context=context)

    run(scene())


def test_a_mutant_lets_stations_in_without_a_certificate(issuing):
    options = issuing(requires_client_cert=True, mutants=(parse_mutant("tls admit"),))

    async def scene():
        async with entered(options) as csms:
            context = client_context(options.issuer)
            assert await is_let_in(csms, "CP1", ssl_context=context)
            csms.keep_all_rules()
            assert await answer_to_upgrade(csms, context) == b""

    run(scene())


def test_a_mutant_of_tls_needs_tls():
    async def scene():
        async with central_system() as csms:
            with pytest.raises(MutantError, match="tls: there is none here"):
                csms.break_rules([parse_mutant("tls admit")])

    run(scene())


def test_an_authority_is_made_once_and_found_again(issuing):
    first, second = issuing(), issuing()
    assert first.issuer.certificate == second.issuer.certificate
    assert first.tls_cert.name == "server.pem"
    assert first.tls_client_ca is None
    assert first.tls_cert.stat().st_mode & 0o077 == 0


def test_a_certificate_of_the_users_own_stays(issuing, tmp_path):
    assert issuing(tls_cert=tmp_path / "own.pem").tls_cert == tmp_path / "own.pem"


def test_stations_certificates_come_from_the_same_authority(issuing):
    options = issuing()

    async def scene():
        async with entered(options) as csms:
            assert csms.authority.root == options.issuer.pem

    run(scene())


def test_a_directory_that_cannot_be_used_is_told_with_its_option(issuing, tmp_path):
    (tmp_path / "pki").mkdir()
    (tmp_path / "pki" / "ca.pem").write_text("no certificate")
    with pytest.raises(OptionError, match=r"--tls-issue: .*pki cannot be used"):
        issuing()


def test_client_authorities_that_cannot_be_loaded_are_told_with_their_option(issuing, tmp_path):
    options = issuing(tls_client_ca=tmp_path / "none.pem")

    async def scene():
        with pytest.raises(OptionError, match=r"--tls-client-ca: .*none.pem cannot be used"):
            async with entered(options):
                pass

    run(scene())
