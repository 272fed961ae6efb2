"""Text that names a station: `certs/{identity}.pem`, `secret-{n:06d}`.

`identity` and `n`, the number of the station in the fleet, are the only fields: text of a user's
never reaches `str.format` with anything else in it.
"""

import re
from dataclasses import dataclass, field

_ALLOWED = re.compile(r"(?:[^{}]|\{\{|\}\}|\{identity\}|\{n(?::0?[0-9]{0,2}[dxX]?)?\})*")


@dataclass(frozen=True, slots=True)
class StationText:
    """A pattern that `parse_station_text` has found in order; its text may be a secret."""

    text: str = field(repr=False)

    def format(self, identity: str, n: int) -> str:
        """Return the text for one station."""
        return self.text.format(identity=identity, n=n)

    @property
    def needs_number(self) -> bool:
        """Tell whether the station's number occurs in it, which only the station knows."""
        return self.format("", 1) != self.format("", 2)


def parse_station_text(text: str) -> StationText:
    """Return `text` as a pattern. Raises `ValueError`, whose message does not repeat the text."""
    if not _ALLOWED.fullmatch(text):
        raise ValueError(
            "braces may hold {identity}, and {n}, the station's number, also with a format such as"
            " {n:06d}; {{ and }} stand for braces"
        )
    return StationText(text)
