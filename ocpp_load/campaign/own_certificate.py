"""The certificate that a station has from its manufacturer (A00.FR.801): from files, or issued.

Brings the library that reads certificates: to be imported by whoever has one.
"""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ocpp_load.credentials import Issuer
from ocpp_load.credentials.authority_files import ORGANIZATION
from ocpp_load.errors import OptionError
from ocpp_load.model import Station
from ocpp_load.model.security.certificate import read_certificates, shared
from ocpp_load.model.security.charge_point_certificate import ChargePointCertificate
from ocpp_load.model.security.invalid_certificate import InvalidCertificate


def issued_by(issuer: Issuer, station: Station, epoch_s: float) -> ChargePointCertificate:
    """Return a new certificate for the station."""
    issued = issuer.issue_to_station(
        station.type.serial_number or station.identity,
        station.identity,
        station.configuration["CpoName"] or ORGANIZATION,
        epoch_s,
    )
    return ChargePointCertificate(
        issued.certificate, (shared(issuer.certificate),), issued.private_key
    )


def of_files(option: str, file: Path, key_file: Path | None) -> ChargePointCertificate:
    """Return the certificate of these files, in PEM; the key may be in the first of them.

    Raises `OptionError` for files of no use.
    """
    try:
        text = file.read_text()
        certificate, *authorities = read_certificates(text)
        pem = (key_file or file).read_bytes()
        # Whether an RSA key is made of primes takes longer to tell than all the rest.
        key = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
        public_key = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        if public_key != certificate.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        ):
            raise ValueError("the key is not that of the certificate")
    except (OSError, ValueError, TypeError, InvalidCertificate) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        shown = f"{file}" if key_file is None else f"{file} and {key_file}"
        raise OptionError(option, f"{shown} cannot be used: {reason}") from None
    return ChargePointCertificate(
        certificate,
        tuple(shared(authority) for authority in authorities),
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    )
