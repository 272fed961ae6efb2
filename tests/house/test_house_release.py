"""What a release tells of itself: version, changelog, licence, dependencies, description."""

import hashlib
import re
from datetime import date
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from support.house import ROOT, VERSIONS, setup_cfg

from ocpp_load import __version__

CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
RELEASES = re.findall(r"^## \[(\S+)\] - (\S+)$", CHANGELOG, re.MULTILINE)
# Setuptools is what builds: pip's list of what is installed leaves it out.
NOT_CONSTRAINED = {"setuptools"}


def test_the_newest_release_in_the_changelog_is_the_version_of_the_package():
    assert RELEASES[0][0] == __version__


def test_releases_stand_in_order_below_what_is_not_released():
    headings = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert len(headings) == 1 + len(RELEASES)
    versions = [Version(version) for version, _ in RELEASES]
    assert versions == sorted(set(versions), reverse=True)
    days = [date.fromisoformat(day) for _, day in RELEASES]
    assert days == sorted(days, reverse=True)


def test_the_version_has_one_source():
    assert setup_cfg()["metadata"]["version"] == "attr: ocpp_load.__version__"


def test_the_licence_is_the_text_that_the_metadata_names():
    metadata = setup_cfg()["metadata"]
    assert metadata["license_expression"] == "Apache-2.0"
    text = (ROOT / metadata["license_files"]).read_bytes()
    # The Apache Software Foundation's own file, to the byte.
    digest = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
    assert hashlib.sha256(text).hexdigest() == digest


def test_everything_that_any_version_of_python_needs_is_constrained_to_a_version_that_fits():
    pinned = re.findall(
        r"^(\S+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE
    )
    constrained = {canonicalize_name(name): version for name, version in pinned}
    asked = list(needed("ocpp_load", frozenset({"dev"}), {}))
    assert len({one.name for one in asked}) > 60
    missed = {
        str(one)
        for one in asked
        if canonicalize_name(one.name) not in constrained
        or not one.specifier.contains(constrained[canonicalize_name(one.name)])
    }
    assert missed == set()


def needed(name, extras, seen):
    """Yield what a package requires under any version that we are for, and what that requires.

    What only another version than this one needs is yielded, but not looked into.
    """
    if name in seen and extras <= seen[name]:
        return
    seen[name] = extras | seen.get(name, frozenset())
    try:
        requirements = distribution(name).requires or ()
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, requirements):
        if requirement.name in NOT_CONSTRAINED or not is_for_us(requirement, extras):
            continue
        yield requirement
        yield from needed(canonicalize_name(requirement.name), frozenset(requirement.extras), seen)


def is_for_us(requirement, extras):
    environments = (
        {"extra": extra, "python_version": version, "python_full_version": f"{version}.0"}
        for extra in (*extras, "")
        for version in VERSIONS
    )
    return requirement.marker is None or any(map(requirement.marker.evaluate, environments))


def test_what_an_index_shows_has_no_link_that_leads_nowhere_there():
    description = setup_cfg()["metadata"]["long_description"].removeprefix("file: ")
    targets = re.findall(r"\]\(([^)]+)\)", (ROOT / description).read_text("utf-8"))
    assert targets
    assert [target for target in targets if not target.startswith("https://")] == []
