"""A station that has booted and waits for commands, and short ways to look at what it does."""

from typing import Any

from support.simulation import Simulation, a_station

from ocpp_load.charge_point.activities import boot, charge, connect, plug_in, start_transaction


def booted(answers: dict[str, Any] | None = None, *, script=None, **options: Any) -> Simulation:
    """Return a station that has booted; what it sent so far is forgotten.

    `type_fields` are those of its type; `script` is what it does after that.
    """
    type_fields = options.pop("type_fields", {})

    def whole_script(station):
        yield from connect(station)
        yield from boot(station)
        if script is not None:
            yield from script(station)

    options.setdefault("station", a_station(**type_fields))
    simulation = Simulation(answers, **options).start(whole_script).run(1)
    forget(simulation)
    return simulation


def charging(answers: dict[str, Any] | None = None, **options: Any) -> Simulation:
    """Return a station that has booted and charges on connector 1 for `seconds`."""
    seconds = options.pop("seconds", 1000)

    def session(station):
        connector = station.station.connector(1)
        yield from plug_in(station, connector)
        yield from start_transaction(station, connector, "TAG")
        yield from charge(station, connector, seconds)

    return booted(answers, script=session, **options)


def forget(simulation: Simulation) -> None:
    """Forget what has been sent so far."""
    simulation.messages.clear()
    simulation.sent_frames.clear()


def told(simulation: Simulation) -> list[str]:
    """Return what was sent in its order; of a StatusNotification and the like what it says."""
    return [in_short(message.action, message.payload) for message in simulation.messages]


def in_short(action: str, payload: dict[str, Any]) -> str:
    """Return what a message of a station comes down to."""
    match action:
        case "StatusNotification":
            return f"{payload['connectorId']} {payload['status']}"
        case "StopTransaction":
            return f"StopTransaction {payload['transactionId']} {payload.get('reason', 'Local')}"
        case "MeterValues":
            return f"MeterValues {payload['connectorId']}"
        case "SecurityEventNotification":
            return f"{action} {payload['type']}"
    if "status" in payload:
        return f"{action} {payload['status']}"
    return action


def connector(simulation: Simulation, connector_id: int = 1):
    """Return the state of a connector."""
    return simulation.station.station.connectors[connector_id]


def reserve(simulation: Simulation, **fields: Any) -> None:
    """Have a connector reserved, connector 1 for the idTag A unless `fields` say otherwise."""
    usual = {
        "connectorId": 1,
        "expiryDate": "2026-12-01T00:00:00Z",
        "idTag": "A",
        "reservationId": 1,
    }
    assert simulation.command("ReserveNow", usual | fields) == {"status": "Accepted"}
