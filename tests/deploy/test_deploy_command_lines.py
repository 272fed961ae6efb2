"""deploy/: what containers are told to run is what our commands and Locust understand."""

import pytest
from support.deployment import (
    Container,
    compose,
    compose_containers,
    config_map,
    kubernetes_containers,
    kustomization,
    operator_containers,
    parsed,
    pods,
    resources,
    started_by_entrypoint,
)

CSMS_PORT, WEB_PORT, MEETING_PORT, METRICS_PORT = 9000, 8089, 5557, 9646
WRONG = Container("wrong", ["run", "--master", "--no-such-option"])


@pytest.fixture(scope="module")
def options(tmp_path_factory):
    containers = [
        *compose_containers().values(),
        *kubernetes_containers().values(),
        *operator_containers(),
        WRONG,
    ]
    return parsed(containers, tmp_path_factory.mktemp("options"))


MASTERS = ("compose master", "kubernetes ocpp-load-master", "operator master", "locustio master")
WORKERS = ("compose worker", "kubernetes ocpp-load-worker", "operator worker", "locustio worker")
CENTRAL_SYSTEMS = ("compose csms", "kubernetes ocpp-load-csms")


def test_every_container_has_words_that_are_understood(options):
    wrong = options.pop(WRONG.name)
    assert "--no-such-option" in wrong["error"]
    assert set(options) == {*MASTERS, *WORKERS, *CENTRAL_SYSTEMS}
    assert {name: one["error"] for name, one in options.items() if "error" in one} == {}


@pytest.mark.parametrize("name", MASTERS)
def test_a_master_waits_for_two_workers_at_the_port_where_they_look_for_it(options, name):
    one = options[name]
    assert one["master"]
    assert not one["worker"]
    assert one["expect_workers"] == 2
    assert one["master_bind_port"] == MEETING_PORT
    assert one["web_port"] == WEB_PORT
    assert not one["headless"]
    assert one["stations"] > 0


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_looks_for_its_master(options, name):
    one = options[name]
    assert one["worker"]
    assert not one["master"]
    assert one["master_port"] == MEETING_PORT
    assert one["master_host"].endswith("master")


@pytest.mark.parametrize("name", MASTERS[1:])
def test_a_run_that_ends_by_itself_leaves_time_to_tell_the_workers_to_end(options, name):
    # Locust knows no worker for the length of --stop-timeout after a run has ended.
    assert options[name]["autostart"]
    assert options[name]["autoquit"] > int(options[name]["stop_timeout"])


@pytest.mark.parametrize("name", CENTRAL_SYSTEMS)
def test_the_central_system_listens_to_other_containers_at_the_port_they_know(options, name):
    assert (options[name]["host"], options[name]["port"]) == ("0.0.0.0", str(CSMS_PORT))


def test_masters_aim_at_the_central_system_of_the_same_deployment(options):
    hosts = {name: options[name]["host"] for name in MASTERS}
    service = resources()["Service", "ocpp-load-csms"]
    (port,) = (one["port"] for one in service["spec"]["ports"])
    url = f"ws://{service['metadata']['name']}:{port}/ocpp"
    assert hosts == {**dict.fromkeys(MASTERS, url), "compose master": "ws://csms:9000/ocpp"}


def test_workers_of_the_manifests_look_for_the_service_of_the_master(options):
    one = options["kubernetes ocpp-load-worker"]
    service = resources()["Service", one["master_host"]]
    ports = {port["name"]: port["port"] for port in service["spec"]["ports"]}
    assert ports == {"workers": MEETING_PORT, "web": WEB_PORT, "metrics": METRICS_PORT}


def test_figures_are_served_where_they_are_asked_for(options):
    served = {name: options[name]["metrics_port"] for name in MASTERS}
    # Beside the master of that operator an exporter of its own listens at 9646.
    assert served == {**dict.fromkeys(MASTERS, str(METRICS_PORT)), "operator master": "9647"}


def test_grace_is_longer_than_stations_have_to_end_what_they_are_about(options):
    grace_s = {
        f"compose {name}": int(service["stop_grace_period"].removesuffix("s"))
        for name, service in compose()["services"].items()
        if name in {"master", "worker"}
    } | {
        f"kubernetes {name}": pods()[name]["terminationGracePeriodSeconds"]
        for name in ("ocpp-load-master", "ocpp-load-worker")
    }
    for name, limit_s in grace_s.items():
        assert limit_s >= 2 * int(options[name]["stop_timeout"])


def test_as_many_workers_are_started_as_the_master_expects(options):
    (replicas,) = kustomization()["replicas"]
    assert replicas["name"] == "ocpp-load-worker"
    expected = options["kubernetes ocpp-load-master"]["expect_workers"]
    assert expected == replicas["count"]
    assert expected == resources()["Deployment", replicas["name"]]["spec"]["replicas"]
    assert compose()["services"]["worker"]["scale"] == options["compose master"]["expect_workers"]


def test_the_campaign_is_mounted_with_all_that_it_names(options):
    files = {file.rpartition("/")[2] for file in config_map("ocpp-load-campaign")["files"]}
    campaign = kubernetes_containers()["ocpp-load-master"].mounts["/campaign"]
    assert files == {file.name for file in campaign.iterdir()}
    assert options["kubernetes ocpp-load-master"]["stations"] == 1_000
    assert options["operator master"]["stations"] == 1_000


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["--master", "-u", "1"], ["locust", "--master", "-u", "1"]),
        (["run", "--web"], ["ocpp-load", "run", "--web"]),
        (["check", "a b.yaml"], ["ocpp-load", "check", "a b.yaml"]),
        (["locust", "--version"], ["locust", "--version"]),
        (["ocpp-load", "--help"], ["ocpp-load", "--help"]),
    ],
)
def test_options_are_for_locust_and_words_for_ocpp_load(tmp_path, arguments, command):
    assert started_by_entrypoint(arguments, tmp_path) == command
