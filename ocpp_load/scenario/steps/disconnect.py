"""`disconnect`: the station closes its connection (RFC 6455 section 7)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import disconnect
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

NORMAL_CLOSURE = 1000


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Close the connection with a close frame that carries `code`."""

    name: ClassVar[str] = "disconnect"
    code: int | Late[int] = NORMAL_CLOSURE

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section(("code",), usual="code")
        return cls(code=options.read("code", late(read_close_code), NORMAL_CLOSURE))

    def run(self, script: Script) -> Steps[None]:
        """Disconnect and stay away."""
        yield from disconnect(script.charge_point, value_of(self.code, script))


def read_close_code(value: Value) -> int:
    """Read a close code that an endpoint may send."""
    code = value.number()
    # RFC 6455 7.4: of the codes of the protocol an endpoint that leaves uses 1000 and 1001;
    # 3000 to 4999 are for libraries and applications.
    if code in {1000, 1001} or (code is not None and 3000 <= code <= 4999 and code == int(code)):
        return int(code)
    value.reject(f"{value.shown} is not allowed; allowed: 1000, 1001, 3000 to 4999")
    return NORMAL_CLOSURE
