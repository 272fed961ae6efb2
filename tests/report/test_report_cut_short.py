"""What a run time leaves out of a campaign, by what the summary says of it."""

import pytest

from ocpp_load.report.cut_short import cut_short

CAMPAIGN = {
    "duration_s": 600.0,
    "stages": [
        {"at_s": 0.0, "what": "ramp to 20 stations over 1 min"},
        {"at_s": 60.0, "what": "hold 20 stations for 9 min"},
    ],
    "events": [
        {"name": "outage", "at_s": 120.0, "every_s": None, "what": "outage: disconnect all"},
        {"name": "reset", "at_s": 30.0, "every_s": 30.0, "what": "reset 10 %"},
        {"name": "after all", "at_s": 700.0, "every_s": None, "what": "reset all"},
    ],
}
OUTAGE = "event outage: disconnect all (at 02:00)"
RAMP = "load ramp to 20 stations over 1 min (at 00:00)"
HOLD = "load hold 20 stations for 9 min (at 01:00)"
RESET = "event reset 10 % (at 00:30)"


@pytest.mark.parametrize(
    ("run_time_s", "gathering_s", "told"),
    [
        (300.0, 0.0, "after 5 min 00 s of 10 min 00 s: its last stage ends early; leave it out"),
        (60.0, 0.0, f"after 1 min 00 s of 10 min 00 s: {HOLD} and {OUTAGE} do not come; leave"),
        (20.0, 0.0, f"after 20.0 s of 10 min 00 s: {RESET}, {HOLD} and {OUTAGE} do not come;"),
        (600.0, 30.0, "after 10 min 00 s of 10 min 30 s: its last stage ends early;"),
        (
            30.0,
            30.0,
            f"after 30.0 s of 10 min 30 s: {RAMP}, {RESET}, {HOLD} and 1 more do not come",
        ),
    ],
)
def test_what_does_not_come_is_named_with_its_time(run_time_s, gathering_s, told):
    (sentence,) = cut_short(CAMPAIGN, run_time_s, gathering_s)
    assert sentence.startswith(f"--run-time ends the campaign {told}")


def test_one_thing_that_does_not_come_is_one():
    (sentence,) = cut_short(CAMPAIGN, 90.0)
    assert f": {OUTAGE} does not come;" in sentence


@pytest.mark.parametrize(
    ("campaign", "run_time_s"), [(None, 60.0), (CAMPAIGN, None), (CAMPAIGN, 600.0)]
)
def test_there_is_nothing_to_tell_where_all_of_it_comes(campaign, run_time_s):
    assert not list(cut_short(campaign, run_time_s))
