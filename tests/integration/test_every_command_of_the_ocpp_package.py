"""Every command of OCPP 1.6, sent to one of our stations by a central system that nobody here wrote.

The `ocpp` package validates each answer, and whatever follows, by its own schemas. What it sends,
and in which order, is in `support.mobility_house_commands`.
"""

import tarfile
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from support.file_servers import WebServer
from support.locust_process import Finished, LocustProcess
from support.mobility_house_process import MobilityHouse

from ocpp_load.messages.v16.actions import Action, Sender

SCENARIO = """\
name: every command
ocpp: "1.6"
station:
  vendor: ocpp_load
  model: AC-22
  connectors: 4
  security_events: true
  message_log: 65536
  reset: {takes: 200 ms}
  remote_driver: {plugs_in_after: 50 ms, charges_for: 1 h, unplugs_after: 1 h}
  firmware: {installation_time: 100 ms}
  data_transfer:
    - {vendor: com.example, message: Price, data: "0.42"}
  configuration: {MeterValueSampleInterval: 0}
steps:
  - connect
  - boot
"""

FIRMWARE = "the next version, byte by byte"


@dataclass(frozen=True)
class Campaign:
    """What our run told, what the central system told, and the files on its server."""

    run: Finished
    report: dict[str, Any]
    files: dict[str, bytes]
    requests: list[tuple[str, str]]

    def answers(self, command: str) -> list[dict[str, Any]]:
        """Return the answers to a command, with the names that the package gives to fields."""
        return [one["answer"] for one in self.report["exchanges"] if one["command"] == command]

    def payloads(self, action: str) -> list[dict[str, Any]]:
        """Return what the station sent under an action."""
        return [one["payload"] for one in self.messages if one["action"] == action]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Return all that the station sent."""
        (messages,) = self.report["sent"].values()
        return messages


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    directory = tmp_path_factory.mktemp("every_command")
    scenario = directory / "every_command.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    with (
        WebServer({"/firmware-2.bin": FIRMWARE.encode()}) as web_server,
        MobilityHouse("mobility_house_commands", web_server.url, FIRMWARE) as central_system,
    ):
        words = ("--headless", "-H", central_system.url, "--scenario", str(scenario))
        with LocustProcess(directory, *words) as locust:
            central_system.wait_for_the_end_of_the_talk()
            locust.interrupt()
            run = locust.wait()
        report = central_system.report()
    requests = [(method, path) for method, path, _ in web_server.requests]
    return Campaign(run, report, web_server.files, requests)


def at_rest(*statuses: str) -> list[str]:
    """Return the notifications of these statuses: of the station, then of each connector."""
    return [f"{connector_id} {status}" for connector_id, status in enumerate(statuses)]


def start(connector_id: int) -> tuple[str, str, list[str]]:
    followed = [f"{connector_id} Preparing", "Authorize", "StartTransaction"]
    return ("RemoteStartTransaction", "Accepted", [*followed, f"{connector_id} Charging"])


def update(notification: str, verified: list[str], rebooting: list[str]) -> list[str]:
    """Return what an update of the firmware makes a station send (section 5.19; L01)."""
    steps = ["Downloading", "Downloaded", *verified]
    withheld = at_rest("Available", *["Unavailable"] * 4)
    return [
        *(f"{notification} {step}" for step in steps),
        *withheld[1:],
        *(f"{notification} {step}" for step in ["Installing", *rebooting]),
        "BootNotification",
        *withheld,
        *RESTARTED,
        f"{notification} Installed",
        "SecurityEventNotification FirmwareUpdated",
        *AVAILABLE[1:],
    ]


AVAILABLE = at_rest(*["Available"] * 5)
STARTED = "SecurityEventNotification StartupOfTheDevice"
RESTARTED = [STARTED, "SecurityEventNotification ResetOrReboot"]
UPLOAD = ["Uploading", "Uploaded"]
LOG_UPLOAD = [f"LogStatusNotification {status}" for status in UPLOAD]

TOLD = [
    (None, None, ["BootNotification", *AVAILABLE, STARTED]),
    ("GetConfiguration", None, []),
    ("GetConfiguration", None, []),
    ("ChangeConfiguration", "Accepted", []),
    ("ChangeConfiguration", "Accepted", []),
    ("ChangeConfiguration", "Rejected", []),
    ("DataTransfer", "Accepted", []),
    ("GetLocalListVersion", None, []),
    ("SendLocalList", "Accepted", []),
    ("GetLocalListVersion", None, []),
    ("ClearCache", "Accepted", []),
    ("ChangeAvailability", "Accepted", ["4 Unavailable"]),
    ("ChangeAvailability", "Accepted", ["4 Available"]),
    ("ReserveNow", "Accepted", ["1 Reserved"]),
    ("CancelReservation", "Accepted", ["1 Available"]),
    ("GetDiagnostics", None, [f"DiagnosticsStatusNotification {status}" for status in UPLOAD]),
    ("GetLog", "Accepted", LOG_UPLOAD),
    ("GetLog", "Accepted", LOG_UPLOAD),
    ("InstallCertificate", "Accepted", []),
    ("InstallCertificate", "Accepted", []),
    ("ExtendedTriggerMessage", "Accepted", ["SignCertificate"]),
    (
        "CertificateSigned",
        "Rejected",
        ["SecurityEventNotification InvalidChargePointCertificate"],
    ),
    ("CertificateSigned", "Accepted", []),
    ("UpdateFirmware", None, update("FirmwareStatusNotification", [], [])),
    (
        "SignedUpdateFirmware",
        "Accepted",
        update("SignedFirmwareStatusNotification", ["SignatureVerified"], ["InstallRebooting"]),
    ),
    ("GetInstalledCertificateIds", "Accepted", []),
    ("DeleteCertificate", "Accepted", []),
    ("GetInstalledCertificateIds", "NotFound", []),
    ("SetChargingProfile", "Accepted", []),
    start(1),
    ("GetCompositeSchedule", "Accepted", []),
    ("GetCompositeSchedule", "Accepted", []),
    ("ClearChargingProfile", "Accepted", []),
    ("ClearChargingProfile", "Unknown", []),
    ("TriggerMessage", "Rejected", []),
    ("TriggerMessage", "Accepted", ["DiagnosticsStatusNotification Idle"]),
    ("TriggerMessage", "Accepted", ["FirmwareStatusNotification Idle"]),
    ("TriggerMessage", "Accepted", ["Heartbeat"]),
    ("TriggerMessage", "Accepted", ["MeterValues 1"]),
    ("TriggerMessage", "Accepted", ["1 Charging"]),
    ("ExtendedTriggerMessage", "Rejected", []),
    ("ExtendedTriggerMessage", "Accepted", ["LogStatusNotification Idle"]),
    ("ExtendedTriggerMessage", "Accepted", ["SignedFirmwareStatusNotification Idle"]),
    ("ExtendedTriggerMessage", "Accepted", ["Heartbeat"]),
    ("ExtendedTriggerMessage", "Accepted", ["MeterValues 1"]),
    ("ExtendedTriggerMessage", "Accepted", ["1 Charging"]),
    ("UnlockConnector", "Unlocked", ["1 Finishing", "StopTransaction 1 UnlockCommand"]),
    start(2),
    ("RemoteStopTransaction", "Accepted", ["2 Finishing", "StopTransaction 2 Remote"]),
    start(3),
    (
        "Reset",
        "Accepted",
        [
            "3 Finishing",
            "StopTransaction 3 SoftReset",
            "BootNotification",
            *at_rest("Available", *["Finishing"] * 3, "Available"),
            *RESTARTED,
        ],
    ),
    start(4),
    (
        "Reset",
        "Accepted",
        [
            "BootNotification",
            "StopTransaction 4 HardReset",
            *at_rest("Available", *["Finishing"] * 4),
            *RESTARTED,
        ],
    ),
]
"""A row for each command: the status of its answer, and what the station sent before the next."""


def test_each_command_is_answered_and_followed_by_what_it_causes_in_order(campaign):
    assert campaign.report["errors"] == []
    told = [
        (one["command"], one["answer"].get("status"), one["followed"])
        for one in campaign.report["exchanges"]
    ]
    assert told == TOLD


def test_no_command_of_a_central_system_is_left_out(campaign):
    sent = {one["command"] for one in campaign.report["exchanges"]} - {None}
    assert sent == {action for action in Action if action.sender is not Sender.CHARGE_POINT}


def test_a_station_sends_nothing_but_what_it_is_made_to(campaign):
    assert len(campaign.messages) == sum(len(followed) for _, _, followed in TOLD)


def test_the_run_ends_well_and_its_count_equals_theirs(campaign):
    run = campaign.run
    assert run.code == 130, run.errors
    assert run.summary["verdict"]["reasons"] == ["the run was interrupted"]
    assert run.summary["violations"] == {}
    assert run.summary["own_faults"] == {}
    ours = {
        direction: Counter(
            {
                line["name"]: line["count"]
                for line in run.summary["lines"]
                if line["direction"] == direction
            }
        )
        for direction in ("call", "command")
    }
    assert ours["call"] == campaign.report["seen"]
    assert ours["command"] == Counter(command for command, _, _ in TOLD[1:])
    assert run.line("link", "upload")["count"] == 3
    assert run.line("link", "download")["count"] == 2
    assert {line["failures"] for line in run.summary["lines"]} == {0}


def test_answers_hold_what_was_asked_for(campaign):
    everything, some = campaign.answers("GetConfiguration")
    shown = {one["key"]: one.get("value") for one in everything["configuration_key"]}
    assert shown["SupportedFeatureProfiles"].count(",") == 5
    assert "AuthorizationKey" not in shown
    assert some == {
        "configuration_key": [
            {"key": "CpoName", "readonly": False},
            {"key": "NumberOfConnectors", "readonly": True, "value": "4"},
        ],
        "unknown_key": ["Colour"],
    }
    assert campaign.answers("DataTransfer") == [{"status": "Accepted", "data": "0.42"}]
    assert campaign.answers("GetLocalListVersion") == [{"list_version": 0}, {"list_version": 3}]
    assert [
        (answer["connector_id"], answer["charging_schedule"]["charging_schedule_period"])
        for answer in campaign.answers("GetCompositeSchedule")
    ] == [
        (0, [{"start_period": 0, "limit": 21.4, "number_phases": 3}]),
        (1, [{"start_period": 0, "limit": 16.1, "number_phases": 3}]),
    ]


def test_logs_arrive_under_the_names_that_were_told(campaign):
    (diagnostics,) = campaign.answers("GetDiagnostics")
    logs = [answer["filename"] for answer in campaign.answers("GetLog")]
    paths = [f"/diagnostics/{diagnostics['file_name']}", *(f"/logs/{name}" for name in logs)]
    assert [path for method, path in campaign.requests if method == "PUT"] == paths
    texts = [text_in(campaign.files[path], path) for path in paths]
    for message_log in texts[:2]:
        assert '"BootNotification",{"chargePointVendor":"ocpp_load"' in message_log
    assert '"GetDiagnostics"' in texts[1]
    assert texts[2].split()[1:] == ["StartupOfTheDevice"]


def text_in(archive: bytes, path: str) -> str:
    """Return the text in a log's archive, whose one file bears the archive's name."""
    with tarfile.open(fileobj=BytesIO(archive), mode="r:gz") as opened:
        (entry,) = opened.getmembers()
        assert f"{entry.name.removesuffix('.log')}.tar.gz" == path.rpartition("/")[2]
        return opened.extractfile(entry).read().decode()


def test_a_certificate_is_asked_for_in_the_names_of_station_and_operator(campaign):
    (payload,) = campaign.payloads("SignCertificate")
    request = x509.load_pem_x509_csr(payload["csr"].encode())
    assert request.is_signature_valid
    names = {attribute.oid: attribute.value for attribute in request.subject}
    assert names == {NameOID.COMMON_NAME: "CP000001", NameOID.ORGANIZATION_NAME: "Ladegut"}


def test_firmware_is_fetched_and_told_of_at_the_next_boot(campaign):
    fetched = [path for method, path in campaign.requests if method == "GET"]
    assert fetched == ["/firmware-2.bin"] * 2
    versions = [payload.get("firmwareVersion") for payload in campaign.payloads("BootNotification")]
    assert versions == [None, *["firmware-2.bin"] * 4]
