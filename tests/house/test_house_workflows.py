"""Workflows, hooks and proposals of updates do what people type, and may do no more."""

import re
import shlex

import pytest
from support.house import MAKEFILE, ROOT, TARGETS, recipe, yaml_file

WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
HOOKS = [hook for repo in yaml_file(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]


@pytest.fixture(params=WORKFLOWS, ids=lambda file: file.name)
def workflow(request):
    return yaml_file(str(request.param.relative_to(ROOT)))


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_nothing_is_run_but_targets_of_make(workflow):
    commands = [shlex.split(step["run"]) for step in steps(workflow) if "run" in step]
    assert commands
    for program, *targets in commands:
        assert program == "make"
        assert targets
        assert set(targets) <= TARGETS


def test_a_workflow_may_read_and_no_more(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())


def test_actions_are_those_of_the_forge_at_a_whole_version(workflow):
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", action)] == []


def test_no_job_runs_for_ever(workflow):
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())


def test_what_a_job_keeps_is_what_its_target_makes(workflow):
    kept = [
        (job["steps"][-2]["run"].split()[-1], job["steps"][-1]["with"]["path"])
        for job in workflow["jobs"].values()
        if job["steps"][-1].get("uses", "").startswith("actions/upload-artifact@")
    ]
    assert kept
    for target, path in kept:
        assert re.search(rf"^{target}:.* ## {path}/", MAKEFILE, re.MULTILINE), path


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_tool_of_the_environment_as_make_check_does(hook):
    program, *words = shlex.split(hook["entry"])
    # A hook is handed the files, and mends what it can.
    asked = [word for word in words if word not in {"--fix", "--force-exclude"}]
    checked = [shlex.split(line) for line in recipe("check")]
    assert any(
        [program, *asked] == [one[0].replace("$(BIN)", ".venv/bin"), *one[1 : 1 + len(asked)]]
        for one in checked
    )
    assert hook["language"] == "system"
    re.compile(hook.get("files", ""))


def test_updates_are_proposed_for_packages_actions_and_the_image():
    updates = yaml_file(".github/dependabot.yml")["updates"]
    where = {update["package-ecosystem"]: update["directory"] for update in updates}
    assert where == {"pip": "/", "github-actions": "/", "docker": "/deploy"}
    assert all(update["schedule"]["interval"] == "weekly" for update in updates)
