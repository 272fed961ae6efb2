"""Which id tags are refused, and how (IdTagInfo, OCPP 1.6 sections 7.2 and 7.27).

Pure. A tag that no rule names is accepted: this central system knows no list of customers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate

from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.ocppj import Payload


@dataclass(frozen=True, slots=True)
class Refusal:
    """A shell pattern of id tags and the status they get."""

    pattern: str
    status: AuthorizationStatus


class IdTags:
    """Answers for an id tag; the first refusal whose pattern fits decides."""

    __slots__ = ("_rules",)

    def __init__(self, refusals: Iterable[Refusal] = ()) -> None:
        # An idTag is a CiString (section 7.28): case makes no difference.
        self._rules = [
            (re.compile(translate(refusal.pattern), re.IGNORECASE), refusal.status.value)
            for refusal in refusals
        ]

    def info(self, id_tag: str) -> Payload:
        """Return the IdTagInfo of this tag."""
        for rule, status in self._rules:
            if rule.match(id_tag):
                return {"status": status}
        return {"status": AuthorizationStatus.ACCEPTED.value}
