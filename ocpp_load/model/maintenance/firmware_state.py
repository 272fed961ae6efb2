"""The firmware of a charge point, and how far its update is (OCPP 1.6 section 4.5).

With the security extension: security whitepaper edition 3, L01.
"""

import re
from urllib.parse import unquote

from ocpp_load.messages.v16.enums import FirmwareStatus

_LONGEST_VERSION = 50  # CiString50Type, section 6.3
_FILE_NAME = re.compile(r"[^:/?#]+://[^/?#]*/(?:[^?#]*/)?([^/?#]+)(?:[?#]|\Z)")


class FirmwareState:
    """The version in force, and the update under way or the last one.

    `version` is what BootNotification tells; None tells nothing. `updating` holds from the
    command to the end of its update, whatever that is. `status` is what was told last, a
    `FirmwareStatus` or, for an update with a `request_id` (that of SignedUpdateFirmware), what
    SignedFirmwareStatusNotification calls it. Both stay known when the update is over.
    """

    __slots__ = ("request_id", "status", "updating", "version")

    def __init__(self, version: str | None) -> None:
        self.version = version
        self.updating = False
        self.status: str = FirmwareStatus.IDLE
        self.request_id: int | None = None

    def begin(self, request_id: int | None) -> None:
        """Take up an update; nothing has been told of it yet."""
        self.updating = True
        self.status = FirmwareStatus.IDLE
        self.request_id = request_id

    def end(self) -> None:
        """Be done with the update."""
        self.updating = False

    def install(self, location: str) -> None:
        """Put the firmware from `location` in force.

        Its version is the name of its file, 50 characters at most: nothing else is known of it. A
        location that names no file leaves the version as it is.
        """
        named = _FILE_NAME.match(location)
        if named is not None:
            self.version = unquote(named[1])[:_LONGEST_VERSION]
