"""One run in one process: what its stations share, and the stations themselves."""

import logging
import platform
import time
from collections.abc import Callable
from importlib import metadata
from math import inf
from typing import Any

from ocpp_load import __version__
from ocpp_load.campaign import StationNumbers
from ocpp_load.charge_point import Behaviour, ChargePoint
from ocpp_load.charge_point.activities import say_good_bye
from ocpp_load.charge_point.consequences import CONSEQUENCES
from ocpp_load.errors import OptionError
from ocpp_load.handlers import Leniency
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.locust_glue.checks import Plan
from ocpp_load.locust_glue.observer import FleetObserver
from ocpp_load.locust_glue.securing import dialer, tls_options, with_secured
from ocpp_load.metrics import FleetCounts, ProcessHealth, Recorder, TransactionAudit
from ocpp_load.runtime import Pump
from ocpp_load.settings import Settings
from ocpp_load.transport import (
    Endpoint,
    Link,
    TransferPolicy,
    Transfers,
)
from ocpp_load.validation import PayloadValidator

_LOGGER = logging.getLogger(__name__)
_SUBPROTOCOLS = {"1.6": "ocpp1.6"}


class Run:
    """What is shared by all stations of a process between one start and the next stop."""

    def __init__(self, settings: Settings, plan: Plan, events: Any, process_index: int) -> None:
        """Prepare a run; `events` are Locust's."""
        self.settings = settings
        self.scenario = plan.scenario
        self.started_at = time.time()
        self.recorder = Recorder(time.monotonic())
        self.fleet = FleetCounts()
        self.fleet_peak = FleetCounts()
        self.audit = TransactionAudit()
        self.health = ProcessHealth(f"process {process_index}", time.monotonic())
        self.other_fleets: dict[str, FleetCounts] = {}
        self.other_audits: dict[str, TransactionAudit] = {}
        self.other_health: dict[str, Any] = {}
        self.lost_workers: set[str] = set()
        self.observer = FleetObserver(
            self.recorder, self.fleet, self.fleet_peak, self.audit, events
        )
        self.numbers = StationNumbers(settings.first_station, process_index)
        validator = PayloadValidator(plan.schemas)
        self.explanations = validator.explanations
        leniency = Leniency(settings.lenient_profiles, settings.lenient_registration)
        self._behaviour = Behaviour(
            validator,
            make_registry(validator, leniency, plan.extensions),
            call_timeout_s=settings.call_timeout_s,
            boot_retry_s=settings.boot_retry_s,
            back_off=plan.back_off,
            consequences=CONSEQUENCES,
        )
        self._commission = plan.commission
        self._provisioning = plan.provisioning
        tls = tls_options(settings)
        endpoint = Endpoint(
            settings.host,
            dialer(settings.host, settings, tls),
            subprotocol=_SUBPROTOCOLS[plan.scenario.ocpp],
            headers=settings.headers,
            upgrade_timeout_s=settings.connect_timeout_s,
            max_message_bytes=plan.max_message_bytes,
            compression=settings.compression,
        )
        self._endpoint = with_secured(endpoint, settings, tls)
        hosts = (settings.endpoint.hostname or "", *settings.transfer_hosts)
        self._transfers = Transfers(
            TransferPolicy.of(hosts, settings.transfer_schemes), settings.transfer_timeout_s, tls
        )

    def operate_station(self, announce: Callable[[Pump], None]) -> None:
        """Run one station in the calling greenlet until it has left; `announce` its pump first."""
        number = self.numbers.take()
        self.fleet.started += 1
        now = time.monotonic()
        station = self._commission.station(number)
        try:
            self._provisioning.equip(station, time.time())
        except OptionError as error:
            _LOGGER.warning("%s", error)  # it cannot connect, which is counted by name
        charge_point = ChargePoint(
            station,
            self._behaviour,
            self.observer,
            seed=f"{self.settings.seed}:{number}",
            now=now,
            epoch_s=time.time(),
        )
        link = Link(self._endpoint, self.observer)
        pump = Pump(charge_point, link, self.observer, say_good_bye, self._transfers)
        announce(pump)
        try:
            pump.run(self._commission.script)
        finally:
            self.fleet.started -= 1
            if charge_point.registered:
                self.fleet.accepted -= 1
            if charge_point.station.was_accepted:
                self.fleet.ever_accepted += 1
            elif charge_point.awaits_registration or charge_point.online_since == -inf:
                self.fleet.never_accepted += 1
            self.fleet.charging -= charge_point.station.open_transactions
            self.numbers.give_back(number)

    def reset_figures(self) -> None:
        """Begin to count anew; stations stay as they are."""
        self.recorder.reset(time.monotonic())
        self.started_at = time.time()

    def whole_fleet(self) -> FleetCounts:
        """Return the counts of this process and of all that report to it."""
        whole = FleetCounts()
        for fleet in (self.fleet, *self.other_fleets.values()):
            whole.add(fleet)
        self.fleet_peak.raise_to(whole)
        return whole

    @property
    def has_failed(self) -> bool:
        """Tell whether the run is no success, whatever became of its calls.

        Transactions are not as they should be, workers are lost, or nobody was ever let in.
        """
        audit, fleet = self.whole_audit(), self.whole_fleet()
        nobody_let_in = fleet.never_accepted > 0 and not fleet.ever_accepted
        is_settled = audit.is_clean and not audit.left_open
        return bool(self.lost_workers) or not is_settled or nobody_let_in

    def whole_audit(self) -> TransactionAudit:
        """Return the audit of this process and of all that report to it."""
        whole = TransactionAudit()
        for audit in (self.audit, *self.other_audits.values()):
            whole.add(audit)
        return whole


def versions() -> dict[str, str]:
    """Return the versions of what a run's figures depend on."""
    packages = ("locust", "gevent", "websocket-client", "orjson", "jsonschema-rs", "ocpp")
    return {
        "ocpp_load": __version__,
        "python": platform.python_version(),
        **{package: metadata.version(package) for package in packages},
    }
