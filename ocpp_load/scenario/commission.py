"""From a scenario to stations: state for number `n`, and the script that it runs."""

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.charge_point.journal import Journal
from ocpp_load.errors import OptionError
from ocpp_load.model import Station, StationType
from ocpp_load.scenario.feeders.station_text import FedText, StationPattern, differs
from ocpp_load.scenario.feeders.supply import Stocks, Supply
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.pattern import LARGEST_NUMBER, Pattern, parse_pattern
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.side_by_side import run_script

_ID_TAG_LENGTH = 20  # IdToken, OCPP 1.6 section 7.28


class Commission:
    """Makes the stations of one run; what they have in common exists once."""

    def __init__(
        self,
        scenario: Scenario,
        identity: str | None = None,
        id_tag: str | None = None,
        time_scale: float | None = None,
        supply: Supply | None = None,
    ) -> None:
        """Take identity, idTag and the pace of sessions in place of the scenario's where given.

        `supply` is what stations draw rows of feeders from: by default all there are.

        Raises `OptionError` for a pattern that is none.
        """
        station = scenario.station
        self.supply = supply or Stocks().supply(scenario.data)
        self._scenario = scenario
        self._identity = _option("--identity", identity) or station.identity
        self._id_tag = _option("--id-tag", id_tag, _ID_TAG_LENGTH) or station.id_tag
        self._time_scale = time_scale or scenario.time_scale.sessions
        details = (station.vendor, station.model, station.serial_number, station.firmware_version)
        varies = any(pattern is not None and differs(pattern) for pattern in details)
        self._common_type = None if varies else self._type(1)

    @property
    def identities_differ(self) -> bool:
        """Tell whether every station has an identity of its own."""
        return differs(self._identity)

    def station(self, number: int, identity_of: int | None = None) -> Station:
        """Return a new station with that number, and the identity of another where that is given.

        An identity that a feeder has for the station is no other's.
        Raises `StationTextError` and `NoRowLeft` where feeders have nothing for it that will do.
        """
        is_fed = isinstance(self._identity, FedText)
        return Station(
            self._common_type or self._type(number),
            number,
            self._text(self._identity, number if is_fed else identity_of or number),
            self._text(self._id_tag, number),
        )

    def password(self, station: Station) -> str | None:
        """Return the password that a feeder has for a station; None where it comes from elsewhere.

        Raises `StationTextError` and `NoRowLeft`.
        """
        password = self._scenario.station.password
        if not isinstance(password, FedText):
            return None
        return password.fill(self.supply, station.number, station.identity)

    def script(self, station: ChargePoint) -> Steps[None]:
        """Return what goes through the scenario's steps. The station stays when they are done."""
        if self._scenario.keeps_journal:
            station.journal = Journal()
        # No generator around it: every idle station would keep one.
        return run_script(self._scenario.steps, Script(station, supply=self.supply))

    def _type(self, number: int) -> StationType:
        station = self._scenario.station
        return StationType(
            vendor=self._text(station.vendor, number),
            model=self._text(station.model, number),
            serial_number=self._optional(station.serial_number, number),
            firmware_version=self._optional(station.firmware_version, number),
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

    def _optional(self, pattern: StationPattern | None, number: int) -> str | None:
        return None if pattern is None else self._text(pattern, number)

    def _text(self, pattern: StationPattern, number: int) -> str:
        if isinstance(pattern, FedText):
            return pattern.fill(self.supply, number)
        return pattern.format(number)


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
