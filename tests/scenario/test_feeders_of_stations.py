"""Identities, passwords, serial numbers of a fleet from a file: rows that stations have for good."""

import pytest

from ocpp_load.campaign.provisioning import Provisioning
from ocpp_load.credentials import parse_station_text
from ocpp_load.errors import ScenarioError
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.feeders.station_text import StationTextError
from ocpp_load.scenario.feeders.supply import NoRowLeft

BOXES = "identity,password,serial,id_tag\nBOX-A,se{c}ret,S1,T1\nBOX-B,hex:00ff,S2,T2\n"


@pytest.fixture
def commission(tmp_path):
    def commission(station, csv=BOXES, use="per_station", **options):
        (tmp_path / "boxes.csv").write_text(csv)
        text = (
            f'name: x\nocpp: "1.6"\ndata: {{boxes: {{csv: boxes.csv, use: {use}}}}}\n'
            f"station: {{vendor: v, model: m, {station}}}\nsteps: [boot]\n"
        )
        return Commission(parse_scenario(text.encode(), str(tmp_path / "x.yaml")), **options)

    return commission


def mistakes_of(commission, *parts, **options):
    with pytest.raises(ScenarioError) as raised:
        commission(*parts, **options)
    return [mistake.problem for mistake in raised.value.mistakes]


def test_a_station_is_what_its_row_says(commission):
    fleet = commission(
        "identity: '${boxes.identity}', serial_number: '${boxes.serial}-{n}',"
        " id_tag: '${upper(boxes.id_tag)}', password: '${boxes.password}'"
    )
    stations = [fleet.station(number) for number in (5, 6)]
    assert [each.identity for each in stations] == ["BOX-A", "BOX-B"]
    assert [each.type.serial_number for each in stations] == ["S1-5", "S2-6"]
    assert [each.id_tag for each in stations] == ["T1", "T2"]
    assert [fleet.password(each) for each in stations] == ["se{c}ret", "hex:00ff"]
    assert fleet.identities_differ


def test_a_station_that_comes_back_is_the_same_and_one_too_many_is_none(commission):
    fleet = commission("identity: '${boxes.identity}'")
    assert [fleet.station(number).identity for number in (1, 2, 1)] == ["BOX-A", "BOX-B", "BOX-A"]
    with pytest.raises(NoRowLeft, match="no row left of boxes"):
        fleet.station(3)


def test_an_option_goes_over_what_the_scenario_takes_from_a_feeder(commission):
    fleet = commission("identity: '${boxes.identity}'", identity="X{n}")
    assert fleet.station(3).identity == "X3"


def test_the_password_of_a_feeder_is_that_of_the_station_unless_the_environment_has_one(commission):
    fleet = commission("password: 'x-${boxes.password}-{identity}'")
    station = fleet.station(1)
    Provisioning().equip(station, 0.0, fleet.password(station))
    assert station.configuration["AuthorizationKey"] == b"x-se{c}ret-CP000001".hex()
    environment = Provisioning(environment=parse_station_text("other"))
    environment.equip(station, 0.0, fleet.password(station))
    assert station.configuration["AuthorizationKey"] == b"other".hex()


@pytest.mark.parametrize(
    ("station", "csv", "problem"),
    [
        (
            "identity: '${boxes.identity}'",
            "identity\nA\nB\nA\n",
            "boxes.csv:4: stands at {folder}/boxes.csv:2 already",
        ),
        ("id_tag: '${boxes.id_tag}'", f"id_tag\n{'T' * 21}\n", "boxes.csv:2: has 21 characters"),
        ("serial_number: '${boxes.s}'", "s,t\n,t\n", "boxes.csv:2: is empty"),
        ("firmware_version: '${boxes.s}'", "s\nü\n", "boxes.csv:2: cannot be sent"),
        ("identity: '${boxes.ident}'", BOXES, "boxes has no column ident; did you mean identity"),
        ("identity: '${box.identity}'", BOXES, "there is no feeder box with use: per_station"),
        ("identity: '${now()}'", BOXES, "there is no function now"),
        ("identity: '{m}${boxes.identity}'", BOXES, '"{m}" has no meaning here'),
    ],
)
def test_rows_of_no_use_are_told_before_anything_runs(commission, tmp_path, station, csv, problem):
    found = mistakes_of(commission, station, csv=csv)
    assert any(problem.replace("{folder}", str(tmp_path)) in each for each in found), found


