"""Our options on Locust's command line, in its environment, files and start form."""

from collections.abc import Mapping
from typing import Any

from ocpp_load.scenario import scenario_names
from ocpp_load.settings import OPTIONS, Option

_STOP_TIMEOUT_S = "10"


class _Suggestions(list[str]):
    """Choices for the drop-down of the start form that rule nothing out: a path is good too."""

    def __contains__(self, _value: object) -> bool:
        return True


def add_arguments(parser: Any) -> None:
    """Add every option of `OPTIONS` to Locust's parser.

    Locust ends users without grace unless told otherwise; a station that leaves in the
    middle of a transaction falsifies the central system's books, so ours get ten seconds.
    """
    group = parser.add_argument_group("ocpp_load", "Simulated OCPP charge points")
    for option in OPTIONS:
        _add_argument(group, option)
    parser.set_defaults(stop_timeout=_STOP_TIMEOUT_S)


def _add_argument(group: Any, option: Option) -> None:
    details: dict[str, Any] = {
        "dest": option.name,
        "help": option.help,
        "env_var": option.environment,
        "default": option.default,
    }
    if option.kind is bool:
        details["action"] = "store_true"
    else:
        details["metavar"] = option.metavar
        # Numbers come as text and are checked with the other values: one kind of message.
        details["type"] = str
        details["default"] = str(option.default)
    if option.repeatable:
        details |= {"action": "append", "default": []}
    if option.name == "scenario":
        details["choices"] = _Suggestions(scenario_names())
    action = group.add_argument(option.flag, **details)
    # Locust's own parser takes this as an argument; a group of it does not.
    action.include_in_web_ui = option.in_web_ui
    action.is_secret = action.is_required = action.is_multiple = False


def values_of(options: Any) -> Mapping[str, Any]:
    """Return the values of our options from what Locust has parsed, by name."""
    return {option.name: getattr(options, option.name, None) for option in OPTIONS}
