"""From a Call of a station to the text of its answer.

The order of the checks, the errors they lead to and the counting live here; what a CallResult
says is the responders' business. No I/O and no clock.
"""

import logging

from ocpp_load.central_system.books import Books
from ocpp_load.central_system.call_refusal import CallRefused
from ocpp_load.central_system.responders import RESPONDERS
from ocpp_load.central_system.station import Station
from ocpp_load.central_system.statistics import OTHER_ACTION
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import RegistrationStatus
from ocpp_load.ocppj import (
    Call,
    CallError,
    ErrorCode,
    serialise_call_error,
    serialise_call_result,
)
from ocpp_load.validation import PayloadValidator, PayloadViolation

_LOG = logging.getLogger(__name__)

_ACCEPTED = RegistrationStatus.ACCEPTED
_KNOWN_ACTIONS = frozenset(action.value for action in Action)


class Answerer:
    """Answers the Calls of all stations of one central system."""

    __slots__ = ("_books", "_check", "_statistics", "_validates")

    def __init__(self, books: Books, validator: PayloadValidator) -> None:
        self._books = books
        self._statistics = books.statistics
        self._check = validator.check_request
        self._validates = books.options.validate

    def answer(self, station: Station, call: Call, now: float) -> bytes:
        """Return the CallResult or CallError that is due, `now` in seconds since the epoch."""
        action = call.action
        station.calls_received += 1
        respond = RESPONDERS.get(action)
        if respond is None:
            return self._refuse_action(call)
        self._statistics.calls_received[action] += 1
        if station.registration is not _ACCEPTED and not station.may_send(action):
            # OCPP-J 1.6 errata 3.10: what comes before the station is accepted.
            return self._refuse(
                call, ErrorCode.SECURITY_ERROR, f"registration is {station.registration}"
            )
        if self._validates:
            violation = self._check(action, call.payload)
            if violation is not None:
                return self._refuse_payload(call, violation)
        try:
            payload = respond(self._books, station, call.payload, now)
        except CallRefused as refused:
            return self._refuse(call, refused.code, refused.description)
        except Exception:  # noqa: BLE001
            return self._give_up(call)
        return serialise_call_result(call.message_id, payload)

    def fail(self, call: Call, code: ErrorCode, description: str) -> bytes:
        """Return a CallError for a Call that is not dealt with."""
        self._statistics.calls_received[
            call.action if call.action in _KNOWN_ACTIONS else OTHER_ACTION
        ] += 1
        self._statistics.errors_injected += 1
        return self._refuse(call, code, description)

    def _refuse(self, call: Call, code: ErrorCode, description: str) -> bytes:
        """Return a CallError, counted."""
        self._statistics.call_errors_sent[code.value] += 1
        return serialise_call_error(CallError(call.message_id, code.value, description))

    def _refuse_action(self, call: Call) -> bytes:
        # OCPP-J 1.6 section 4.2.3: NotImplemented is for actions that are not known,
        # NotSupported for those that are, but that only the other side may receive.
        if call.action in _KNOWN_ACTIONS:
            self._statistics.calls_received[call.action] += 1
            return self._refuse(
                call, ErrorCode.NOT_SUPPORTED, "a central system sends this, it does not take it"
            )
        self._statistics.calls_received[OTHER_ACTION] += 1
        return self._refuse(call, ErrorCode.NOT_IMPLEMENTED, "no such action in OCPP 1.6")

    def _refuse_payload(self, call: Call, violation: PayloadViolation) -> bytes:
        self._statistics.payload_violations[f"{call.action}: {violation.reason}"] += 1
        return self._refuse(call, violation.code, violation.reason)

    def _give_up(self, call: Call) -> bytes:
        # Without validation a responder may meet anything; then it is the payload's fault.
        violation = self._check(call.action, call.payload)
        if violation is not None:
            return self._refuse_payload(call, violation)
        _LOG.exception("%s could not be answered", call.action)
        return self._refuse(call, ErrorCode.INTERNAL_ERROR, "the central system failed")
