"""The same steps at several connectors, side by side: `each_connector`, and a form of `parallel`."""

from collections.abc import Sequence

from ocpp_load.scenario.id_tag import IdTag, read_id_tag
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.step import Step, StepReader
from ocpp_load.scenario.substitution import read_late


def read_at_connectors(
    value: Value, options: Section, steps: StepReader, connectors: Sequence[int]
) -> tuple[tuple[Step, ...], ...]:
    """Read the options `steps` and `id_tag` of a step once for each connector.

    A mistake is told once: for the highest number, which an id tag may have no room for.
    """
    highest = max(connectors)
    found = _at(options, steps, highest)
    if value.mistakes.found:
        return (found,)
    return tuple(
        found if connector == highest else _at(options, steps, connector)
        for connector in connectors
    )


def _at(options: Section, steps: StepReader, connector: int) -> tuple[Step, ...]:
    def read(value: Value) -> IdTag:
        return read_late(value, lambda given: read_id_tag(given, connector))

    session = steps.session_at(connector, options.read("id_tag", read, None))
    return options.read("steps", session.read_list, ())
