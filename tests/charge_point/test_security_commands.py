"""What the commands of the security extension cause, in order.

Security whitepaper edition 3: ExtendedTriggerMessage (5.5), GetLog (N01), SignedUpdateFirmware (L01).
"""

import tarfile
from base64 import b64encode
from hashlib import sha256
from io import BytesIO

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from support.simulation import Simulation, a_station
from support.x509 import root

from ocpp_load.charge_point import TransferFailure, Transferred
from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.charge_point.activities.security_events import report_security_event
from ocpp_load.messages.v16.security_enums import SecurityEvent

FIRMWARE = b"firmware 2.0"
LOCATION = "ftp://files.example/place"
ACCEPTED = {"status": "Accepted"}


def booted(**type_fields):
    """A station that is registered and at rest; what it has sent until then is forgotten."""
    simulation = Simulation(station=a_station(connectors=2, **type_fields))

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(1)
    simulation.messages.clear()
    return simulation


def told(simulation):
    """What has arrived since: actions, with the status where a message has one."""
    return [
        (message.action, message.payload.get("status", message.payload.get("type")))
        for message in simulation.messages
    ]


def trigger(simulation, message, **fields):
    answer = simulation.command("ExtendedTriggerMessage", {"requestedMessage": message, **fields})
    simulation.run(1)
    return answer


def get_log(simulation, log_type="SecurityLog", request_id=17):
    payload = {"logType": log_type, "requestId": request_id, "log": {"remoteLocation": LOCATION}}
    return simulation.command("GetLog", payload)


class TestExtendedTriggerMessage:
    """The answer first, then the message with the state as it is."""

    @pytest.mark.parametrize(
        ("fields", "sent"),
        [
            ({"requestedMessage": "Heartbeat"}, [("Heartbeat", {})]),
            (
                {"requestedMessage": "LogStatusNotification"},
                [("LogStatusNotification", {"status": "Idle"})],
            ),
            (
                {"requestedMessage": "FirmwareStatusNotification"},
                [("SignedFirmwareStatusNotification", {"status": "Idle"})],
            ),
        ],
    )
    def test_a_message_of_the_station(self, fields, sent):
        simulation = booted()
        assert simulation.command("ExtendedTriggerMessage", fields) == ACCEPTED
        simulation.run(1)
        assert [(message.action, message.payload) for message in simulation.messages] == sent

    @pytest.mark.parametrize(
        ("message", "fields", "connectors"),
        [
            ("StatusNotification", {}, [0, 1, 2]),
            ("StatusNotification", {"connectorId": 2}, [2]),
            ("MeterValues", {}, [1, 2]),
            ("MeterValues", {"connectorId": 1}, [1]),
        ],
    )
    def test_a_message_of_connectors(self, message, fields, connectors):
        simulation = booted()
        assert trigger(simulation, message, **fields) == ACCEPTED
        assert {sent.action for sent in simulation.messages} == {message}
        assert [sent.payload["connectorId"] for sent in simulation.messages] == connectors

    def test_nothing_is_sent_where_it_is_rejected(self):
        simulation = booted()
        for message in ("BootNotification", "SignChargePointCertificate"):
            assert trigger(simulation, message) == {"status": "Rejected"}
        assert trigger(simulation, "MeterValues", connectorId=3) == {"status": "Rejected"}
        assert simulation.messages == []

    def test_the_status_of_a_log_that_is_uploaded_names_its_request(self):
        simulation = booted()
        simulation.transfer_s = 60
        get_log(simulation, "DiagnosticsLog", request_id=5)
        simulation.run(1)
        simulation.messages.clear()
        trigger(simulation, "LogStatusNotification")
        [message] = simulation.messages
        assert message.payload == {"status": "Uploading", "requestId": 5}


