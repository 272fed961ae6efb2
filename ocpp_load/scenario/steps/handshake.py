"""`handshake`: a connection that is tried beside the station's own, and given up again."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from ocpp_load.charge_point import Handshake as Trial
from ocpp_load.charge_point import HandshakeOutcome, Steps, TransferFailure
from ocpp_load.credentials import parse_password
from ocpp_load.model.security.credentials import Credentials, credentials_of
from ocpp_load.scenario import verdict
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.expectation import Expectation, check_all, read_expectations
from ocpp_load.scenario.json_value import JsonValue
from ocpp_load.scenario.local_names import knowing, naming
from ocpp_load.scenario.plain_text import plain_text, read_plain_text
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.saving import Saved, read_save, save, save_nothing
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.script_end import ScriptEnd
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

_OCPP = "ocpp1.6"
_HIGHEST_PROFILE = 3
_TLS_VERSIONS = ("1.2", "1.3")
_KEYS = (
    *("profile", "password", "subprotocols", "ciphers", "max_tls", "closed_within"),
    *("expect", "save"),
)


@dataclass(frozen=True, slots=True)
class Handshake:
    """Try a connection with other credentials, or another offer, than those of the station.

    What is None is as with the station's own connections. That the central system accepts it is
    a check where nothing else is expected of it.
    """

    name: ClassVar[str] = "handshake"
    profile: int | None = None
    password: JsonValue | None = None
    subprotocols: tuple[str, ...] = (_OCPP,)
    ciphers: str | None = None
    max_tls: str | None = None
    closed_within: float | Late[float] = 0.0
    expect: tuple[Expectation, ...] = ()
    save: tuple[Saved, ...] = ()
    name_: str | None = None
    clause: str | None = None
    required: bool = False

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section((*_KEYS, *verdict.OPTIONS))
        required, name = verdict.read_required(options), verdict.read_name(options)
        clause = verdict.read_clause(options)
        return cls(
            profile=options.read("profile", _read_profile, None),
            password=options.read("password", read_plain_text, None),
            subprotocols=options.read("subprotocols", _read_subprotocols, (_OCPP,)),
            ciphers=options.read("ciphers", Value.text, None),
            max_tls=options.read("max_tls", _read_tls_version, None),
            closed_within=options.read("closed_within", late(read_duration), 0.0),
            expect=verdict.named_after(
                options.read("expect", _read_expect, ()),
                name or cls.name,
                clause,
                required=required,
            ),
            save=options.read("save", lambda value: read_save(knowing(value, cls.name)), ()),
            name_=name,
            clause=clause,
            required=required,
        )

    def run(self, script: Script) -> Steps[None]:
        """Try it and wait for what comes of it. Raises `ScriptEnd`, `OcppLoadError`."""
        outcome: HandshakeOutcome | TransferFailure = yield Trial(
            self._credentials(script),
            self.subprotocols,
            self.ciphers,
            self.max_tls,
            value_of(self.closed_within, script),
        )
        if isinstance(outcome, TransferFailure):
            save_nothing(self.save, script)
            if self.expect and verdict.fail_all(self.expect, script, outcome.reason):
                raise ScriptEnd
            return
        seen = self._seen(outcome)
        save(self.save, script, handshake=seen)
        if self.expect:
            with naming(script, handshake=seen):
                yield from check_all(self.expect, script)
        else:
            failure = None if seen["accepted"] else outcome.failure or "no agreed subprotocol"
            name = self.name_ or self.name
            verdict.tell(script, failure, name, self.clause, required=self.required)

    def _credentials(self, script: Script) -> Credentials:
        charge_point = script.charge_point
        credentials = credentials_of(
            charge_point.station, charge_point.epoch_s(), profile=self.profile
        )
        if self.password is None:
            return credentials
        return replace(credentials, password=parse_password(plain_text(self.password, script)))

    def _seen(self, outcome: HandshakeOutcome) -> dict[str, Any]:
        return {
            "accepted": outcome.subprotocol in self.subprotocols and not outcome.closed,
            "status": outcome.status,
            "subprotocol": outcome.subprotocol,
            "closed": outcome.closed,
            "failure": outcome.failure,
            "tls": outcome.tls_version,
            "cipher": outcome.cipher,
        }


def _read_expect(value: Value) -> tuple[Expectation, ...]:
    return read_expectations(knowing(value, Handshake.name))


def _read_profile(value: Value) -> int:
    return value.integer(minimum=0, maximum=_HIGHEST_PROFILE)


def _read_subprotocols(value: Value) -> tuple[str, ...]:
    return tuple(each.text() for each in value.items())


def _read_tls_version(value: Value) -> str:
    version = str(value.text_or_number())
    if version not in _TLS_VERSIONS:
        value.reject(f"{value.shown} is not allowed; allowed: {', '.join(_TLS_VERSIONS)}")
    return version
