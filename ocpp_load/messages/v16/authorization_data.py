"""Authorization data as the central system sends it (OCPP 1.6 sections 7.1, 7.27 and 7.28).

The border between the wire and what a station keeps of an idTag. No clock: callers pass the
time in.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf

from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.ocppj import Payload, parse_timestamp

# Section 3.5.2: either status belongs to an identifier that is valid as such.
_VALID = frozenset({AuthorizationStatus.ACCEPTED, AuthorizationStatus.CONCURRENT_TX})


@dataclass(frozen=True, slots=True)
class IdTagInfo:
    """What is known of an idTag; `expires_at` in seconds since the epoch, None is never."""

    status: AuthorizationStatus
    expires_at: float | None = None
    parent_id_tag: str | None = None

    @property
    def accepted(self) -> bool:
        """Tell whether the idTag may charge."""
        return self.status is AuthorizationStatus.ACCEPTED

    @property
    def valid(self) -> bool:
        """Tell whether the idTag is a good one, even if it may not charge just now."""
        return self.status in _VALID

    def at(self, epoch_s: float) -> "IdTagInfo":
        """Return what it has become by then: a valid one expires (section 3.5.1)."""
        if self.expires_at is None or self.expires_at > epoch_s or not self.valid:
            return self
        return replace(self, status=AuthorizationStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class AuthorizationData:
    """An entry of SendLocalList.req; without `id_tag_info` the idTag leaves the list."""

    id_tag: str
    id_tag_info: IdTagInfo | None = None


def folded(id_tag: str) -> str:
    """Return the form in which idTags are compared: case does not count (errata 3.74)."""
    return id_tag.casefold()


def read_id_tag_info(payload: Payload) -> IdTagInfo:
    """Read an IdTagInfo that fits its schema."""
    expiry_date = payload.get("expiryDate")
    return _id_tag_info(
        AuthorizationStatus(payload["status"]),
        None if expiry_date is None else read_expiry_date(expiry_date),
        payload.get("parentIdTag"),
    )


def read_authorization_data(payload: Payload) -> AuthorizationData:
    """Read an entry of a localAuthorizationList that fits its schema."""
    id_tag_info = payload.get("idTagInfo")
    return AuthorizationData(
        payload["idTag"], None if id_tag_info is None else read_id_tag_info(id_tag_info)
    )


def read_expiry_date(expiry_date: str) -> float:
    """Return an expiryDate in seconds since the epoch."""
    try:
        return parse_timestamp(expiry_date)
    except ValueError:
        return -inf  # RFC 3339 has a year 0, which no clock here has; it is long past


@lru_cache(maxsize=1024)
def _id_tag_info(
    status: AuthorizationStatus, expires_at: float | None, parent_id_tag: str | None
) -> IdTagInfo:
    # Thousands of stations are sent the same list: they share what is equal in it.
    return IdTagInfo(status, expires_at, parent_id_tag)
