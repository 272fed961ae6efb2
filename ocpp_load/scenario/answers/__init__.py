"""`answers:` of a scenario: how its stations answer commands otherwise than they would."""

from ocpp_load.scenario.answers.reading import read_answers

__all__ = ["read_answers"]
