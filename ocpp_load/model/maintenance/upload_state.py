"""How far the upload of a log is (OCPP 1.6 section 4.4; security whitepaper edition 3, N01).

A station uploads one log at a time, whichever command asked for it.
"""


class UploadState:
    """Whether a log is being uploaded; `request_id` is that of GetLog where that asked for it."""

    __slots__ = ("request_id", "running")

    def __init__(self) -> None:
        self.running = False
        self.request_id: int | None = None

    def begin(self, request_id: int | None) -> None:
        """Take up an upload."""
        self.running = True
        self.request_id = request_id

    def end(self) -> None:
        """Be done with the upload: nothing is told of it any more."""
        self.running = False
        self.request_id = None
