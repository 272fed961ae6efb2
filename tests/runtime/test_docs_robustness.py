"""docs/robustness.md: every attack is in it once, and is counted under the names that it gives."""

import re
from pathlib import Path
from random import Random

import orjson
import pytest
from support.hostile_central_system import (
    COMPRESSED,
    ENDINGS,
    NUISANCES,
    READS_NOTHING,
    SLOW_TLS,
    UPGRADES,
)
from support.hostile_frames import FRAMES, LARGE_FRAMES
from support.random_commands import REGISTRY
from support.simulation import Simulation

from ocpp_load.charge_point.activities import boot, connect

PAGE = (Path(__file__).parents[2] / "docs" / "robustness.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!attack \|)(.+) \| .+ \| (.+) \|$", PAGE, re.MULTILINE)
COUNTED_AS = {
    attack: set(names.replace("`", "").split(", ")) - {"none"}
    for attacks, names in ROWS
    for attack in attacks.split("; ")
}
ON_CONNECTIONS = UPGRADES | ENDINGS | COMPRESSED | READS_NOTHING | SLOW_TLS


def script(station):
    yield from connect(station)
    yield from boot(station)


def names_of(simulation):
    """Return the names under which what has come in is counted."""
    answers = [orjson.loads(frame) for frame in simulation.sent_frames]
    return set(simulation.observer.violations) | {
        answer[2] if answer[0] == 4 else "answered" for answer in answers if answer[0] != 2
    }


def under_attack(frames):
    """Return a booted station that has taken in these frames."""
    simulation = Simulation(registry=REGISTRY).start(script).run(10)
    for frame in frames:
        while not simulation.station.connected:
            simulation.run(10)
        simulation.receive(frame)
    return simulation


def test_every_attack_has_one_row():
    rows = [attack for attacks, _ in ROWS for attack in attacks.split("; ")]
    assert sorted(rows) == sorted([*FRAMES, *LARGE_FRAMES, *ON_CONNECTIONS, *NUISANCES])


@pytest.mark.parametrize("attack", FRAMES)
def test_frames_are_counted_under_the_names_of_their_row(attack):
    random = Random(attack)
    simulation = under_attack(FRAMES[attack](random) for _ in range(300))
    assert names_of(simulation)
    assert names_of(simulation) <= COUNTED_AS[attack]


@pytest.mark.parametrize("attack", LARGE_FRAMES)
def test_large_frames_are_counted_under_the_names_of_their_row(attack):
    assert names_of(under_attack([LARGE_FRAMES[attack]])) == COUNTED_AS[attack]


@pytest.mark.parametrize("attack", ON_CONNECTIONS)
def test_connections_are_counted_under_the_name_of_their_row(attack):
    _, _, name = ON_CONNECTIONS[attack].counted_as.partition(": ")
    assert COUNTED_AS[attack] == {name}


@pytest.mark.parametrize("attack", NUISANCES)
def test_floods_are_counted_under_the_name_of_their_row(attack):
    _, name = NUISANCES[attack]
    assert COUNTED_AS[attack] == ({name} if name else set())
