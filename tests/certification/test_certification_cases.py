"""The certification cases against the embedded central system, and against its mutants.

Side by side, each with a station of its own, at one central system for each security profile: the
cases as they are have to pass, and with a mutant exactly the check that it is for has to fail.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from support.central_system_peers import ask_control
from support.certification import Proof, checks_of, number_of, proofs, red_checks_of

from ocpp_load.campaign.loader import CAMPAIGNS, parse_campaign
from ocpp_load.cli.certification import EMBEDDED_WORDS
from ocpp_load.cli.embedded import embedded_central_system, profile_of
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
    sound = [Case(name, scenario, n) for n, (name, scenario) in enumerate(scenarios.items(), 1)]
    table = dict(enumerate(proofs(), len(sound) + 1))
    cases = [
        *sound,
        *(
            Case(each.case, scenarios[each.case], n, f"{each.case}~{n}")
            for n, each in table.items()
        ),
    ]
    outcome = Outcome({}, {}, [])
    for profile in (0, 2, 3):
        some = [case for case in cases if begins_under(case) == profile]
        for verdict in run_under(profile, some, table, outcome.idle):
            number = verdict.case.number
            if number in table:
                outcome.mutated[table[number]] = verdict
            else:
                outcome.sound[verdict.case.name] = verdict
    return outcome


def begins_under(case: Case) -> int:
    return profile_of(case.scenario.station.configuration.get("SecurityProfile"))


def run_under(
    profile: int, cases: list[Case], table: Mapping[int, Proof], idle: list[str]
) -> Iterator[Verdict]:
    # Before a connection is secured nobody knows which station it is from: one after the other.
    alone = [case for case in cases if case.number in table and is_for_all(table[case.number])]
    together = [case for case in cases if case not in alone]
    with (
        patch.dict(os.environ),
        embedded_central_system(profile, {"seed": 1}, EMBEDDED_WORDS) as (url, values),
    ):
        mutants_url = f"{values['control_url']}/mutants"
        settings = settings_from(values, url)
        for some in (together, *([case] for case in alone)):
            orders = [order(case, table[case.number]) for case in some if case.number in table]
            status, content = ask_control("POST", mutants_url, orders)
            assert status == 200, content
            yield from run_cases(settings, some, at_once=len(some), limit_s=60)
            _, content = ask_control("GET", mutants_url)
            idle += [
                f"{one['mutant']} for {one['stations']}"
                for one in content["mutants"]
                if not one["strikes"]
            ]
            ask_control("DELETE", mutants_url)


def is_for_all(proof: Proof) -> bool:
    return proof.mutant.startswith("tls ")


def order(case: Case, proof: Proof) -> dict[str, object]:
    stations = "all" if is_for_all(proof) else [case.identity]
    return {"mutant": proof.mutant, "stations": stations}


@cache
def cases_there_are() -> Mapping[str, Scenario]:
    return {name: case_in(CERTIFICATION / f"{name}.yaml") for name in names_in(CERTIFICATION)}


def case_in(file: Path) -> Scenario:
    # The embedded central system answers who pressed the button when the station has answered: a
    # command that is not there by then never comes, and nobody has to wait as long as for others.
    return parse_scenario(file.read_bytes().replace(b"within: 5 s", b"within: 2 s"), str(file))


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
