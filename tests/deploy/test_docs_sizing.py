"""docs/sizing.md: what its plan says follows from the figures and assumptions that stand on it."""

import re
from math import ceil

import pytest
from support.deployment import ROOT

from ocpp_load.metrics.health import WIDEST
from ocpp_load.runtime.capacity import MAX_PORTS_SHARE, OTHER_FILES

PAGE = (ROOT / "docs" / "sizing.md").read_text("utf-8")
FLEETS = 100_000, 1_000_000


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


ROWS = {row[0]: row[1:] for row in map(cells, re.findall(r"^\|.*\|$", PAGE, re.MULTILINE))}
CALL_BYTES, BOOT_BYTES_OVER_TLS = 500, 8_000


def given(label):
    """Return the number of a row that the plan is made from; a percentage as a share."""
    text = ROWS[label][0]
    (number,) = re.findall(r"\d[\d,.]*", text)
    value = float(number.replace(",", ""))
    return value / 100 if "%" in text else value


def share(value):
    return f"{value:.0%}".replace("%", " %")


def planned(stations):
    """Return the column of the plan for so many stations, as it is to stand there."""
    charging = given("stations charging")
    calls = stations / given("heartbeat")
    calls += stations * charging / given("meter values")
    session_s = given("session") * 60
    calls += stations * charging * given("calls of a session besides") / session_s
    boots = stations / given("all back after an outage within")
    cores_over_tls = boots / given("boots per CPU-second over TLS")
    for_storm = ceil(cores_over_tls / given("share of a core that a worker may use"))
    for_stations = ceil(stations / given("stations of a worker, at most"))
    workers = max(for_storm, for_stations)
    machines = ceil(workers / (given("cores of a machine") - 1))
    on_one = ceil(workers / machines)
    of_worker = stations / workers
    idle, in_session = "memory of an idle station", "memory of a station in a session"
    station_kib = given(idle) * (1 - charging) + given(in_session) * charging
    memory_mb = given("memory before the first station") + of_worker * station_kib * 1024 / 1e6
    ports = given("ports of an address") * given("share of the ports that are used")
    master = workers * given("master's CPU for each worker") / 1000
    return {
        "calls per second": f"{calls:,.0f}",
        "cores for them": f"{calls / given('calls per CPU-second'):.2f}",
        "boots per second": f"{boots:,.0f}",
        "cores for them in the storm": f"{boots / given('boots per CPU-second'):.1f}",
        "cores for them over TLS": f"{cores_over_tls:.1f}",
        "for the storm, over TLS": f"{for_storm}",
        "for the number of stations": f"{for_stations}",
        "workers to start": f"{workers}",
        "CPU of a worker in the storm, over TLS": share(cores_over_tls / workers),
        "memory of a worker": f"{memory_mb:.0f} MB",
        "open files of a worker": f"{of_worker + OTHER_FILES:,.0f}",
        "machines of 16 cores": f"{machines}",
        "memory of the workers on one": f"{on_one * memory_mb / 1000:.1f} GB",
        "addresses that each needs": f"{ceil(on_one * of_worker / ports)}",
        "CPU of the master": share(master),
        "network everyday, all machines": f"{calls * CALL_BYTES * 8 / 1e6:,.0f} Mbit/s",
        "network in the storm, over TLS, all machines": (
            f"{boots * BOOT_BYTES_OVER_TLS * 8 / 1e6:,.0f} Mbit/s"
        ),
    }


@pytest.mark.parametrize("column", [0, 1])
def test_the_plan_follows_from_the_figures_and_assumptions_of_the_page(column):
    plan = planned(FLEETS[column])
    assert {label: ROWS[label][column] for label in plan} == plan


def test_the_figures_of_the_system_are_those_that_the_generator_reckons_with():
    assert given("share of the ports that are used") == MAX_PORTS_SHARE
    assert f"{len(WIDEST):,}" in PAGE
    assert given("stations of a worker, at most") <= given("stations that one process carries")
    assert given("cores of a machine") == 16


def test_a_heartbeat_every_ten_seconds_needs_what_the_page_says():
    everyday = float(planned(FLEETS[1])["calls per second"].replace(",", ""))
    calls = everyday + FLEETS[1] / 10 - FLEETS[1] / given("heartbeat")
    assert calls > 100_000
    assert ceil(calls / given("calls per CPU-second")) == 5


def test_a_thousand_heartbeats_are_the_share_of_a_core_that_the_page_says():
    assert 1_000 / given("calls per CPU-second") == pytest.approx(1 / 20, rel=0.25)


def test_the_commands_of_the_page_are_those_of_its_plan():
    plan = planned(FLEETS[1])
    assert f"--expect-workers {plan['workers to start']} " in PAGE
    numbers = {"5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine"}
    assert f"has {numbers[plan['addresses that each needs']]} addresses" in PAGE
    assert f"need {numbers[plan['machines of 16 cores']]} such machines" in PAGE
    on_one = ceil(int(plan["workers to start"]) / int(plan["machines of 16 cores"]))
    assert f"--processes {on_one}\n" in PAGE


def test_two_addresses_are_enough_for_a_hundred_thousand_with_the_wider_range():
    assert ceil(FLEETS[0] / (MAX_PORTS_SHARE * len(WIDEST))) == 2
