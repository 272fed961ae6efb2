"""How the stations of a run prove who they are, and what they trust: from settings to objects."""

import os
import ssl
import time
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ocpp_load.campaign.provisioning import Provisioning
from ocpp_load.credentials import (
    StationText,
    load_table,
    parse_station_text,
    password_from_environment,
)
from ocpp_load.credentials.authority_files import ROOT_FILE
from ocpp_load.errors import OptionError
from ocpp_load.model import Station
from ocpp_load.model.configuration.security_profile import SECURITY_PROFILE
from ocpp_load.scenario import Scenario
from ocpp_load.settings import Settings, port_of
from ocpp_load.transport import Dialer, Endpoint, TlsOptions, tls_context

if TYPE_CHECKING:
    from ocpp_load.credentials import Issuer


def under_security_profile(scenario: Scenario, profile: int | None) -> Scenario:
    """Return the scenario with that security profile in place of its own."""
    if profile is None:
        return scenario
    station = scenario.station
    configuration = {**station.configuration, SECURITY_PROFILE: str(profile)}
    return replace(scenario, station=replace(station, configuration=configuration))


def provisioning_of(settings: Settings, scenario: Scenario) -> Provisioning:
    """Read the files that credentials come from. Raises `OptionError`.

    Each process reads them for itself: none of it goes from a master to its workers.
    """
    password = scenario.station.password
    return Provisioning(
        table={}
        if settings.credentials is None
        else load_table(settings.credentials, "--credentials"),
        environment=password_from_environment(os.environ),
        scenario=password if isinstance(password, StationText) else None,
        certificate=_path_pattern("--cert", settings.cert),
        key=_path_pattern("--key", settings.key),
        issuer=_issuer(settings),
    )


def tls_options(settings: Settings) -> TlsOptions:
    """Return what TLS connections are made with."""
    ca = settings.tls_ca
    if ca is None and settings.tls_issue is not None:
        ca = settings.tls_issue / ROOT_FILE
    return TlsOptions(
        ca=ca,
        insecure=settings.tls_insecure,
        min_version=settings.tls_min_version,
        max_version=settings.tls_max_version,
        ciphers=settings.tls_ciphers,
        server_name=settings.tls_server_name,
    )


def dialer(url: str, settings: Settings, tls: TlsOptions) -> Dialer:
    """Return what opens connections to an OCPP-J endpoint."""
    parts = urlsplit(url)
    return Dialer(
        parts.hostname or "",
        port_of(parts),
        settings.connect_timeout_s,
        tls if parts.scheme == "wss" else None,
        settings.source_addresses,
    )


def with_secured(endpoint: Endpoint, settings: Settings, tls: TlsOptions) -> Endpoint:
    """Return the endpoint with the one for stations that have raised their security profile."""
    if settings.secure_host is None or settings.is_secure:
        return endpoint
    url = settings.secure_host
    return replace(endpoint, secured=replace(endpoint, url=url, dialer=dialer(url, settings, tls)))


def check_tls(settings: Settings) -> None:
    """Load the trust store and the cipher suites; raise `OptionError` for what is none."""
    if settings.tls_max_version is not None and settings.tls_max_version < settings.tls_min_version:
        raise OptionError("--tls-max-version", "is below --tls-min-version; leave one of them out")
    if settings.key is not None and settings.cert is None:
        raise OptionError("--key", "needs --cert")
    options = tls_options(settings)
    try:
        tls_context(replace(options, ca=None, insecure=True))
    except OSError:
        raise OptionError(
            "--tls-ciphers",
            f"{settings.tls_ciphers!r} names no cipher suite of OpenSSL; `openssl ciphers` lists them",
        ) from None
    if options.ca is None:
        return
    try:
        # In spite of --tls-insecure, which would not look at it.
        tls_context(TlsOptions(options.ca))
    except OSError as error:
        is_content = isinstance(error, ssl.SSLError)
        reason = "no certificates in PEM form" if is_content else error.strerror
        option = "--tls-issue" if settings.tls_ca is None else "--tls-ca"
        raise OptionError(option, f"{options.ca}: {reason}") from None


def check_security_profile(
    settings: Settings,
    station: Station,
    provisioning: Provisioning,
    fed_password: str | None = None,
) -> None:
    """Raise `OptionError` where a station could never connect under its security profile.

    `station` is the first one of the run; its credentials are tried out, with the password that a
    feeder has for it.
    """
    profile = station.configuration.integer(SECURITY_PROFILE)
    if profile == 1 and settings.is_secure:
        raise OptionError(
            "--security-profile", "1 is without TLS, and --host is wss; 2 is the one with TLS"
        )
    if profile > 1 and not settings.is_secure and settings.secure_host is None:
        raise OptionError(
            "--security-profile", f"{profile} needs TLS: a --host, or --secure-host, with wss"
        )
    provisioning.check(station, time.time(), fed_password)


def _path_pattern(option: str, text: str | None) -> StationText | None:
    if text is None:
        return None
    try:
        return parse_station_text(text)
    except ValueError as error:
        raise OptionError(option, str(error)) from None


def _issuer(settings: Settings) -> "Issuer | None":
    if settings.tls_issue is None:
        return None
    from ocpp_load.credentials import Issuer  # noqa: PLC0415 - only who has one needs it

    try:
        return Issuer.load(settings.tls_issue)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise OptionError(
            "--tls-issue",
            f"{settings.tls_issue} holds no test authority: {reason}; `ocpp-load csms --tls-issue`"
            " makes one",
        ) from None
