"""Puts stations together: charge point, link and pump, from what they share in a process.

Knows no Locust: whoever runs a pump in a greenlet runs a station.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from ocpp_load.charge_point import Behaviour, ChargePoint, Observer
from ocpp_load.charge_point.activities import say_good_bye
from ocpp_load.charge_point.consequences import CONSEQUENCES
from ocpp_load.errors import OptionError
from ocpp_load.handlers import Leniency
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.model.misbehaviour import Misbehaviour, faults_of, identity_number
from ocpp_load.runtime.fault_observer import FaultObserver
from ocpp_load.runtime.misbehaving_pump import MisbehavingPump
from ocpp_load.runtime.plan import Group, Plan
from ocpp_load.runtime.pump import Pump, PumpObserver
from ocpp_load.runtime.securing import dialer, tls_options, with_secured
from ocpp_load.runtime.wiretap import Reader, tapped
from ocpp_load.scenario.feeders.supply import WHOLE, Positions, Share, Stocks
from ocpp_load.settings import Settings
from ocpp_load.transport import Endpoint, FaultyLink, Link, TransferPolicy, Transfers
from ocpp_load.transport.dialer import Dialer
from ocpp_load.validation import PayloadValidator

_LOGGER = logging.getLogger(__name__)
_SUBPROTOCOLS = {"1.6": "ocpp1.6"}


class StationObserver(Observer, PumpObserver, Protocol):
    """Who is told what becomes of stations: of what they say, and of their connections."""


@dataclass(frozen=True, slots=True)
class _Outfit:
    """What the stations of one group share."""

    behaviour: Behaviour
    endpoint: Endpoint


class Assembly:
    """Makes the stations of one run in one process."""

    def __init__(
        self,
        settings: Settings,
        plan: Plan,
        tell_step: Callable[[str], None] | None = None,
        share: Share = WHOLE,
        positions: Positions | None = None,
    ) -> None:
        """Prepare what stations share; reads no file, opens no connection.

        `tell_step` is called with the name of each step that a station begins. `share` says which
        process this is, `positions` where rows come from that nobody is to have twice.
        """
        self.stocks = Stocks(share, settings.seed, positions)
        for group in plan.groups:
            group.commission.supply = self.stocks.supply(group.scenario.data)
        self._settings = settings
        validator = PayloadValidator(plan.schemas)
        self.explanations = validator.explanations
        leniency = Leniency(settings.lenient_profiles, settings.lenient_registration)
        registry = make_registry(validator, leniency, plan.extensions)
        tls = tls_options(settings)
        hosts = (settings.endpoint.hostname or "", *settings.transfer_hosts)
        self._transfers = Transfers(
            TransferPolicy.of(hosts, settings.transfer_schemes), settings.transfer_timeout_s, tls
        )
        opens = dialer(settings.host, settings, tls)
        self._outfits: Mapping[str, _Outfit] = {
            group.name: _Outfit(
                Behaviour(
                    validator,
                    registry,
                    call_timeout_s=settings.call_timeout_s,
                    boot_retry_s=settings.boot_retry_s,
                    back_off=group.back_off,
                    consequences=CONSEQUENCES,
                    answers=group.scenario.answers,
                    operator=plan.operator,
                    tell_step=tell_step,
                ),
                with_secured(
                    Endpoint(
                        settings.host,
                        opens,
                        subprotocol=_SUBPROTOCOLS[group.scenario.ocpp],
                        headers=settings.headers,
                        upgrade_timeout_s=settings.connect_timeout_s,
                        max_message_bytes=group.max_message_bytes,
                        compression=settings.compression,
                    ),
                    settings,
                    tls,
                ),
            )
            for group in plan.groups
        }

    def dialers(self) -> set[Dialer]:
        """Return what opens the connections of all stations."""
        endpoints = [outfit.endpoint for outfit in self._outfits.values()]
        secured = [endpoint.secured for endpoint in endpoints if endpoint.secured is not None]
        return {endpoint.dialer for endpoint in (*endpoints, *secured)}

    def pump(
        self, group: Group, number: int, observer: StationObserver, reader: Reader | None = None
    ) -> Pump:
        """Return what runs a new station of `group`: `pump.run(group.commission.script)`.

        A `reader` is told of every message that passes. Raises `StationTextError` and `NoRowLeft`
        where feeders have nothing for the station that will do.
        """
        outfit = self._outfits[group.name]
        now = time.monotonic()
        seed, misbehaves = self._settings.seed, group.scenario.faults
        faults = faults_of(misbehaves, seed, number) if misbehaves else ()
        station = group.commission.station(number, identity_number(faults, seed, number))
        try:
            group.provisioning.equip(station, time.time(), group.commission.password(station))
        except OptionError as error:
            _LOGGER.warning("%s", error)  # it cannot connect, which is counted by name
        wrong = Misbehaviour() if faults else None
        if wrong is not None:
            observer = cast("StationObserver", FaultObserver(observer, wrong))
        charge_point = ChargePoint(
            station,
            outfit.behaviour,
            observer,
            seed=f"{seed}:{number}",
            now=now,
            epoch_s=time.time(),
        )
        if wrong is None:
            link = Link(outfit.endpoint, observer)
        else:
            link = FaultyLink(outfit.endpoint, observer, wrong, charge_point.random)
        if reader is not None:
            link = tapped(link, reader)
        if wrong is None:
            return Pump(charge_point, link, observer, say_good_bye, self._transfers)
        return MisbehavingPump(
            charge_point,
            cast("FaultyLink", link),
            observer,
            say_good_bye,
            self._transfers,
            faults=faults,
            wrong=wrong,
        )
