"""Warnings: what a campaign may say, and its author hardly means, seen beside its scenarios."""

from collections.abc import Iterator

from ocpp_load.campaign.model import Campaign
from ocpp_load.errors import Mistake
from ocpp_load.scenario.advice.outline import Oddity
from ocpp_load.scenario.advice.rows import feeders_of, odd_rows
from ocpp_load.scenario.advice.unused import keys_below, words_in
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.node import MappingNode, ScalarNode, SequenceNode
from ocpp_load.scenario.wording import as_word, nearest


def advice_on_campaign(campaign: Campaign, root: MappingNode, file: str) -> list[Mistake]:
    """Return what is odd about a campaign without a mistake, whose tree is `root`."""
    scenarios = [group.scenario for group in campaign.groups]
    odd = [*_nobody(campaign, root), *_unused_feeders(scenarios, root)]
    placed = (Mistake(file, each.node.line, each.node.column, each.problem) for each in odd)
    return [*placed, *odd_rows(scenarios)]


def _nobody(campaign: Campaign, root: MappingNode) -> Iterator[Oddity]:
    if campaign.load.peak == 0:
        load = next(node for key, node in root.entries if key.text == "load")
        yield Oddity(
            load, "load: no station is ever started; begin with ramp: {to: 100 %, over: 10 s}"
        )


def _unused_feeders(scenarios: list[Scenario], root: MappingNode) -> Iterator[Oddity]:
    used = words_in(root)
    for scenario in scenarios:
        used |= feeders_of(scenario)
    own = [*keys_below(root, "data"), *_of_groups(root)]
    names = {key.text for key in own}
    meant = {name for scenario in scenarios for name in scenario.data} - names
    for key in own:
        if key.text not in used:
            near = nearest(key.text, meant)
            question = f"; did you mean {near}?" if near else ""
            yield Oddity(
                key, f"data: no scenario asks for the feeder {as_word(key.text)}{question}"
            )


def _of_groups(root: MappingNode) -> Iterator[ScalarNode]:
    for key, groups in root.entries:
        if key.text == "groups" and isinstance(groups, SequenceNode):
            for group in groups.items:
                if isinstance(group, MappingNode):
                    yield from keys_below(group, "data")
