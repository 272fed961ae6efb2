from ocpp_load.central_system.commands import CommandCutOffError, CommandTimeout
from ocpp_load.central_system.tally import CommandTally
from ocpp_load.ocppj import CallError, CallResult


def test_every_outcome_is_counted_under_its_name():
    tally = CommandTally()
    tally.sent = 9
    tally.answered(CallResult("1", {"status": "Accepted"}), fits=True)
    tally.answered(CallResult("1", {"status": "Accepted"}), fits=True)
    tally.answered(CallResult("1", {}), fits=True)
    tally.answered(CallResult("1", {"status": "A name of the peer's own"}), fits=False)
    tally.answered(CallError("1", "NotSupported"), fits=True)
    tally.answered(CallError("1", "A code of the peer's own"), fits=True)
    tally.failed(CommandTimeout("Reset", 30))
    tally.failed(CommandTimeout("Reset", 30))
    tally.failed(CommandCutOffError("Reset"))
    assert tally.as_json() == {
        "sent": 9,
        "results": {"Accepted": 2, "(no status)": 1, "(breaks its schema)": 1},
        "errors": {"NotSupported": 1, "(unknown code)": 1},
        "unanswered": {"timed out": 2, "cut off": 1},
    }
