"""The update of the firmware, and what is told of it.

OCPP 1.6 sections 4.5 and 5.19 with errata 3.12, 3.47, 3.48, 3.49 and 3.63; SignedUpdateFirmware:
security whitepaper edition 3, L01.
"""

from hashlib import sha256

import pytest
from support.simulation import EPOCH_S, SILENCE, VALIDATOR, Simulation, a_station

from ocpp_load.charge_point import TransferFailure, Transferred
from ocpp_load.charge_point.activities import (
    boot,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.charge_point.activities.firmware_status import (
    end_update,
    notify_firmware_status,
    notify_signed_firmware_status,
)
from ocpp_load.charge_point.activities.firmware_update import update_firmware
from ocpp_load.charge_point.activities.resetting import restart
from ocpp_load.handlers import HandlerRegistry
from ocpp_load.handlers.effects import UpdateFirmware
from ocpp_load.handlers.v16 import firmware_management
from ocpp_load.messages.v16.actions import PROFILES
from ocpp_load.model.surroundings import Between, Firmware, FirmwareOutcome, Surroundings
from ocpp_load.ocppj import format_timestamp

LOCATION = "ftp://files.example/ac-22/fw-2.0.bin"
IMAGE = Transferred(4, sha256(b"good").digest())
FIRMWARE, SIGNED = "FirmwareStatusNotification", "SignedFirmwareStatusNotification"


# The scenario's durations, in seconds: the marks on the time axis of every story below.
TRANSFER, INSTALLATION, REBOOT = 4.0, 10.0, 5.0

SIMULATIONS = []


def clock(message):
    """A central system whose clock goes right."""
    return {"currentTime": format_timestamp(EPOCH_S + message.at)}


def accepted(message):
    return {"status": "Accepted", "interval": 300, **clock(message)}


def booted(answers=None, *, connectors=1, firmware=None, security_events=False, **options):
    """A registered station at second 1, whose transfers take `TRANSFER` seconds."""
    answers = {"BootNotification": accepted, "Heartbeat": clock} | (answers or {})
    registry = HandlerRegistry(PROFILES, VALIDATOR)
    registry.register([firmware_management])
    surroundings = Surroundings(
        reset_takes=Between(REBOOT, REBOOT),
        firmware=firmware or Firmware(installation_s=INSTALLATION),
    )
    simulation = Simulation(
        answers,
        registry=registry,
        consequences={UpdateFirmware: update_firmware},
        station=a_station(
            connectors,
            firmware_version="1.0",
            surroundings=surroundings,
            security_events=security_events,
        ),
        **options,
    )
    SIMULATIONS.append(simulation)
    simulation.transfer_s = TRANSFER
    simulation.transfer_outcome = lambda _: IMAGE

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(1)
    simulation.messages.clear()
    return simulation


def order_update(simulation, *, in_s=0.0, location=LOCATION, **fields):
    retrieve_date = format_timestamp(EPOCH_S + simulation.now + in_s)
    answer = simulation.command(
        "UpdateFirmware", {"location": location, "retrieveDate": retrieve_date, **fields}
    )
    assert answer == {}
    return simulation


def order_signed_update(simulation, request_id=42, *, in_s=0.0, install_in_s=None, **fields):
    """What SignedUpdateFirmware leads to."""
    now_s = EPOCH_S + simulation.now
    update = UpdateFirmware(
        location=LOCATION,
        retrieve_at=now_s + in_s,
        install_at=None if install_in_s is None else now_s + install_in_s,
        retries=fields.get("retries", 0),
        retry_interval_s=60,
        request_id=request_id,
        signing_certificate="certificate",
        signature=fields.get("signature", "good"),
    )
    return simulation.spawn("UpdateFirmware", update_firmware(simulation.station, update))


def story(simulation):
    """What the central system was told of firmware, connectors and boots: when and what."""
    of = {
        FIRMWARE: lambda payload: payload["status"],
        SIGNED: lambda payload: f"{payload['status']} {payload.get('requestId', '')}".strip(),
        "StatusNotification": lambda payload: f"{payload['connectorId']}: {payload['status']}",
        "BootNotification": lambda payload: f"boot of {payload['firmwareVersion']}",
        "StopTransaction": lambda payload: f"transaction stopped: {payload.get('reason')}",
    }
    return [
        (message.at, of[message.action](message.payload))
        for message in simulation.messages
        if message.action in of
    ]


def progress(simulation):
    """Only the statuses of the firmware."""
    return [
        message.payload["status"]
        for message in simulation.messages
        if message.action in (FIRMWARE, SIGNED)
    ]


def connector_statuses(simulation):
    return [str(connector.status) for connector in simulation.station.station.connectors]


def plugged_in_and_charging(simulation, number=1):
    """A driver who begins now; returns how they leave."""
    connector = simulation.station.station.connectors[number]

    def arrive():
        yield from plug_in(simulation.station, connector)
        yield from start_transaction(simulation.station, connector, "TAG")

    def leave():
        simulation.spawn("driver", unplug(simulation.station, connector)).run(0)

    simulation.spawn("driver", arrive()).run(1)
    assert connector.transaction is not None
    simulation.messages.clear()
    return leave


@pytest.fixture(autouse=True)
def a_signature_is_good_where_it_says_so(monkeypatch):
    monkeypatch.setattr(
        "ocpp_load.charge_point.activities.firmware_update.firmware_signature_is_valid",
        lambda certificate, signature, digest: (
            (certificate, signature, digest) == ("certificate", "good", IMAGE.sha256)
        ),
    )


@pytest.fixture(autouse=True)
def nothing_is_a_fault_of_our_own():
    SIMULATIONS.clear()
    yield
    assert [simulation.observer.own_faults for simulation in SIMULATIONS] == [[]] * len(SIMULATIONS)


def test_an_update_goes_by_the_book():
    simulation = order_update(booted(connectors=2)).run(60)
    assert story(simulation) == [
        (1.0, "Downloading"),
        (5.0, "Downloaded"),
        (5.0, "1: Unavailable"),
        (5.0, "2: Unavailable"),
        (5.0, "Installing"),
        (20.0, "boot of fw-2.0.bin"),
        (20.0, "0: Available"),
        (20.0, "1: Unavailable"),
        (20.0, "2: Unavailable"),
        (20.0, "Installed"),
        (20.0, "1: Available"),
        (20.0, "2: Available"),
    ]
    assert [download.location for download in simulation.transfers] == [LOCATION]
    assert not simulation.station.station.firmware.updating
    assert connector_statuses(simulation) == ["Available"] * 3


def test_nothing_is_fetched_or_told_before_the_retrieve_date():
    simulation = order_update(booted(), in_s=3600).run(3599.9)
    assert story(simulation) == []
    assert simulation.transfers == []
    simulation.run(10)
    assert story(simulation)[0] == (3601.0, "Downloading")


def test_a_retrieve_date_far_away_is_looked_at_again_as_the_clock_may_be_set():
    simulation = order_update(booted(), in_s=10 * 86_400).run(2 * 86_400 - 1)
    assert story(simulation) == []
    days_later = {"currentTime": format_timestamp(EPOCH_S + 11 * 86_400)}
    simulation.answers["Heartbeat"] = days_later
    simulation.run(86_401)
    assert progress(simulation)[0] == "Downloading"


def test_a_download_that_fails_is_told_once_and_leaves_the_connectors_alone():
    simulation = booted()
    simulation.transfer_outcome = lambda _: TransferFailure("login refused")
    order_update(simulation).run(600)
    assert story(simulation) == [(1.0, "Downloading"), (5.0, "DownloadFailed")]
    assert len(simulation.transfers) == 1
    assert simulation.station.station.firmware.version == "1.0"


@pytest.mark.parametrize(
    ("failures", "end"), [(2, (35.0, "Downloaded")), (3, (35.0, "DownloadFailed"))]
)
def test_a_download_is_tried_again_as_often_as_asked_an_interval_after_each_failure(failures, end):
    simulation = booted()
    left = [TransferFailure("timed out")] * failures
    simulation.transfer_outcome = lambda _: left.pop() if left else IMAGE
    order_update(simulation, retries=2, retryInterval=11).run(35)
    assert story(simulation)[:2] == [(1.0, "Downloading"), end]
    assert len(simulation.transfers) == 3


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (
            FirmwareOutcome.DOWNLOAD_FAILED,
            [(1.0, "Downloading"), (8.0, "DownloadFailed")],
        ),
        (
            FirmwareOutcome.INSTALLATION_FAILED,
            [
                (1.0, "Downloading"),
                (8.0, "Downloaded"),
                (8.0, "1: Unavailable"),
                (8.0, "Installing"),
                (18.0, "InstallationFailed"),
                (18.0, "1: Available"),
            ],
        ),
    ],
)
def test_a_scenario_may_have_a_simulated_update_fail(outcome, expected):
    firmware = Firmware(downloads=False, download_s=7.0, outcome=outcome)
    simulation = order_update(booted(firmware=firmware)).run(600)
    assert story(simulation) == expected
    assert simulation.transfers == []
    assert simulation.station.station.firmware.version == "1.0"
    assert connector_statuses(simulation) == ["Available", "Available"]


