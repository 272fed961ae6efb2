"""The certification cases, and the table of mutants: for each check, what turns it red."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from ocpp_load.runtime.conformance import Verdict

TABLE = Path(__file__).parents[1] / "certification" / "mutants"


@dataclass(frozen=True, slots=True)
class Proof:
    """A case, one of its checks as the table calls it, and a mutant that it is to find."""

    case: str
    check: str
    mutant: str

    def __str__(self) -> str:
        return f"{self.case}: {self.check}: {self.mutant}"


def proofs() -> list[Proof]:
    """Return the whole table."""
    return [proof for file in sorted(TABLE.glob("*.yaml")) for proof in _proofs_in(file)]


def checks_of(verdict: Verdict) -> list[str]:
    """Return the checks of a case by their names in the table, in the order they were made."""
    return [_short(verdict, check.name) for check in verdict.checks]


def red_checks_of(verdict: Verdict) -> list[str]:
    """Return those of them that failed."""
    return [_short(verdict, check.name) for check in verdict.checks if check.failure is not None]


def number_of(verdict: Verdict) -> str:
    """Return the case's number, as the Open Charge Alliance has it: `TC_004_1`."""
    return verdict.case.scenario.name.split()[0]


def _short(verdict: Verdict, name: str) -> str:
    return name.removeprefix(f"{number_of(verdict)} ").rpartition(" (")[0]


def _proofs_in(file: Path) -> Iterator[Proof]:
    for case, checks in YAML(typ="safe").load(file).items():
        for check, mutants in checks.items():
            for mutant in [mutants] if isinstance(mutants, str) else mutants:
                yield Proof(case, check, mutant)
