"""What is wrong with a file, and what is odd about it, whichever kind of file it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ocpp_load.campaign.advice import advice_on_campaign
from ocpp_load.campaign.loader import is_campaign, load_campaign
from ocpp_load.campaign.model import Campaign
from ocpp_load.central_system.mix.mix_file import CommandMixError, load_mix
from ocpp_load.errors import Mistake, ScenarioError
from ocpp_load.one_line import in_one_line
from ocpp_load.scenario.advice import advice_on
from ocpp_load.scenario.advice.rows import odd_rows
from ocpp_load.scenario.document import parse_document, read_source
from ocpp_load.scenario.library import SUFFIXES
from ocpp_load.scenario.loader import check_file
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.node import MappingNode, Node
from ocpp_load.scenario.operator import load_operator
from ocpp_load.validation import PayloadValidator, SchemaStore


class Severity(StrEnum):
    """Whether a file can be run in spite of it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is wrong with a file, or odd about it."""

    mistake: Mistake
    severity: Severity

    def __str__(self) -> str:
        """Return it as compilers tell it: a mistake as such, and a warning with that word."""
        word = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.mistake.place}: {word}{in_one_line(self.mistake.problem)}"


def findings_in(paths: Iterable[Path]) -> list[Finding]:
    """Return what there is to say of all files, in their order and that of their lines."""
    schemas = SchemaStore()
    return [finding for path in paths for finding in _findings_in(path, schemas)]


def yaml_files_in(directory: Path) -> list[Path]:
    """Return the YAML files in a directory and below it, by name."""
    files = (file for file in directory.rglob("*") if file.suffix in SUFFIXES)
    return sorted(file for file in files if file.is_file())


def _findings_in(path: Path, schemas: SchemaStore) -> list[Finding]:
    unread: list[Mistake] = []
    source = read_source(path, unread)
    root = None if source is None else parse_document(source, str(path), [])
    check = next(
        (check for is_one, check in _KINDS if root is not None and is_one(root)), check_file
    )
    try:
        checked = check(path)
    except ScenarioError as error:
        return sorted({Finding(mistake, Severity.ERROR) for mistake in error.mistakes})
    if root is None or check not in _ADVISED:
        return []
    odd = advice_on(root, str(path), schemas)
    if isinstance(checked, Scenario):
        odd += odd_rows([checked])
    elif isinstance(checked, Campaign) and isinstance(root, MappingNode):
        odd += advice_on_campaign(checked, root, str(path))
    return [Finding(each, Severity.WARNING) for each in sorted(odd)]


def _is_operator(root: Node) -> bool:
    if not isinstance(root, MappingNode):
        return False
    keys = {key.text for key, _ in root.entries}
    return not keys.isdisjoint({"url", "actions"}) and "steps" not in keys


def _is_mix(root: Node) -> bool:
    if not isinstance(root, MappingNode):
        return False
    keys = {key.text for key, _ in root.entries}
    return "commands" in keys and "steps" not in keys


def _check_mix(path: Path) -> None:
    try:
        load_mix(str(path), PayloadValidator(SchemaStore()))
    except CommandMixError as error:
        raise ScenarioError(error.mistakes) from None


_ADVISED = (check_file, load_campaign)
_KINDS: tuple[tuple[Callable[[Node], bool], Callable[[Path], object]], ...] = (
    (is_campaign, load_campaign),
    (_is_operator, load_operator),
    (_is_mix, _check_mix),
)
"""Kinds of files that are no scenario, no template and no steps: how to tell, and who reads them."""
