"""From a scenario to stations: state for number `n`, and the script that it runs."""

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.errors import OptionError
from ocpp_load.model import Station, StationType
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.pattern import LARGEST_NUMBER, Pattern, parse_pattern
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import run_steps

_ID_TAG_LENGTH = 20  # IdToken, OCPP 1.6 section 7.28


class Commission:
    """Makes the stations of one run; what they have in common exists once."""

    def __init__(
        self,
        scenario: Scenario,
        identity: str | None = None,
        id_tag: str | None = None,
        time_scale: float | None = None,
    ) -> None:
        """Take identity, idTag and the pace of sessions in place of the scenario's where given.

        Raises `OptionError` for a pattern that is none.
        """
        station = scenario.station
        self._scenario = scenario
        self._identity = _option("--identity", identity) or station.identity
        self._id_tag = _option("--id-tag", id_tag, _ID_TAG_LENGTH) or station.id_tag
        self._time_scale = time_scale or scenario.time_scale.sessions
        details = (station.vendor, station.model, station.serial_number, station.firmware_version)
        varies = any(
            pattern is not None and pattern.format(1) != pattern.format(2) for pattern in details
        )
        self._common_type = None if varies else self._type(1)

    @property
    def identities_differ(self) -> bool:
        """Tell whether every station has an identity of its own."""
        return self._identity.format(1) != self._identity.format(2)

    def station(self, number: int) -> Station:
        """Return a new station with that number."""
        return Station(
            self._common_type or self._type(number),
            number,
            self._identity.format(number),
            self._id_tag.format(number),
        )

    def script(self, station: ChargePoint) -> Steps[None]:
        """Go through the scenario's steps. The station stays when they are done."""
        yield from run_steps(self._scenario.steps, Script(station))

    def _type(self, number: int) -> StationType:
        station = self._scenario.station
        return StationType(
            vendor=station.vendor.format(number),
            model=station.model.format(number),
            serial_number=_optional(station.serial_number, number),
            firmware_version=_optional(station.firmware_version, number),
            connectors=station.connectors,
            power_w=station.power_w,
            phases=station.phases,
            configuration=station.configuration,
            heartbeat_only_when_idle=station.heartbeat_only_when_idle,
            feature_profiles=station.feature_profiles,
            switched_off=station.switched_off,
            surroundings=station.surroundings,
            security_events=station.security_events,
            message_log_bytes=station.message_log_bytes,
            stored_messages=station.stored_messages,
            stored_messages_first=station.stored_messages_first,
            quirks=station.quirks,
            electrical=station.electrical,
            time_scale=self._time_scale,
            timer_scale=self._scenario.time_scale.timers,
        )


def _optional(pattern: Pattern | None, number: int) -> str | None:
    return None if pattern is None else pattern.format(number)


def _option(flag: str, text: str | None, max_length: int | None = None) -> Pattern | None:
    if text is None:
        return None
    try:
        pattern = parse_pattern(text)
    except ValueError as error:
        raise OptionError(flag, str(error)) from None
    length = len(pattern.format(LARGEST_NUMBER))
    if max_length is not None and length > max_length:
        raise OptionError(flag, f"has {length} characters; OCPP allows at most {max_length}")
    return pattern
