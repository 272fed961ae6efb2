"""`ocpp-load new`, `list`, `try` and `certify`: from an empty directory to a scenario that runs."""

import json
import os
import signal
import threading
from urllib.request import urlopen
from xml.etree import ElementTree as ET

import gevent
import pytest
from support.control import stations

from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.cli.command_line import carry_out
from ocpp_load.credentials import PASSWORD_VARIABLE

HEAD = """\
name: trial
ocpp: "1.6"
station: {vendor: v, model: m, identity: "%s-{n:03d}"}
steps:
  - connect
  - boot
"""
GOOD = "  - expect: {booted: station.registration == 'Accepted'}\n"
BAD = "  - expect: {'not booted': station.registration == 'Rejected'}\n"


@pytest.fixture(scope="module")
def central_system():
    with EmbeddedCentralSystem() as running:
        yield running


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


@pytest.fixture
def ocpp_load(capsys):
    """Return what runs a command: its exit code, and what it wrote."""

    def ocpp_load(*words):
        code = carry_out(words)
        return code, *capsys.readouterr()

    return ocpp_load


@pytest.fixture
def scenario(here):
    """Return what writes a scenario and returns its file."""

    def scenario(name, steps=""):
        (here / f"{name}.yaml").write_text(HEAD % name + steps, "utf-8")
        return f"{name}.yaml"

    return scenario


@pytest.mark.parametrize("kind", ["scenario", "station", "campaign", "operator"])
def test_a_new_file_is_without_a_mistake(ocpp_load, kind):
    code, out, _ = ocpp_load("new", f"--{kind}")
    assert code == 0
    file = out.partition(":")[0]
    assert file == f"my_{kind}.yaml"
    assert ocpp_load("check", "--strict", file) == (0, "1 file without a mistake\n", "")


def test_a_new_file_is_called_as_it_is_to_be_and_knows_its_schema(ocpp_load, here):
    ocpp_load("new", "depot: at night", "-o", "depot.yaml")
    text = (here / "depot.yaml").read_text("utf-8")
    assert '\nname: "depot: at night"\n' in text
    schema = text.splitlines()[0].partition("$schema=")[2]
    assert (here / schema).resolve().name == "scenario.schema.json"
    assert (here / schema).is_file()
    assert ocpp_load("check", "depot.yaml")[0] == 0


@pytest.mark.parametrize("kind", ["scenario", "station", "campaign", "operator"])
@pytest.mark.parametrize("name", ["true", "null", "1e5", "a: b", '"quoted" \\ #', "@SCHEMAS@"])
def test_a_new_file_may_have_any_name(ocpp_load, monkeypatch, kind, name):
    monkeypatch.setenv("CSMS_TOKEN", "x")
    assert ocpp_load("new", f"--{kind}", name, "-o", "new.yaml")[0] == 0
    assert ocpp_load("check", "new.yaml")[0] == 0


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (["two\nlines"], "up to 100 printable characters"),
        (["x" * 101], "up to 100 printable characters"),
        (["\udcff"], "up to 100 printable characters"),
        (["--station", "x" * 21], "up to 20 ASCII characters, no braces"),
        (["--station", "{x}"], "up to 20 ASCII characters, no braces"),
        (["--station", "\u2713"], "up to 20 ASCII characters, no braces"),
    ],
)
def test_but_for_those_that_the_file_could_not_have(ocpp_load, here, words, allowed):
    code, _, err = ocpp_load("new", *words)
    assert code == 2
    assert err.endswith(f"is no name; allowed: {allowed}\n")
    assert list(here.iterdir()) == []


def test_a_file_that_exists_is_not_overwritten(ocpp_load, here):
    (here / "mine.yaml").write_text("precious", "utf-8")
    code, _, err = ocpp_load("new", "mine")
    assert (code, err) == (
        2,
        "--output: mine.yaml exists, and is not overwritten; name another file\n",
    )
    assert (here / "mine.yaml").read_text("utf-8") == "precious"
    assert ocpp_load("new", "-o", "nowhere/x.yaml")[0] == 2


def test_the_new_scenario_and_the_new_station_run(ocpp_load, central_system):
    ocpp_load("new")
    ocpp_load("new", "--station")
    code, out, err = ocpp_load(
        *("try", "my_scenario.yaml", "--host", central_system.url, "--seed", "7"),
        *("--station", "my_station.yaml", "--identity", "NEW-{n}", "--time-scale", "3000"),
    )
    assert code == 0, out + err
    assert '"chargePointModel":"my station"' in out
    assert out.count("→ StopTransaction") == 3
    assert out.splitlines()[0] == f"my scenario against {central_system.url}, seed 7"


