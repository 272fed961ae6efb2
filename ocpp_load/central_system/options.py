"""What the embedded central system is told to be: one frozen value, made once.

Values only: reading them from a command line is `arguments`, acting on them is everyone else's.
"""

from dataclasses import dataclass
from pathlib import Path

from ocpp_load.central_system.ftp.options import FtpOptions
from ocpp_load.central_system.id_tags import Refusal
from ocpp_load.central_system.latency import Latency
from ocpp_load.messages.v16.enums import RegistrationStatus

OWN_VENDOR_ID = "ocpp_load"
MOST_COMMANDS_PER_SECOND = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralSystemOptions:
    """Options of `ocpp-load csms`; port 0 means a free one.

    `boot_status` is the answer to the first `pending_boots` boots of each station, to all of
    them where that is 0. `control_port` None goes without the control interface, `ftp` None
    without an FTP server; that one listens on the same `host`, with the same certificate.
    `command_mix` is a file, or the name of a mix that ships; `commands_per_second` 0 fires none.
    """

    host: str = "127.0.0.1"
    port: int = 9000
    path: str = "/ocpp"
    control_port: int | None = 0
    tls_cert: Path | None = None
    tls_key: Path | None = None

    boot_status: RegistrationStatus = RegistrationStatus.ACCEPTED
    pending_boots: int = 0
    heartbeat_interval_s: int = 30
    refusals: tuple[Refusal, ...] = ()
    data_transfer_vendors: frozenset[str] = frozenset({OWN_VENDOR_ID})

    validate: bool = True
    max_message_bytes: int = 1024 * 1024

    latency: Latency | None = None
    error_rate: float = 0.0
    seed: int | None = None

    commands_per_second: float = 0.0
    command_mix: str = "default"

    ftp: FtpOptions | None = None
