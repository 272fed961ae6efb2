"""What a certificate is refused with; apart from the library that reads certificates.

That takes 8 MB and 35 ms to import. Most fleets never see a certificate, so whoever may meet one
imports what reads it then.
"""

from ocpp_load.errors import OcppLoadError


class InvalidCertificate(OcppLoadError):
    """A certificate, or a chain of them, that a charge point does not accept."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
