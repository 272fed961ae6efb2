"""What a user calls a run → the file of its summary."""

from pathlib import Path

from ocpp_load.errors import UserInputError
from ocpp_load.report.summary import SUMMARY_FILE
from ocpp_load.scenario.wording import nearest

_SHOWN = 5


class NoSuchRun(UserInputError):
    """A run that nobody knows, or a name that several have."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem


def find_summary(name: str, reports: Path) -> Path:
    """Return the summary of a run: a file, a run's directory, or a name under `reports`.

    `latest` is a name there; a part of a directory's name will do where only one has it.
    Raises `NoSuchRun`.
    """
    for place in (Path(name), reports / name):
        if place.is_dir():
            if (place / SUMMARY_FILE).is_file():
                return place / SUMMARY_FILE
            raise NoSuchRun(
                name,
                f"there is no {SUMMARY_FILE} in the directory {place}; name that of a run, such as"
                f" {_example(place)}",
            )
        if place.is_file():
            return place
    runs = _runs(reports)
    matches = [run for run in runs if name in run.name]
    if len(matches) == 1:
        return matches[0] / SUMMARY_FILE
    if matches:
        some = ", ".join(run.name for run in matches[:_SHOWN])
        more = f" and {len(matches) - _SHOWN} more" if len(matches) > _SHOWN else ""
        raise NoSuchRun(name, f"several runs are called that: {some}{more}; write more of the name")
    raise NoSuchRun(
        name, f"is no file, no directory, and no run in {reports}; {_what_helps(name, runs)}"
    )


def _example(place: Path) -> Path:
    """Return a run in a directory, which might have been meant."""
    runs = _runs(place)
    return runs[-1] if runs else Path("reports/latest")


def _what_helps(name: str, runs: list[Path]) -> str:
    if not runs:
        return "--reports says where runs have left their reports"
    if near := nearest(name, ["latest", *(run.name for run in runs)]):
        return f"did you mean {near}?"
    return f"the newest there is {runs[-1].name}"


def _runs(reports: Path) -> list[Path]:
    try:
        directories = sorted(reports.iterdir())
    except OSError:
        return []
    return [
        each for each in directories if not each.is_symlink() and (each / SUMMARY_FILE).is_file()
    ]
