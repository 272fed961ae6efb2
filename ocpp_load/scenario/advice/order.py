"""Steps that stand before what they need: a session before the boot, a stop before any start."""

from collections.abc import Iterator

from ocpp_load.scenario.advice.outline import Form, Oddity, Written

_CONNECTED, _BOOTED, _STARTED = "connected", "booted", "started"

_LEADS_TO = {
    "connect": {_CONNECTED},
    "reconnect": {_CONNECTED},
    "boot": {_BOOTED},
    "reboot": {_CONNECTED, _BOOTED},
    "power_loss": {_CONNECTED, _BOOTED},
    "power_cut": {_CONNECTED, _BOOTED},
    "start_transaction": {_STARTED},
    # The central system may start one meanwhile, and nobody knows what happens in another file.
    "expect_call": {_STARTED},
    "operator": {_STARTED},
    "use": {_CONNECTED, _BOOTED, _STARTED},
}
_CALLS = {"BootNotification": {_BOOTED}, "StartTransaction": {_STARTED}}
_NEEDS = {
    "boot": (_CONNECTED,),
    "heartbeat": (_CONNECTED,),
    "call": (_CONNECTED,),
    "send_raw": (_CONNECTED,),
    "authorize": (_CONNECTED, _BOOTED),
    "present_card": (_CONNECTED, _BOOTED),
    "start_transaction": (_CONNECTED, _BOOTED),
    "charge": (_CONNECTED, _BOOTED, _STARTED),
    "suspend": (_STARTED,),
    "stop_transaction": (_STARTED,),
}
_PROBLEMS = {
    _CONNECTED: "stands before any connect; nothing reaches the central system yet",
    _BOOTED: "stands before any boot; a station may send nothing else until it is accepted",
    _STARTED: "stands before any start_transaction; without a transaction it is passed over",
}


def senseless_orders(steps: tuple[Written, ...]) -> Iterator[Oddity]:
    """Yield the steps that lack something which no step before them can have led to.

    What is lacking once is lacking for all that follow: one warning tells it.
    """
    yield from _walk(steps, set(), set())


def _walk(steps: tuple[Written, ...], so_far: set[str], told: set[str]) -> Iterator[Oddity]:
    """Add to `so_far` what may be the case after the steps."""
    for step in steps:
        for need in _NEEDS.get(step.name, ()):
            if need not in so_far | told:
                told.add(need)
                yield Oddity(step.node, f"{step.name} {_PROBLEMS[need]}")
                break
        beside = _facts_of(step) if step.form is Form.BESIDE else set()
        before = so_far | beside
        for inner in step.lists:
            yield from _walk(inner, set(before), told)
        so_far |= _facts_of(step)


def _facts_of(step: Written) -> set[str]:
    """Return what may be the case after a step and those within it."""
    facts = set(_LEADS_TO.get(step.name, ()))
    if step.name == "call":
        facts |= _CALLS.get(step.text("action") or "", set())
    return facts.union(*(_facts_of(each) for inner in step.lists for each in inner))