def test_a_scenario_may_have_an_update_simulated_from_end_to_end():
    firmware = Firmware(downloads=False, download_s=7.0)
    simulation = order_update(booted(firmware=firmware), retries=3).run(600)
    assert progress(simulation) == ["Downloading", "Downloaded", "Installing", "Installed"]
    assert story(simulation)[1] == (8.0, "Downloaded")
    assert simulation.transfers == []
    assert simulation.station.station.firmware.version == "fw-2.0.bin"


def test_a_failure_that_the_scenario_has_in_store_needs_no_download_either():
    firmware = Firmware(download_s=7.0, outcome=FirmwareOutcome.DOWNLOAD_FAILED)
    simulation = order_update(booted(firmware=firmware)).run(600)
    assert story(simulation) == [(1.0, "Downloading"), (8.0, "DownloadFailed")]
    assert simulation.transfers == []


def test_transactions_are_awaited_while_free_connectors_are_unavailable():
    simulation = booted(connectors=3)
    first_leaves = plugged_in_and_charging(simulation, 1)
    second_leaves = plugged_in_and_charging(simulation, 2)
    order_update(simulation).run(100)
    assert story(simulation) == [
        (3.0, "Downloading"),
        (7.0, "Downloaded"),
        (7.0, "3: Unavailable"),
    ]
    second_leaves()
    simulation.run(100)
    assert story(simulation)[3:] == [
        (103.0, "2: Finishing"),
        (103.0, "transaction stopped: EVDisconnected"),
        (103.0, "2: Unavailable"),
    ]
    first_leaves()
    simulation.run(100)
    assert story(simulation)[6:] == [
        (203.0, "1: Finishing"),
        (203.0, "transaction stopped: EVDisconnected"),
        (203.0, "1: Unavailable"),
        (203.0, "Installing"),
        (218.0, "boot of fw-2.0.bin"),
        (218.0, "0: Available"),
        (218.0, "1: Unavailable"),
        (218.0, "2: Unavailable"),
        (218.0, "3: Unavailable"),
        (218.0, "Installed"),
        (218.0, "1: Available"),
        (218.0, "2: Available"),
        (218.0, "3: Available"),
    ]


