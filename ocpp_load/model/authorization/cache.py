"""The Authorization Cache (OCPP 1.6 section 3.5.1): what the central system last said of an idTag.

It survives restarts (errata 3.4). No clock: callers pass the time in.
"""

from sys import intern

from ocpp_load.messages.v16.authorization_data import IdTagInfo, folded

CAPACITY = 100
"""How many idTags one station remembers."""


class AuthorizationCache:
    """The latest idTags, accepted or not; at most `CAPACITY` of them.

    An entry whose date has come is Expired from then on, and one of the first to go.
    """

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: dict[str, IdTagInfo] | None = None

    def __len__(self) -> int:
        return len(self._entries or ())

    def find(self, id_tag: str, epoch_s: float) -> IdTagInfo | None:
        """Return what was last said of an idTag, as it stands at that time, or None."""
        if self._entries is None:
            return None
        entry = self._entries.get(folded(id_tag))
        return None if entry is None else entry.at(epoch_s)

    def put(self, id_tag: str, id_tag_info: IdTagInfo, epoch_s: float) -> None:
        """Remember what has been said of an idTag.

        Room is made by what is not accepted, and if that is not enough by what is oldest.
        """
        key = intern(folded(id_tag))
        entries = self._entries or {}
        entries.pop(key, None)
        if len(entries) >= CAPACITY:
            entries = {k: entry for k, entry in entries.items() if entry.at(epoch_s).accepted}
        if len(entries) >= CAPACITY:
            del entries[next(iter(entries))]
        entries[key] = id_tag_info
        self._entries = entries

    def remove(self, id_tag: str) -> None:
        """Forget an idTag, if it is known."""
        if self._entries is not None:
            self._entries.pop(folded(id_tag), None)

    def clear(self) -> None:
        """Forget everything (section 5.4)."""
        self._entries = None