def test_list_has_everything_that_ships_with_what_it_is_for(ocpp_load):
    code, out, _ = ocpp_load("list", "--format", "json")
    items = json.loads(out)
    assert code == 0
    assert {item["kind"] for item in items} >= {"scenarios", "templates", "certification"}
    assert all(item["description"] for item in items)
    [cold_boot] = [item for item in items if item["name"] == "tc_001_cold_boot"]
    assert cold_boot["file"].endswith("certification/tc_001_cold_boot.yaml")


def test_list_of_one_kind_is_for_reading(ocpp_load):
    _, out, _ = ocpp_load("list", "templates")
    title, first, *_ = out.splitlines()
    assert title.startswith("Station templates: ")
    assert first.startswith("  ac_double_post   A post at the roadside")
    assert "heartbeat" not in out


def test_list_of_no_kind_is_wrong_input(ocpp_load):
    code, _, err = ocpp_load("list", "template")
    assert code == 2
    assert "allowed: scenarios, templates" in err


def test_try_shows_messages_steps_and_checks_and_passes(ocpp_load, central_system, scenario):
    code, out, _ = ocpp_load("try", scenario("good", GOOD), "--host", central_system.url)
    assert code == 0
    for told in ("· connect", "→ BootNotification {", "← BootNotification answered", "✓ booted"):
        assert told in out
    assert "disconnected: closed by us" in out
    assert out.endswith("1 of 1 checks passed\n")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (BAD, "✗ not booted"),
        ("  - call: {action: Nonsense}\n", "Nonsense: "),
        ("  - wait: \"${'x'} s\"\n", "✗ step wait"),
    ],
)
def test_try_fails_where_anything_failed(ocpp_load, central_system, scenario, steps, told):
    code, out, _ = ocpp_load("try", scenario("bad", steps), "--host", central_system.url)
    assert code == 1
    assert told in out.partition("calls answered")[2]


def test_try_ends_after_a_while_if_it_is_told_to(ocpp_load, central_system, scenario):
    file = scenario("long", "  - start_transaction\n  - charge: {for: 1 h}\n")
    code, out, _ = ocpp_load("try", file, "--host", central_system.url, "--for", "200 ms")
    assert code == 0
    assert "→ StopTransaction" in out


@pytest.mark.parametrize(("presses", "expected"), [(1, 0), (2, 130)])
def test_ctrl_c_has_the_station_leave_and_twice_cuts_it_off(
    ocpp_load, central_system, scenario, presses, expected
):
    def press():
        for _ in range(presses):
            signal.raise_signal(signal.SIGINT)

    file = scenario("pressed", "  - start_transaction\n  - charge: {for: 1 h}\n")
    pressing = gevent.spawn_later(0.5, press)
    code, out, err = ocpp_load("try", file, "--host", central_system.url)
    pressing.get()
    assert code == expected
    assert ("→ StopTransaction" in out) is (presses == 1)
    assert err.startswith("Stopping: the station leaves")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere.yaml",), "there is no file"),
        (("wrong.yaml",), "wrong.yaml:7:5: steps: unknown step fly"),
        (("heartbeat", "--host", "x"), "--host: 'x' does not begin with ws://"),
        (("heartbeat", "--host", "ws://127.0.0.1:1/"), "--host: ws://127.0.0.1:1/ cannot be"),
        (("heartbeat", "--for", "ever"), '--for: "ever" is not a duration'),
        (("heartbeat", "--station", "no"), "--station: there is no station template"),
        (("heartbeat", "--embedded-csms", "--host", "ws://x"), "--host: either this or"),
    ],
)
def test_try_tells_wrong_input(ocpp_load, scenario, words, told):
    scenario("wrong", "  - fly\n")
    code, _, err = ocpp_load("try", *words)
    assert code == 2
    assert err.startswith(told) or told in err


def test_try_has_a_central_system_that_lets_its_station_in(ocpp_load, scenario, monkeypatch, here):
    monkeypatch.setenv(PASSWORD_VARIABLE, "s3cret-of-{identity}")
    file = here / scenario("secure", GOOD)
    text = file.read_text("utf-8").replace("model: m", "model: m, security_profile: 2")
    file.write_text(text, "utf-8")
    code, out, err = ocpp_load("try", str(file))
    assert code == 0, out + err
    assert "against wss://" in out
    assert "s3cret" not in out + err


def test_certify_tells_each_case_and_what_failed_of_it(ocpp_load, central_system, scenario):
    files = [scenario("c1", GOOD), scenario("c2", GOOD + BAD), scenario("c3")]
    code, out, _ = ocpp_load("certify", *files, "--host", central_system.url)
    assert code == 1
    told = out.splitlines()
    assert told[-1] == "1 of 3 cases passed"
    assert any(line.startswith("✓ c1: 1 check passed, ") for line in told)
    at = next(number for number, line in enumerate(told) if line.startswith("✗ c2: "))
    assert told[at + 1].startswith("    not booted: ")
    assert "    nothing was checked" in told


