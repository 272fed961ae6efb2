"""The exception tree: whose fault it is, what happened, and what would have worked.

Every class carries its fields and builds its own text.
"""

from dataclasses import dataclass
from pathlib import Path

from ocpp_load.one_line import in_one_line


class OcppLoadError(Exception):
    """Root of what this project raises on purpose."""


class UserInputError(OcppLoadError):
    """The user gave something that cannot work; told in one clear text, exit code 2."""


class OptionError(UserInputError):
    """An option has a value that cannot be used."""

    def __init__(self, option: str, problem: str) -> None:
        super().__init__(f"{option}: {problem}")
        self.option = option
        self.problem = problem


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong in a file. `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    problem: str

    @property
    def place(self) -> str:
        """Return where it is, as compilers tell it."""
        return f"{in_one_line(self.file)}:{self.line}:{self.column}"

    def __str__(self) -> str:
        return f"{self.place}: {in_one_line(self.problem)}"


class ScenarioError(UserInputError):
    """A scenario file that cannot be run, with every mistake that was found in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class SchemaFileError(UserInputError):
    """A JSON Schema of the user's that cannot be read or is not a schema."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem


class DuplicateHandlerError(UserInputError):
    """Two handlers claim the same action of the same registry."""

    def __init__(self, action: str, first: str, second: str) -> None:
        super().__init__(
            f"{action} is handled twice: by {first} and by {second}; write replaces=True at the one that counts, or take one away"
        )
        self.action = action
        self.first = first
        self.second = second


class HandlerError(UserInputError):
    """A handler that cannot be registered as it is."""

    def __init__(self, handler: str, problem: str) -> None:
        super().__init__(f"{handler}: {problem}")
        self.handler = handler
        self.problem = problem
