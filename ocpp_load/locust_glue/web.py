"""The web UI's start button: a form that cannot work is refused with one clear line."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request

from ocpp_load.errors import UserInputError
from ocpp_load.locust_glue.arguments import values_of
from ocpp_load.locust_glue.checks import check_fleet, check_reachable, check_security, plan_of
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
        if is_ending():
            return refuse("The last run is ending; its stations have --stop-timeout to leave.")
        host = request.form.get("host", environment.host)
        values = {**values_of(environment.parsed_options), **request.form}
        try:
            settings = settings_from(values, host)
            plan = plan_of(settings)
            users = request.form.get("user_count", "")
            if users.isdecimal():  # Locust itself refuses what is no number
                check_fleet(plan, int(users))
            check_security(settings, plan)
            check_reachable(settings)
        except UserInputError as error:
            return refuse(str(error))
        return None

    environment.web_ui.app.before_request(check_form)
