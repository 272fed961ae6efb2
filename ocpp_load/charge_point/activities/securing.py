"""What a connection means for the station's security, and what its security for the connection.

Security whitepaper edition 3: A01 (a new password), A05 (a higher security profile), and the
events that A00 has a station tell of a central system it could not trust.
"""

from collections.abc import Mapping

from ocpp_load.charge_point.activities.security_events import report_security_event
from ocpp_load.charge_point.activity import ConnectFailure
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.effects import GOOD_BYE
from ocpp_load.messages.v16.security_enums import SecurityEvent
from ocpp_load.model.configuration.security_profile import SECURITY_PROFILE
from ocpp_load.model.security.access import ConnectFault

_WITH_PASSWORD = (1, 2)

_EVENTS: Mapping[ConnectFault, SecurityEvent] = {
    ConnectFault.CENTRAL_SYSTEM_CERTIFICATE: SecurityEvent.INVALID_CENTRAL_SYSTEM_CERTIFICATE,
    ConnectFault.TLS_VERSION: SecurityEvent.INVALID_TLS_VERSION,
    ConnectFault.TLS_CIPHER_SUITE: SecurityEvent.INVALID_TLS_CIPHER_SUITE,
    ConnectFault.AUTHENTICATION: SecurityEvent.FAILED_TO_AUTHENTICATION_AT_CENTRAL_SYSTEM,
}


def use_new_password(station: ChargePoint) -> None:
    """Connect anew with the AuthorizationKey that has come (A01, steps 3 and 4).

    Only where a password is in use. There is no way back to the old one: the central system
    no longer takes it (A01.FR.03).
    """
    if station.station.configuration.integer(SECURITY_PROFILE) in _WITH_PASSWORD:
        _connect_anew(station)


def use_raised_profile(station: ChargePoint) -> None:
    """Connect anew under the security profile that has come (A05.FR.06 and 07)."""
    _connect_anew(station)


def note_connected(station: ChargePoint) -> None:
    """Take note that a connection stands: a raised profile has proved itself for good."""
    station.station.access.connected()


def note_failure(station: ChargePoint, failure: ConnectFailure) -> None:
    """Tell of a connection that was not to be trusted, and give up a profile that leads nowhere.

    The event is kept in the log, and told as soon as there is a connection to tell it over.
    """
    state = station.station
    fault = failure.fault
    if fault is not None and state.access.is_news(fault):
        report_security_event(station, _EVENTS[fault], failure.outcome)
    previous = state.access.failed()
    if previous is not None:
        # A05.FR.08. No command has lowered the profile: the higher one never came to be.
        state.configuration[SECURITY_PROFILE] = str(previous)
        report_security_event(
            station,
            SecurityEvent.RECONFIGURATION_OF_SECURITY_PARAMETERS,
            f"{SECURITY_PROFILE} is {previous} again: {failure.outcome}",
        )


def _connect_anew(station: ChargePoint) -> None:
    if station.connected:
        station.close_connection(1000, GOOD_BYE, deliberate=True)