def test_a_cable_that_stays_in_after_its_transaction_is_not_waited_for():
    simulation = booted()
    leaves = plugged_in_and_charging(simulation)
    order_update(simulation).run(20)
    [connector] = simulation.station.station.connectors[1:]
    simulation.spawn("stop", stop_transaction(simulation.station, connector)).run(20)
    assert story(simulation) == [
        (2.0, "Downloading"),
        (6.0, "Downloaded"),
        (22.0, "1: Finishing"),
        (22.0, "transaction stopped: None"),
        (22.0, "Installing"),
        (37.0, "boot of fw-2.0.bin"),
        (37.0, "0: Available"),
        (37.0, "1: Finishing"),
        (37.0, "Installed"),
    ]
    leaves()
    assert story(simulation)[-1] == (42.0, "1: Available")


def test_a_driver_who_is_about_to_begin_is_waited_for_too():
    simulation = booted()
    [connector] = simulation.station.station.connectors[1:]
    simulation.spawn("driver", plug_in(simulation.station, connector)).run(1)
    order_update(simulation).run(50)
    assert progress(simulation) == ["Downloading", "Downloaded"]
    simulation.spawn("driver", start_transaction(simulation.station, connector, "TAG")).run(50)
    assert connector.transaction is not None
    simulation.spawn("driver", unplug(simulation.station, connector)).run(50)
    assert progress(simulation) == ["Downloading", "Downloaded", "Installing", "Installed"]


