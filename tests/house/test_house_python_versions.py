"""The versions of Python that the project is for are the same wherever they are named."""

import re
import tomllib

from support.house import MAKEFILE, ROOT, VERSIONS, setup_cfg, yaml_file

OLDEST = VERSIONS[0]


def test_the_suite_runs_on_every_version_that_the_classifiers_name():
    test = yaml_file(".github/workflows/ci.yaml")["jobs"]["test"]
    assert test["strategy"]["matrix"]["python-version"] == VERSIONS


def test_pages_name_the_same_versions():
    in_words = f"{', '.join(VERSIONS[:-1])} or {VERSIONS[-1]}"
    for page in ("CONTRIBUTING.md", "PACKAGE.md"):
        assert f"Python {in_words}" in (ROOT / page).read_text("utf-8"), page


def test_no_older_one_is_let_in_and_tools_look_for_what_the_oldest_has():
    configuration = setup_cfg()
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert configuration["options"]["python_requires"] == f">={OLDEST}"
    assert configuration["mypy"]["python_version"] == OLDEST
    assert tools["ruff"]["target-version"] == f"py{OLDEST.replace('.', '')}"
    assert f"sys.version_info < ({OLDEST.replace('.', ', ')})" in MAKEFILE
    assert f"Python {OLDEST} or newer is needed" in MAKEFILE


def test_what_is_checked_and_built_once_is_so_on_the_oldest():
    steps = [
        step
        for job in yaml_file(".github/workflows/ci.yaml")["jobs"].values()
        for step in job["steps"]
    ]
    versions = {
        step["with"]["python-version"]
        for step in steps
        if re.match("actions/setup-python@", step.get("uses", ""))
    }
    assert versions == {OLDEST, "${{ matrix.python-version }}"}
