"""What stands at the top of the checkout about the project itself, as its tests want it."""

import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = frozenset(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))


def setup_cfg() -> ConfigParser:
    """Return setup.cfg."""
    configuration = ConfigParser()
    configuration.read(ROOT / "setup.cfg", "utf-8")
    return configuration


VERSIONS = re.findall(
    r"^Programming Language :: Python :: (3\.\d+)$",
    setup_cfg()["metadata"]["classifiers"],
    re.MULTILINE,
)
"""The versions of Python that the project is for, the oldest first."""


def yaml_file(path: str) -> Any:
    """Return what a YAML file of the checkout holds."""
    return YAML(typ="safe").load((ROOT / path).read_text("utf-8"))


def recipe(target: str) -> list[str]:
    """Return the commands of a target, as they stand in the Makefile."""
    (body,) = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    return [line.lstrip("\t@") for line in body.splitlines()]
