"""Reading along on a link: every message as it passes, before anything is made of it."""

from typing import Any, Protocol, cast

from ocpp_load.transport import FaultyLink, Link
from ocpp_load.transport.link import Received, Text


class Reader(Protocol):
    """Who reads along. What it does must not raise and should not take long."""

    def sent(self, frame: bytes, /) -> None:
        """Report a message of the station that has been handed to the link."""

    def received(self, frame: bytes, /) -> None:
        """Report a text frame of the central system."""


def tapped(link: Link, reader: Reader) -> Link:
    """Return `link`, of whichever kind it is, with somebody who reads along."""
    if isinstance(link, FaultyLink):
        # What it is given to send may leave later, or twice.
        link.on_text = reader.sent
        return cast("Link", _Tap(link, reader))
    return cast("Link", _TapOnText(link, reader))


class _Tap:
    """Stands before a link and is otherwise the link itself; does not read the texts that leave."""

    def __init__(self, link: Link, reader: Reader) -> None:
        self._link = link
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

    def send_binary(self, frame: bytes) -> None:
        self._link.send_binary(frame)
        self._reader.sent(frame)

    def wait(self, until: float, *, expects_answer: bool = True) -> Received | None:
        received = self._link.wait(until, expects_answer=expects_answer)
        if isinstance(received, Text):
            self._reader.received(received.data)
        return received


class _TapOnText(_Tap):
    """Reads those as well."""

    def send(self, frame: bytes) -> None:
        self._link.send(frame)
        self._reader.sent(frame)
