"""The files of a run when a disk, or a mistake in one of them, refuses some."""

import errno
import json
import os
from pathlib import Path

import pytest
from support.summaries import summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.report import files as files_module
from ocpp_load.report import write_files

STARTED_AT = 1_795_398_812.0
FILES = {"summary.json", "junit.xml", "stats.csv", "report.html"}


@pytest.fixture
def summary():
    return summary_of(Recorder(0.0))


def names_in(directory):
    return {file.name for file in directory.iterdir()}


def test_all_files_of_a_run_are_there_and_latest_leads_to_them(tmp_path, summary):
    written = write_files(tmp_path, summary, STARTED_AT, {"locust.json": b"[]"})
    assert written.problems == ()
    assert names_in(written.directory) == {*FILES, "locust.json"}
    assert (tmp_path / "latest").resolve() == written.directory.resolve()


@pytest.mark.parametrize("full", sorted(FILES))
def test_a_disk_that_is_full_for_one_file_leaves_the_others(tmp_path, summary, monkeypatch, full):
    put = Path.replace

    def replace(self, target):
        if target.name == full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return put(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    written = write_files(tmp_path, summary, STARTED_AT)
    assert names_in(written.directory) == FILES - {full}
    (problem,) = written.problems
    assert problem.startswith("the report could not be written: ")
    assert problem.endswith(f"{full}: no space left on device")
    assert (tmp_path / "latest").exists()
    left = {file.name: file.read_text("utf-8") for file in written.directory.iterdir()}
    told = "the report could not be written as a whole"
    assert all(told in left[name] for name in {*FILES} - {full, "stats.csv"})
    if full != "summary.json":
        assert json.loads(left["summary.json"])["verdict"]["exit_code"] == 2
    if full != "junit.xml":
        assert '<error message="PASSED (exit 2): the report' in left["junit.xml"]


def test_a_disk_that_is_full_says_so_for_each_file_and_leaves_no_empty_directory(
    tmp_path, summary, monkeypatch
):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    written = write_files(tmp_path, summary, STARTED_AT)
    assert written.directory is None
    assert len(written.problems) == len(FILES)
    assert all(problem.endswith("no space left on device") for problem in written.problems)
    assert names_in(tmp_path) == set()


def test_a_mistake_in_one_form_does_not_cost_the_others(tmp_path, summary, monkeypatch):
    def mistaken(_directory, _summary):
        raise KeyError("a figure that is not there")

    monkeypatch.setitem(files_module._WRITERS, "report.html", mistaken)
    written = write_files(tmp_path, summary, STARTED_AT)
    assert names_in(written.directory) == FILES - {"report.html"}
    assert written.problems == (
        "the report could not be written: report.html: KeyError: 'a figure that is not there'",
    )


def test_a_directory_that_cannot_be_made_is_one_problem(tmp_path, summary):
    root = tmp_path / "reports"
    root.touch()
    written = write_files(root, summary, STARTED_AT)
    (problem,) = written.problems
    assert (written.directory, problem.endswith(": not a directory")) == (None, True)


def test_a_folder_in_the_place_of_latest_is_told_and_costs_nothing(tmp_path, summary):
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "mine").touch()
    written = write_files(tmp_path, summary, STARTED_AT)
    assert names_in(written.directory) == FILES
    (problem,) = written.problems
    assert "latest" in problem
