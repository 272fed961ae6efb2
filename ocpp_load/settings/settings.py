"""The one frozen `Settings` of a run, made once from the values of its options."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ocpp_load.errors import OptionError
from ocpp_load.one_line import in_one_line
from ocpp_load.settings.options import ON_SATURATION, OPTIONS, PROGRESS, TRANSFER_SCHEMES
from ocpp_load.settings.source_addresses import as_source_addresses
from ocpp_load.settings.values import (
    as_address,
    as_boolean,
    as_duration,
    as_headers,
    as_hosts,
    as_http_url,
    as_message_size,
    as_number,
    as_secure_host,
    as_security_profile,
    as_text,
    as_texts,
    as_timeout,
    as_tls_version,
    as_transfer_schemes,
    at_least,
    check_host,
    existing,
    if_given,
    one_of,
    port_of,
)

DEFAULT_SCENARIO = "charging_session"

_BY_NAME = {option.name: option for option in OPTIONS}


@dataclass(frozen=True, slots=True)
class Settings:
    """A run as the user asked for it; every value checked, nothing looked up yet."""

    host: str
    scenario: str = DEFAULT_SCENARIO
    campaign: str | None = None
    station: str | None = None
    time_scale: float | None = None
    identity: str | None = None
    id_tag: str | None = None
    first_station: int = 1
    release_over_s: float | None = None
    seed: int = 0
    call_timeout_s: float = 30.0
    connect_timeout_s: float = 30.0
    source_addresses: tuple[str, ...] = ()
    back_off_minimum_s: float | None = None
    back_off_factor: float | None = None
    back_off_random_s: float | None = None
    back_off_maximum_s: float | None = None
    boot_retry_s: float = 30.0
    max_message_bytes: int | None = None
    compression: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    security_profile: int | None = None
    secure_host: str | None = None
    credentials: Path | None = None
    cert: str | None = None
    key: str | None = None
    tls_issue: Path | None = None
    tls_ca: Path | None = None
    tls_insecure: bool = False
    tls_min_version: str = "1.2"
    tls_max_version: str | None = None
    tls_ciphers: str | None = None
    tls_server_name: str | None = None
    transfer_hosts: tuple[str, ...] = ()
    transfer_schemes: tuple[str, ...] = TRANSFER_SCHEMES
    transfer_timeout_s: float = 60.0
    operator: Path | None = None
    control_url: str | None = None
    payload_schemas: Path | None = None
    handlers: tuple[str, ...] = ()
    lenient_profiles: bool = False
    lenient_registration: bool = False
    reports: Path = Path("reports")
    run_name: str | None = None
    on_saturation: str = "invalid"
    metrics_address: tuple[str, int] | None = None
    progress: str = "auto"
    compact: bool = False

    @property
    def endpoint(self) -> SplitResult:
        """Return the parts of the OCPP-J endpoint."""
        return urlsplit(self.host)

    @property
    def port(self) -> int:
        """Return the endpoint's port, the scheme's own where none is given."""
        return port_of(self.endpoint)

    @property
    def is_secure(self) -> bool:
        """Tell whether the endpoint is wss."""
        return self.endpoint.scheme == "wss"


def settings_from(values: Mapping[str, Any], host: str | None) -> Settings:
    """Make the settings from option values by name; raise `OptionError` for the first wrong one.

    Missing values take their default.
    """

    def value(name: str, convert: Callable[[str, Any], Any] = as_text) -> Any:
        given = values.get(name)
        option = _BY_NAME[name]
        return convert(option.flag, option.default if given is None or given == "" else given)

    return Settings(
        host=check_host(host),
        scenario=value("scenario", _unless_campaign(values)),
        campaign=value("campaign") or None,
        station=value("station") or None,
        time_scale=value("time_scale", if_given(as_number(0.0, 10_000.0, above=True))),
        identity=value("identity") or None,
        id_tag=value("id_tag") or None,
        first_station=value("first_station", at_least(1)),
        release_over_s=value("release_over", if_given(as_duration)),
        seed=value("seed", at_least(0)),
        call_timeout_s=value("call_timeout", as_timeout),
        connect_timeout_s=value("connect_timeout", as_timeout),
        source_addresses=value("source_addresses", as_source_addresses),
        back_off_minimum_s=value("back_off_minimum", if_given(as_duration)),
        back_off_factor=value("back_off_factor", if_given(as_number(1.0, 100.0))),
        back_off_random_s=value("back_off_random", if_given(as_duration)),
        back_off_maximum_s=value("back_off_maximum", if_given(as_duration)),
        boot_retry_s=value("boot_retry", as_timeout),
        max_message_bytes=value("max_message_size", if_given(as_message_size)),
        compression=value("compression", as_boolean),
        headers=value("header", as_headers),
        security_profile=value("security_profile", as_security_profile),
        secure_host=value("secure_host", as_secure_host),
        credentials=value("credentials", existing(Path.is_file, "file")),
        cert=value("cert") or None,
        key=value("key") or None,
        tls_issue=value("tls_issue", existing(Path.is_dir, "directory")),
        tls_ca=value("tls_ca", existing(Path.exists, "file or directory")),
        tls_insecure=value("tls_insecure", as_boolean),
        tls_min_version=value("tls_min_version", as_tls_version) or "1.2",
        tls_max_version=value("tls_max_version", as_tls_version),
        tls_ciphers=value("tls_ciphers") or None,
        tls_server_name=value("tls_server_name") or None,
        transfer_hosts=value("transfer_host", as_hosts),
        transfer_schemes=value("transfer_scheme", as_transfer_schemes),
        transfer_timeout_s=value("transfer_timeout", as_timeout),
        operator=value("operator", existing(Path.is_file, "file")),
        control_url=value("control_url", as_http_url),
        payload_schemas=value("payload_schemas", existing(Path.is_dir, "directory")),
        handlers=value("handlers", as_texts),
        lenient_profiles=value("lenient_profiles", as_boolean),
        lenient_registration=value("lenient_registration", as_boolean),
        reports=Path(value("reports")),
        run_name=in_one_line(value("run_name") or "") or None,
        on_saturation=value("on_saturation", one_of(ON_SATURATION)),
        metrics_address=value("metrics_port", as_address),
        progress=value("progress", one_of(PROGRESS)),
        compact=value("compact", as_boolean),
    )


def _unless_campaign(values: Mapping[str, Any]) -> Callable[[str, Any], str]:
    def read(option: str, given: Any) -> str:
        scenario = as_text(option, given)
        if values.get("campaign") and scenario != DEFAULT_SCENARIO:
            raise OptionError(option, "either this or --campaign, which has scenarios of its own")
        return scenario

    return read
