"""Certificates that a station asks for (security whitepaper edition 3, A02 and A03)."""

import pytest
from cryptography import x509
from support.simulation import EPOCH_S, SILENCE, ErrorAnswer, Simulation, a_station
from support.x509 import CPO, name, root

from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.ocppj import format_timestamp

DAY_S = 86_400.0
ACCEPTED = {"status": "Accepted"}
REJECTED = {"status": "Rejected"}
SIGN = "SignCertificate"


def current_time(message):
    return {"currentTime": format_timestamp(EPOCH_S + message.at)}


def on_boot(message):
    return {"status": "Accepted", "interval": 86_400, **current_time(message)}


def started(answers=None, **type_fields):
    """A station that knows its operator, with a root of theirs; and that root."""
    type_fields = {"configuration": {"CpoName": CPO}, **type_fields}
    simulation = Simulation(
        {
            "BootNotification": on_boot,
            "Heartbeat": current_time,
            SIGN: ACCEPTED,
            **(answers or {}),
        },
        station=a_station(**type_fields),
    )

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(1)
    simulation.messages.clear()
    return simulation


def trust(simulation):
    top = root()
    payload = {"certificateType": "CentralSystemRootCertificate", "certificate": top.pem}
    assert simulation.command("InstallCertificate", payload) == ACCEPTED
    return top


def trigger(simulation):
    payload = {"requestedMessage": "SignChargePointCertificate"}
    answer = simulation.command("ExtendedTriggerMessage", payload)
    simulation.run(0)
    return answer


def requests(simulation):
    """The requests that have arrived, as an authority reads them."""
    return [
        x509.load_pem_x509_csr(payload["csr"].encode()) for payload in simulation.payloads(SIGN)
    ]


def sign(simulation, authority, **fields):
    """Have the last request signed and sent back."""
    signed = authority.sign(simulation.payloads(SIGN)[-1]["csr"], **fields)
    answer = simulation.command("CertificateSigned", {"certificateChain": signed.pem})
    return answer, signed.certificate


def own(simulation):
    certificate = simulation.station.station.certificates.own(simulation.station.epoch_s())
    return certificate and certificate.certificate


def test_a_certificate_is_asked_for_signed_and_taken_on():
    simulation = started()
    top = trust(simulation)
    assert trigger(simulation) == ACCEPTED
    assert simulation.actions == [SIGN]
    [csr] = requests(simulation)
    assert csr.is_signature_valid
    assert csr.subject == name("CP000007", CPO)
    answer, certificate = sign(simulation, top)
    assert (answer, own(simulation)) == (ACCEPTED, certificate)
    assert simulation.actions == [SIGN]
    assert simulation.observer.own_faults == []


def test_a_station_is_named_by_its_serial_number_where_it_has_one():
    simulation = started(serial_number="SN-7")
    trigger(simulation)
    assert requests(simulation)[0].subject == name("SN-7", CPO)


def test_a_certificate_may_be_asked_for_while_registration_is_pending():
    pending = {"status": "Pending", "interval": 60, "currentTime": "2026-09-21T14:13:20Z"}
    simulation = started({"BootNotification": pending})
    assert trigger(simulation) == ACCEPTED
    assert simulation.actions == [SIGN]


def test_a_chain_that_does_not_verify_is_refused_and_told_of():
    simulation = started()
    trust(simulation)
    trigger(simulation)
    answer, _ = sign(simulation, root("Another"))
    assert (answer, own(simulation)) == (REJECTED, None)
    assert simulation.actions == [SIGN, "SecurityEventNotification"]
    [event] = simulation.payloads("SecurityEventNotification")
    assert event["type"] == "InvalidChargePointCertificate"
    assert simulation.observer.own_faults == []


def test_a_request_that_is_rejected_is_not_repeated_and_forgotten():
    simulation = started({SIGN: REJECTED})
    top = trust(simulation)
    trigger(simulation)
    simulation.run(10 * DAY_S)
    assert len(requests(simulation)) == 1
    assert simulation.station.station.certificates.request is None
    assert sign(simulation, top)[0] == REJECTED


@pytest.mark.parametrize("answer", [SILENCE, ErrorAnswer("InternalError")])
def test_a_request_without_an_answer_is_not_repeated_and_may_be_signed_yet(answer):
    simulation = started({SIGN: answer})
    top = trust(simulation)
    trigger(simulation)
    simulation.run(10 * DAY_S)
    assert len(requests(simulation)) == 1
    assert sign(simulation, top)[0] == ACCEPTED


def test_the_last_of_two_requests_counts_although_the_first_is_rejected():
    verdicts = iter([REJECTED, ACCEPTED])
    simulation = started({SIGN: lambda _: next(verdicts)})
    top = trust(simulation)
    simulation.latency_s = 1.0
    trigger(simulation)
    trigger(simulation)
    simulation.run(5)
    first, second = requests(simulation)
    assert first.public_key() != second.public_key()
    answer, certificate = sign(simulation, top)
    assert (answer, own(simulation)) == (ACCEPTED, certificate)


def test_the_key_of_a_new_request_is_another_one():
    simulation = started()
    top = trust(simulation)
    keys = []
    for _ in range(2):
        trigger(simulation)
        assert sign(simulation, top)[0] == ACCEPTED
        keys.append(own(simulation).public_key())
    assert keys[0] != keys[1]


class TestRenewal:
    """A03: the station asks by itself, a month before its certificate ends."""

    def enrolled(self, days):
        simulation = started()
        top = trust(simulation)
        trigger(simulation)
        sign(simulation, top, days=(-1, days))
        return simulation, top

    def test_a_certificate_that_lasts_is_left_alone(self):
        simulation, _ = self.enrolled(days=100)
        simulation.run(69 * DAY_S)
        assert simulation.payloads(SIGN)[1:] == []

    def test_a_month_before_its_end_the_next_one_is_asked_for_once(self):
        simulation, top = self.enrolled(days=100)
        simulation.run(73 * DAY_S)
        assert len(requests(simulation)) == 2
        before = own(simulation)
        simulation.run(5 * DAY_S)
        assert len(requests(simulation)) == 2
        answer, certificate = sign(simulation, top, days=(50, 300))
        assert answer == ACCEPTED
        assert own(simulation) == certificate != before
        simulation.run(100 * DAY_S)
        assert len(requests(simulation)) == 2

    def test_one_watch_is_enough(self):
        simulation, top = self.enrolled(days=100)
        trigger(simulation)
        sign(simulation, top, days=(0, 101))
        running = simulation.station.is_running("renewal of the certificate")
        simulation.run(73 * DAY_S)
        assert running
        assert len(requests(simulation)) == 3


def test_installed_roots_outlive_a_loss_of_power():
    simulation = started()
    top = trust(simulation)
    simulation.station.station.lose_power()
    trigger(simulation)
    assert sign(simulation, top)[0] == ACCEPTED
    assert simulation.station.station.certificates.own(EPOCH_S) is not None