def test_certify_ends_a_case_that_never_ends(ocpp_load, central_system, scenario):
    code, out, _ = ocpp_load(
        *("certify", scenario("endless", f"{GOOD}  - wait: 1 h\n"), "--case-limit", "300 ms"),
        *("--host", central_system.url),
    )
    assert code == 1
    assert "    did not come to its end\n" in out


def test_ctrl_c_ends_certify_and_its_stations(ocpp_load, central_system, scenario):
    pressing = gevent.spawn_later(0.3, signal.raise_signal, signal.SIGINT)
    code, out, _ = ocpp_load(
        *("certify", scenario("stopped", f"{GOOD}  - wait: 1 h\n")),
        *("--host", central_system.url),
    )
    pressing.get()
    assert (code, out) == (130, "")


def test_certify_tells_programs_the_same(ocpp_load, central_system, scenario, here):
    code, out, _ = ocpp_load(
        *("certify", scenario("j1", GOOD), scenario("j2", BAD), "--host", central_system.url),
        *("--format", "json", "--junit", "junit.xml"),
    )
    passed, failed = json.loads(out)
    assert code == 1
    assert (passed["case"], passed["passed"], passed["failures"]) == ("j1", True, [])
    assert passed["checks"] == [{"name": "booted", "failure": None}]
    assert (failed["case"], failed["passed"], len(failed["failures"])) == ("j2", False, 1)
    suite = ET.parse(here / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite.findall("testcase[failure]")] == ["j2"]


def test_a_case_that_needs_more_than_the_endpoint_has_is_told(
    ocpp_load, central_system, scenario, here
):
    file = here / scenario("tls", GOOD)
    text = file.read_text("utf-8").replace("model: m", "model: m, security_profile: 2")
    file.write_text(text, "utf-8")
    code, out, _ = ocpp_load("certify", str(file), "--host", central_system.url)
    assert code == 1
    assert "    cannot be run: --security-profile: 2 needs TLS" in out


def test_where_the_verdicts_cannot_be_written_no_case_is_run(ocpp_load, here):
    code, out, err = ocpp_load("certify", "TC_001", "--host", "ws://127.0.0.1:1", "--junit", ".")
    assert (code, out) == (2, "")
    assert err == "--junit: . cannot be written: Is a directory; name another file\n"


def test_any_number_of_cases_may_run_side_by_side(ocpp_load, central_system, scenario):
    words = ("--host", central_system.url, "--at-once", "9" * 30)
    assert ocpp_load("certify", scenario("alone", GOOD), *words)[0] == 0


def test_a_station_that_waits_for_nothing_is_waited_for(ocpp_load, central_system, here, scenario):
    file = here / scenario("forlorn")
    file.write_text(file.read_text("utf-8").replace("  - connect\n", ""), "utf-8")
    pressing = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
    pressing.start()
    assert ocpp_load("try", str(file), "--host", central_system.url)[0] == 0
    pressing.join()


def test_a_connection_that_got_lost_is_a_failure_and_one_that_a_fault_ended_is_not(
    ocpp_load, central_system, here, scenario
):
    lasts = "  - repeat: {until: not station.connected, steps: [wait: 20 ms]}\n"
    file = here / scenario("lost", lasts)
    words = ("try", str(file), "--host", central_system.url)

    def reset_once_there():
        while not any(one["identity"].startswith("lost") for one in stations(central_system)):
            gevent.sleep(0.02)
        reset = json.dumps({"fault": "reset", "stations": ["lost*"]}).encode()
        urlopen(f"{central_system.control_url}/faults", reset)

    gevent.spawn(reset_once_there)
    code, out, _ = ocpp_load(*words)
    assert code == 1
    assert "  ✗ connection lost: " in out
    faults = "faults:\n  - close_without_handshake: {after: 100 ms}\n"
    file.write_text(file.read_text("utf-8") + faults, "utf-8")
    code, out, _ = ocpp_load(*words)
    assert (code, "closed by the fault" in out) == (0, True)


def test_certify_of_no_case_tells_where_those_there_are_stand(ocpp_load):
    code, _, err = ocpp_load("certify", "TC_999")
    assert code == 2
    assert 'there is no case "TC_999"' in err
    assert "`ocpp-load list certification`" in err


def test_cases_are_found_by_their_number_however_it_is_written(central_system, ocpp_load):
    code, out, _ = ocpp_load("certify", "TC_001", "tc_003", "--host", central_system.url)
    assert code == 0, out
    assert out.splitlines()[-1].startswith("2 of 2 cases")
