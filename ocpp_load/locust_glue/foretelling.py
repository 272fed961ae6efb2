"""What is told before a run begins: options that come to nothing, or to less than meant.

Nothing of it stops a run.
"""

import logging
import os
from collections.abc import Iterator
from typing import Any

from ocpp_load.credentials import PASSWORD_VARIABLE
from ocpp_load.locust_glue.standard_streams import tell
from ocpp_load.report.cut_short import cut_short
from ocpp_load.report.figures import count_text
from ocpp_load.runtime import Plan
from ocpp_load.settings.environment import unread_variables


def tell_mistyped_variables() -> None:
    """Tell of variables that look like ours, and are the variable of no option."""
    for line in unread_variables(os.environ, [PASSWORD_VARIABLE]):
        tell(line)


def tell_of_the_load(environment: Any, plan: Plan) -> None:
    """Tell what the options of the load will come to, for a run that starts at once."""
    options = environment.parsed_options
    for line in about_the_load(plan, options.spawn_rate, options.run_time):
        tell(line)
    # Locust tells it as well, in a log that `ocpp-load run` has not asked for.
    is_told = logging.getLogger("locust.main").isEnabledFor(logging.INFO)
    has_no_end = plan.campaign is None and not options.run_time and environment.web_ui is None
    if has_no_end and not is_told:
        tell("no --run-time: the run goes on until Ctrl-C; -t 5m would end it after 5 minutes")


def about_the_load(plan: Plan, spawn_rate: float | None, run_time_s: float | None) -> Iterator[str]:
    """Yield what becomes of Locust's options beside a campaign; nothing of a run without one."""
    campaign = plan.campaign
    if campaign is None or plan.size is None:
        return
    if plan.size != campaign.stations:
        yield (
            f"--users: {count_text(plan.size)} stations, in place of the campaign's"
            f" {count_text(campaign.stations)}"
        )
    if spawn_rate is not None:
        yield "--spawn-rate: does nothing here; the campaign's load says when stations start"
    yield from cut_short(plan.as_campaign(), run_time_s)
