"""How a station's attempts to connect went, as far as its security depends on it.

Security whitepaper edition 3: A05.FR.08 (falling back), A00.FR.309, 315, 322, 413, 419 and 426
(events of a connection that was not trusted). No I/O and no clock.
"""

from enum import Enum

_ATTEMPTS_OF_A_RAISED_PROFILE = 3


class ConnectFault(Enum):
    """What a security event tells of a connection that did not come about."""

    CENTRAL_SYSTEM_CERTIFICATE = "the central system's certificate"
    TLS_VERSION = "the version of TLS"
    TLS_CIPHER_SUITE = "the cipher suite"
    AUTHENTICATION = "the station's own credentials"


class Access:
    """What is kept between two attempts; `previous_profile` is that of a raise on trial."""

    __slots__ = ("_attempts", "_told", "previous_profile")

    def __init__(self) -> None:
        self.previous_profile: int | None = None
        self._attempts = 0
        self._told: tuple[ConnectFault, ...] = ()

    def raise_from(self, profile: int) -> None:
        """Keep the profile in mind that the station may fall back to; of two raises the first."""
        if self.previous_profile is None:
            self.previous_profile = profile
        self._attempts = 0

    def connected(self) -> None:
        """Take note of success: the profile is proved, and what failed before is over."""
        self.previous_profile = None
        self._attempts = 0
        self._told = ()

    def failed(self) -> int | None:
        """Take note of a failure; return the profile to fall back to, if it is time for that.

        A05.FR.08 leaves the number of attempts to the station; three, so that a central system
        that is just restarting does not undo the raise.
        """
        if self.previous_profile is None:
            return None
        self._attempts += 1
        if self._attempts < _ATTEMPTS_OF_A_RAISED_PROFILE:
            return None
        previous, self.previous_profile = self.previous_profile, None
        return previous

    def is_news(self, fault: ConnectFault) -> bool:
        """Tell whether a fault has not been met since the last success, and keep it in mind.

        A station that tries again for hours has one thing to tell, not one of each attempt.
        """
        if fault in self._told:
            return False
        self._told += (fault,)
        return True
