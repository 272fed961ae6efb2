"""Metrics of the fleet: stations by state, transactions, energy, drivers."""

from collections.abc import Callable, Iterator
from operator import attrgetter

from ocpp_load.locust_glue.export.family import Family, Kind, Labels, Values
from ocpp_load.locust_glue.export.reading import Reading

_JOULES_PER_WH = 3600

_STATES = ("started", "connecting", "connected", "accepted")
_FAULTS = ("lost", "delivered_twice", "out_of_order", "values_lost", "left_open")
_DRIVERS = ("began", "turned_away", "gave_up", "without_data")


def _one(path: str, factor: int = 1) -> Callable[[Reading], Values]:
    """Return a reader of a single figure of the reading, by its path."""
    figure: Callable[[Reading], float] = attrgetter(path)

    def read(reading: Reading) -> Values:
        return (((), figure(reading) * factor),)

    return read


def _each(path: str, names: tuple[str, ...]) -> Callable[[Reading], Values]:
    """Return a reader of several figures of one part of the reading, each by its name."""
    part: Callable[[Reading], object] = attrgetter(path)

    def read(reading: Reading) -> Iterator[tuple[Labels, float]]:
        counts = part(reading)
        for name in names:
            yield (name,), getattr(counts, name)

    return read


def _checked(reading: Reading) -> Iterator[tuple[Labels, float]]:
    fleet = reading.fleet
    yield ("passed",), fleet.stations_checked - fleet.stations_failed
    yield ("failed",), fleet.stations_failed


FLEET_FAMILIES = (
    Family(
        "ocpp_load_stations",
        Kind.GAUGE,
        "Stations by state; one is in several: who is accepted was also started.",
        _each("fleet", _STATES),
        ("state",),
    ),
    Family(
        "ocpp_load_open_transactions",
        Kind.GAUGE,
        "Connectors that are charging: transactions that have begun and not ended.",
        _one("fleet.charging"),
    ),
    Family(
        "ocpp_load_stations_never_accepted_total",
        Kind.COUNTER,
        "Stations that have ended and were never accepted by the central system.",
        _one("fleet.never_accepted"),
    ),
    Family(
        "ocpp_load_checked_stations",
        Kind.GAUGE,
        "Stations whose scenario has checked anything: all passed, or one failed.",
        _checked,
        ("outcome",),
    ),
    Family(
        "ocpp_load_transactions_started_total",
        Kind.COUNTER,
        "Transactions that stations have begun.",
        _one("fleet.transactions_started"),
    ),
    Family(
        "ocpp_load_transactions_stopped_total",
        Kind.COUNTER,
        "Transactions that stations have ended.",
        _one("fleet.transactions_stopped"),
    ),
    Family(
        "ocpp_load_transactions_delivered_total",
        Kind.COUNTER,
        "Transactions of which the central system has acknowledged start and end.",
        _one("audit.delivered"),
    ),
    Family(
        "ocpp_load_transaction_faults_total",
        Kind.COUNTER,
        "Findings of the transaction audit.",
        _each("audit", _FAULTS),
        ("fault",),
    ),
    Family(
        "ocpp_load_energy_joules_total",
        Kind.COUNTER,
        "Energy of ended transactions; 3.6e6 J are a kWh.",
        _one("fleet.energy_wh", _JOULES_PER_WH),
    ),
    Family(
        "ocpp_load_drivers_arrived_total",
        Kind.COUNTER,
        "Drivers of an open model who came.",
        _one("drivers.arrived"),
    ),
    Family(
        "ocpp_load_drivers_total",
        Kind.COUNTER,
        "Drivers of an open model, by what became of them.",
        _each("drivers", _DRIVERS),
        ("outcome",),
    ),
    Family(
        "ocpp_load_drivers_waiting",
        Kind.GAUGE,
        "Drivers who wait for a free connector.",
        _one("drivers.waiting"),
    ),
    Family(
        "ocpp_load_drivers_refused_total",
        Kind.COUNTER,
        "Drivers whose id tag was not accepted, or who found the connector out of service.",
        _one("fleet.drivers_refused"),
    ),
)
