"""Message ids of one sender (OCPP-J 1.6 section 4.1.4 and errata 3.1, 3.7).

An id differs from every other that this sender ever used, over reconnects and over runs:
there are central systems that replay a stored answer for an id they have seen. So the
token is random and never comes from the seed of a run.
"""

import secrets


class MessageIds:
    """Issues `<token>-<counter>`, at most 36 characters, and knows which ids it issued."""

    __slots__ = ("_issued", "_prefix")

    def __init__(self, token: str | None = None) -> None:
        """Use `token` (at most 20 characters) in place of 64 random bits: for tests."""
        self._prefix = f"{token or secrets.token_hex(8)}-"
        self._issued = 0

    def issue(self) -> str:
        self._issued += 1
        return f"{self._prefix}{self._issued}"

    def has_issued(self, message_id: str) -> bool:
        """Tell whether `message_id` is one of ours, whatever became of its Call."""
        counter = message_id.removeprefix(self._prefix)
        # isdecimal alone lets other scripts' digits and leading zeros through.
        if counter == message_id or not (counter.isascii() and counter.isdecimal()):
            return False
        return counter[0] != "0" and len(counter) <= 15 and int(counter) <= self._issued
