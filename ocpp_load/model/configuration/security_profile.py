"""Which security profile a station may change to (security whitepaper edition 3, A05).

No I/O and no clock: callers pass seconds since the epoch.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model.configuration.keys import STANDARD_KEYS
from ocpp_load.model.security.invalid_certificate import InvalidCertificate
from ocpp_load.model.station import Station

if TYPE_CHECKING:
    from cryptography import x509

SECURITY_PROFILE = "SecurityProfile"
"""The configuration key."""


def may_change_to(station: Station, profile: int, epoch_s: float) -> bool:
    """Tell whether the station can take up that profile from 1 to 3: a higher one, well prepared."""
    if profile <= station.configuration.integer(SECURITY_PROFILE):
        return False  # A05.FR.01
    return all(is_met(station, epoch_s) for is_met in _PREREQUISITES[profile])


def _has_password(station: Station, _epoch_s: float) -> bool:
    configuration = station.configuration
    kind = STANDARD_KEYS["AuthorizationKey"].kind
    return kind.standard(configuration["AuthorizationKey"], configuration) is not None


def _trusts_a_central_system(station: Station, epoch_s: float) -> bool:
    roots = station.certificates.roots(CertificateUse.CENTRAL_SYSTEM_ROOT)
    return any(_is_valid(root, epoch_s) for root in roots)


def _has_certificate(station: Station, epoch_s: float) -> bool:
    return station.certificates.own(epoch_s) is not None


def _is_valid(certificate: "x509.Certificate", epoch_s: float) -> bool:
    from ocpp_load.model.security.certificate import check_validity  # noqa: PLC0415

    try:
        check_validity(certificate, epoch_s)
    except InvalidCertificate:
        return False
    return True


_PREREQUISITES: dict[int, tuple[Callable[[Station, float], bool], ...]] = {
    1: (_has_password,),  # A05.FR.02
    2: (_has_password, _trusts_a_central_system),  # A05.FR.02 and 03
    3: (_trusts_a_central_system, _has_certificate),  # A05.FR.03 and 04
}
