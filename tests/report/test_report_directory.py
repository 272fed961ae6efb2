import errno
import time
from pathlib import Path

import pytest

from ocpp_load.errors import OcppLoadError
from ocpp_load.report import ReportError, create_run_directory, point_latest, write_atomically
from ocpp_load.report import directory as directory_module

STARTED_AT = 1_795_398_812.0


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def broken(code):
    def fail(*_args, **_kwargs):
        raise OSError(code, "No space left on device")

    return fail


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("demo", "20261123-015332-demo"),
        ("Charging Session", "20261123-015332-charging-session"),
        ("Ladesäule / Köln", "20261123-015332-ladesaule-koln"),
        ("../../etc/passwd", "20261123-015332-etc-passwd"),
        ("", "20261123-015332-run"),
        ("充電", "20261123-015332-run"),
        ("a" * 200, "20261123-015332-" + "a" * 60),
        ("nul\x00\n", "20261123-015332-nul"),
    ],
)
def test_a_run_gets_a_folder_named_by_its_time_and_name(tmp_path, name, folder):
    directory = create_run_directory(tmp_path / "reports", name, STARTED_AT)
    assert directory == tmp_path / "reports" / folder
    assert directory.is_dir()


def test_runs_of_the_same_second_do_not_share_a_folder(tmp_path):
    names = [create_run_directory(tmp_path, "demo", STARTED_AT).name for _ in range(3)]
    assert names == [
        "20261123-015332-demo",
        "20261123-015332-demo-2",
        "20261123-015332-demo-3",
    ]


def test_latest_leads_to_the_newest_run(tmp_path):
    first = create_run_directory(tmp_path, "first", STARTED_AT)
    second = create_run_directory(tmp_path, "second", STARTED_AT)
    point_latest(tmp_path, first)
    link = point_latest(tmp_path, second)
    assert link == tmp_path / "latest"
    assert link.resolve() == second.resolve()
    assert not link.readlink().is_absolute()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        first.name,
        second.name,
        "latest",
    ]


def test_latest_is_replaced_where_its_folder_is_gone(tmp_path):
    (tmp_path / "latest").symlink_to("gone")
    directory = create_run_directory(tmp_path, "demo", STARTED_AT)
    assert point_latest(tmp_path, directory).resolve() == directory.resolve()


def test_a_folder_in_the_place_of_the_link_is_left_alone(tmp_path):
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "mine").touch()
    directory = create_run_directory(tmp_path, "demo", STARTED_AT)
    with pytest.raises(ReportError, match="latest"):
        point_latest(tmp_path, directory)
    assert (tmp_path / "latest" / "mine").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [directory.name, "latest"]


def test_a_file_is_written_as_a_whole(tmp_path):
    file = write_atomically(tmp_path / "summary.json", b"old and longer")
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("owner", "name"), [("os", "fsync"), ("Path", "replace")])
def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path, monkeypatch, owner, name):
    file = write_atomically(tmp_path / "summary.json", b"old")
    monkeypatch.setattr(getattr(directory_module, owner), name, broken(errno.ENOSPC))
    with pytest.raises(ReportError, match=r"summary\.json: no space left on device") as caught:
        write_atomically(file, b"new")
    assert isinstance(caught.value, OcppLoadError)
    assert (caught.value.file, file.read_bytes()) == (file, b"old")
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_that_refuses_everything_tells_its_first_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "open", broken(errno.ENOSPC))
    monkeypatch.setattr(Path, "unlink", broken(errno.EROFS))
    with pytest.raises(ReportError, match="no space left on device"):
        write_atomically(tmp_path / "summary.json", b"new")


def test_a_file_where_the_reports_should_go_is_said_so(tmp_path):
    root = tmp_path / "reports"
    root.touch()
    with pytest.raises(ReportError, match=r"reports.*not a directory"):
        create_run_directory(root, "demo", STARTED_AT)


def test_a_root_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match=r"file.*not a directory"):
        create_run_directory(tmp_path / "file" / "reports", "demo", STARTED_AT)
