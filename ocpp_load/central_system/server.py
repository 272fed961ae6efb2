"""The central system on an asyncio loop: listens, hands out connections, stops well.

Owns what lives as long as the server. What a message means is decided in `answerer` and
`responders`.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from picows import (
    WSCloseCode,
    WSListener,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,
)

from ocpp_load.central_system.admission import Admission, SurplusConnection
from ocpp_load.central_system.answer_record import AnswerRecord
from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.authority import Authority
from ocpp_load.central_system.background import Background
from ocpp_load.central_system.books import Books
from ocpp_load.central_system.books.transactions import Transactions
from ocpp_load.central_system.closing import CLOSE_TIMEOUT_S
from ocpp_load.central_system.connection import Reception, StationConnection
from ocpp_load.central_system.desk import Desk
from ocpp_load.central_system.dispatch import Dispatch
from ocpp_load.central_system.door import Door
from ocpp_load.central_system.faults.detour import Detour
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.outage import Outage
from ocpp_load.central_system.faults.schedule import FaultSchedule
from ocpp_load.central_system.listening import BACKLOG, option_at_fault, url_host
from ocpp_load.central_system.mix.firing import MixFiring
from ocpp_load.central_system.mix.mix_file import load_mix
from ocpp_load.central_system.mutants.in_force import MutantsInForce
from ocpp_load.central_system.mutants.mutant import Fate, Mutant, Side
from ocpp_load.central_system.mutants.reading import MutantError
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.security import Doorkeeper
from ocpp_load.central_system.server_tls import ServerTls
from ocpp_load.central_system.station import Station
from ocpp_load.central_system.statistics import Statistics
from ocpp_load.central_system.upgrade import (
    SUBPROTOCOL,
    UnagreedConnection,
    identity_in,
    offers_subprotocol,
)
from ocpp_load.ocppj import Payload
from ocpp_load.validation import PayloadValidator, SchemaStore

_LOG = logging.getLogger(__name__)

_READ_BUFFER_BYTES = 4096


class _OwnFaultsOnly(logging.LoggerAdapter[logging.Logger]):
    """What picows logs about peers is counted already; an exception of ours has to be seen."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        if kwargs.get("exc_info"):
            super().log(level, msg, *args, **kwargs)


