"""A Call that a responder does not take."""

from ocpp_load.errors import OcppLoadError
from ocpp_load.ocppj import ErrorCode


class CallRefused(OcppLoadError):
    """Raised by a responder: the Call is answered with this CallError."""

    def __init__(self, code: ErrorCode, description: str) -> None:
        super().__init__(f"{code.value}: {description}")
        self.code = code
        self.description = description
