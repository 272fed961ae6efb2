"""The same steps at several connectors, side by side: `each_connector`, and a form of `parallel`."""

from collections.abc import Sequence

from ocpp_load.scenario.id_tag import IdTag, read_late_id_tag
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.step import Step, StepReader


def read_at_connectors(
    value: Value, options: Section, steps: StepReader, connectors: Sequence[int]
) -> tuple[tuple[tuple[Step, ...], ...], tuple[IdTag, ...]]:
    """Read the options `steps` and `id_tag` of a step once for each connector.

    A mistake is told once: for the highest number, which an id tag may have no room for.
    """
    highest = max(connectors)
    found = _at(options, steps, highest)
    if value.mistakes.found:
        return (found[0],), (found[1],)
    read = [
        found if connector == highest else _at(options, steps, connector)
        for connector in connectors
    ]
    return tuple(each for each, _ in read), tuple(id_tag for _, id_tag in read)


def _at(options: Section, steps: StepReader, connector: int) -> tuple[tuple[Step, ...], IdTag]:
    id_tag = options.read("id_tag", lambda value: read_late_id_tag(value, connector), None)
    return options.read("steps", steps.session_at(connector).read_list, ()), id_tag
