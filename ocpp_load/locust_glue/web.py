"""The web UI's start button: a form that cannot work is refused with one clear line."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from locust.runners import STATE_RUNNING, STATE_SPAWNING, MasterRunner

from ocpp_load.errors import UserInputError
from ocpp_load.locust_glue.arguments import values_of
from ocpp_load.locust_glue.fleet_size import own_unless_given
from ocpp_load.locust_glue.shape import follow
from ocpp_load.runtime.plan import check_fleet, check_reachable, check_security, plan_of
from ocpp_load.settings import settings_from


def guard_start(environment: Any, is_ending: Callable[[], bool]) -> None:
    """Check the start form before Locust acts on it.

    Nothing starts while the last run `is_ending`: Locust would end the new one with it.
    """

    def refuse(message: str) -> Response:
        # The form's own language for a refusal; it shows the message.
        return jsonify({"success": False, "message": message, "host": environment.host})

    def check_form() -> Response | None:
        if request.method != "POST" or not request.path.endswith("/swarm"):
            return None
        runs = environment.runner.state in (STATE_SPAWNING, STATE_RUNNING)
        if (obstacle := _obstacle(environment, runs=runs, is_ending=is_ending())) is not None:
            return refuse(obstacle)
        host = request.form.get("host", environment.host)
        values = {**values_of(environment.parsed_options), **request.form}
        try:
            settings = settings_from(values, host)
            users = request.form.get("user_count", "")
            count = int(users) if users.isdecimal() else None  # Locust itself refuses the rest
            plan = plan_of(settings, own_unless_given(count, in_form=True))
            if runs and plan.campaign is not None:
                return refuse("A campaign begins with its first station; stop this run first.")
            if count is not None:
                check_fleet(plan, plan.size or count)
            check_security(settings, plan)
            check_reachable(settings)
        except UserInputError as error:
            return refuse(str(error))
        if not runs:
            follow(environment, plan)
        return None

    environment.web_ui.app.before_request(check_form)


def _obstacle(environment: Any, *, runs: bool, is_ending: bool) -> str | None:
    """Return why no form at all can start or change anything now."""
    runner = environment.runner
    if is_ending:
        return "The last run is ending; its stations have --stop-timeout to leave."
    if runs and environment.shape_class is not None:
        return "A campaign decides the load until it ends; stop it to change anything."
    if isinstance(runner, MasterRunner) and not runs and not runner.clients.ready:
        return "No worker is ready; after a run they are so again after --stop-timeout."
    return None
