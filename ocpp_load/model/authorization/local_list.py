"""The Local Authorization List (OCPP 1.6 sections 3.5.2 and 5.15).

Only SendLocalList changes it, and it survives restarts. No clock: callers pass the time in.
"""

from collections.abc import Sequence
from sys import intern

from ocpp_load.messages.v16.authorization_data import AuthorizationData, IdTagInfo, folded
from ocpp_load.messages.v16.enums import UpdateStatus, UpdateType


class LocalList:
    """idTags that the central system has sent ahead, under one version number."""

    __slots__ = ("_entries", "_version")

    def __init__(self) -> None:
        self._entries: dict[str, IdTagInfo] | None = None
        self._version = 0

    def __len__(self) -> int:
        return len(self._entries or ())

    @property
    def version(self) -> int:
        """Return the version; that of an empty list is 0 (section 5.10)."""
        return self._version if self._entries else 0

    def find(self, id_tag: str, epoch_s: float) -> IdTagInfo | None:
        """Return what the list says of an idTag at that time, or None where it is not in it."""
        if not self._entries:
            return None
        entry = self._entries.get(folded(id_tag))
        return None if entry is None else entry.at(epoch_s)

    def update(
        self,
        update_type: UpdateType,
        version: int,
        data: Sequence[AuthorizationData],
        *,
        max_length: int,
    ) -> UpdateStatus:
        """Replace or change the list, or leave it as it is where the update cannot be.

        Failed: a version below 1, which has another meaning or none (errata 3.52); an idTag that
        occurs twice (section 6.41); a full list with an entry that has no idTagInfo (7.1); more
        than `max_length` entries in the end. VersionMismatch: a differential update that is not
        newer than the list (7.47). To remove an idTag that is not in the list is no mistake.
        """
        if version < 1:
            return UpdateStatus.FAILED
        full = update_type is UpdateType.FULL
        if not full and version <= self.version:
            return UpdateStatus.VERSION_MISMATCH
        entries = {} if full or self._entries is None else dict(self._entries)
        seen = set()
        for entry in data:
            key = intern(folded(entry.id_tag))
            if key in seen:
                return UpdateStatus.FAILED
            seen.add(key)
            if entry.id_tag_info is not None:
                entries[key] = entry.id_tag_info
            elif full:
                return UpdateStatus.FAILED
            else:
                entries.pop(key, None)
        if len(entries) > max_length:
            return UpdateStatus.FAILED
        self._entries = entries or None
        self._version = version
        return UpdateStatus.ACCEPTED
