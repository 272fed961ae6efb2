"""docs/extending.md: what it adds to a registry works there as it says."""

import importlib
import sys

import pytest
from support.pages import ROOT, blocks_of
from support.simulation import Simulation

import ocpp_load.campaign
from ocpp_load.campaign.load import reading
from ocpp_load.campaign.loader import parse_campaign
from ocpp_load.metrics import FleetCounts
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.reader import MistakeList, Value
from ocpp_load.scenario.steps import STEPS

PAGE = ROOT / "docs" / "extending.md"
THRESHOLDS = "ocpp_load.campaign.thresholds"


def block(words):
    (found,) = (each.text for each in blocks_of(PAGE) if words in each.text)
    return found


@pytest.fixture
def thresholds(monkeypatch):
    """The package of thresholds, from sources with the page's member of the enumeration."""
    source = (ROOT / "ocpp_load/campaign/thresholds/threshold.py").read_text("utf-8")
    head, member = block("class FleetCount").splitlines()
    docstring = '"""What is counted of the whole fleet, and for the whole run; as it is written."""'
    whole = f"{head}\n    {docstring}\n"
    assert whole in source
    for name in [name for name in sys.modules if name.startswith(THRESHOLDS)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(ocpp_load.campaign, "thresholds", ocpp_load.campaign.thresholds)
    module = type(sys)(f"{THRESHOLDS}.threshold")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(source.replace(whole, f"{whole}{member}\n"), vars(module))
    package = importlib.import_module(THRESHOLDS)
    yield package
    for name in [name for name in sys.modules if name.startswith(THRESHOLDS)]:
        monkeypatch.delitem(sys.modules, name)


def test_the_step_is_done_by_a_station(monkeypatch):
    names = {"__name__": "beats"}
    monkeypatch.setitem(sys.modules, "beats", type(sys)("beats"))
    exec(block("class Beats"), names)
    monkeypatch.setitem(STEPS, "beats", names["Beats"])
    whole = f"name: x\nocpp: '1.6'\nstation: {{template: ac_home_box}}\n{block('- beats')}"
    commission = Commission(parse_scenario(whole.encode(), "example.yaml"))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(20)
    at = [each.at for each in simulation.messages if each.action == "Heartbeat"]
    assert [second - at[0] for second in at] == [0, 5, 10]
    assert simulation.observer.own_faults == []


def test_the_stage_is_a_part_of_the_load(monkeypatch):
    names = dict(vars(reading))
    exec(block("def _read_sawtooth"), names)
    monkeypatch.setitem(reading.STAGES, "sawtooth", names["_read_sawtooth"])
    load = parse_campaign(block("- sawtooth").encode(), "example.yaml").load
    stations = [load.target(second, 100)[0] for second in (9, 39, 69.5, 70.5, 189.5)]
    assert stations == [20, 60, 100, 22, 100]
    assert load.target(190, 100) is None
    assert load.stages[1].told(100) == "sawtooth of 3 teeth, then 20 stations again"


def test_the_threshold_is_read_and_judged(thresholds):
    mistakes = MistakeList("example.yaml")
    root = parse_document(block("- stations never").encode(), "example.yaml", mistakes.found)
    ((_, node),) = root.entries
    share, count = thresholds.read_thresholds(Value(node, "", mistakes), (), ())
    assert mistakes.found == []
    assert (share.limit, count.limit) == (0.01, 0)
    names = {
        "fleet": FleetCounts(never_accepted=2, ever_accepted=8),
        "FleetCount": type(share.figure.counted),
    }
    exec(block("counts = "), names)
    assert names["counts"][share.figure.counted] == (2, 10)


def test_the_rows_go_where_the_page_says():
    text = PAGE.read_text("utf-8")
    for name, file in (
        ("_TABLE", "ocpp_load/scenario/steps/__init__.py"),
        ("MODULES", "ocpp_load/handlers/v16/__init__.py"),
        ("counted", "ocpp_load/locust_glue/judging.py"),
        ("STAGES", "ocpp_load/campaign/load/reading.py"),
        ("CampaignShape", "ocpp_load/locust_glue/shape.py"),
    ):
        assert f"`{name}`" in text
        assert f"`{file}`" in text
        assert name in (ROOT / file).read_text("utf-8")