def test_a_driver_who_comes_during_the_update_waits_for_its_end():
    simulation = order_update(booted()).run(6)
    [connector] = simulation.station.station.connectors[1:]
    simulation.spawn("driver", plug_in(simulation.station, connector)).run(60)
    assert story(simulation)[-3:] == [
        (20.0, "Installed"),
        (20.0, "1: Available"),
        (20.0, "1: Preparing"),
    ]


def test_a_connector_that_was_set_inoperative_stays_so():
    simulation = booted(connectors=2)
    connector = simulation.station.station.connectors[1]
    connector.operative = False
    connector.release()
    order_update(simulation).run(60)
    assert [status for _, status in story(simulation) if status.startswith("1: ")] == [
        "1: Unavailable"  # as every boot reports
    ]
    assert connector_statuses(simulation) == ["Available", "Unavailable", "Available"]


def test_a_connector_that_is_set_inoperative_meanwhile_stays_so():
    simulation = order_update(booted()).run(6)
    connector = simulation.station.station.connectors[1]
    connector.operative = False
    assert not connector.release()
    simulation.run(60)
    assert progress(simulation)[-1] == "Installed"
    assert connector_statuses(simulation) == ["Available", "Unavailable"]


def security_events(simulation):
    return [
        (payload["type"], payload.get("techInfo"))
        for payload in simulation.payloads("SecurityEventNotification")
    ]


def statuses_asked_for(simulation, notify, seconds):
    """What the central system is told when it asks at these seconds."""
    told = []
    for second in seconds:
        simulation.run(second - simulation.now)
        simulation.messages.clear()
        simulation.spawn("asked", notify(simulation.station)).run(0)
        [message] = simulation.messages
        told.append((message.payload["status"], message.payload.get("requestId")))
    return told


def test_whoever_asks_is_told_how_far_it_is_and_idle_before_and_after():
    simulation = order_update(booted(), in_s=10)
    assert statuses_asked_for(simulation, notify_firmware_status, [2, 12, 16, 60]) == [
        ("Idle", None),
        ("Downloading", None),
        ("Installing", None),
        ("Idle", None),
    ]
    assert statuses_asked_for(simulation, notify_signed_firmware_status, [61]) == [("Idle", None)]


def test_a_signed_update_is_asked_for_by_its_request_and_is_idle_once_installed():
    simulation = order_signed_update(booted(), in_s=10, install_in_s=20)
    asked = statuses_asked_for(simulation, notify_signed_firmware_status, [2, 12, 16, 22, 60])
    assert asked == [
        ("DownloadScheduled", 42),
        ("Downloading", 42),
        ("InstallScheduled", 42),
        ("Installing", 42),
        ("Idle", None),
    ]
    assert statuses_asked_for(simulation, notify_firmware_status, [61]) == [("Idle", None)]


def test_a_signed_update_that_failed_is_still_told_when_asked_for():
    simulation = order_signed_update(booted(), signature="forged").run(100)
    assert statuses_asked_for(simulation, notify_signed_firmware_status, [200]) == [
        ("InvalidSignature", 42)
    ]


def test_a_signed_update_goes_by_the_book():
    station = booted(security_events=True)
    station.messages.clear()
    simulation = order_signed_update(station, in_s=10, install_in_s=20).run(100)
    assert story(simulation) == [
        (1.0, "DownloadScheduled 42"),
        (11.0, "Downloading 42"),
        (15.0, "Downloaded 42"),
        (15.0, "SignatureVerified 42"),
        (15.0, "InstallScheduled 42"),
        (21.0, "1: Unavailable"),
        (21.0, "Installing 42"),
        (31.0, "InstallRebooting 42"),
        (36.0, "boot of fw-2.0.bin"),
        (36.0, "0: Available"),
        (36.0, "1: Unavailable"),
        (36.0, "Installed 42"),
        (36.0, "1: Available"),
    ]
    assert security_events(simulation) == [
        ("StartupOfTheDevice", None),
        ("ResetOrReboot", None),
        ("FirmwareUpdated", "fw-2.0.bin"),
    ]


def test_a_signed_update_that_may_begin_at_once_is_not_scheduled():
    simulation = order_signed_update(booted(), install_in_s=-60).run(100)
    assert progress(simulation) == [
        "Downloading",
        "Downloaded",
        "SignatureVerified",
        "Installing",
        "InstallRebooting",
        "Installed",
    ]