def test_no_message_repeats_a_password(commission):
    for csv in ("password\nhex:secret\n", "password,x\n,secret\n"):
        [problem] = mistakes_of(commission, "password: '${boxes.password}'", csv=csv)
        assert "secret" not in problem


@pytest.mark.parametrize("use", ["once", "shared"])
def test_rows_that_change_hands_are_nothing_that_a_station_is(commission, use):
    [problem] = mistakes_of(commission, "identity: '${boxes.identity}'", use=use)
    assert problem.startswith(f"identity: the feeder boxes has use: {use}")


def test_what_only_the_run_can_tell_is_told_for_the_station(commission):
    fleet = commission("id_tag: '${boxes.id_tag}-{n:019d}'")
    with pytest.raises(StationTextError, match="id_tag: has 22 characters"):
        fleet.station(1)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{pattern: BOX, use: per_station}", "number 2: stands at number 1 already"),
        (
            "{pattern: BOX, rows: 100000000, use: per_station}",
            "number 2: stands at number 1 already",
        ),
        (
            "{pattern: 'BOX-{n}', rows: 100000000, first: 7, use: per_station}",
            None,
        ),
    ],
)
def test_a_pattern_is_known_by_a_few_of_its_rows(pattern, problem):
    text = (
        f'name: x\nocpp: "1.6"\ndata: {{boxes: {pattern}}}\n'
        "station: {vendor: v, model: m, identity: '${boxes}'}\nsteps: [boot]\n"
    )
    mistakes = []
    try:
        parse_scenario(text.encode(), "x.yaml")
    except ScenarioError as error:
        mistakes = [mistake.problem for mistake in error.mistakes]
    assert mistakes == ([] if problem is None else [f"identity: {problem}"])


@pytest.mark.parametrize(
    ("identity", "text"),
    [
        ("A$${n}", "A${n}"),
        ("A$${x-{n}", "A${x-7"),
        ("$${", "${"),
        ("$$${n}", "$${n}"),
        ("$${a}}b", "${a}b"),
        ("$${{{x}}", "${{x}"),
        ("$${n}-${n + 1}-{n:02d}", "${n}-8-07"),
    ],
)
def test_two_dollars_are_one_before_a_brace_and_no_expression(commission, identity, text):
    fleet = commission(
        f"identity: '{identity}', password: '{identity}', serial_number: '{identity}'"
    )
    station = fleet.station(7)
    assert (station.identity, station.type.serial_number) == (text, text)
    Provisioning().equip(station, 0.0, fleet.password(station))


@pytest.mark.parametrize(("identity", "differ"), [("A$${n}", False), ("A$${n}{n}", True)])
def test_text_with_two_dollars_differs_by_the_number_of_the_station_alone(
    commission, identity, differ
):
    assert commission(f"identity: '{identity}'").identities_differ is differ


@pytest.mark.parametrize("key", ["identity", "serial_number", "id_tag", "password"])
def test_a_whole_row_is_nothing_that_a_station_can_be_called(commission, key):
    problems = mistakes_of(commission, f"{key}: '${{boxes}}'")
    columns = "identity, password, serial, id_tag"
    assert problems == [f"{key}: boxes is a whole row; name a column of it: {columns}"]


OVER_AGAIN = "per_station, used_up: start_over"


@pytest.mark.parametrize("identity", ["${boxes.identity}", "X-${lower(boxes.identity)}"])
def test_rows_that_start_over_would_give_two_stations_one_identity(commission, identity):
    [problem] = mistakes_of(commission, f"identity: '{identity}'", use=OVER_AGAIN)
    assert problem.startswith("identity: the feeder boxes has used_up: start_over, by which two")


@pytest.mark.parametrize("identity", ["${boxes.identity}-{n}", "${boxes.identity + str(n)}"])
def test_rows_that_start_over_may_stand_beside_the_number(commission, identity):
    fleet = commission(
        f"identity: '{identity}', serial_number: '${{boxes.serial}}'", use=OVER_AGAIN
    )
    stations = [fleet.station(number) for number in (1, 2, 3)]
    assert len({each.identity for each in stations}) == 3
    assert [each.type.serial_number for each in stations] == ["S1", "S2", "S1"]
