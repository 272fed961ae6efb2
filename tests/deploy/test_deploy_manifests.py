"""deploy/kubernetes, deploy/operator, deploy/prometheus.yml, deploy/grafana: they fit together.

That each is well-formed is for the linters of `make check`.
"""

import json
import re
import shutil
import subprocess

import kubernetes_validate
import pytest
from ruamel.yaml import YAML
from support.deployment import (
    DEPLOY,
    KUBERNETES,
    ROOT,
    compose,
    config_map,
    documents,
    kustomization,
    operator_containers,
    pods,
    resources,
)

from ocpp_load.settings import OPTIONS

(KUBERNETES_VERSION,) = re.findall(
    r"^KUBERNETES := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
)


def reader():
    (pod,) = documents(KUBERNETES / "reader.yaml")
    return pod["spec"]


def operator_pod(role):
    """Return the specification of the pod that the operator makes of our LocustTest."""
    (test,) = documents(DEPLOY / "operator" / "locusttest.yaml")
    spec = test["spec"]
    (container,) = (one for one in operator_containers() if one.name == f"operator {role}")
    mounts = [
        {name: value for name, value in mount.items() if name != "target"}
        for mount in spec["volumeMounts"]
        if mount["target"] in {role, "both"}
    ]
    return {
        "restartPolicy": "Never",
        "securityContext": spec["security"]["podSecurityContext"],
        "volumes": spec["volumes"],
        "containers": [
            {
                "name": role,
                "image": spec["image"],
                "args": list(container.arguments),
                "resources": spec[role]["resources"],
                "securityContext": spec["security"]["containerSecurityContext"],
                "volumeMounts": mounts,
            }
        ],
    }


PODS = {
    **pods(),
    "reader": reader(),
    "operator master": operator_pod("master"),
    "operator worker": operator_pod("worker"),
}


@pytest.mark.parametrize("name", PODS)
def test_a_pod_is_all_that_the_restricted_standard_asks_for(name):
    pod = PODS[name]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@pytest.mark.parametrize("name", PODS)
def test_what_a_pod_mounts_is_there(name):
    pod = PODS[name]
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    for mount in pod["containers"][0]["volumeMounts"]:
        volume = volumes[mount["name"]]
        if claim := volume.get("persistentVolumeClaim"):
            assert ("PersistentVolumeClaim", claim["claimName"]) in resources()
        if source := volume.get("configMap"):
            assert config_map(source["name"])["files"]


@pytest.mark.parametrize("name", [name for name in PODS if name != "reader"])
def test_a_pod_can_write_where_a_run_writes(name):
    mounts = {mount["mountPath"] for mount in PODS[name]["containers"][0]["volumeMounts"]}
    assert "/tmp" in mounts
    assert ("/reports" in mounts) == ("master" in name)


@pytest.mark.parametrize("role", ["master", "worker"])
def test_what_the_operator_makes_of_our_resource_is_a_pod(role):
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": role},
        "spec": operator_pod(role),
    }
    kubernetes_validate.validate(pod, KUBERNETES_VERSION, strict=True)


def test_the_resources_of_both_operators_ask_for_the_workers_that_are_expected():
    (test,) = documents(DEPLOY / "operator" / "locusttest.yaml")
    assert set(test["spec"]) == {
        *("image", "master", "worker", "testFiles", "volumes", "volumeMounts", "security")
    }
    assert test["apiVersion"] == "locust.io/v2"
    (other,) = documents(DEPLOY / "operator" / "locustio.yaml")
    assert other["apiVersion"] == "locust.io/v1"
    assert f"--expect-workers {other['spec']['workers']}" in other["spec"]["args"]
    compile(other["spec"]["locustfile"]["content"], "locustfile.py", "exec")


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl on this machine")
def test_the_kustomization_can_be_applied():
    rendered = subprocess.run(
        ["kubectl", "kustomize", str(KUBERNETES)], capture_output=True, text=True, check=True
    ).stdout
    made = list(YAML(typ="safe").load_all(rendered))
    for resource in made:
        kubernetes_validate.validate(resource, KUBERNETES_VERSION, strict=True)
        assert resource["kind"] == "Namespace" or resource["metadata"]["namespace"] == "ocpp-load"
    kinds = [resource["kind"] for resource in made]
    assert sorted(kinds) == sorted([*(kind for kind, _ in resources()), *["ConfigMap"] * 2])
    (image,) = kustomization()["images"]
    assert rendered.count(f"image: {image['name']}:{image['newTag']}\n") == 3


