"""The web UI's start button: a form that cannot work is refused with one clear line."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from flask import Response, after_this_request, jsonify, request
from locust.runners import STATE_RUNNING, STATE_SPAWNING, MasterRunner
from werkzeug.datastructures import ImmutableMultiDict

from ocpp_load.errors import UserInputError
from ocpp_load.locust_glue.arguments import values_of
from ocpp_load.locust_glue.fleet_size import own_unless_given
from ocpp_load.locust_glue.limits import as_seen_from_here, check_limits
from ocpp_load.locust_glue.shape import follow
from ocpp_load.runtime.plan import check_fleet, check_reachable, check_security, plan_of
from ocpp_load.settings import OPTIONS, settings_from
from ocpp_load.settings.load import as_run_time, as_spawn_rate, as_users


def guard_start(environment: Any, is_ending: Callable[[], bool]) -> None:
    """Check the start form before Locust acts on it, and after it has asked for a login.

    Nothing starts while the last run `is_ending`: Locust would end the new one with it.
    """
    guard = _Guard(environment, is_ending)
    check = environment.web_ui.auth_required_if_enabled(guard.check)

    def check_form() -> Any:
        return check() if request.endpoint == "locust.swarm" else None

    environment.web_ui.app.before_request(check_form)


class _Guard:
    """Knows what the present run was started with."""

    def __init__(self, environment: Any, is_ending: Callable[[], bool]) -> None:
        self._environment = environment
        self._is_ending = is_ending
        self._asked_for: Mapping[str, Any] = dict(values_of(environment.parsed_options))

    def check(self) -> Response | None:
        """Return a refusal; None where Locust shall do what the form says."""
        environment = self._environment
        runs = environment.runner.state in (STATE_SPAWNING, STATE_RUNNING)
        if (obstacle := _obstacle(environment, runs=runs, is_ending=self._is_ending())) is not None:
            return self._refusal(obstacle)
        try:
            _check_load(request.form)
            if runs:
                self._change_load()
            else:
                self._start()
        except UserInputError as error:
            return self._refusal(str(error))
        return None

    def _start(self) -> None:
        environment, form = self._environment, request.form
        values = {**values_of(environment.parsed_options), **form}
        settings = settings_from(values, form.get("host", environment.host))
        plan = plan_of(settings, own_unless_given(_count_in(form), in_form=True))
        if (count := _count_in(form)) is not None:
            check_fleet(plan, plan.size or count)
            check_limits(environment, plan.size or count, settings)
        check_security(settings, plan)
        check_reachable(as_seen_from_here(environment, settings))
        self._asked_for = values
        follow(environment, plan)
        if run_time := form.get("run_time"):
            rest = _without(form, {"run_time"})
            request.form = ImmutableMultiDict([*rest, ("run_time", str(_whole_seconds(run_time)))])

    def _change_load(self) -> None:
        environment, form = self._environment, request.form
        run = environment.ocpp_load_run
        changed = [
            option.flag
            for option in OPTIONS
            if option.name in form and form[option.name] != _text(self._asked_for[option.name])
        ]
        if form.get("host", environment.host) != environment.host:
            changed.insert(0, "--host")
        run_time = _whole_seconds(form["run_time"]) if form.get("run_time") else None
        if run_time is not None and run_time != environment.parsed_options.run_time:
            changed.insert(0, "--run-time")
        if changed:
            raise _KeptUntilItEndsError(changed)
        if run is not None and (count := _count_in(form)) is not None:
            check_fleet(run.plan, count)
            check_limits(environment, count, run.settings)
        # Locust would write them over those that the run goes by: its seed, for one, is drawn.
        ours = {option.name for option in OPTIONS}
        request.form = ImmutableMultiDict(_without(form, ours | {"run_time"}))
        self._keep_run_time()

    def _keep_run_time(self) -> None:
        """Have the run end when it was to end: Locust forgets that with each change."""
        web_ui = self._environment.web_ui
        timer, web_ui._run_time_greenlet = web_ui._run_time_greenlet, None  # noqa: SLF001

        @after_this_request
        def put_back(response: Response) -> Response:
            web_ui._run_time_greenlet = timer  # noqa: SLF001
            return response

    def _refusal(self, message: str) -> Response:
        # The form's own language for a refusal; it shows the message.
        told = {"success": False, "message": message, "host": self._environment.host}
        return jsonify(told)


class _KeptUntilItEndsError(UserInputError):
    """Somebody wants to change in mid-run what is settled when a run begins."""

    def __init__(self, flags: list[str]) -> None:
        super().__init__(
            "A run keeps what it began with; users and spawn rate can be changed, but stop it to"
            f" change {', '.join(flags)}."
        )


def _count_in(form: Mapping[str, str]) -> int | None:
    return as_users("--users", form["user_count"]) if "user_count" in form else None


def _check_load(form: Mapping[str, str]) -> None:
    """Raise `OptionError` for a load that cannot be; a field that is not there is as it was."""
    for field, flag, check in (
        ("user_count", "--users", as_users),
        ("spawn_rate", "--spawn-rate", as_spawn_rate),
        ("run_time", "--run-time", as_run_time),
    ):
        if field in form and (form[field] or field != "run_time"):
            check(flag, form[field])


def _whole_seconds(run_time: str) -> int:
    """Return a run time as Locust reads it."""
    return ceil(as_run_time("--run-time", run_time))


def _without(form: Any, names: set[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.items(multi=True) if name not in names]


def _text(value: Any) -> str:
    """Return a value as a form sends it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list() | tuple():
            return ",".join(value)
    return str(value)


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
