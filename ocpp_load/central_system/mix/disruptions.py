"""Which stations were taken out of service lately, so that a fleet stays in good health.

Pure; `now` is in seconds of one monotonic clock. Stations are known by their identity.
"""

RECOVERY_S = 90.0
RESTART_S = 60.0


class Disruptions:
    """Stations that recover, and those that are about to restart."""

    def __init__(self, most_share: float) -> None:
        self._most_share = most_share
        self._recovers_at: dict[str, float] = {}
        self._restarts: dict[str, tuple[int, float]] = {}

    def allows(self, identity: str, fleet: int, now: float) -> bool:
        """Tell whether this station of a fleet of `fleet` may be disrupted now.

        One station may always be, however small the share.
        """
        self._forget_recovered(now)
        if self._most_share >= 1:
            return True
        most = max(1.0, self._most_share * fleet)
        return identity not in self._recovers_at and len(self._recovers_at) + 1 <= most

    def disrupted(self, identity: str, now: float) -> None:
        """Give a station time to recover."""
        self._recovers_at.pop(identity, None)
        self._recovers_at[identity] = now + RECOVERY_S

    def restarts(self, identity: str, boots: int, now: float) -> None:
        """Leave a station alone until it has booted again, or should have; `boots` so far."""
        self._restarts[identity] = (boots, now + RESTART_S)

    def is_restarting(self, identity: str, boots: int, now: float) -> bool:
        """Tell whether a station that was told to restart has yet to boot."""
        if identity not in self._restarts:
            return False
        boots_before, until = self._restarts[identity]
        if boots == boots_before and now < until:
            return True
        del self._restarts[identity]
        return False

    def _forget_recovered(self, now: float) -> None:
        # Oldest first, since all take the same time.
        while self._recovers_at:
            identity, at = next(iter(self._recovers_at.items()))
            if at > now:
                return
            del self._recovers_at[identity]
