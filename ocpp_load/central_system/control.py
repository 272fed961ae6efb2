"""The control interface: what tests, scripts and people may ask of a running central system.

    GET  /stations                      who is or was connected
    GET  /transactions[?open=1]         open and ended transactions
    GET  /statistics                    counters since the start
    POST /stations/{identity}/commands  send a command, return the answer of the station
    POST /stop                          end the process

From request to response; HTTP itself is `http_server`. For loopback only: nobody is asked who
they are.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qs, unquote

from ocpp_load.central_system.command_request import CommandRequestError, read_command_request
from ocpp_load.central_system.commands import (
    CommandCutOffError,
    CommandError,
    CommandTimeout,
    MalformedAnswerError,
    NotConnectedError,
)
from ocpp_load.central_system.http_server import HttpRequest, HttpResponse
from ocpp_load.central_system.server import CentralSystem
from ocpp_load.ocppj import CallError, CallResult, Payload

_STATUS: dict[type[CommandError], HTTPStatus] = {
    NotConnectedError: HTTPStatus.NOT_FOUND,
    CommandTimeout: HTTPStatus.GATEWAY_TIMEOUT,
    CommandCutOffError: HTTPStatus.BAD_GATEWAY,
    MalformedAnswerError: HTTPStatus.BAD_GATEWAY,
}


class ControlInterface:
    """Answers the requests about one central system."""

    def __init__(self, central_system: CentralSystem) -> None:
        self._central_system = central_system

    async def handle(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request; raises nothing for what a client may send."""
        if request.origin is not None:
            # A page that somebody has open in a browser can reach loopback too.
            return _problem(HTTPStatus.FORBIDDEN, "not for web pages")
        path, _, query = request.target.partition("?")
        respond: Callable[[], Awaitable[HttpResponse]]
        match path.split("/")[1:]:
            case ["stations", identity, "commands"]:
                method, respond = "POST", partial(self._command, unquote(identity), request.body)
            case ["stations"]:
                method, respond = "GET", self._stations
            case ["transactions"]:
                method, respond = "GET", partial(self._transactions, query)
            case ["statistics"]:
                method, respond = "GET", self._statistics
            case ["stop"]:
                method, respond = "POST", self._stop
            case _:
                return _problem(HTTPStatus.NOT_FOUND, f"there is no {path}")
        if request.method != method:
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED, f"{path} takes {method} only")
        return await respond()

    async def _stop(self) -> HttpResponse:
        self._central_system.request_stop()
        return HttpResponse({})

    async def _statistics(self) -> HttpResponse:
        return HttpResponse(self._central_system.statistics.as_json())

    async def _stations(self) -> HttpResponse:
        stations = self._central_system.stations.values()
        return HttpResponse({"stations": [station.as_json() for station in stations]})

    async def _transactions(self, query: str) -> HttpResponse:
        only_open = parse_qs(query, keep_blank_values=True).get("open", ["0"])
        if only_open not in (["0"], ["1"]):
            return _problem(HTTPStatus.BAD_REQUEST, "open is neither 0 nor 1")
        transactions = self._central_system.transactions
        content: Payload = {
            "started": transactions.started,
            "stopped": transactions.stopped,
            "open": [transaction.as_json() for transaction in transactions.open],
        }
        if only_open == ["0"]:
            content["ended"] = [transaction.as_json() for transaction in transactions.ended]
        return HttpResponse(content)

    async def _command(self, identity: str, body: bytes) -> HttpResponse:
        try:
            command = read_command_request(body, self._central_system.validator)
            answer = await self._central_system.command(
                identity, command.action, command.payload, command.timeout_s
            )
        except CommandRequestError as error:
            return _problem(HTTPStatus.BAD_REQUEST, str(error))
        except CommandError as error:
            return _problem(_STATUS[type(error)], str(error))
        return HttpResponse(self._answer_as_json(command.action, answer))

    def _answer_as_json(self, action: str, answer: CallResult | CallError) -> Payload:
        if isinstance(answer, CallError):
            error = {
                "code": answer.code,
                "description": answer.description,
                "details": answer.details,
            }
            return {"error": error}
        content: Payload = {"result": answer.payload}
        violation = self._central_system.validator.check_response(action, answer.payload)
        if violation is not None:
            self._central_system.statistics.payload_violations[
                f"{action} (answer): {violation.reason}"
            ] += 1
            content["violation"] = violation.reason
        return content


def _problem(status: HTTPStatus, problem: str) -> HttpResponse:
    return HttpResponse({"problem": problem}, status)
