"""The files of a run, each written on its own: one that fails takes no other with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocpp_load.report.directory import (
    ReportError,
    create_run_directory,
    point_latest,
    write_atomically,
)
from ocpp_load.report.html import HTML_FILE, write_html
from ocpp_load.report.stats_csv import STATS_FILE, write_stats_csv
from ocpp_load.report.summary import SUMMARY_FILE, write_summary
from ocpp_load.report.verdict import without_its_report

_JUNIT_FILE = "junit.xml"


def _write_junit(directory: Path, summary: Mapping[str, Any]) -> Path:
    from ocpp_load.report.junit import render_junit  # noqa: PLC0415 - only now is it of any use

    return write_atomically(directory / _JUNIT_FILE, render_junit(summary))


_WRITERS: Mapping[str, Callable[[Path, Mapping[str, Any]], Path]] = {
    SUMMARY_FILE: write_summary,  # first: a disk that is nearly full shall take it
    _JUNIT_FILE: _write_junit,
    STATS_FILE: write_stats_csv,
    HTML_FILE: write_html,
}


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing: the directory, None where it holds nothing, and all that went wrong."""

    directory: Path | None
    problems: tuple[str, ...] = ()


def write_files(
    root: Path,
    summary: Mapping[str, Any],
    started_at: float,
    others: Mapping[str, bytes] | None = None,
) -> Written:
    """Write all files of a run, and `others` by their name, into a new directory in `root`.

    `started_at` is seconds since the epoch. Nothing is raised: whoever asks has a summary to print.
    """
    try:
        directory = create_run_directory(root, summary["run"]["name"], started_at)
    except ReportError as error:
        return Written(None, (str(error),))
    tasks = {name: _task(write, directory, summary) for name, write in _WRITERS.items()}
    for name, content in (others or {}).items():
        tasks[name] = _other(directory / name, content)
    outcomes = {name: _perform(name, task) for name, task in tasks.items()}
    if all(outcomes.values()):
        _remove_empty(directory)
        return Written(None, tuple(outcomes.values()))
    latest = _perform("latest", lambda: point_latest(root, directory))
    problems = tuple(problem for problem in (*outcomes.values(), latest) if problem)
    if problems:
        # What is there shall tell the exit code of the process; where the disk refuses even that,
        # it stays as it is.
        told = without_its_report(summary)
        for name, write in _WRITERS.items():
            if not outcomes[name]:
                _perform(name, _task(write, directory, told))
    return Written(directory, problems)


def _task(
    write: Callable[[Path, Mapping[str, Any]], Path], directory: Path, summary: Mapping[str, Any]
) -> Callable[[], Path]:
    return lambda: write(directory, summary)


def _other(file: Path, content: bytes) -> Callable[[], Path]:
    return lambda: write_atomically(file, content)


def _perform(name: str, task: Callable[[], Path]) -> str:
    """Return what went wrong, or nothing."""
    try:
        task()
    except ReportError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a mistake in one form must not cost the others
        return f"the report could not be written: {name}: {type(error).__name__}: {error}"
    return ""


def _remove_empty(directory: Path) -> None:
    try:
        directory.rmdir()
    except OSError:
        # Something lies in it after all, or the disk gives nothing back.
        return