def test_firmware_with_a_wrong_signature_is_not_installed():
    simulation = order_signed_update(booted(), signature="forged").run(100)
    assert story(simulation) == [
        (1.0, "Downloading 42"),
        (5.0, "Downloaded 42"),
        (5.0, "InvalidSignature 42"),
    ]
    assert security_events(simulation) == [("InvalidFirmwareSignature", "requestId 42")]
    assert simulation.station.station.firmware.version == "1.0"


def test_a_signed_update_tells_a_failed_download_and_a_failed_installation_by_its_request():
    simulation = booted()
    simulation.transfer_outcome = lambda _: TransferFailure("not found")
    order_signed_update(simulation).run(100)
    assert story(simulation) == [(1.0, "Downloading 42"), (5.0, "DownloadFailed 42")]
    firmware = Firmware(downloads=False, outcome=FirmwareOutcome.INSTALLATION_FAILED)
    simulation = order_signed_update(booted(firmware=firmware)).run(100)
    assert story(simulation)[-2:] == [(21.0, "InstallationFailed 42"), (21.0, "1: Available")]


def test_what_is_not_downloaded_has_no_signature_to_check():
    simulation = order_signed_update(booted(firmware=Firmware(downloads=False)), signature="any")
    assert progress(simulation.run(100))[2] == "SignatureVerified"


@pytest.mark.parametrize(
    ("after_s", "told_before", "end"),
    [
        (2, ["Downloading"], ["DownloadFailed"]),
        (6, ["Downloading", "Downloaded", "Installing"], ["InstallationFailed"]),
    ],
)
def test_a_new_update_takes_the_place_of_one_that_runs_which_is_told_of_as_failed(
    after_s, told_before, end
):
    simulation = order_update(booted()).run(after_s)
    order_update(simulation, location="ftp://files.example/fw-3.0.bin").run(100)
    assert progress(simulation) == [
        *told_before,
        *end,
        "Downloading",
        "Downloaded",
        "Installing",
        "Installed",
    ]
    assert simulation.station.station.firmware.version == "fw-3.0.bin"
    assert connector_statuses(simulation) == ["Available", "Available"]


def test_a_new_update_waits_for_one_that_has_come_to_its_reboot():
    verdicts = iter(["Accepted", "Pending", "Accepted", "Accepted"])
    simulation = booted(
        {
            "BootNotification": lambda message: (
                accepted(message) | {"status": next(verdicts), "interval": 60}
            )
        }
    )
    order_update(simulation).run(30)
    assert story(simulation)[-1] == (20.0, "boot of fw-2.0.bin")
    order_update(simulation, location="ftp://files.example/fw-3.0.bin").run(200)
    assert progress(simulation)[3:] == [
        "Installed",
        "Downloading",
        "Downloaded",
        "Installing",
        "Installed",
    ]
    assert story(simulation)[5] == (80.0, "boot of fw-2.0.bin")
    assert simulation.station.station.firmware.version == "fw-3.0.bin"
    assert connector_statuses(simulation) == ["Available", "Available"]


def test_an_update_that_only_waits_for_its_date_is_replaced_without_a_word():
    simulation = order_update(booted(), in_s=3600).run(10)
    order_update(simulation).run(2 * 3600)
    assert progress(simulation) == ["Downloading", "Downloaded", "Installing", "Installed"]


@pytest.mark.parametrize(
    ("after_s", "last", "end"),
    [
        (1, "DownloadScheduled", "DownloadFailed"),
        (11, "Downloading", "DownloadFailed"),
        (16, "InstallScheduled", "InstallationFailed"),
        (22, "Installing", "InstallationFailed"),
    ],
)
def test_each_signed_update_is_told_of_its_own_end(after_s, last, end):
    simulation = order_signed_update(booted(), 42, in_s=10, install_in_s=20).run(after_s)
    assert progress(simulation)[-1] == last
    order_signed_update(simulation, 43).run(100)
    requests = [
        (message.payload["requestId"], message.payload["status"])
        for message in simulation.messages
        if message.action == SIGNED
    ]
    assert [status for request, status in requests if request == 42][-2:] == [last, end]
    assert [status for request, status in requests if request == 43][-1] == "Installed"
    assert [request for request, _ in requests] == sorted(request for request, _ in requests)


