"""What all stations of a run have in common in how they behave. Values only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ocpp_load.charge_point.activity import Steps
from ocpp_load.charge_point.back_off import BackOff
from ocpp_load.handlers import HandlerRegistry
from ocpp_load.validation import PayloadValidator

if TYPE_CHECKING:
    from ocpp_load.charge_point.charge_point import ChargePoint


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Rules, schemas, handlers, waits.

    `consequences` says which activity a handler's effect starts, by the effect's type.
    """

    validator: PayloadValidator
    registry: HandlerRegistry
    call_timeout_s: float = 30.0
    boot_retry_s: float = 30.0
    back_off: BackOff = field(default_factory=BackOff)
    consequences: Mapping[type, Callable[["ChargePoint", Any], Steps[Any]]] = field(
        default_factory=dict
    )
