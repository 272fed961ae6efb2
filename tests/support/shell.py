"""Shell lines as the pages have them, taken apart into the commands that they run."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_ASSIGNMENT = re.compile(r"[A-Za-z_]+=.*", re.DOTALL)
_ENDS_A_COMMAND = re.compile(r"[;&|()]+")


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the words of it, and what it finds in its environment besides."""

    words: tuple[str, ...]
    environment: dict[str, str]

    @property
    def program(self) -> str:
        """Return what it runs, whichever directory that lies in."""
        return self.words[0].rpartition("/")[2]


def commands_in(line: str) -> Iterator[Command]:
    """Yield the commands of a line; what redirections lead to stays a word."""
    reader = shlex.shlex(line, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    words: list[str] = []
    for word in [*reader, ";"]:
        if not _ENDS_A_COMMAND.fullmatch(word):
            words.append(word)
            continue
        if command := _command(words):
            yield command
        words = []


def _command(words: list[str]) -> Command | None:
    environment: dict[str, str] = {}
    for number, word in enumerate(words):
        if not _ASSIGNMENT.fullmatch(word):
            return Command(tuple(words[number:]), environment)
        name, _, environment[name] = word.partition("=")
    return None
