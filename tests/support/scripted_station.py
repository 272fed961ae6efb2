"""A station that lives through the steps of a scenario under a simulated clock."""

from typing import Any

from support.simulation import Simulation

from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

HEAD = """\
name: test
ocpp: "1.6"
station: {vendor: v, model: m, identity: "CP{n}", id_tag: "T{n}"}
"""


def live(
    steps: str, *, above: str = "", answers: dict[str, Any] | None = None, **options: Any
) -> Simulation:
    """Return the simulation of a booted station that begins with `steps`.

    `above` are further keys of the scenario, `answers` those of the central system.
    """
    text = f"{HEAD}{above}\nsteps:\n  - connect\n  - boot\n{steps}"
    scenario = parse_scenario(text.encode(), "test.yaml")
    commission = Commission(scenario)
    simulation = Simulation(
        answers, station=commission.station(7), own_answers=scenario.answers, **options
    )
    return simulation.start(commission.script).run(1)
