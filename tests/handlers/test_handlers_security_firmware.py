"""SignedUpdateFirmware, its answers (security whitepaper edition 3, L01)."""

import pytest
from support.simulation import EPOCH_S, VALIDATOR, a_station
from support.x509 import root

from ocpp_load.handlers import Command, HandlerRegistry, Leniency, Reply
from ocpp_load.handlers.effects import ReportSecurityEvent, UpdateFirmware
from ocpp_load.handlers.v16.security import signed_update_firmware
from ocpp_load.messages.v16.actions import PROFILES, FeatureProfile
from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model import Registration
from ocpp_load.ocppj import format_timestamp

LOCATION = "https://files.example/firmware.bin"
MAKER = root("Maker")
SIGNER = MAKER.issue("Firmware").pem
REJECTED = Reply({"status": "Rejected"})


def a_station_with_a_makers_root(use=CertificateUse.MANUFACTURER_ROOT, **type_fields):
    station = a_station(**type_fields)
    station.registration = Registration.ACCEPTED
    station.certificates.install(use, MAKER.pem, EPOCH_S, max_roots=1, successors_only=False)
    return station


def update(station, *, leniency=None, firmware=(), **fields):
    registry = HandlerRegistry(PROFILES, VALIDATOR, leniency)
    registry.register([signed_update_firmware])
    payload = {
        "requestId": 17,
        "firmware": {
            "location": LOCATION,
            "retrieveDateTime": format_timestamp(EPOCH_S + 60),
            "signingCertificate": SIGNER,
            "signature": "c2lnbmF0dXJl",
            **dict(firmware),
        },
        **fields,
    }
    command = Command("SignedUpdateFirmware", payload, EPOCH_S, 0.0)
    reply = registry.dispatch(station, command)
    assert VALIDATOR.check_response("SignedUpdateFirmware", reply.payload) is None
    return reply


def test_an_update_with_a_certificate_in_order_is_accepted():
    reply = update(
        a_station_with_a_makers_root(),
        retries=3,
        retryInterval=20,
        firmware={"installDateTime": format_timestamp(EPOCH_S + 600)},
    )
    wanted = UpdateFirmware(
        LOCATION,
        retrieve_at=EPOCH_S + 60,
        install_at=EPOCH_S + 600,
        retries=3,
        retry_interval_s=20,
        request_id=17,
        signing_certificate=SIGNER,
        signature="c2lnbmF0dXJl",
    )
    assert reply == Reply({"status": "Accepted"}, [wanted])


def test_what_is_left_out_is_the_stations_choice():
    [effect] = update(a_station_with_a_makers_root()).effects
    assert (effect.install_at, effect.retries, effect.retry_interval_s) == (None, 0, 60)


REFUSED = {
    "text": "certificate",
    "expired": MAKER.issue("Firmware", days=(-2, -1)).pem,
    "another maker's": root("Other").issue("Firmware").pem,
}


@pytest.mark.parametrize("certificate", REFUSED.values(), ids=REFUSED)
def test_a_certificate_that_does_not_verify_is_invalid_and_reported(certificate):
    station = a_station_with_a_makers_root()
    station.firmware.begin(3)
    reply = update(station, firmware={"signingCertificate": certificate})
    assert reply.payload == {"status": "InvalidCertificate"}
    [event] = reply.effects
    assert isinstance(event, ReportSecurityEvent)
    assert event.type == "InvalidFirmwareSigningCertificate"
    assert event.tech_info
    assert station.firmware.updating


def test_only_a_manufacturers_root_vouches_for_firmware():
    station = a_station_with_a_makers_root(CertificateUse.CENTRAL_SYSTEM_ROOT)
    assert update(station).payload == {"status": "InvalidCertificate"}


@pytest.mark.parametrize("status", ["Downloading", "Installing", "InstallScheduled"])
@pytest.mark.parametrize("request_id", [None, 3])
def test_an_update_that_runs_gives_way(status, request_id):
    station = a_station_with_a_makers_root()
    station.firmware.begin(request_id)
    station.firmware.status = status
    reply = update(station)
    assert reply.payload == {"status": "AcceptedCanceled"}
    assert [effect.request_id for effect in reply.effects] == [17]


def test_an_update_that_is_over_does_not_matter():
    station = a_station_with_a_makers_root()
    station.firmware.begin(3)
    station.firmware.status = "InstallRebooting"
    station.firmware.end()
    assert update(station).payload == {"status": "Accepted"}


def test_an_update_for_which_the_station_restarts_cannot_be_cancelled():
    told, restarting = a_station_with_a_makers_root(), a_station_with_a_makers_root()
    told.firmware.begin(3)
    told.firmware.status = "InstallRebooting"
    restarting.firmware.begin(None)
    restarting.restarting = True
    assert [update(station) for station in (told, restarting)] == [REJECTED, REJECTED]


@pytest.mark.parametrize("field", ["retrieveDateTime", "installDateTime"])
def test_a_time_beyond_the_stations_clock_is_rejected(field):
    firmware = {field: "0000-01-01T00:00:00Z"}
    assert update(a_station_with_a_makers_root(), firmware=firmware) == REJECTED


def test_a_lenient_station_without_the_extension_rejects():
    station = a_station_with_a_makers_root(feature_profiles=frozenset({FeatureProfile.CORE}))
    assert update(station, leniency=Leniency(profiles=True)) == REJECTED
