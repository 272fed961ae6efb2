"""The certification cases: found, run side by side, and their verdicts told."""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import randbelow
from typing import Any
from xml.etree import ElementTree as ET

import gevent

from ocpp_load.cli.embedded import embedded_central_system, profile_of
from ocpp_load.cli.options import chosen_template, values_of
from ocpp_load.cli.output import tell
from ocpp_load.cli.pressing import on_press
from ocpp_load.errors import OptionError, UserInputError
from ocpp_load.interruption import raise_keyboard_interrupt
from ocpp_load.runtime.conformance import Case, Verdict, run_cases
from ocpp_load.runtime.plan import check_reachable
from ocpp_load.scenario import load_scenario, parse_duration
from ocpp_load.scenario.library import names_in
from ocpp_load.scenario.shelves import CERTIFICATION, cases_named
from ocpp_load.scenario.wording import nearest, quoted
from ocpp_load.settings import settings_from
from ocpp_load.settings.values import at_least

_FAILED = 1

EMBEDDED_WORDS = ("--ftp",)
"""What the embedded central system has to be started with for the cases to be fulfilled."""


def certify(arguments: argparse.Namespace) -> int:
    """Run the cases, tell each verdict; return 0 where all passed, else 1."""
    try:
        limit_s = parse_duration(arguments.case_limit)
    except ValueError as error:
        raise OptionError("--case-limit", str(error)) from None
    if arguments.at_once < 1:
        raise OptionError(
            "--at-once", f"{arguments.at_once} is not a number of cases; write for example 8"
        )
    junit = None if arguments.junit is None else _writable(Path(arguments.junit))
    template = chosen_template(arguments.station)
    first = at_least(1)("--first-station", arguments.first_station or 1)
    cases = [
        Case(file.stem, load_scenario(file, template), number)
        for number, file in enumerate(find_cases(arguments.cases), first)
    ]
    raise_keyboard_interrupt()
    on_verdict = _tell_verdict if arguments.format == "text" else (lambda _: None)
    options = {"at_once": arguments.at_once, "limit_s": limit_s, "tell": on_verdict}
    verdicts: list[Verdict] = []
    main = gevent.getcurrent()
    for profile, some in _by_profile(cases, arguments.security_profile).items():
        with ExitStack() as stack:
            host, values = arguments.host, values_of(arguments)
            if host is None:
                host, values = stack.enter_context(
                    embedded_central_system(profile, values, EMBEDDED_WORDS)
                )
            settings = settings_from(values, host)
            settings = replace(settings, seed=settings.seed or 1 + randbelow(1 << 31))
            check_reachable(settings)
            # Thrown from the hub, which would print it as an error of its own.
            stack.enter_context(on_press(lambda _: gevent.kill(main, KeyboardInterrupt)))
            verdicts += run_cases(settings, some, **options)
    verdicts.sort(key=lambda verdict: verdict.case.number)
    if arguments.format == "json":
        tell(f"{json.dumps([_figures(each) for each in verdicts], indent=2)}\n")
    else:
        passed = sum(each.has_passed for each in verdicts)
        tell(f"{passed} of {len(verdicts)} cases passed\n")
    if junit is not None:
        _write_junit(junit, verdicts)
    return 0 if all(each.has_passed for each in verdicts) else _FAILED


def find_cases(words: Sequence[str]) -> list[Path]:
    """Return the files of the cases that `words` name, all that ship where there are none.

    Raises `UserInputError` for one that names none.
    """
    names = names_in(CERTIFICATION)
    if not words:
        return [CERTIFICATION / f"{name}.yaml" for name in names]
    found: dict[Path, None] = {}
    for word in words:
        if Path(word).is_file():
            found[Path(word)] = None
            continue
        files = cases_named(word)
        if not files:
            near = nearest(word, names)
            question = f"; did you mean {near}?" if near else ";"
            raise UserInputError(
                f"there is no case {quoted(word)}{question} give the path of a scenario, or a case"
                " that `ocpp-load list certification` names"
            )
        found |= dict.fromkeys(files)
    return list(found)


def _by_profile(cases: list[Case], chosen: str | None) -> dict[int, list[Case]]:
    """Return the cases by the security profile that their stations begin with."""
    grouped: dict[int, list[Case]] = {}
    for case in cases:
        own = case.scenario.station.configuration.get("SecurityProfile")
        grouped.setdefault(profile_of(chosen or own), []).append(case)
    return grouped


def _tell_verdict(verdict: Verdict) -> None:
    failed = sum(check.failure is not None for check in verdict.checks)
    passed = len(verdict.checks) - failed
    sign = "✓" if verdict.has_passed else "✗"
    noun = "check" if passed == 1 else "checks"
    checks = f"{passed} {noun} passed" + (f", {failed} failed" if failed else "")
    lines = [f"{sign} {verdict.case.name}: {checks}, {verdict.duration_s:.1f} s"]
    lines += [f"    {failure}" for failure in verdict.failures]
    if not verdict.has_passed:
        lines += [f"    call failed: {each}" for each in dict.fromkeys(verdict.failed_calls)]
    tell("".join(f"{line}\n" for line in lines))


def _figures(verdict: Verdict) -> dict[str, Any]:
    return {
        "case": verdict.case.name,
        "description": verdict.case.scenario.description,
        "passed": verdict.has_passed,
        "duration_s": round(verdict.duration_s, 3),
        "checks": [{"name": each.name, "failure": each.failure} for each in verdict.checks],
        "failures": verdict.failures,
        "failed_calls": list(verdict.failed_calls),
    }


def _write_junit(file: Path, verdicts: list[Verdict]) -> None:
    suite = ET.Element(
        "testsuite",
        name="ocpp-load certify",
        tests=str(len(verdicts)),
        failures=str(sum(not each.has_passed for each in verdicts)),
        time=f"{sum(each.duration_s for each in verdicts):.3f}",
    )
    for verdict in verdicts:
        case = ET.SubElement(
            suite,
            "testcase",
            classname="certification",
            name=verdict.case.name,
            time=f"{verdict.duration_s:.3f}",
        )
        if not verdict.has_passed:
            failure = ET.SubElement(case, "failure", message=verdict.failures[0])
            failure.text = "\n".join(verdict.failures)
    with _told_as_junit(file):
        ET.ElementTree(suite).write(file, "utf-8", xml_declaration=True)


def _writable(file: Path) -> Path:
    """Return `file`; raise `OptionError` now, and not when all cases have been run."""
    with _told_as_junit(file), file.open("ab"):
        return file


@contextmanager
def _told_as_junit(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OptionError(
            "--junit", f"{file} cannot be written: {error.strerror or error}; name another file"
        ) from None
