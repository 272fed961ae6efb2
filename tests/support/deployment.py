"""What stands in deploy/, as its tests want it: containers with their words and surroundings."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
_PARSER = Path(__file__).with_name("parse_command_lines.py")


@dataclass(frozen=True)
class Container:
    """One that runs our image: what is handed to its entrypoint, and what it finds."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    mounts: Mapping[str, Path] = field(default_factory=dict)
    """Where folders of the checkout are mounted."""

    @property
    def local_arguments(self) -> list[str]:
        """Return the arguments with paths of the checkout for those of the container."""
        return [_local(argument, self.mounts) for argument in self.arguments]


def _local(argument: str, mounts: Mapping[str, Path]) -> str:
    for path, source in mounts.items():
        argument = argument.replace(f"{path}/", f"{source}/")
    return argument


def documents(file: Path) -> list[Any]:
    """Return the documents of a YAML file."""
    return list(YAML(typ="safe").load_all(file.read_text("utf-8")))


def compose() -> dict[str, Any]:
    """Return compose.yaml with the values that stand where the caller has set no variable."""
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    return YAML(typ="safe").load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text))


def compose_containers() -> dict[str, Container]:
    """Return the services of compose.yaml that run our image."""
    services = compose()["services"].items()
    return {
        name: Container(f"compose {name}", service["command"])
        for name, service in services
        if service["image"].startswith("ocpp_load")
    }


def kustomization() -> dict[str, Any]:
    """Return what is applied by `kubectl apply -k`."""
    (document,) = documents(KUBERNETES / "kustomization.yaml")
    return document


def resources() -> dict[tuple[str, str], dict[str, Any]]:
    """Return the resources of the kustomization by kind and name."""
    files = (KUBERNETES / name for name in kustomization()["resources"])
    every = (resource for file in files for resource in documents(file))
    return {(one["kind"], one["metadata"]["name"]): one for one in every}


def config_map(name: str) -> dict[str, Any]:
    """Return the generator of a ConfigMap."""
    generators = kustomization()["configMapGenerator"]
    return next(one for one in generators if one["name"] == name)


def literals(name: str) -> dict[str, str]:
    """Return the values of a ConfigMap that stand in the kustomization itself."""
    return dict(text.split("=", 1) for text in config_map(name)["literals"])


def pods() -> dict[str, dict[str, Any]]:
    """Return the specifications of pods by the name of who starts them."""
    return {
        name: resource["spec"]["template"]["spec"]
        for (_, name), resource in resources().items()
        if resource["kind"] in {"Deployment", "Job"}
    }


def kubernetes_containers() -> dict[str, Container]:
    """Return the containers of the manifests."""
    return {name: _container_of(name, pod) for name, pod in pods().items()}


def _container_of(name: str, pod: Mapping[str, Any]) -> Container:
    (container,) = pod["containers"]
    environment: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        environment |= literals(source["configMapRef"]["name"])
    return Container(
        f"kubernetes {name}",
        container["args"],
        environment,
        {"/campaign": KUBERNETES / "campaign"},
    )


def operator_containers() -> Iterator[Container]:
    """Return what the two operators start: our words, and where they put theirs.

    locust-k8s-operator splits `command` at spaces and adds its words; the Locust project's puts
    them first.
    """
    (test,) = documents(DEPLOY / "operator" / "locusttest.yaml")
    spec = test["spec"]
    mounts = {"/lotest/src": KUBERNETES / "campaign"}
    name = test["metadata"]["name"]
    master, worker = spec["master"], spec["worker"]
    words = [*master["command"].split(), "--master", "--master-port=5557"]
    words += [f"--expect-workers={worker['replicas']}", "--autostart"]
    words += ["--autoquit", str(master["autoquit"]["timeout"])]
    words += ["--enable-rebalancing", "--only-summary", *master["extraArgs"]]
    yield Container("operator master", words, mounts=mounts)
    words = [*worker["command"].split(), "--worker", "--master-port=5557"]
    yield Container("operator worker", [*words, f"--master-host={name}-master"], mounts=mounts)
    (test,) = documents(DEPLOY / "operator" / "locustio.yaml")
    words = test["spec"]["args"].split()
    yield Container("locustio master", ["--master", *words])
    yield Container("locustio worker", ["--worker", "--master-host", "evening-master", *words])


def started_by_entrypoint(arguments: Sequence[str], directory: Path) -> list[str]:
    """Return the command that the image's entrypoint becomes; neither of the two is run."""
    for command in ("locust", "ocpp-load"):
        stub = directory / command
        stub.write_text('#!/bin/sh\nprintf "%s\\n" "${0##*/}" "$@"\n', "utf-8")
        stub.chmod(0o755)
    environment = {"PATH": f"{directory}:/usr/bin:/bin"}
    command = [str(DEPLOY / "entrypoint.sh"), *arguments]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return told.stdout.splitlines()


def parsed(containers: Iterable[Container], directory: Path) -> dict[str, dict[str, Any]]:
    """Return the options that each container runs with, by its name; or {"error": TEXT}.

    One process reads them all, with the parsers that read them in a container.
    """
    return read_command_lines(
        {
            one.name: {
                "command": started_by_entrypoint(one.local_arguments, directory),
                "environment": dict(one.environment),
            }
            for one in containers
        },
        directory,
    )


def read_command_lines(
    asked: Mapping[str, Mapping[str, Any]], directory: Path
) -> dict[str, dict[str, Any]]:
    """Return the options of commands that are given in `directory`; or {"error": TEXT}."""
    told = subprocess.run(
        [sys.executable, str(_PARSER)],
        cwd=directory,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)
