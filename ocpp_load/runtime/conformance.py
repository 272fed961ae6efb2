"""Conformance: scenarios run to their end, one station each, and what their checks found.

Knows no Locust and no central system in particular: the settings of the run name the endpoint.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from gevent.pool import Pool

from ocpp_load.errors import OcppLoadError
from ocpp_load.handlers.extensions import load_extensions
from ocpp_load.runtime.assembly import Assembly
from ocpp_load.runtime.operating import check_operator, operator_of
from ocpp_load.runtime.performance import Performance
from ocpp_load.runtime.plan import Group, Plan, check_security, group_of
from ocpp_load.runtime.securing import check_tls
from ocpp_load.runtime.witness import Check, Witness
from ocpp_load.scenario import Scenario
from ocpp_load.settings import Settings
from ocpp_load.validation import SchemaStore

LIMIT_S = 120.0
"""How long a case may take."""

AT_ONCE = 8
"""How many cases run side by side."""


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario, and the number of the station that runs it; `identity` in place of its own."""

    name: str
    scenario: Scenario
    number: int
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case. `is_done` tells whether its script came to its end in time.

    Calls that failed are told but do not decide: a case may ask for what is to be refused, and
    has checks for what is not. `obstacle` is why it could not be run at all.
    """

    case: Case
    checks: tuple[Check, ...] = ()
    own_faults: tuple[str, ...] = ()
    failed_calls: tuple[str, ...] = ()
    is_done: bool = False
    duration_s: float = 0.0
    obstacle: str | None = None

    @property
    def failures(self) -> list[str]:
        """Return why the case has not passed; nothing where it has."""
        if self.obstacle is not None:
            return [f"cannot be run: {self.obstacle}"]
        failed = [f"{each.name}: {each.failure}" for each in self.checks if each.failure]
        if not self.is_done:
            failed.append("did not come to its end")
        elif not self.checks:
            failed.append("nothing was checked")
        return [*failed, *(f"fault of ocpp_load: {fault}" for fault in self.own_faults)]

    @property
    def has_passed(self) -> bool:
        """Tell whether every check passed, and there was one."""
        return not self.failures


def run_cases(
    settings: Settings,
    cases: Sequence[Case],
    *,
    at_once: int = AT_ONCE,
    limit_s: float = LIMIT_S,
    tell: Callable[[Verdict], None] = lambda _: None,
) -> list[Verdict]:
    """Run every case with a station of its own; return the verdicts in the order of the cases.

    No two cases may have the same identity, or they would be one station. `tell` is called with
    each verdict as it comes. Raises `UserInputError` for settings that no station can run with.
    """
    if not cases:
        return []
    check_tls(settings)
    plan = Plan(
        tuple(_group(settings, case) for case in cases),
        SchemaStore(cases[0].scenario.ocpp, settings.payload_schemas),
        tuple(load_extensions(settings.handlers)),
        operator=operator_of(settings),
    )
    assembly = Assembly(settings, plan)

    def run(place: int) -> tuple[int, Verdict]:
        case, group = cases[place], plan.groups[place]
        try:
            check_operator(plan.operator, [case.scenario])
            check_security(settings, replace(plan, groups=(group,)))
            return place, _run(assembly, case, group, limit_s)
        except OcppLoadError as error:
            return place, Verdict(case, obstacle=str(error))

    verdicts: dict[int, Verdict] = {}
    pool = Pool(min(at_once, len(cases)))
    try:
        for place, verdict in pool.imap_unordered(run, range(len(cases))):
            verdicts[place] = verdict
            tell(verdict)
    finally:
        pool.kill()
    return [verdicts[place] for place in range(len(cases))]


def _group(settings: Settings, case: Case) -> Group:
    own = settings if case.identity is None else replace(settings, identity=case.identity)
    return replace(group_of(own, case.scenario), name=f"{case.name} {case.number}")


def _run(assembly: Assembly, case: Case, group: Group, limit_s: float) -> Verdict:
    witness = Witness()
    started_at = monotonic()
    pump = assembly.pump(group, case.number, witness)
    performance = Performance(pump, group.commission.script, limit_s=limit_s)
    performance.start()
    performance.wait()
    return Verdict(
        case,
        tuple(witness.checks),
        tuple(witness.own_faults),
        tuple(witness.failed_calls),
        performance.is_done,
        monotonic() - started_at,
    )
