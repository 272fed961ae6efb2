"""Rows in the scripts of stations: drawn when they are first named, and by `take`."""

import pytest
from support.simulation import Simulation

from ocpp_load.errors import ScenarioError
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.feeders.supply import Stocks

CARDS = "{cards: {list: [A, B, C], use: once%s}}"


def scenario_of(data, steps):
    text = (
        f'name: x\nocpp: "1.6"\ndata: {data}\n'
        f"station: {{vendor: v, model: m, connectors: 2}}\nsteps:\n- connect\n- boot\n{steps}"
    )
    return parse_scenario(text.encode(), "x.yaml")


def run(data, steps, stations=1):
    commission = Commission(scenario_of(data, steps))
    simulations = [
        Simulation(station=commission.station(number)).start(commission.script).run(600)
        for number in range(1, stations + 1)
    ]
    tags = [[each["idTag"] for each in one.payloads("Authorize")] for one in simulations]
    return tags, simulations


def test_a_row_is_drawn_when_it_is_first_named_and_stays():
    steps = "- authorize: {id_tag: '${cards}'}\n- authorize: {id_tag: '${cards}'}\n"
    tags, _ = run(CARDS % "", steps, stations=2)
    assert tags == [["A", "A"], ["B", "B"]]


def test_take_draws_the_next_row():
    steps = "- repeat: {times: 2, steps: [take: cards, authorize: {id_tag: '${cards}'}]}\n"
    assert run(CARDS % "", steps)[0] == [["A", "B"]]


def test_each_branch_has_the_row_that_it_draws_itself():
    steps = (
        "- parallel:\n"
        "  - [authorize: {id_tag: '${cards}'}, authorize: {id_tag: '${cards}'}]\n"
        "  - [authorize: {id_tag: '${cards}'}]\n"
    )
    [[*tags]] = run(CARDS % "", steps)[0]
    assert sorted(tags) == ["A", "A", "B"]


@pytest.mark.parametrize(
    ("used_up", "tags", "checks"),
    [
        ("", ["A", "B", "C"], []),
        (", used_up: fail", ["A", "B", "C"], [("data cards", "no row left")]),
        (", used_up: start_over", ["A", "B", "C", "A", "B"], []),
    ],
)
def test_what_happens_when_no_row_is_left_is_the_authors_choice(used_up, tags, checks):
    steps = "- repeat: {times: 5, steps: [take: cards, authorize: {id_tag: '${cards}'}]}\n"
    [found], [simulation] = run(CARDS % used_up, steps)
    assert found == tags
    assert simulation.observer.checks == checks
    assert simulation.observer.own_faults == []
    assert simulation.station.is_online


def test_a_script_is_over_when_one_of_its_branches_has_no_row_left():
    steps = (
        "- parallel:\n"
        "  - [repeat: {times: 9, steps: [take: cards]}, heartbeat]\n"
        "  - [wait: 5 s, authorize]\n"
        "- heartbeat\n"
    )
    _, [simulation] = run(CARDS % "", steps)
    assert simulation.actions.count("Authorize") == 1
    assert simulation.observer.own_faults == []
    assert not simulation.station.is_running("script")
    assert "Heartbeat" not in [m.action for m in simulation.messages if m.at < 200]


def test_a_cell_is_text_and_a_number_where_one_is_wanted(tmp_path):
    (tmp_path / "d.csv").write_text("tag,connector,seconds,times\n0012,2,7,3\n")
    text = (
        'name: x\nocpp: "1.6"\ndata: {d: {csv: d.csv, use: once}}\n'
        "station: {vendor: v, model: m, connectors: 2}\nsteps:\n- connect\n- boot\n"
        "- plug_in: {connector: '${d.connector}'}\n"
        "- wait: '${d.seconds}'\n"
        "- repeat: {times: '${d.times}', steps: [authorize: {id_tag: '${d.tag}'}]}\n"
        "- call: {action: DataTransfer, payload: {vendorId: '${int(d.seconds) * 2} s'}}\n"
    )
    commission = Commission(parse_scenario(text.encode(), str(tmp_path / "x.yaml")))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(60)
    assert simulation.observer.own_faults == []
    [prepares] = [
        s for s in simulation.payloads("StatusNotification") if s["status"] == "Preparing"
    ]
    assert prepares["connectorId"] == 2
    authorized = [m for m in simulation.messages if m.action == "Authorize"]
    assert [m.payload["idTag"] for m in authorized] == ["0012"] * 3
    assert authorized[0].at == 7
    assert simulation.payloads("DataTransfer") == [{"vendorId": "14 s"}]


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("wait: '${d.tag}'", '7:9: wait: "soon" is not a duration; '),
        ("set: {a: '${int(d.tag)}'}", '7:12: a: "int(d.tag)": int() cannot use "soon"'),
    ],
)
def test_a_fault_of_a_value_from_a_file_tells_its_line(tmp_path, step, problem):
    (tmp_path / "d.csv").write_text("tag\nsoon\n")
    text = (
        'name: x\nocpp: "1.6"\ndata: {d: {csv: d.csv, use: once}}\n'
        f"station: {{vendor: v, model: m}}\nsteps:\n- connect\n- {step}\n"
    )
    commission = Commission(parse_scenario(text.encode(), str(tmp_path / "x.yaml")))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(60)
    [(_, told)] = simulation.observer.own_faults
    assert told.startswith(f"{tmp_path}/x.yaml:{problem}")
    assert told.endswith(f" ({tmp_path}/d.csv:2)")


class OnlyTheSecond:
    """A process that is given one row."""

    def next(self, feeder):
        return 1


def test_stations_draw_from_what_their_process_has():
    scenario = scenario_of(CARDS % "", "- authorize: {id_tag: '${cards}'}\n")
    stocks = Stocks(positions=OnlyTheSecond())
    commission = Commission(scenario, supply=stocks.supply(scenario.data))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(60)
    assert simulation.payloads("Authorize") == [{"idTag": "B"}]


@pytest.mark.parametrize(
    "step",
    [
        "authorize: {id_tag: '${cards}'}",
        "plug_in: {id_tag: 'X-${cards}'}",
        "stop_transaction: {id_tag: '${cards}'}",
        "each_connector: {id_tag: '${cards}', steps: [authorize]}",
    ],
)
def test_a_whole_row_is_no_id_tag(step):
    data = "{cards: {list: [{tag: A, pin: 1}], use: once}}"
    with pytest.raises(ScenarioError) as raised:
        scenario_of(data, f"- {step}\n")
    [mistake] = raised.value.mistakes
    assert mistake.problem == "id_tag: cards is a whole row; name a column of it: tag, pin"
    assert scenario_of(data, "- authorize: {id_tag: '${cards.tag}'}\n- set: {a: '${cards}'}\n")
