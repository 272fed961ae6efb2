"""deploy/Dockerfile: what it copies is there and enough, and what runs in it is not root.

No container engine takes part: the wheel is built from what the Dockerfile copies, and is imported.
"""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest
from support.deployment import DEPLOY, ROOT, compose

DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
BUILD, IMAGE = re.split(r"^(?=FROM )", DOCKERFILE, flags=re.MULTILINE)[1:]


def copied(stage):
    """Return what a stage takes from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", stage, re.MULTILINE)
    return [path for line in lines for path in line.split()]


def setting(name):
    """Return the value of an instruction of the image."""
    (value,) = re.findall(rf"^{name} (.+)$", IMAGE, re.MULTILINE)
    return value


def let_in(path):
    """Tell whether the ignore file lets a path of the checkout into the build."""
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    kept = [line.removeprefix("!") for line in lines if line.startswith("!")]
    return any(path == one or path.startswith(f"{one}/") for one in kept)


def test_what_is_copied_is_in_the_checkout_and_let_into_the_build():
    paths = [*copied(BUILD), *copied(IMAGE)]
    assert len(paths) == 10
    for path in paths:
        assert (ROOT / path).exists(), path
        assert let_in(path), path


@pytest.mark.parametrize("path", [".git", ".venv", "reports", "tests", "deploy/compose.yaml"])
def test_nothing_else_is_let_in(path):
    assert not let_in(path)


def test_the_image_runs_as_a_user_with_a_number_that_is_not_root():
    assert int(setting("USER")) > 0
    assert f"--uid {setting('USER')} " in IMAGE
    assert f"--owner {setting('USER')} " in IMAGE


def test_the_entrypoint_can_be_executed_and_gives_way_to_what_it_starts():
    assert setting("ENTRYPOINT") == '["entrypoint"]'
    assert os.access(DEPLOY / "entrypoint.sh", os.X_OK)
    branches = re.findall(
        r"^ +\S.*\) (.+) ;;$", (DEPLOY / "entrypoint.sh").read_text(), re.MULTILINE
    )
    assert branches
    assert all(branch.startswith("exec ") for branch in branches)


def test_the_image_has_a_python_that_the_project_is_for():
    configuration = ConfigParser()
    configuration.read(ROOT / "setup.cfg", "utf-8")
    (version,) = re.findall(r"^ARG PYTHON=(\d+\.\d+)-slim", DOCKERFILE, re.MULTILINE)
    name = f"Programming Language :: Python :: {version}"
    assert name in configuration["metadata"]["classifiers"].splitlines()
    assert DOCKERFILE.count("FROM python:${PYTHON}") == 2


def test_the_image_and_compose_agree_about_ports_and_paths():
    exposed = set(setting("EXPOSE").split())
    master = compose()["services"]["master"]
    assert {port.rpartition(":")[2] for port in master["ports"]} < exposed
    assert "OCPP_LOAD_REPORTS=/reports" in IMAGE
    assert "LOCUST_WEB_HOST=* " in IMAGE
    assert "reports:/reports" in master["volumes"]


def test_the_wheel_made_of_what_is_copied_has_everything_that_the_package_reads(tmp_path):
    source, wheels, installed = (tmp_path / name for name in ("source", "wheels", "installed"))
    source.mkdir()
    wheels.mkdir()
    for path in copied(BUILD):
        if (ROOT / path).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / path, source / path, symlinks=True, ignore=ignored)
        else:
            shutil.copy(ROOT / path, source)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(wheels)], cwd=source, check=True, capture_output=True
    )
    (wheel,) = wheels.iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    for kind in ("*.py", "*.yaml", "*.json", "*.html", "*.css", "*.js"):
        there = names(installed / "ocpp_load", kind)
        assert there == names(ROOT / "ocpp_load", kind)
    # -P: what is run is what was built, not what lies in the working directory.
    check = "import ocpp_load.cli as cli; print(cli.__file__); cli.main(['check', 'heartbeat'])"
    finished = subprocess.run(
        [sys.executable, "-P", "-c", check],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    where, verdict = finished.stdout.splitlines()
    assert Path(where).is_relative_to(installed)
    assert "without a mistake" in verdict


def names(directory, kind):
    """Return the files of a kind below a directory, and below the links in it."""
    folders = ((Path(folder), files) for folder, _, files in os.walk(directory, followlinks=True))
    return {
        str((folder / name).relative_to(directory))
        for folder, files in folders
        for name in fnmatch.filter(files, kind)
    }
