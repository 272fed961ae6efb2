"""Whole scripts, and branches of one that run side by side: what becomes of an early end."""

from collections.abc import Iterable
from itertools import chain, repeat

from ocpp_load.charge_point import Activity, ChargePoint, Join, Steps
from ocpp_load.scenario.feeders.supply import NoRowLeft
from ocpp_load.scenario.id_tag import IdTag
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.script_end import ScriptEnd
from ocpp_load.scenario.step import Step, run_steps

_Ending = NoRowLeft | ScriptEnd


def run_script(steps: Iterable[Step], script: Script) -> Steps[None]:
    """Do all steps of a script, or those up to its early end."""
    try:
        yield from run_steps(steps, script)
    except NoRowLeft as error:
        tell_no_row_left(script.charge_point, error)
    except ScriptEnd:
        return


def run_side_by_side(
    branches: Iterable[Iterable[Step]],
    script: Script,
    connectors: Iterable[int | None],
    id_tags: Iterable[IdTag] = (),
) -> Steps[None]:
    """Do several lists of steps at the same time, each at its connector; return when all are done.

    Each is the session of one of `id_tags`; where there are none, that of the script.
    Raises `NoRowLeft` then, where one of them has ended for that. `ScriptEnd` in one of them ends
    the others, and is raised at once.
    """
    charge_point = script.charge_point
    endings: list[_Ending] = []
    running: list[Activity] = []
    try:
        drivers = chain(id_tags, repeat(None))
        for branch, connector, id_tag in zip(branches, connectors, drivers, strict=False):
            steps = _run_branch(branch, script.branch(connector, id_tag), endings, running)
            running.append(charge_point.spawn("branch", steps))
            if _is_over(endings):
                break
        for activity in running:
            yield Join(activity)
    finally:
        _end(running, charge_point)
    if endings:
        raise endings[-1]


def tell_no_row_left(station: ChargePoint, error: NoRowLeft) -> None:
    """Have a script that ended for want of a row counted as its author wants it."""
    if error.is_failure:
        station.assessment.check(f"data {error.feeder.name}", "no row left")


def _run_branch(
    steps: Iterable[Step], script: Script, endings: list[_Ending], running: list[Activity]
) -> Steps[None]:
    try:
        yield from run_steps(steps, script)
    except NoRowLeft as error:
        endings.append(error)
    except ScriptEnd as error:
        endings.append(error)
        _end(running, script.charge_point)


def _is_over(endings: list[_Ending]) -> bool:
    return any(isinstance(ending, ScriptEnd) for ending in endings)


def _end(activities: list[Activity], charge_point: ChargePoint) -> None:
    for activity in activities:
        if not activity.ended and not activity.is_at_work:
            charge_point.end_activity(activity)
