"""Certificates that the station asks for (security whitepaper edition 3, A02 and A03)."""

from ocpp_load.charge_point.activity import CallFailure, Pause, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow
from ocpp_load.handlers.effects import RequestCertificate
from ocpp_load.messages.v16 import security
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.security_enums import SignCertificateStatus

_RENEWAL = "renewal of the certificate"
_DAY_S = 86_400.0


def sign_certificate(
    station: ChargePoint, _effect: RequestCertificate, flow: Flow = NO_FLOW
) -> Steps[None]:
    """Ask for a certificate, as the central system wants it."""
    yield from flow.complete(_request(station))


def _request(station: ChargePoint) -> Steps[None]:
    """Make a key and have it signed; CertificateSigned brings the certificate.

    The error handling of A02 and A03 recommends against asking again by oneself, whether the
    answer is Rejected or no certificate ever comes; edition 3 has no configuration key for that
    either. A request that was rejected is forgotten, one without an answer may have arrived.
    """
    # The library behind it is not there before a certificate is: `invalid_certificate`.
    from ocpp_load.model.security.certificate_request import request_certificate  # noqa: PLC0415

    state = station.station
    request, csr = request_certificate(
        state.type.serial_number or state.identity, state.configuration["CpoName"]
    )
    state.certificates.request = request
    answer = yield from call(Action.SIGN_CERTIFICATE, security.sign_certificate(csr=csr))
    if isinstance(answer, CallFailure):
        return
    if answer["status"] == SignCertificateStatus.REJECTED:
        if state.certificates.request is request:
            state.certificates.request = None
    elif not station.is_running(_RENEWAL):
        station.spawn(_RENEWAL, _renew(station))


def _renew(station: ChargePoint) -> Steps[None]:
    """Ask for the next certificate a month before the present one ends (A03.FR.02)."""
    while True:
        yield Pause(_DAY_S)
        if station.station.certificates.is_due_for_renewal(station.epoch_s()):
            yield from _request(station)
