"""What a scenario decides in place of people, locks, boot loaders and firmware images.

The keys of the `station` section that say how a command of the central system turns out.
"""

from enum import StrEnum
from functools import partial

from ocpp_load.messages.v16.actions import Action, FeatureProfile, Sender
from ocpp_load.messages.v16.enums import DataTransferStatus
from ocpp_load.model import (
    DataTransferAnswer,
    Duration,
    Firmware,
    FirmwareOutcome,
    Lock,
    RemoteDriver,
    Surroundings,
)
from ocpp_load.scenario.distribution import read_distribution
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Section, Value

KEYS = ("lock", "reset", "remote_driver", "firmware", "data_transfer")

_NEVER = "never"
_Command = StrEnum(  # type: ignore[misc]  # mypy knows the functional form from literals only
    "_Command", {each.name: each.value for each in Action if each.sender is not Sender.CHARGE_POINT}
)

_ci_string_50 = partial(Value.ci_string, max_length=50)
_ci_string_255 = partial(Value.ci_string, max_length=255)


def read_surroundings(section: Section) -> Surroundings:
    """Read those of the keys that are there; what is not takes its usual course."""
    usual = Surroundings()
    reset_takes, reset_failures = section.read(
        "reset", _reset, (usual.reset_takes, usual.reset_failures)
    )
    return Surroundings(
        lock=section.read("lock", _lock, usual.lock),
        reset_takes=reset_takes,
        reset_failures=reset_failures,
        remote_driver=section.read("remote_driver", _remote_driver, usual.remote_driver),
        firmware=section.read("firmware", _firmware, usual.firmware),
        data_transfers=section.read("data_transfer", _data_transfers, ()),
    )


def read_feature_profiles(value: Value) -> frozenset[str]:
    """Read the feature profiles that the station has; OCPP 1.6 section 3.3 requires Core."""
    profiles = frozenset(item.choice(FeatureProfile) for item in value.items())
    if profiles and FeatureProfile.CORE not in profiles:
        value.reject("Core is missing; every station has that profile")
    return profiles


def read_switched_off(value: Value) -> frozenset[str]:
    """Read the commands that the station does not have, though their profile has them."""
    return frozenset(item.choice(_Command) for item in value.items())


def _lock(value: Value) -> Lock:
    return value.choice(Lock)


def _reset(value: Value) -> tuple[Duration, int]:
    section = value.section(("takes", "failures"))
    usual = Surroundings()
    return (
        section.read("takes", read_distribution, usual.reset_takes),
        section.read("failures", partial(Value.integer, minimum=0), usual.reset_failures),
    )


def _remote_driver(value: Value) -> RemoteDriver:
    section = value.section(("plugs_in_after", "charges_for", "unplugs_after"))
    usual = RemoteDriver()
    return RemoteDriver(
        plugs_in_after=section.read("plugs_in_after", _duration_or_never, usual.plugs_in_after),
        charges_for=section.read("charges_for", read_distribution, usual.charges_for),
        unplugs_after=section.read("unplugs_after", read_distribution, usual.unplugs_after),
    )


def _duration_or_never(value: Value) -> Duration | None:
    if isinstance(value.node, ScalarNode) and value.node.value == _NEVER:
        return None
    return read_distribution(value)


def _firmware(value: Value) -> Firmware:
    section = value.section(("downloads", "download_time", "installation_time", "outcome"))
    usual = Firmware()
    return Firmware(
        downloads=section.read("downloads", Value.flag, usual.downloads),
        download_s=section.read("download_time", read_duration, usual.download_s),
        installation_s=section.read("installation_time", read_duration, usual.installation_s),
        outcome=section.read("outcome", _firmware_outcome, usual.outcome),
    )


def _firmware_outcome(value: Value) -> FirmwareOutcome:
    return value.choice(FirmwareOutcome)


def _data_transfers(value: Value) -> tuple[DataTransferAnswer, ...]:
    return tuple(_data_transfer(item) for item in value.items())


def _data_transfer(value: Value) -> DataTransferAnswer:
    section = value.section(("vendor", "message", "status", "data"), required=("vendor",))
    return DataTransferAnswer(
        vendor_id=section.read("vendor", _ci_string_255, ""),
        message_id=section.read("message", _ci_string_50, None),
        status=section.read("status", _data_transfer_status, DataTransferStatus.ACCEPTED),
        data=section.read("data", Value.text, None),
    )


def _data_transfer_status(value: Value) -> DataTransferStatus:
    return value.choice(DataTransferStatus)