def test_connectors_of_an_update_that_gives_way_are_back_until_the_next_one_needs_them():
    simulation = order_update(booted(connectors=2)).run(6)
    order_update(simulation, in_s=100)
    assert connector_statuses(simulation) == ["Available"] * 3
    simulation.run(10)
    assert story(simulation)[5:] == [
        (7.0, "InstallationFailed"),
        (7.0, "1: Available"),
        (7.0, "2: Available"),
    ]


def test_an_update_that_ends_without_a_word_gives_its_connectors_back():
    simulation = order_update(booted(connectors=2)).run(6)
    assert end_update(simulation.station) == [1, 2]
    simulation.run(100)
    assert progress(simulation) == ["Downloading", "Downloaded", "Installing"]
    assert connector_statuses(simulation) == ["Available"] * 3
    assert not simulation.station.station.firmware.updating
    assert end_update(simulation.station) == []


@pytest.mark.parametrize("second", [0, 2, 4, 4.5, 9, 14, 14.5, 16, 19, 19.5, 30])
@pytest.mark.parametrize(
    "interrupt",
    [
        end_update,
        lambda station: station.abandon(),
        lambda station: station.spawn(
            "UpdateFirmware",
            update_firmware(station, UpdateFirmware(LOCATION, EPOCH_S * 2, None, 0, 60)),
        ),
    ],
)
def test_whenever_an_update_is_interrupted_its_connectors_are_back_in_service(interrupt, second):
    simulation = booted(connectors=3)
    inoperative, occupied = simulation.station.station.connectors[2:]
    inoperative.operative = False
    inoperative.release()
    simulation.spawn("driver", plug_in(simulation.station, occupied))
    simulation.spawn("driver", start_transaction(simulation.station, occupied, "TAG"))
    simulation.spawn("driver", stop_transaction(simulation.station, occupied)).run(0)
    before = connector_statuses(simulation)
    assert before == ["Available", "Available", "Unavailable", "Finishing"]
    order_update(simulation).run(second)
    interrupt(simulation.station)
    simulation.run(100)
    assert connector_statuses(simulation) == before
    assert not any(connector.withheld for connector in simulation.station.station.connectors)


@pytest.mark.parametrize("second", [2, 4, 9, 14, 16, 19, 30])
@pytest.mark.parametrize("hard", [True, False])
def test_a_reset_in_between_leaves_neither_station_nor_connectors_behind(hard, second):
    simulation = order_update(booted(connectors=2)).run(second)
    simulation.spawn("Restart", restart(simulation.station, hard=hard)).run(200)
    assert simulation.station.registered
    assert simulation.station.connected
    assert not simulation.station.station.firmware.updating
    assert connector_statuses(simulation) == ["Available"] * 3
    # In the middle of the update's own reboot it ends the update, and the reboot tells of itself.
    assert story(simulation)[-1][1] == ("Installed" if second == 14 else "2: Available")


def test_the_end_of_the_run_gives_the_connectors_back_and_tells_nothing_of_it():
    simulation = order_update(booted()).run(6)
    simulation.stop().run(100)
    assert simulation.station.finished
    assert progress(simulation) == ["Downloading", "Downloaded", "Installing"]
    assert connector_statuses(simulation) == ["Available", "Available"]


def test_while_registration_is_pending_firmware_is_updated_and_told_of_afterwards():
    verdict = ["Pending"]
    simulation = booted(
        {"BootNotification": lambda message: accepted(message) | {"status": verdict[0]}}
    )
    order_update(simulation).run(30)
    assert {message.action for message in simulation.messages} == {"BootNotification"}
    assert simulation.messages[0].payload["firmwareVersion"] == "fw-2.0.bin"
    verdict[0] = "Accepted"
    simulation.run(600)
    assert progress(simulation)[-1] == "Installed"
    assert connector_statuses(simulation) == ["Available", "Available"]


def test_a_central_system_that_does_not_answer_delays_the_update_and_does_not_end_it():
    simulation = booted({FIRMWARE: SILENCE})
    order_update(simulation).run(600)
    assert progress(simulation) == ["Downloading", "Downloaded", "Installing", "Installed"]
    assert simulation.station.station.firmware.version == "fw-2.0.bin"