def test_services_and_deployments_find_their_pods():
    templates = [
        (resource["spec"].get("selector"), resource["spec"]["template"]["metadata"]["labels"])
        for resource in resources().values()
        if resource["kind"] in {"Deployment", "Job"}
    ]
    labels = [labels for _, labels in templates]
    assert len({tuple(one.items()) for one in labels}) == len(labels) == 3
    for selector, own in templates:
        assert selector is None or selector["matchLabels"] == own
    for (kind, _), resource in resources().items():
        if kind == "Service":
            assert resource["spec"]["selector"] in labels


def test_ports_that_are_named_are_those_of_the_container():
    for (kind, name), service in resources().items():
        if kind == "Service":
            (container,) = pods()[name]["containers"]
            ports = {port["name"]: port["containerPort"] for port in container["ports"]}
            asked = {port["targetPort"]: port["port"] for port in service["spec"]["ports"]}
            assert asked == ports
            assert container["readinessProbe"]["tcpSocket"]["port"] in ports


def test_no_service_has_a_name_whose_variables_would_be_options_of_a_run():
    # Kubernetes tells every pod of a Service by NAME_PORT, NAME_SERVICE_HOST and so on.
    options = {option.environment for option in OPTIONS} | {"LOCUST_MASTER_PORT"}
    for kind, name in resources():
        if kind == "Service":
            prefix = name.upper().replace("-", "_")
            assert not {option for option in options if option.startswith(f"{prefix}_")}


def test_the_images_of_the_manifests_are_the_one_that_the_kustomization_tags():
    (image,) = kustomization()["images"]
    assert {pod["containers"][0]["image"] for pod in pods().values()} == {image["name"]}
    assert compose()["services"]["worker"]["image"].startswith(f"{image['name']}:")


def test_prometheus_asks_the_master_and_grafana_asks_prometheus():
    (prometheus,) = documents(DEPLOY / "prometheus.yml")
    (job,) = prometheus["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["master:9646"]}]
    (sources,) = documents(DEPLOY / "grafana" / "datasources" / "prometheus.yaml")
    (source,) = sources["datasources"]
    services = compose()["services"]
    assert source["url"] == "http://prometheus:9090"
    assert {"master", "prometheus"} < services.keys()
    assert source["isDefault"]


def test_grafana_loads_the_dashboard_of_the_docs():
    (dashboards,) = documents(DEPLOY / "grafana" / "dashboards" / "ocpp_load.yaml")
    (provider,) = dashboards["providers"]
    grafana = compose()["services"]["grafana"]
    path = provider["options"]["path"]
    assert f"../docs/grafana:{path}:ro" in grafana["volumes"]
    home = grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    dashboard = ROOT / "docs" / "grafana" / home.removeprefix(f"{path}/")
    assert json.loads(dashboard.read_text("utf-8"))["title"] == provider["name"]


def test_folders_of_the_checkout_that_compose_mounts_are_there():
    sources = [
        volume.partition(":")[0]
        for service in compose()["services"].values()
        for volume in service.get("volumes", ())
    ]
    paths = [source for source in sources if source.startswith(".")]
    assert len(paths) == 5
    assert all((DEPLOY / path).exists() for path in paths)
    assert set(sources) - set(paths) == set(compose()["volumes"])
