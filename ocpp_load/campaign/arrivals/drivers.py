"""The drivers of a campaign as its author describes them, and what one of them does."""

from dataclasses import dataclass

from ocpp_load.campaign.arrivals.profile import Profile
from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.journal import Journal
from ocpp_load.scenario.id_tag import IdTag, id_tag_of
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.side_by_side import run_script
from ocpp_load.scenario.step import Step


@dataclass(frozen=True, slots=True)
class Drivers:
    """How drivers come, where, and what they do there.

    `sessions` are the steps as they are at connector 1, 2 and so on. `groups` are those of the
    campaign to whose stations they go; None for all. One who finds no free connector waits for
    `patience_s`. The first one comes after `starts_after_s`, at the earliest.
    """

    profile: Profile
    sessions: tuple[tuple[Step, ...], ...]
    id_tag: IdTag = None
    groups: frozenset[str] | None = None
    patience_s: float = 0.0
    starts_after_s: float = 0.0
    keeps_journal: bool = False

    def id_tag_for(self, script: Script) -> str:
        """Return the id tag of a driver. Raises `StepError` and `NoRowLeft`."""
        return id_tag_of(self.id_tag, script)

    def session(self, script: Script) -> Steps[None]:
        """Do what a driver does at the connector of the script."""
        if self.keeps_journal and script.charge_point.journal is None:
            script.charge_point.journal = Journal()
        assert script.connector_id is not None  # noqa: S101
        yield from run_script(self.sessions[script.connector_id - 1], script)
