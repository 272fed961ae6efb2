"""The charging profiles that are installed in one station, by connector; 0 is the station itself.

Which of them replace each other, and in which order they prevail (OCPP 1.6 sections 3.13.1,
3.13.2 and 5.16). They are kept over a restart (errata 3.37); those of a transaction end with it.
"""

from collections.abc import Sequence

from ocpp_load.messages.v16.enums import ChargingProfilePurposeType
from ocpp_load.model.charging.profile import ChargingProfile
from ocpp_load.ocppj import Payload

_TX_PROFILE = ChargingProfilePurposeType.TX_PROFILE


class ChargingProfiles:
    """All of them, each with its connector: few at most, and in most stations none."""

    __slots__ = ("_installed",)

    def __init__(self) -> None:
        self._installed: tuple[tuple[int, ChargingProfile], ...] = ()

    def __len__(self) -> int:
        return len(self._installed)

    def count_with(self, connector_id: int | None, profile: ChargingProfile) -> int:
        """Return how many there would be with this one; None for a connector without any."""
        return len(self._without_replaced(connector_id, profile)) + 1

    def install(self, connector_id: int, profile: ChargingProfile) -> None:
        """Add a profile, in place of what it replaces.

        That is the one of the same id, wherever it is, and on the same connector the one of the
        same purpose and stack level (section 5.16.3): elsewhere a TxDefaultProfile of that level
        lives on, since a connector's own replaces that of the station for the connector only
        (section 3.13.1).
        """
        others = self._without_replaced(connector_id, profile)
        self._installed = (*others, (connector_id, profile))

    def clear(
        self,
        *,
        profile_id: int | None = None,
        connector_id: int | None = None,
        purpose: ChargingProfilePurposeType | None = None,
        stack_level: int | None = None,
    ) -> int:
        """Remove the profiles that match all that is given; return how many there were.

        With an id the other criteria are ignored (errata 3.26).
        """
        before = len(self._installed)
        self._installed = tuple(
            (place, profile)
            for place, profile in self._installed
            if not (
                profile.id == profile_id
                if profile_id is not None
                else connector_id in (None, place)
                and purpose in (None, profile.purpose)
                and stack_level in (None, profile.stack_level)
            )
        )
        return before - len(self._installed)

    def keep_for_start(self, connector_id: int, payload: Payload | None) -> None:
        """Keep the profile of RemoteStartTransaction for the transaction that now starts there.

        It applies as soon as that one runs (errata 3.42). None is for a start without a profile.
        `remote_start_profile_problem` has found nothing wrong with it.
        """
        self.transaction_ended(connector_id)
        if payload is not None:
            self.install(connector_id, ChargingProfile.from_wire(payload))

    def transaction_ended(self, connector_id: int) -> None:
        """Drop the TxProfiles of a connector whose transaction is over (section 3.13.1)."""
        if self._installed:
            self.clear(connector_id=connector_id, purpose=_TX_PROFILE)

    def stack(
        self, purpose: ChargingProfilePurposeType, connector_id: int
    ) -> Sequence[ChargingProfile]:
        """Return the profiles of one purpose for a connector, the highest stack level first.

        TxDefaultProfiles of the station count for every connector; the connector's own
        replaces that of the same stack level, in force or not (sections 3.13.1 and 3.13.2).
        """
        is_default = purpose is ChargingProfilePurposeType.TX_DEFAULT_PROFILE
        places = (0, connector_id) if is_default else (connector_id,)
        levels = {
            profile.stack_level: profile
            for place in places
            for installed_at, profile in self._installed
            if installed_at == place and profile.purpose is purpose
        }
        return [levels[level] for level in sorted(levels, reverse=True)]

    def _without_replaced(
        self, connector_id: int | None, profile: ChargingProfile
    ) -> list[tuple[int, ChargingProfile]]:
        return [
            (place, other)
            for place, other in self._installed
            if other.id != profile.id
            and (place, other.purpose, other.stack_level)
            != (connector_id, profile.purpose, profile.stack_level)
        ]
