"""The checks of a step: what they are called, and what they mean for the rest of the script."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ocpp_load.scenario.expectation import Expectation, checked_name, titled
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.script_end import ScriptEnd

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script

OPTIONS = ("name", "clause", "required")


def read_name(options: Section) -> str | None:
    """Read what statistics and reports call the check; None where the step names it."""
    return options.read("name", checked_name, None)


def read_clause(options: Section) -> str | None:
    """Read the clause of the specification that the check comes from."""
    return options.read("clause", checked_name, None)


def read_required(options: Section) -> bool:
    """Read whether the script is over where the check fails."""
    return options.read("required", Value.flag, False)


def tell(
    script: "Script", failure: str | None, name: str, clause: str | None, *, required: bool
) -> None:
    """Tell how a step's own check turned out. Raises `ScriptEnd`."""
    script.charge_point.assessment.check(titled(name, clause), failure)
    if failure is not None and required:
        raise ScriptEnd


def fail_all(expectations: Iterable[Expectation], script: "Script", reason: str) -> bool:
    """Tell that none of them was met, for one reason; return whether the script is over by it."""
    is_over = False
    for expectation in expectations:
        script.charge_point.assessment.check(expectation.title, reason)
        is_over |= expectation.required
    return is_over


def named_after(
    expectations: Iterable[Expectation],
    step: str,
    clause: str | None = None,
    *,
    required: bool = False,
) -> tuple[Expectation, ...]:
    """Return them so that those without a name tell by `step` which step they belong to.

    A step that is `required` needs all of them; its `clause` is theirs where they name none.
    """
    return tuple(
        replace(
            each,
            name=f"{step}: {each.name}" if each.name == each.condition.text else each.name,
            required=each.required or required,
            clause=each.clause or clause,
        )
        for each in expectations
    )
