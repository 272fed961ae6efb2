"""Who presses buttons at the central system of a run, and whether anybody has to."""

from collections.abc import Iterable

from ocpp_load.charge_point.operator import Operator
from ocpp_load.errors import OptionError
from ocpp_load.scenario import Scenario
from ocpp_load.scenario.operator import NO_OPERATOR, EmbeddedOperator, load_operator
from ocpp_load.settings import Settings


def operator_of(settings: Settings) -> Operator | None:
    """Return who presses buttons; raise `UserInputError` for a file that is wrong.

    A file goes over the control interface of an embedded central system.
    """
    if settings.operator is not None:
        return load_operator(settings.operator)
    return None if settings.control_url is None else EmbeddedOperator(settings.control_url)


def check_operator(operator: Operator | None, scenarios: Iterable[Scenario]) -> None:
    """Raise `OptionError` where a scenario has buttons pressed and nobody knows how."""
    pressing = next((each.name for each in scenarios if each.needs_operator), None)
    if pressing is not None and operator is None:
        raise OptionError(
            "--operator", f"needed by an operator step of {pressing!r}: {NO_OPERATOR}"
        )
