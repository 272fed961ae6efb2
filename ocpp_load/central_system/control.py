"""The control interface: what tests, scripts and people may ask of a running central system.

    GET  /stations                      who is or was connected
    GET  /transactions[?open=1]         open and ended transactions, and what came of them twice,
                                        out of order, or unknown
    GET  /statistics                    counters since the start
    GET  /authority                     the root certificates of the test authority, in PEM
    GET  /answers                       when each Call was read and its answer written
    GET  /files                         what lies in the root of the FTP server
    POST /stations/{identity}/commands  send a command, return the answer of the station
    POST /commands                      send a command to many stations, return what came of it
    GET  /command-mix                   the mix that is fired: rate, and counts by action and status
    POST /command-mix                   change the rate; 0 is a pause
    GET  /mutants                       the rules that are broken on purpose, and how often each was
    POST /mutants                       break a rule, or several
    DELETE /mutants                     keep all rules again
    GET  /faults                        what is wrong at this moment, and how often each struck
    POST /faults                        have a fault begin, or several
    DELETE /faults                      end all faults, and those to come
    POST /stop                          end the process

A command is `{"action": "Reset", "payload": {"type": "Soft"}}`, with `"timeout"` in seconds and
`"validate": false` for what breaks its schema. Orders of the `desk` are given in the same way,
but go to no station. For many stations it names them as well:
`"stations": ["CP1", "CP2"]` or `"stations": "all"`, and with `"share": 0.1` a tenth of them. The
response has `sent`, `results` by status, `errors` by code, and `unanswered` by what went wrong.
A fault is `{"fault": "late", "latency": "2s", "share": 0.1, "for": 30, "stations": ["CP0*"]}`, or a
list of such. A mutant is `{"mutant": "answer Authorize drop idTagInfo", "stations": ["CP0*"]}`, or
a list of such. The rate of the mix is `{"rate": 5}`, in commands per second.

From request to response; HTTP itself is `http_server`. For loopback only: nobody is asked who
they are.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus
from random import Random
from typing import Protocol
from urllib.parse import parse_qs, unquote

from ocpp_load.central_system.broadcast import broadcast
from ocpp_load.central_system.command_request import (
    CommandRequestError,
    read_broadcast_request,
    read_command_request,
)
from ocpp_load.central_system.commands import (
    CommandCutOffError,
    CommandDeniedError,
    CommandError,
    CommandTimeout,
    MalformedAnswerError,
    NotConnectedError,
)
from ocpp_load.central_system.faults.reading import FaultError, read_faults
from ocpp_load.central_system.ftp.root import StoredFile
from ocpp_load.central_system.http_server import HttpRequest, HttpResponse
from ocpp_load.central_system.mix.rate_request import read_rate
from ocpp_load.central_system.mutants.reading import MutantError, read_mutants
from ocpp_load.central_system.server import CentralSystem
from ocpp_load.ocppj import CallError, CallResult, Payload

_STATUS: dict[type[CommandError], HTTPStatus] = {
    NotConnectedError: HTTPStatus.NOT_FOUND,
    CommandTimeout: HTTPStatus.GATEWAY_TIMEOUT,
    CommandCutOffError: HTTPStatus.BAD_GATEWAY,
    MalformedAnswerError: HTTPStatus.BAD_GATEWAY,
    CommandDeniedError: HTTPStatus.INTERNAL_SERVER_ERROR,
}


class FileStore(Protocol):
    """Where stations leave files."""

    def files(self) -> list[StoredFile]:
        """Return what is there; may block."""


class ControlInterface:
    """Answers the requests about one central system, and about the files it was sent."""

    def __init__(self, central_system: CentralSystem, file_store: FileStore | None = None) -> None:
        self._central_system = central_system
        self._file_store = file_store
        self._random = Random()

    async def handle(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request; raises nothing for what a client may send."""
        if request.origin is not None:
            # A page that somebody has open in a browser can reach loopback too.
            return _problem(HTTPStatus.FORBIDDEN, "not for web pages")
        path, _, query = request.target.partition("?")
        methods: Mapping[str, Callable[[], Awaitable[HttpResponse]]] = {}
        match path.split("/")[1:]:
            case ["stations", identity, "commands"]:
                methods = {"POST": partial(self._command, unquote(identity), request.body)}
            case [name]:
                methods = self._methods(name, query, request.body)
        if not methods:
            return _problem(HTTPStatus.NOT_FOUND, f"there is no {path}")
        if request.method not in methods:
            *others, last = methods
            taken = f"{', '.join(others)} and {last}" if others else last
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED, f"{path} takes {taken} only")
        return await methods[request.method]()

    def _methods(
        self, name: str, query: str, body: bytes
    ) -> Mapping[str, Callable[[], Awaitable[HttpResponse]]]:
        """Return what answers each method of a path."""
        table: dict[str, dict[str, Callable[[], Awaitable[HttpResponse]]]] = {
            "stations": {"GET": self._stations},
            "transactions": {"GET": partial(self._transactions, query)},
            "statistics": {"GET": self._statistics},
            "authority": {"GET": self._authority},
            "answers": {"GET": self._answers},
            "files": {"GET": self._files},
            "commands": {"POST": partial(self._commands, body)},
            "command-mix": {"GET": self._command_mix, "POST": partial(self._set_rate, body)},
            "faults": {
                "GET": self._faults,
                "POST": partial(self._order_faults, body),
                "DELETE": self._take_back_faults,
            },
            "mutants": {
                "GET": self._mutants,
                "POST": partial(self._break_rules, body),
                "DELETE": self._keep_all_rules,
            },
            "stop": {"POST": self._stop},
        }
        return table.get(name, {})

    async def _stop(self) -> HttpResponse:
        self._central_system.request_stop()
        return HttpResponse({})

    async def _statistics(self) -> HttpResponse:
        return HttpResponse(self._central_system.statistics.as_json())

    async def _authority(self) -> HttpResponse:
        authority = self._central_system.authority
        return HttpResponse(
            {
                "CentralSystemRootCertificate": authority.root,
                "ManufacturerRootCertificate": authority.manufacturer_root,
            }
        )

    async def _answers(self) -> HttpResponse:
        record = self._central_system.answers
        if record is None:
            return _problem(HTTPStatus.NOT_FOUND, "nothing is kept: start with --record-answers")
        return HttpResponse(record.as_json())

    async def _files(self) -> HttpResponse:
        if self._file_store is None:
            return _problem(HTTPStatus.NOT_FOUND, "there is no FTP server: start with --ftp")
        files = await asyncio.to_thread(self._file_store.files)
        return HttpResponse(
            {"files": [{"name": file.name, "size": file.size_bytes} for file in files]}
        )

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
            **transactions.irregularities.as_json(),
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

    async def _commands(self, body: bytes) -> HttpResponse:
        try:
            request = read_broadcast_request(body, self._central_system.validator)
        except CommandRequestError as error:
            return _problem(HTTPStatus.BAD_REQUEST, str(error))
        tally = await broadcast(self._central_system, request, self._random)
        return HttpResponse(tally.as_json())

    async def _command_mix(self) -> HttpResponse:
        return HttpResponse(self._central_system.mix.as_json())

    async def _set_rate(self, body: bytes) -> HttpResponse:
        try:
            self._central_system.mix.set_rate(read_rate(body))
        except CommandRequestError as error:
            return _problem(HTTPStatus.BAD_REQUEST, str(error))
        return await self._command_mix()

    async def _faults(self) -> HttpResponse:
        return HttpResponse(self._central_system.faults.as_json())

    async def _order_faults(self, body: bytes) -> HttpResponse:
        try:
            orders = read_faults(body)
        except FaultError as error:
            return _problem(HTTPStatus.BAD_REQUEST, str(error))
        for fault in orders:
            await self._central_system.faults.order(fault)
        return await self._faults()

    async def _mutants(self) -> HttpResponse:
        return HttpResponse(self._central_system.mutants.as_json())

    async def _break_rules(self, body: bytes) -> HttpResponse:
        try:
            self._central_system.break_rules(read_mutants(body))
        except MutantError as error:
            return _problem(HTTPStatus.BAD_REQUEST, str(error))
        return await self._mutants()

    async def _keep_all_rules(self) -> HttpResponse:
        self._central_system.keep_all_rules()
        return await self._mutants()

    async def _take_back_faults(self) -> HttpResponse:
        await self._central_system.faults.take_back_all()
        return await self._faults()

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
            content["violation"] = violation.reason
        return content


def _problem(status: HTTPStatus, problem: str) -> HttpResponse:
    return HttpResponse({"problem": problem}, status)
