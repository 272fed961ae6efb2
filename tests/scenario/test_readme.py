"""README.md: its scenario runs, and checks what it says."""

import re
from pathlib import Path

from support.simulation import Simulation

from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
(EXAMPLE,) = [block for block in BLOCKS if "\nsteps:" in block]  # the other is a campaign


def test_the_scenario_of_the_readme_runs():
    commission = Commission(parse_scenario(EXAMPLE.encode(), "README.md"))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(3_600)
    assert simulation.observer.checks == [
        ("answers.BootNotification.interval <= 900 (OCPP 1.6 4.2)", None)
    ]
    cards = [payload["idTag"] for payload in simulation.payloads("Authorize")]
    assert cards[:5] == ["CARD1", "CARD2", "CARD3", "CARD4", "CARD1"]
    assert 0 < len(simulation.payloads("StartTransaction")) < len(cards)
    assert simulation.observer.own_faults == []
