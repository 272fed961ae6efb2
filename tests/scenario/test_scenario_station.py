import pytest

from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.scenario import Pattern, Station
from ocpp_load.scenario.station import KEYS

COMMANDS = [action for action in Action if action.sender is not Sender.CHARGE_POINT]


@pytest.fixture
def station_of(parse):
    def station_of(section):
        return parse(f'name: x\nocpp: "1.6"\nsteps: [boot]\nstation: {section}\n').station

    return station_of


@pytest.fixture
def mistakes_of_station(mistakes_of):
    """Return the mistakes of a station with one more key, which begins in line 1, column 1."""

    def mistakes_of_station(text):
        station = "\n  ".join(["station:", "vendor: v", "model: m", *text.splitlines()])
        found = mistakes_of(f'name: x\nocpp: "1.6"\nsteps: [boot]\n{station}\n')
        places = [mistake.split(":", 2) for mistake in found]
        return [f"{int(line) - 6}:{int(column) - 2}:{rest}" for line, column, rest in places]

    return mistakes_of_station


def test_what_a_station_does_not_say_is_usual(station_of):
    assert station_of("{vendor: v, model: m}") == Station(
        identity=Pattern("CP{n:06d}"),
        vendor=Pattern("v"),
        model=Pattern("m"),
        serial_number=None,
        firmware_version=None,
        id_tag=Pattern("TAG{n:06d}"),
        connectors=1,
        power_w=22_000.0,
        phases=3,
        configuration={},
        heartbeat_only_when_idle=False,
    )


def test_a_station_is_what_it_says(station_of):
    section = """
  identity: "site-{n}/größe"
  vendor: ocpp_load
  model: AC-22
  serial_number: "SN{n:08x}"
  firmware_version: 1.0.{n}
  id_tag: "{n:020d}"
  connectors: 2
  power: 11.5 kW
  phases: 1
  configuration: {HeartbeatInterval: 60, LocalPreAuthorize: true}
  heartbeat_only_when_idle: true
"""
    assert station_of(section) == Station(
        identity=Pattern("site-{n}/größe"),
        vendor=Pattern("ocpp_load"),
        model=Pattern("AC-22"),
        serial_number=Pattern("SN{n:08x}"),
        firmware_version=Pattern("1.0.{n}"),
        id_tag=Pattern("{n:020d}"),
        connectors=2,
        power_w=11_500.0,
        phases=1,
        configuration={"HeartbeatInterval": "60", "LocalPreAuthorize": "true"},
        heartbeat_only_when_idle=True,
    )


@pytest.mark.parametrize(
    ("written", "power_w"),
    [
        ("22 kW", 22000.0),
        ("7400 W", 7400.0),
        ("3.7kW", 3700.0),
        ("7400", 7400.0),
        ("7400.5", 7400.5),
        ('"7400"', 7400.0),
        ("10000 kW", 10000000.0),
    ],
)
def test_power_is_a_number_with_or_without_a_unit(station_of, written, power_w):
    station = station_of(f"{{vendor: v, model: m, power: {written}}}")
    assert station.power_w == pytest.approx(power_w)
    assert isinstance(station.power_w, float)


@pytest.mark.parametrize(("phases", "power_w"), [(1, 7_400.0), (3, 22_000.0)])
def test_a_station_that_does_not_say_its_power_has_what_its_phases_usually_give(
    station_of, phases, power_w
):
    assert station_of(f"{{vendor: v, model: m, phases: {phases}}}").power_w == power_w


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("60", "60"),
        ("060", "060"),
        ("1.50", "1.50"),
        ("true", "true"),
        ("FALSE", "false"),
        ("on", "on"),
        ("''", ""),
        ("'true'", "true"),
        ("Energy.Active.Import.Register,Power.Active.Import",) * 2,
    ],
)
def test_configuration_values_are_kept_as_text(station_of, written, kept):
    section = f"\n  vendor: v\n  model: m\n  configuration:\n    Key: {written}\n"
    assert station_of(section).configuration == {"Key": kept}


@pytest.mark.parametrize("key", ["vendor", "model", "id_tag"])
def test_twenty_characters_are_enough_for_anyone(mistakes_of_station, mistakes_of, key):
    head = 'name: x\nocpp: "1.6"\nsteps: [boot]\nstation: '
    others = {"vendor": "v", "model": "m"} | {key: "x" * 20}
    assert mistakes_of(head + str(others)) == []
    assert mistakes_of(head + str(others | {key: "x" * 21})) != []