class CentralSystem:
    """The server as an asynchronous context manager: listens while it is entered.

    `command` sends one to a station; `mix` fires them at the rate of the options; `faults` takes
    orders for what is to go wrong. Raises `UserInputError` where there is no such mix or the
    file of the books cannot be used, and `OptionError` on entering where it cannot listen as it
    was told.
    """

    def __init__(
        self, options: CentralSystemOptions, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._options = options
        self._books = Books(options, clock)
        self.validator = PayloadValidator(SchemaStore("1.6"))
        self.stations: dict[str, Station] = {}
        self.mutants = MutantsInForce(options.mutants)
        self._dispatch = Dispatch(
            self.stations,
            self._books.statistics,
            self.validator,
            self.mutants,
            Desk(self._station),
        )
        self.command = self._dispatch.command
        overlap = options.quirks.one_message_at_a_time
        self._faults = faults = FaultsInForce(options.seed)
        self._tls: ServerTls | None = None
        self.answers = AnswerRecord() if options.records_answers else None
        self._follow_mutants()
        answerer = Answerer(self._books, self.validator)
        self._reception = Reception(
            answerer=answerer,
            detour=Detour(answerer, faults, overlap, self.mutants),
            faults=faults,
            statistics=self._books.statistics,
            station=self._station,
            run_errand=self._run_errand,
            now=clock,
            max_message_bytes=options.max_message_bytes,
            answers=self.answers,
        )
        self.mix = MixFiring(
            load_mix(options.command_mix, self.validator),
            books=self._books,
            stations=self.stations,
            send=self._dispatch.command,
            clock=clock,
            rate=options.commands_per_second,
            seed=None if options.seed is None else f"mix {options.seed}",
        )
        self._background = Background()
        self._door = Door(self._listen)
        self.faults = FaultSchedule(
            faults, Outage(self._door, self._reception.open, faults), self._background.start
        )
        self._doorkeeper = Doorkeeper(
            options.passwords,
            self.stations,
            checks_certificates=options.tls_client_ca is not None,
        )
        self._admission = Admission(
            faults,
            options.quirks.lingering_connection,
            self.stations,
            lambda: asyncio.get_running_loop().time(),
        )
        self._port = options.port
        self._stop_requested = asyncio.Event()

    @property
    def url(self) -> str:
        """Return the OCPP-J endpoint, to which a station appends its identity."""
        scheme = "wss" if self._options.tls_cert else "ws"
        path = self._options.path.rstrip("/")
        return f"{scheme}://{url_host(self._options.host)}:{self._port}{path}"

    @property
    def authority(self) -> Authority:
        return self._books.authority

    @property
    def statistics(self) -> Statistics:
        return self._books.statistics

    @property
    def transactions(self) -> Transactions:
        return self._books.transactions

    async def __aenter__(self) -> Self:
        options = self._options
        with option_at_fault(options.host, options.port):
            self._port = await self._door.open(options.host, options.port)
        for fault in options.faults_from_the_start:
            await self.faults.order(fault)
        self._background.start(self.mix.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.faults.close()
        self._door.close()
        await self._background.close()
        await self._close_connections()
        self._books.close()

    def break_rules(self, mutants: Sequence[Mutant]) -> None:
        """Let these mutants be in force as well. Raises `MutantError` for TLS that is not there."""
        if self._tls is None and any(mutant.side is Side.TLS for mutant in mutants):
            raise MutantError(["tls: there is none here"])
        self.mutants.add(mutants)
        self._follow_mutants()

    def keep_all_rules(self) -> None:
        """Let no mutant be in force."""
        self.mutants.clear()
        self._follow_mutants()

    def request_stop(self) -> None:
        """Let `stop_requested` return."""
        self._stop_requested.set()

    async def stop_requested(self) -> None:
        """Wait until somebody asks the central system to stop."""
        await self._stop_requested.wait()

    async def _listen(self, **where: Any) -> asyncio.Server:
        options = self._options
        if options.tls_cert is not None and self._tls is None:
            self._tls = ServerTls(options)
            self._tls.follow(self.mutants.of_tls())
        return await ws_create_server(
            self._upgrade,
            ssl=self._tls and self._tls.context,
            backlog=BACKLOG,
            reuse_port=options.shares_port or None,
            max_frame_size=options.max_message_bytes,
            read_buffer_init_size=_READ_BUFFER_BYTES,
            logger_name=_OwnFaultsOnly(_LOG),
            use_aiofastnet=False,
            **where,
        )

    def _follow_mutants(self) -> None:
        overlaps = self._options.quirks.one_message_at_a_time is not None
        records = self.answers is not None
        self._faults.touch_all_calls(always=overlaps or records or bool(self.mutants))
        if self._tls is not None:
            self._tls.follow(self.mutants.of_tls())

    def _run_errand(self, identity: str, action: str, payload: Payload) -> None:
        self._background.start(self._dispatch.errand(identity, action, payload))

    def _station(self, identity: str) -> Station:
        station = self.stations.get(identity)
        if station is None:
            station = self.stations[identity] = Station(identity)
        return station

    def _upgrade(self, request: WSUpgradeRequest) -> WSUpgradeResponseWithListener | None:
        identity = identity_in(request.path, self._options.path)
        if identity is None:
            self.statistics.connections_refused += 1
            return None  # 404
        refusal = self._admission.refusal(identity) or self._doorkeeper.refusal(
            identity, request.headers.getall("Authorization", [])
        )
        mutant = self.mutants.upgrade(identity) if self.mutants else None
        admits = mutant is not None and mutant.fate is Fate.ADMIT
        if admits:
            refusal = None
        elif mutant is not None and mutant.fate is Fate.REFUSE:
            refusal = WSUpgradeResponse.create_error_response(mutant.status, b"", {})
        if refusal is not None:
            self.statistics.connections_refused += 1
            return WSUpgradeResponseWithListener(refusal, None)
        offers_ours = offers_subprotocol(request.headers.getall("Sec-WebSocket-Protocol", []))
        agreed = SUBPROTOCOL if offers_ours else ""
        if mutant is not None and mutant.subprotocol is not None:
            agreed = mutant.subprotocol
        if not (agreed or admits):
            self.statistics.connections_refused += 1
            return WSUpgradeResponseWithListener(
                WSUpgradeResponse.create_101_response(), UnagreedConnection()
            )
        listener: WSListener = StationConnection(identity, self._reception)
        if not admits:
            listener = self._doorkeeper.at_the_door(
                identity, listener, request.headers.getall("Authorization", [])
            )
        if self._admission.closes(identity):
            self.statistics.connections_refused += 1
            listener = SurplusConnection()
        return WSUpgradeResponseWithListener(
            WSUpgradeResponse.create_101_response(
                extra_headers={"Sec-WebSocket-Protocol": agreed} if agreed else {}
            ),
            listener,
        )

    async def _close_connections(self) -> None:
        open_now = list(self._reception.open)
        for connection in open_now:
            connection.close(WSCloseCode.GOING_AWAY, "the central system stops")
        if open_now:
            # `close` cuts the sockets of those that do not answer; the margin is for that.
            await asyncio.wait(
                [asyncio.ensure_future(connection.wait_closed()) for connection in open_now],
                timeout=2 * CLOSE_TIMEOUT_S,
            )
