"""Commands of the security extension (security whitepaper edition 3).

CertificateSigned is not among them: it answers a station's SignCertificate by itself.
"""

from ocpp_load.central_system.mix.situation import FollowUp, Planned, Situation
from ocpp_load.central_system.options import OWN_VENDOR_ID
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Payload

_OPERATOR_ROOT = "CentralSystemRootCertificate"
_MANUFACTURER_ROOT = "ManufacturerRootCertificate"
_ROOTS = (_OPERATOR_ROOT, _MANUFACTURER_ROOT)

_RETRY_INTERVAL_S = 5
_LOG_OF_S = 3600.0
_AFTER_PREPARATION_S = 2.0


def delete_certificate(situation: Situation) -> Planned | None:
    """Delete a root certificate that the station has told of (M04)."""
    certificates = situation.station.holdings.certificates
    if not certificates:
        return None
    payload: Payload = {"certificateHashData": situation.random.choice(certificates)}
    return Planned(Action.DELETE_CERTIFICATE, payload)


def get_installed_certificate_ids(situation: Situation) -> Planned:
    """Ask which root certificates of one type there are (M03)."""
    return Planned(
        Action.GET_INSTALLED_CERTIFICATE_IDS, {"certificateType": situation.random.choice(_ROOTS)}
    )


def get_log(situation: Situation) -> Planned | None:
    """Have the station upload its diagnostics or its security log (N01)."""
    if situation.files is None:
        return None
    log: Payload = {"remoteLocation": situation.files.url}
    if situation.random.random() < 0.5:
        log["oldestTimestamp"] = situation.timestamp(-_LOG_OF_S)
    payload: Payload = {
        "log": log,
        "logType": situation.random.choice(["DiagnosticsLog", "SecurityLog"]),
        "requestId": next(situation.numbers),
        "retries": 1,
        "retryInterval": _RETRY_INTERVAL_S,
    }
    return Planned(Action.GET_LOG, payload)


def install_certificate(situation: Situation) -> Planned:
    """Install a root, one that is missing if there is one (M05)."""
    missing = [root for root in _ROOTS if root not in situation.station.holdings.roots]
    return _install(situation, situation.random.choice(missing or _ROOTS))


def sign_charge_point_certificate(situation: Situation) -> Planned:
    """Have the station ask for a certificate (A02), once it has what that takes.

    That is CpoName, the prerequisite of A02, and the root that the certificate is checked
    against: where one is missing it is sent first, and this follows.
    """
    holdings = situation.station.holdings
    then = FollowUp(_AFTER_PREPARATION_S, sign_charge_point_certificate)
    if _OPERATOR_ROOT not in holdings.roots:
        return _install(situation, _OPERATOR_ROOT, then)
    if not holdings.cpo_name:
        payload: Payload = {"key": "CpoName", "value": OWN_VENDOR_ID}
        return Planned(Action.CHANGE_CONFIGURATION, payload, then)
    return Planned(
        Action.EXTENDED_TRIGGER_MESSAGE, {"requestedMessage": "SignChargePointCertificate"}
    )


def signed_update_firmware(situation: Situation) -> Planned | None:
    """Have the station fetch, verify and install signed firmware (L01).

    The root that vouches for it is sent first where it is missing.
    """
    files = situation.files
    if files is None or not situation.may_disrupt:
        return None
    if _MANUFACTURER_ROOT not in situation.station.holdings.roots:
        then = FollowUp(_AFTER_PREPARATION_S, signed_update_firmware)
        return _install(situation, _MANUFACTURER_ROOT, then)
    signed = situation.authority.sign_firmware(files.firmware)
    payload: Payload = {
        "requestId": next(situation.numbers),
        "firmware": {
            "location": files.firmware_url,
            "retrieveDateTime": situation.timestamp(),
            "signingCertificate": signed.signing_certificate,
            "signature": signed.signature,
        },
        "retries": 1,
        "retryInterval": _RETRY_INTERVAL_S,
    }
    return Planned(Action.SIGNED_UPDATE_FIRMWARE, payload, disrupts=True)


def _install(situation: Situation, root: str, then: FollowUp | None = None) -> Planned:
    authority = situation.authority
    certificate = authority.root if root == _OPERATOR_ROOT else authority.manufacturer_root
    payload: Payload = {"certificateType": root, "certificate": certificate}
    return Planned(Action.INSTALL_CERTIFICATE, payload, then)