FIELD = (
    "{n}, the station's number, also with a format such as {n:06d} or {n:x}; {{ and }} for braces"
)
SETTINGS = "allowed: text, numbers, true, false"


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        (
            "identity: 'CP{m}'",
            [f'1:11: identity: "{{m}}" has no meaning here; allowed: {FIELD}'],
        ),
        ("identity: ''", ["1:11: identity: is empty; write some text"]),
        ("identity: 17", ['1:11: identity: 17 is not text; write it in quotes: "17"']),
        (
            'identity: "a\\nb"',
            ['1:11: identity: "a\\nb" has a line break or a control character in it'],
        ),
        ("identity: {}", ["1:11: identity: a mapping is not text"]),
        (
            "serial_number: 'SN-0123456789-0123456{n}'",
            [
                (
                    '1:16: serial_number: "SN-0123456789-0123456999999" has 27 characters;'
                    " OCPP allows at most 25"
                )
            ],
        ),
        (
            f"firmware_version: {'v' * 51}",
            [
                f'1:19: firmware_version: "{"v" * 40}..." has 51 characters; OCPP allows at most 50',
            ],
        ),
        (
            "id_tag: 'TÄG{n}'",
            ['1:9: id_tag: "TÄG999999" cannot be sent; allowed: printable ASCII characters'],
        ),
        (
            "connectors: 0",
            ["1:13: connectors: 0 is not allowed; allowed: whole numbers, 1 to 1000"],
        ),
        (
            "connectors: 1.5",
            ["1:13: connectors: 1.5 is not allowed; allowed: whole numbers, 1 to 1000"],
        ),
        (
            "connectors: two",
            ['1:13: connectors: "two" is not allowed; allowed: whole numbers, 1 to 1000'],
        ),
        (
            "connectors: true",
            ["1:13: connectors: true is not allowed; allowed: whole numbers, 1 to 1000"],
        ),
        (
            "power: 22 KW",
            ['1:8: power: "22 KW" is not a power; write for example 22 kW, 7400 W or plain watts'],
        ),
        (
            "power: [1]",
            ["1:8: power: a list is not a power; write for example 22 kW, 7400 W or plain watts"],
        ),
        ("power: 0", ["1:8: power: 0 is out of range; allowed: more than 0 W, up to 10000 kW"]),
        (
            "power: 0.0 kW",
            ['1:8: power: "0.0 kW" is out of range; allowed: more than 0 W, up to 10000 kW'],
        ),
        (
            "power: .nan",
            ["1:8: power: .nan is out of range; allowed: more than 0 W, up to 10000 kW"],
        ),
        ("phases: 2", ["1:9: phases: 2 is not allowed; allowed: 1, 3"]),
        ("phases: true", ["1:9: phases: true is not allowed; allowed: 1, 3"]),
        (
            "heartbeat_only_when_idle: yes",
            ['1:27: heartbeat_only_when_idle: "yes" is not allowed; allowed: true, false'],
        ),
        ("configuration: [a]", ["1:16: configuration: a list is not allowed; allowed: a mapping"]),
        (
            "configuration:",
            ["1:1: configuration: an empty value is not allowed; allowed: a mapping"],
        ),
        (
            "configuration:\n  A:\n  B: [1]\n  C: {}",
            [
                f"2:3: A: an empty value is not allowed; {SETTINGS}",
                f"3:6: B: a list is not allowed; {SETTINGS}",
                f"4:6: C: a mapping is not allowed; {SETTINGS}",
            ],
        ),
        (
            f"configuration: {{{'K' * 51}: 1, '': 2}}",
            [
                f'1:17: configuration: "{"K" * 40}..." has 51 characters; OCPP allows at most 50',
                "1:73: configuration: a configuration key has no name",
            ],
        ),
        (
            f"configuration: {{K: {'v' * 501}}}",
            [f'1:20: K: "{"v" * 40}..." has 501 characters; OCPP allows at most 500'],
        ),
        (
            "conectors: 2",
            [
                (
                    "1:1: station: unknown key conectors; did you mean connectors? allowed: "
                    + ", ".join(KEYS)
                )
            ],
        ),
        (
            "feature_profiles: [SmartCharging]",
            ["1:19: feature_profiles: Core is missing; every station has that profile"],
        ),
        (
            "switched_off: [Reset, Heartbeet]",
            [f'1:23: switched_off: "Heartbeet" is not allowed; allowed: {", ".join(COMMANDS)}'],
        ),
        (
            "lock: open",
            ['1:7: lock: "open" is not allowed; allowed: unlocks, fails, none'],
        ),
        (
            "remote_driver: {plugs_in_after: always}",
            [
                (
                    '1:33: plugs_in_after: "always" is not a duration; write for example 500 ms, 30 s,'
                    " 2 min, 1 h or plain seconds"
                )
            ],
        ),
        (
            "data_transfer: [{message: x}]",
            ["1:17: data_transfer: the key vendor is missing; required: vendor"],
        ),
    ],
)
def test_a_mistake_of_a_station_is_told_with_what_is_allowed(mistakes_of_station, text, mistakes):
    assert mistakes_of_station(text) == mistakes


def test_a_station_needs_a_vendor_and_a_model(mistakes_of):
    assert mistakes_of('name: x\nocpp: "1.6"\nsteps: [boot]\nstation:\n  phases: 3\n') == [
        "5:3: station: the key model is missing; required: vendor, model",
        "5:3: station: the key vendor is missing; required: vendor, model",
    ]


@pytest.mark.parametrize(
    ("station", "shown"), [("", "an empty value"), ("5", "5"), ("[]", "a list")]
)
def test_a_station_is_a_mapping(mistakes_of, station, shown):
    (mistake,) = mistakes_of(f'name: x\nocpp: "1.6"\nsteps: [unplug]\nstation: {station}\n')
    assert mistake.endswith(f"station: {shown} is not allowed; allowed: a mapping")
