"""What a machine cannot do is told before the start, with the command that raises the limit."""

import pytest

from ocpp_load.errors import OptionError
from ocpp_load.metrics.health import PortRange
from ocpp_load.runtime.capacity import Machine, check_capacity, this_machine

USUAL = PortRange(32_768, 60_999)
WIDER = 'widen the range with `sysctl -w net.ipv4.ip_local_port_range="1024 65535"` (as root), or'
TWO = "name 2 addresses of this machine with --source-addresses"
THREE = TWO.replace("2", "3")


@pytest.mark.parametrize(
    ("machine", "stations", "processes"),
    [
        (Machine(1024, USUAL), 924, 1),
        (Machine(1024, USUAL), 1848, 2),
        (Machine(None, None), 10_000_000, 1),
        (Machine(None, USUAL), 22_585, 1),
        (Machine(None, USUAL, source_addresses=3), 67_756, 1),
    ],
)
def test_what_fits_is_no_matter(machine, stations, processes):
    assert check_capacity(machine, stations, processes) == []


@pytest.mark.parametrize(
    ("machine", "stations", "processes", "problem"),
    [
        (
            Machine(1024, USUAL),
            925,
            1,
            (
                "925 stations in one process need 1,025 open files, and it may have 1,024; raise that"
                " with `ulimit -n 1025` (as root), or share them among more processes with --processes"
            ),
        ),
        (
            Machine(1024, USUAL),
            1849,
            2,
            (
                "925 stations in one process need 1,025 open files, and it may have 1,024; raise that"
                " with `ulimit -n 1025` (as root), or share them among more processes with --processes"
            ),
        ),
        (
            Machine(None, USUAL),
            28_233,
            4,
            (
                "28,233 stations need a local port each, and this machine has 28,232 for one target;"
                f" {WIDER} {TWO}"
            ),
        ),
        (
            Machine(None, USUAL),
            64_513,
            4,
            (
                "64,513 stations need a local port each, and this machine has 28,232 for one target; no"
                f" range is wide enough: {THREE}, or spread them over several machines"
            ),
        ),
        (
            Machine(None, USUAL, source_addresses=2),
            64_513,
            4,
            (
                "64,513 stations need a local port each, and this machine has 56,464 for one target;"
                f" {WIDER} {THREE}"
            ),
        ),
    ],
    ids=["files", "files of two", "ports", "more than there are", "two addresses"],
)
def test_what_cannot_work_is_refused_with_the_command_that_helps(
    machine, stations, processes, problem
):
    with pytest.raises(OptionError) as caught:
        check_capacity(machine, stations, processes)
    assert str(caught.value) == f"--users: {problem}"


def test_all_that_is_missing_is_told_in_one_line():
    with pytest.raises(OptionError) as caught:
        check_capacity(Machine(1024, USUAL), 30_000)
    text = str(caught.value)
    assert "ulimit -n 30100" in text
    assert WIDER in text
    assert "\n" not in text


def test_few_ports_are_warned_of():
    (warning,) = check_capacity(Machine(None, USUAL), 22_586)
    assert warning.startswith("22,586 stations leave few of the 28,232 local ports free")
    assert warning.endswith(f"{WIDER} {TWO}")


def test_this_machine_can_have_a_station():
    assert check_capacity(this_machine(), 1) == []


@pytest.mark.parametrize(("named", "addresses"), [(0, 1), (1, 1), (8, 8)])
def test_each_source_address_has_all_ports(named, addresses):
    assert this_machine(named).source_addresses == addresses
