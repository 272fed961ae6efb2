"""Whether a machine can have so many stations at all: told before the start, not by a thousand failures.

Figures in, texts out; each names the command that raises the limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from ocpp_load.errors import OptionError
from ocpp_load.metrics.health import WIDEST, PortRange, highest_open_files_limit, local_ports

OTHER_FILES = 100
"""What a process has open beside its stations: two dozen files and sockets of its own, its reports,
and files that some stations transfer."""

MAX_PORTS_SHARE = 0.8
"""Who closes a connection keeps its port for a minute more: a fifth is for those."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine allows; None where there is no limit, or nobody knows it.

    Every one of its `source_addresses` has all of the `ports` for itself, for each target.
    """

    open_files: int | None
    ports: PortRange | None
    source_addresses: int = 1


def this_machine(source_addresses: int = 0) -> Machine:
    """Return what this machine allows: files as many as a process may raise its own limit to.

    `source_addresses` is how many connections are to come from, where any are named.
    """
    return Machine(highest_open_files_limit(), local_ports(), max(1, source_addresses))


def check_capacity(machine: Machine, stations: int, processes: int = 1) -> list[str]:
    """Return warnings of what may run short; raise `OptionError` for what cannot work.

    The `stations` of a machine are shared evenly among so many `processes` on it.
    """
    problems = [
        *_files_missing(machine, ceil(stations / processes)),
        *_ports_missing(machine, stations),
    ]
    if problems:
        raise OptionError("--users", "; ".join(problems))
    return list(_few_ports(machine, stations))


def _files_missing(machine: Machine, stations: int) -> Iterator[str]:
    needed = stations + OTHER_FILES
    if machine.open_files is not None and needed > machine.open_files:
        yield (
            f"{stations:,} stations in one process need {needed:,} open files, and it may have"
            f" {machine.open_files:,}; raise that with `ulimit -n {needed}` (as root), or share"
            " them among more processes with --processes"
        )


def _ports_missing(machine: Machine, stations: int) -> Iterator[str]:
    if machine.ports is None:
        return
    available = len(machine.ports) * machine.source_addresses
    if stations > available:
        yield (
            f"{stations:,} stations need a local port each, and this machine has {available:,} for"
            f" one target; {_more_ports(machine, stations)}"
        )


def _few_ports(machine: Machine, stations: int) -> Iterator[str]:
    if machine.ports is None:
        return
    available = len(machine.ports) * machine.source_addresses
    if stations > MAX_PORTS_SHARE * available:
        needed = ceil(stations / MAX_PORTS_SHARE)
        yield (
            f"{stations:,} stations leave few of the {available:,} local ports free, and one that"
            " was closed is missing for a minute: a storm may run out of them;"
            f" {_more_ports(machine, needed)}"
        )


def _more_ports(machine: Machine, needed: int) -> str:
    addresses = ceil(needed / len(machine.ports or WIDEST))
    spread = f"name {addresses} addresses of this machine with --source-addresses"
    if needed > len(WIDEST) * machine.source_addresses:
        return f"no range is wide enough: {spread}, or spread them over several machines"
    return (
        f'widen the range with `sysctl -w net.ipv4.ip_local_port_range="{WIDEST}"` (as root), or'
        f" {spread}"
    )
