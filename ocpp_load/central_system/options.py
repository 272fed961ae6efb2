"""What the embedded central system is told to be: one frozen value, made once.

Values only: reading them from a command line is `arguments`, acting on them is everyone else's.
"""

from dataclasses import dataclass, field
from pathlib import Path

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.kinds import FaultKind
from ocpp_load.central_system.ftp.options import FtpOptions
from ocpp_load.central_system.id_tags import Refusal
from ocpp_load.central_system.latency import Latency
from ocpp_load.central_system.mutants.mutant import Mutant
from ocpp_load.central_system.quirks import Quirks
from ocpp_load.central_system.security import Passwords
from ocpp_load.credentials import Issuer
from ocpp_load.messages.v16.enums import RegistrationStatus

OWN_VENDOR_ID = "ocpp_load"
MOST_COMMANDS_PER_SECOND = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralSystemOptions:
    """Options of `ocpp-load csms`; port 0 means a free one.

    With `shares_port` other processes that have it too may listen on the same one.
    `boot_status` is the answer to the first `pending_boots` boots of each station, to all of
    them where that is 0. `control_port` None goes without the control interface, `ftp` None
    without an FTP server; that one listens on the same `host`, with the same certificate.
    `books` is the file where transactions are written down and read back at the start; without
    one they are forgotten with the process.
    `tls_issue` is the directory of
    a test authority, and `issuer` that authority once `with_test_authority` has seen to it;
    `passwords` None lets stations in without.
    `command_mix` is a file, or the name of a mix that ships; `commands_per_second` 0 fires none.
    """

    host: str = "127.0.0.1"
    port: int = 9000
    shares_port: bool = False
    path: str = "/ocpp"
    control_port: int | None = 0
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_issue: Path | None = None
    tls_client_ca: Path | None = None
    requires_client_cert: bool = False
    issuer: Issuer | None = None
    passwords: Passwords | None = None

    boot_status: RegistrationStatus = RegistrationStatus.ACCEPTED
    pending_boots: int = 0
    heartbeat_interval_s: int = 30
    refusals: tuple[Refusal, ...] = ()
    id_tag_groups: tuple[str, ...] = ()
    data_transfer_vendors: frozenset[str] = frozenset({OWN_VENDOR_ID})

    validate: bool = True
    max_message_bytes: int = 1024 * 1024

    latency: Latency | None = None
    error_rate: float = 0.0
    seed: int | None = None
    records_answers: bool = False
    faults: tuple[Fault, ...] = ()
    quirks: Quirks = field(default_factory=Quirks)
    mutants: tuple[Mutant, ...] = ()
    books: Path | None = None

    commands_per_second: float = 0.0
    command_mix: str = "default"

    ftp: FtpOptions | None = None

    @property
    def faults_from_the_start(self) -> tuple[Fault, ...]:
        """Return the faults, and those that latency and error rate are other words for."""
        faults = list(self.faults)
        if self.latency is not None:
            faults.append(Fault(kind=FaultKind.LATE, latency=self.latency))
        if self.error_rate > 0:
            faults.append(Fault(kind=FaultKind.CALL_ERROR, share=self.error_rate))
        return tuple(faults)