class TestGetLog:
    """N01: the answer, the notifications, and what is in the file."""

    def with_an_event(self):
        simulation = booted()
        report_security_event(simulation.station, SecurityEvent.INVALID_MESSAGES, "of the peer")
        return simulation

    def test_the_security_log_is_uploaded(self):
        simulation = self.with_an_event()
        answer = get_log(simulation)
        assert answer["status"] == "Accepted"
        simulation.run(1)
        notifications = simulation.payloads("LogStatusNotification")
        assert notifications == [
            {"status": "Uploading", "requestId": 17},
            {"status": "Uploaded", "requestId": 17},
        ]
        [upload] = simulation.transfers
        assert (upload.location, upload.file_name) == (LOCATION, answer["filename"])
        with tarfile.open(fileobj=BytesIO(upload.content)) as archive:
            [entry] = archive.getmembers()
            content = archive.extractfile(entry).read().decode()
        assert content.endswith(" InvalidMessages of the peer\n")

    def test_a_failure_is_told(self):
        simulation = self.with_an_event()
        simulation.transfer_outcome = lambda _: TransferFailure("login refused")
        get_log(simulation)
        simulation.run(1)
        assert told(simulation) == [
            ("LogStatusNotification", "Uploading"),
            ("LogStatusNotification", "PermissionDenied"),
        ]

    def test_a_second_request_takes_the_place_of_the_first(self):
        simulation = self.with_an_event()
        simulation.transfer_s = 60
        assert get_log(simulation, request_id=1)["status"] == "Accepted"
        simulation.run(1)
        assert get_log(simulation, request_id=2)["status"] == "AcceptedCanceled"
        simulation.run(100)
        by_request = [
            (payload["requestId"], payload["status"])
            for payload in simulation.payloads("LogStatusNotification")
        ]
        assert by_request[0] == (1, "Uploading")
        assert (1, "Uploaded") not in by_request
        assert by_request[-2:] == [(2, "Uploading"), (2, "Uploaded")]

    def test_where_there_is_no_log_nothing_is_sent(self):
        simulation = booted(message_log_bytes=0)
        assert get_log(simulation, "DiagnosticsLog") == {"status": "Rejected"}
        simulation.run(10)
        assert (simulation.messages, simulation.transfers) == ([], [])


class TestSignedUpdateFirmware:
    """L01: the certificate decides on the answer, the signature on the installation."""

    def update(self, simulation, signer, signature=b""):
        payload = {
            "requestId": 9,
            "firmware": {
                "location": LOCATION,
                "retrieveDateTime": simulation.station.timestamp(),
                "signingCertificate": signer.pem,
                "signature": b64encode(signature).decode(),
            },
        }
        return simulation.command("SignedUpdateFirmware", payload)

    def trusting(self, maker):
        simulation = booted()
        simulation.transfer_outcome = lambda _: Transferred(
            len(FIRMWARE), sha256(FIRMWARE).digest()
        )
        payload = {"certificateType": "ManufacturerRootCertificate", "certificate": maker.pem}
        assert simulation.command("InstallCertificate", payload) == ACCEPTED
        return simulation

    def test_a_certificate_that_does_not_verify_is_told_of_and_nothing_is_fetched(self):
        simulation = self.trusting(root("Maker"))
        signer = root("Another").issue("Firmware")
        assert self.update(simulation, signer) == {"status": "InvalidCertificate"}
        simulation.run(100)
        assert told(simulation) == [
            ("SecurityEventNotification", "InvalidFirmwareSigningCertificate")
        ]
        assert simulation.transfers == []

    def test_a_signature_of_somebody_else_ends_the_update(self):
        maker = root("Maker")
        simulation = self.trusting(maker)
        signature = maker.key.sign(FIRMWARE, ec.ECDSA(hashes.SHA256()))
        assert self.update(simulation, maker.issue("Firmware"), signature) == ACCEPTED
        simulation.run(100)
        statuses = [
            payload["status"] for payload in simulation.payloads("SignedFirmwareStatusNotification")
        ]
        assert statuses == ["Downloading", "Downloaded", "InvalidSignature"]
        [event] = simulation.payloads("SecurityEventNotification")
        assert event["type"] == "InvalidFirmwareSignature"

    def test_firmware_with_a_signature_in_order_is_installed(self):
        maker = root("Maker")
        signer = maker.issue("Firmware")
        simulation = self.trusting(maker)
        signature = signer.key.sign(FIRMWARE, ec.ECDSA(hashes.SHA256()))
        assert self.update(simulation, signer, signature) == ACCEPTED
        simulation.run(300)
        statuses = [
            payload["status"] for payload in simulation.payloads("SignedFirmwareStatusNotification")
        ]
        assert statuses == [
            "Downloading",
            "Downloaded",
            "SignatureVerified",
            "Installing",
            "InstallRebooting",
            "Installed",
        ]
        assert {
            payload["requestId"]
            for payload in simulation.payloads("SignedFirmwareStatusNotification")
        } == {9}
        assert simulation.observer.own_faults == []
