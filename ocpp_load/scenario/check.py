"""Every mistake of several files, scenarios and station templates, without running any."""

from collections.abc import Iterable
from pathlib import Path

from ocpp_load.errors import Mistake, ScenarioError
from ocpp_load.scenario.loader import check_file


def check_files(paths: Iterable[Path]) -> list[Mistake]:
    """Return the mistakes of all files, in the order of the files and of their lines."""
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            check_file(path)
        except ScenarioError as error:
            mistakes += error.mistakes
    return mistakes
