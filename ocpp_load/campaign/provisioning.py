"""What stations have from their manufacturer: a password, a certificate (A00.FR.801).

Security whitepaper edition 3, section 2.6.4. From files, the environment, the scenario, or a test
authority; looked up when a station is made. Nothing here is ever shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ocpp_load.credentials import (
    PASSWORD_VARIABLE,
    CredentialRow,
    StationText,
    parse_password,
)
from ocpp_load.errors import OptionError
from ocpp_load.model import Station
from ocpp_load.model.security.credentials import (
    NO_CERTIFICATE,
    NO_PASSWORD,
    credentials_of,
)

if TYPE_CHECKING:
    from ocpp_load.credentials import Issuer
    from ocpp_load.model.security.charge_point_certificate import ChargePointCertificate

_NO_ROW = CredentialRow()
_REMEDIES = {
    NO_PASSWORD: ("--credentials", f"give that, or {PASSWORD_VARIABLE} in the environment"),
    NO_CERTIFICATE: ("--cert", "give that, --tls-issue or --credentials"),
}


@dataclass(frozen=True, slots=True)
class Provisioning:
    """Where credentials come from, first come first served: `table`, then the patterns, `issuer`.

    `environment` and `scenario` are patterns of passwords, `certificate` and `key` of paths.
    """

    table: Mapping[str, CredentialRow] = field(default_factory=dict, repr=False)
    environment: StationText | None = None
    scenario: StationText | None = None
    certificate: StationText | None = None
    key: StationText | None = None
    issuer: "Issuer | None" = None

    def equip(self, station: Station, epoch_s: float, fed_password: str | None = None) -> None:
        """Give a new station what there is for it, with the password that a feeder has for it.

        Raises `OptionError` for files of no use.
        """
        row = self.table.get(station.identity, _NO_ROW)
        password = row.password or self._password(station, fed_password)
        if password is not None:
            station.configuration["AuthorizationKey"] = password.hex()
        own = self._certificate(row, station, epoch_s)
        if own is not None:
            station.certificates.provide(own)

    def check(self, station: Station, epoch_s: float, fed_password: str | None = None) -> None:
        """Equip a station for a trial; raise `OptionError` where its security profile lacks something."""
        self.equip(station, epoch_s, fed_password)
        credentials = credentials_of(station, epoch_s)
        if credentials.missing is not None:
            option, what_helps = _REMEDIES[credentials.missing]
            raise OptionError(
                option,
                f"security profile {credentials.profile}, and {station.identity} has"
                f" {credentials.missing}; {what_helps}",
            )

    def _password(self, station: Station, fed_password: str | None) -> bytes | None:
        if self.environment is None and fed_password is not None:
            return parse_password(fed_password)
        pattern = self.environment or self.scenario
        if pattern is None:
            return None
        return parse_password(pattern.format(station.identity, station.number))

    def _certificate(
        self, row: CredentialRow, station: Station, epoch_s: float
    ) -> "ChargePointCertificate | None":
        if row.certificate is None and self.certificate is None and self.issuer is None:
            return None
        # The library behind it is not there before a certificate is: `invalid_certificate`.
        from ocpp_load.campaign.own_certificate import issued_by, of_files  # noqa: PLC0415

        if row.certificate is not None:
            return of_files("--credentials", row.certificate, row.key)
        if self.certificate is not None:
            file, key = _path(self.certificate, station), None
            if self.key is not None:
                key = _path(self.key, station)
            return of_files("--cert", file, key)
        return None if self.issuer is None else issued_by(self.issuer, station, epoch_s)


def _path(pattern: StationText, station: Station) -> Path:
    return Path(pattern.format(station.identity, station.number))
