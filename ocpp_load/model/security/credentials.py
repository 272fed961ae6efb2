"""What a station opens its next connection with (security whitepaper edition 3, 2.1 to 2.5).

No I/O and no clock: callers pass seconds since the epoch.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model.configuration.security_profile import SECURITY_PROFILE
from ocpp_load.model.station import Station

if TYPE_CHECKING:
    from cryptography import x509

    from ocpp_load.model.security.charge_point_certificate import ChargePointCertificate

NO_PASSWORD = "no password"  # noqa: S105 - a name for its absence
NO_CERTIFICATE = "no valid charge point certificate"

_WITH_PASSWORD = (1, 2)
_WITH_CERTIFICATE = 3
FIRST_WITH_TLS = 2
"""The lowest security profile that asks for TLS."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The security profile of one connection, and what it takes.

    `password` is there under the profiles 1 and 2, `certificate` under 3, where the station has
    one. `roots` are the installed certificates that a central system's may be verified with,
    beside those that the run trusts; the last one is the newest.
    """

    profile: int = 0
    password: bytes | None = field(default=None, repr=False)
    certificate: "ChargePointCertificate | None" = None
    roots: "tuple[x509.Certificate, ...]" = ()

    @property
    def missing(self) -> str | None:
        """Return what the profile asks for and the station lacks, if there is something."""
        if self.profile in _WITH_PASSWORD and self.password is None:
            return NO_PASSWORD
        if self.profile == _WITH_CERTIFICATE and self.certificate is None:
            return NO_CERTIFICATE
        return None

    @property
    def needs_tls(self) -> bool:
        """Tell whether the profile is one of those with TLS."""
        return self.profile >= FIRST_WITH_TLS


NO_CREDENTIALS = Credentials()
"""Those of security profile 0 without an installed root."""


def take_note_of_anchor(station: Station, anchor: bytes) -> None:
    """Forget the fallback of a root that has proved itself (M05.FR.12).

    `anchor` is the root, in DER, that the central system's certificate was verified with.
    """
    if station.configuration.boolean("AdditionalRootCertificateCheck"):
        station.certificates.verified_with(anchor)


def credentials_of(station: Station, epoch_s: float, *, profile: int | None = None) -> Credentials:
    """Return what the station connects with now; under another `profile`, if that is given."""
    configuration, certificates = station.configuration, station.certificates
    if profile is None:
        profile = configuration.integer(SECURITY_PROFILE)
    roots = tuple(certificates.roots(CertificateUse.CENTRAL_SYSTEM_ROOT))
    if profile == 0 and not roots:
        return NO_CREDENTIALS
    # Whoever gives the key a value, a peer or a scenario, has given it hexadecimal digits.
    key = configuration["AuthorizationKey"] if profile in _WITH_PASSWORD else ""
    return Credentials(
        profile,
        bytes.fromhex(key) or None,
        certificates.own(epoch_s) if profile == _WITH_CERTIFICATE else None,
        roots,
    )
