"""The certificates of one charge point (security whitepaper edition 3, A02, M03 to M05).

No I/O and no clock: callers pass seconds since the epoch. A station without certificates keeps
three references; equal certificates are one object for all stations. What reads certificates is
imported with the first that a central system sends.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ocpp_load.messages.v16.security_enums import (
    CertificateUse,
    DeleteCertificateStatus,
    HashAlgorithm,
    InstallCertificateStatus,
)
from ocpp_load.model.security.certificate_hash_data import CertificateHashData
from ocpp_load.model.security.invalid_certificate import InvalidCertificate

if TYPE_CHECKING:
    from cryptography import x509

    from ocpp_load.model.security.certificate_request import CertificateRequest
    from ocpp_load.model.security.charge_point_certificate import ChargePointCertificate
    from ocpp_load.model.security.root_certificate import RootCertificate

_CENTRAL_SYSTEM = CertificateUse.CENTRAL_SYSTEM_ROOT
_MONTH_S = 30 * 86_400.0


class Certificates:
    """The roots that a station trusts, its own certificate, and the request for the next one."""

    __slots__ = ("_own", "_roots", "request")

    def __init__(self) -> None:
        self._roots: tuple[RootCertificate, ...] = ()
        self._own: tuple[ChargePointCertificate, ...] = ()
        self.request: CertificateRequest | None = None
        """What the central system was asked to have signed, until it is."""

    def roots(self, use: CertificateUse) -> "list[x509.Certificate]":
        """Return the trusted certificates of that use, in the order of their installation."""
        return [root.certificate for root in self._roots if root.use is use]

    def hash_data(self, use: CertificateUse, algorithm: HashAlgorithm) -> list[CertificateHashData]:
        """Return what identifies each installed root of that use (M03.FR.04)."""
        return [root.hash_data(algorithm) for root in self._roots if root.use is use]

    def install(
        self,
        use: CertificateUse,
        pem: str,
        epoch_s: float,
        *,
        max_roots: int,
        successors_only: bool,
    ) -> InstallCertificateStatus:
        """Trust a root certificate from now on (M05).

        `max_roots` is CertificateStoreMaxLength, `successors_only` AdditionalRootCertificateCheck:
        a further root of the central system must be signed by the last one, which stays as the
        fallback; the one before that goes. One that is there already is accepted and changes
        nothing. Failed is a certificate in order whose kind of key this station cannot verify
        signatures of.
        """
        from ocpp_load.model.security.root_certificate import (  # noqa: PLC0415
            is_issued_by,
            read_root,
        )

        try:
            root = read_root(use, pem, epoch_s, self.roots(use))
            if any(
                root.use is one.use and root.certificate == one.certificate for one in self._roots
            ):
                return InstallCertificateStatus.ACCEPTED
            kept = self._roots
            present = [one for one in kept if one.use is _CENTRAL_SYSTEM]
            if successors_only and use is _CENTRAL_SYSTEM and present:
                if not is_issued_by(root.certificate, present[-1].certificate):
                    return InstallCertificateStatus.REJECTED
                kept = tuple(one for one in kept if one not in present[:-1])
        except InvalidCertificate:
            return InstallCertificateStatus.REJECTED
        if not root.is_usable:
            return InstallCertificateStatus.FAILED
        if len(kept) >= max_roots:
            return InstallCertificateStatus.REJECTED
        self._roots = (*kept, root)
        return InstallCertificateStatus.ACCEPTED

    def forget_fallback(self) -> None:
        """Trust no root of the central system but the last one: it has proved itself (M05.FR.12)."""
        present = [root for root in self._roots if root.use is _CENTRAL_SYSTEM]
        self._roots = tuple(root for root in self._roots if root not in present[:-1])

    def verified_with(self, anchor: bytes) -> None:
        """Take note of the root, in DER, that a connection's certificate was verified with.

        M05.FR.12: once that is the last one installed, there is no more need of a fallback.
        """
        roots = [root for root in self._roots if root.use is _CENTRAL_SYSTEM]
        if len(roots) > 1 and roots[-1].der == anchor:
            self.forget_fallback()

    def provide(self, own: "ChargePointCertificate") -> None:
        """Give the station a certificate that it has from its manufacturer (A00.FR.801)."""
        self._own = (own,)

    def delete(
        self, wanted: CertificateHashData, *, needs_central_system_root: bool
    ) -> DeleteCertificateStatus:
        """Trust a root no longer, whatever its use (M04).

        The station's own certificate cannot be deleted (M04.FR.05). Nor can a root that the
        connection is verified with (M04.FR.06); which one that is, is not known here, but where
        the station `needs_central_system_root` it is the last one that is left.
        """
        algorithm = HashAlgorithm(wanted.hash_algorithm)
        matches = _matcher(wanted)
        if any(matches(own.hash_data(algorithm)) for own in self._own):
            return DeleteCertificateStatus.FAILED
        kept = tuple(root for root in self._roots if not matches(root.hash_data(algorithm)))
        if len(kept) == len(self._roots):
            return DeleteCertificateStatus.NOT_FOUND
        had_one = any(root.use is _CENTRAL_SYSTEM for root in self._roots)
        has_one = any(root.use is _CENTRAL_SYSTEM for root in kept)
        if needs_central_system_root and had_one and not has_one:
            return DeleteCertificateStatus.FAILED
        self._roots = kept
        return DeleteCertificateStatus.ACCEPTED

    def accept_signed(self, chain_pem: str, epoch_s: float) -> None:
        """Take on the certificate that was asked for (A02.FR.06); keep the one in force, too.

        Raises `InvalidCertificate`, and keeps the request: the central system may have a better
        one yet.
        """
        from ocpp_load.model.security.charge_point_certificate import (  # noqa: PLC0415
            read_signed,
        )

        if self.request is None:
            raise InvalidCertificate("no certificate was asked for")
        signed = read_signed(self.request, chain_pem, self.roots(_CENTRAL_SYSTEM), epoch_s)
        in_force = self.own(epoch_s)
        self._own = (signed,) if in_force is None else (in_force, signed)
        self.request = None

    def is_due_for_renewal(self, epoch_s: float) -> bool:
        """Tell whether the last certificate ends within a month and no next one is asked for."""
        return (
            bool(self._own)
            and self.request is None
            and all(one.ends_by(epoch_s + _MONTH_S) for one in self._own)
        )

    def own(self, epoch_s: float) -> "ChargePointCertificate | None":
        """Return the station's certificate: of those valid now the newest (A02.FR.08 and 09).

        That is the one whose period began last; of two that began at once, the one that came last.
        """
        valid = [one for one in self._own if one.begins_by(epoch_s) and not one.ends_by(epoch_s)]
        return max(
            reversed(valid), key=lambda one: one.certificate.not_valid_before_utc, default=None
        )


def _matcher(wanted: CertificateHashData) -> Callable[[CertificateHashData], bool]:
    def identity(data: CertificateHashData) -> tuple[str, str, str]:
        return (
            data.issuer_name_hash.upper(),
            data.issuer_key_hash.upper(),
            data.serial_number.upper(),
        )

    looked_for = identity(wanted)
    return lambda found: identity(found) == looked_for
