"""Which id tags are refused, and how, and which are of one group (IdTagInfo, OCPP 1.6 section 7.27).

Pure. A tag that no rule names is accepted: this central system knows no list of customers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate
from typing import Final

from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.ocppj import Payload


@dataclass(frozen=True, slots=True)
class Refusal:
    """A shell pattern of id tags and the status they get."""

    pattern: str
    status: AuthorizationStatus


USUAL_REFUSALS: Final = tuple(
    Refusal(f"{status.value.upper()}-*", status)
    for status in AuthorizationStatus
    if status is not AuthorizationStatus.ACCEPTED
)
USUAL_GROUPS: Final = ("GROUP*-*",)


class IdTags:
    """Answers for an id tag; the first refusal whose pattern fits decides.

    `groups` are shell patterns of those that have a parentIdTag, which is what stands before the
    last dash. Behind what is given comes what is usual, so that a driver can be refused, or be of
    a group, without an option: `INVALID-7`, `GROUP3-A`.
    """

    __slots__ = ("_named", "_rules")

    def __init__(self, refusals: Iterable[Refusal] = (), groups: Iterable[str] = ()) -> None:
        refusals, groups = (*refusals, *USUAL_REFUSALS), (*groups, *USUAL_GROUPS)
        self._rules = [(_any_of([each.pattern]), each.status.value) for each in refusals]
        # Most id tags are named by no rule, and are found to be so in one step.
        self._named = _any_of([*(each.pattern for each in refusals), *groups])

    def info(self, id_tag: str) -> Payload:
        """Return the IdTagInfo of this tag."""
        if not self._named.match(id_tag):
            return {"status": AuthorizationStatus.ACCEPTED.value}
        for rule, status in self._rules:
            if rule.match(id_tag):
                return {"status": status}
        return {
            "status": AuthorizationStatus.ACCEPTED.value,
            "parentIdTag": id_tag.rpartition("-")[0],
        }


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    # An idTag is a CiString (section 7.28): case makes no difference.
    return re.compile("|".join(map(translate, patterns)), re.IGNORECASE)
