"""The certification cases against the embedded central system, and against its mutants.

All of them side by side, each with a station of its own: the cases as they are have to pass, and
with a mutant exactly the check that it is for has to fail.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support.central_system_peers import ask_control
from support.certification import Proof, checks_of, number_of, proofs, red_checks_of

from ocpp_load.campaign.loader import CAMPAIGNS, parse_campaign
from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.runtime.conformance import Case, Verdict, run_cases
from ocpp_load.scenario import Scenario, parse_scenario
from ocpp_load.scenario.library import names_in
from ocpp_load.scenario.shelves import CERTIFICATION
from ocpp_load.settings import settings_from

DOCS = Path(__file__).parents[2] / "docs" / "certification.md"
CHECK = re.compile(r"(TC_\d{3}(_\d)?) .+ \((OCPP|OCPP-J|Security whitepaper) .+\)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of every case as it is, of every case with a mutant, and which never struck."""

    sound: dict[str, Verdict]
    mutated: dict[Proof, Verdict]
    idle: list[str]


def run_them_all() -> Outcome:
    scenarios = cases_there_are()
    table = proofs()
    cases = [Case(name, scenario, n) for n, (name, scenario) in enumerate(scenarios.items(), 1)]
    cases += [
        Case(proof.case, scenarios[proof.case], n, f"{proof.case}~{n}")
        for n, proof in enumerate(table, len(cases) + 1)
    ]
    orders = [
        {"mutant": proof.mutant, "stations": [case.identity]}
        for proof, case in zip(table, cases[len(scenarios) :], strict=True)
    ]
    with EmbeddedCentralSystem(["--ftp"]) as csms:
        status, content = ask_control("POST", f"{csms.control_url}/mutants", orders)
        assert status == 200, content
        settings = settings_from({"control_url": csms.control_url, "seed": 1}, csms.url)
        verdicts = run_cases(settings, cases, at_once=len(cases), limit_s=60)
        _, content = ask_control("GET", f"{csms.control_url}/mutants")
    return Outcome(
        dict(zip(scenarios, verdicts, strict=False)),
        dict(zip(table, verdicts[len(scenarios) :], strict=True)),
        [
            f"{one['mutant']} for {one['stations']}"
            for one in content["mutants"]
            if not one["strikes"]
        ],
    )


@cache
def cases_there_are() -> Mapping[str, Scenario]:
    return {name: case_in(CERTIFICATION / f"{name}.yaml") for name in names_in(CERTIFICATION)}


def case_in(file: Path) -> Scenario:
    # The embedded central system answers who pressed the button when the station has answered: a
    # command that is not there by then never comes, and nobody has to wait as long as for others.
    return parse_scenario(file.read_bytes().replace(b"within: 5 s", b"within: 1 s"), str(file))


def what_has_not_passed(outcome: Outcome) -> Iterator[str]:
    for name, verdict in outcome.sound.items():
        if not verdict.has_passed:
            yield f"{name} fails: {'; '.join(verdict.failures)}"


def what_no_mutant_or_the_wrong_one_turns_red(outcome: Outcome) -> Iterator[str]:
    for proof, verdict in outcome.mutated.items():
        red = red_checks_of(verdict)
        if red != [proof.check] or verdict.own_faults or not verdict.is_done:
            yield f"{proof}: red are {red}, {'; '.join(verdict.failures)}"


def what_the_table_lacks_or_has_too_much(outcome: Outcome) -> Iterator[str]:
    made = {(name, check) for name, each in outcome.sound.items() for check in checks_of(each)}
    proven = {(proof.case, proof.check) for proof in outcome.mutated}
    for case, check in sorted(made - proven):
        yield f"{case}: no mutant for: {check}"
    for case, check in sorted(proven - made):
        yield f"{case}: a mutant for what is not checked: {check}"


def what_a_check_is_called_wrongly(outcome: Outcome) -> Iterator[str]:
    for name, verdict in outcome.sound.items():
        called = [check.name for check in verdict.checks]
        if len(set(called)) != len(called):
            yield f"{name}: two checks have one name"
        for check in called:
            match = CHECK.fullmatch(check)
            if match is None or match[1] != number_of(verdict):
                yield f"{name}: a check has no number or no clause: {check}"


def test_every_case_passes_and_every_check_of_it_can_fail_by_the_breach_of_its_rule_alone():
    # One test: they run once, whatever the number of processes that share the tests.
    outcome = run_them_all()
    problems = [
        *what_has_not_passed(outcome),
        *what_no_mutant_or_the_wrong_one_turns_red(outcome),
        *what_the_table_lacks_or_has_too_much(outcome),
        *what_a_check_is_called_wrongly(outcome),
        *(f"has never struck: {mutant}" for mutant in outcome.idle),
    ]
    assert outcome.sound
    assert not problems, "\n".join(problems)


def test_every_case_is_named_by_its_number_and_has_stations_without_number():
    for name, scenario in cases_there_are().items():
        number = scenario.name.split()[0]
        assert name.startswith(f"{number.lower()}_"), name
        assert scenario.description, name
        identities = {scenario.station.identity.format(n=n) for n in (1, 999_999)}
        assert len(identities) == 2, name


def test_every_case_is_in_the_documentation():
    rows = set(re.findall(r"^\| (TC_\d{3}(?:_\d)?) ", DOCS.read_text("utf-8"), re.MULTILINE))
    assert rows == {scenario.name.split()[0] for scenario in cases_there_are().values()}


def test_the_campaign_of_the_documentation_can_be_run_beside_those_that_ship():
    (example,) = re.findall(r"```yaml\n(name: .+?)```", DOCS.read_text("utf-8"), re.DOTALL)
    campaign = parse_campaign(example.encode(), str(CAMPAIGNS / "conformance_under_load.yaml"))
    assert [group.name for group in campaign.groups] == ["everyday", "TC_013", "TC_023_1", "TC_039"]
