from collections.abc import Callable

import pytest

from ocpp_load.errors import ScenarioError
from ocpp_load.scenario import Scenario, Step, parse_scenario

HEAD = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m, connectors: 2}\nsteps:\n'


def _parse(text: str | bytes) -> Scenario:
    return parse_scenario(text if isinstance(text, bytes) else text.encode(), "x.yaml")


@pytest.fixture(scope="session")
def parse() -> Callable[[str | bytes], Scenario]:
    """Return the scenario of a text."""
    return _parse


@pytest.fixture(scope="session")
def mistakes_of() -> Callable[[str | bytes], list[str]]:
    """Return the mistakes of a text, without the name of its file."""

    def mistakes_of(text: str | bytes) -> list[str]:
        try:
            _parse(text)
        except ScenarioError as error:
            return [str(mistake).removeprefix("x.yaml:") for mistake in error.mistakes]
        return []

    return mistakes_of


@pytest.fixture(scope="session")
def parse_step() -> Callable[[str], Step]:
    """Return the step of a list's entry."""

    def parse_step(text: str) -> Step:
        (step,) = _parse(f"{HEAD}- {text}\n").steps
        return step

    return parse_step


@pytest.fixture(scope="session")
def mistakes_of_step(mistakes_of) -> Callable[[str], list[str]]:
    """Return the mistakes of a list's entry, which begins in line 1, column 3."""

    def mistakes_of_step(text: str) -> list[str]:
        lines_before = HEAD.count("\n")
        mistakes = [mistake.split(":", 1) for mistake in mistakes_of(f"{HEAD}- {text}\n")]
        return [f"{int(line) - lines_before}:{rest}" for line, rest in mistakes]

    return mistakes_of_step
