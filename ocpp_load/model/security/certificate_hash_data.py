"""The hashes that name an installed certificate (security whitepaper edition 3, 6.1)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CertificateHashData:
    """What identifies a certificate: hashes and the serial number, in hexadecimal.

    They are case-insensitive (CiString); here they are upper-case, as the example of the section.
    """

    hash_algorithm: str
    issuer_name_hash: str
    issuer_key_hash: str
    serial_number: str
