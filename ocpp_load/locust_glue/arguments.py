"""Our options on Locust's command line, in its environment, files and start form."""

import os
import shlex
import sys
from collections.abc import Mapping
from typing import Any

from ocpp_load.campaign.loader import campaign_names
from ocpp_load.locust_glue.command_line import speak_plainly
from ocpp_load.one_line import in_one_line
from ocpp_load.scenario import scenario_names
from ocpp_load.settings import OPTIONS, Option, Settings, settings_from, without_secrets
from ocpp_load.settings.secrecy import COMMAND_VARIABLE

_STOP_TIMEOUT_S = "10"
_CODE_ON_ERROR = 1


class _NotGiven(int):
    """A default of Locust's that is told from the same value where somebody has asked for it."""


class _Suggestions(list[str]):
    """Choices for the drop-down of the start form that rule nothing out: a path is good too."""

    def __contains__(self, _value: object) -> bool:
        return True


class Arguments:
    """Adds every option of `OPTIONS` to Locust's parsers: it makes one for each page it serves."""

    def __init__(self) -> None:
        self._choices = {"scenario": scenario_names(), "campaign": ["", *campaign_names()]}
        self._parser: Any = None

    def add_to(self, parser: Any) -> None:
        """Add the options to one parser.

        Locust ends users without grace unless told otherwise; a station that leaves in the
        middle of a transaction falsifies the central system's books, so ours get ten seconds.
        """
        group = parser.add_argument_group("ocpp_load", "Simulated OCPP charge points")
        for option in OPTIONS:
            self._add(group, option)
        parser.set_defaults(
            stop_timeout=_STOP_TIMEOUT_S, exit_code_on_error=_NotGiven(_CODE_ON_ERROR)
        )
        speak_plainly(parser)
        self._parser = parser

    def command_line(self) -> str:
        """Return what was typed to start this run, as a shell takes it and without secrets.

        Options that a locustfile has added, and has marked as secret, are among them.
        """
        secret = [
            flag
            for action in self._parser._actions  # noqa: SLF001 - argparse lists them nowhere else
            if getattr(action, "is_secret", False)
            for flag in action.option_strings
        ]
        typed = os.environ.get(COMMAND_VARIABLE)
        words = shlex.split(typed) if typed else ["locust", *sys.argv[1:]]
        return in_one_line(shlex.join(without_secrets(words, secret)))

    def offer(self, options: Any) -> None:
        """Have the drop-downs offer what was named at the start; they would choose another."""
        for name, choices in self._choices.items():
            chosen = getattr(options, name)
            if chosen not in choices:
                choices.insert(0, chosen)

    def _add(self, group: Any, option: Option) -> None:
        details: dict[str, Any] = {
            "dest": option.name,
            "help": option.help,
            "env_var": option.environment,
        }
        if option.kind is bool:
            details |= {"action": "store_true", "default": option.default}
        elif option.repeatable:
            details |= {"action": "append", "default": [], "metavar": option.metavar}
        else:
            # Numbers come as text and are checked with the other values: one kind of message.
            details |= {"default": str(option.default), "metavar": option.metavar}
        if option.name in self._choices:
            details["choices"] = _Suggestions(self._choices[option.name])
        action = group.add_argument(option.flag, **details)
        # Locust's own parser takes these as arguments; a group of it does not.
        action.include_in_web_ui = option.in_web_ui
        action.is_secret = action.is_required = action.is_multiple = False


def values_of(options: Any) -> Mapping[str, Any]:
    """Return the values of our options from what Locust has parsed, by name."""
    return {option.name: getattr(options, option.name, None) for option in OPTIONS}


def code_on_error_of(options: Any) -> int | None:
    """Return `--exit-code-on-error`, or None where nobody has given it, anywhere."""
    code: int = options.exit_code_on_error
    return None if isinstance(code, _NotGiven) else code


def settings_of(options: Any, host: str | None) -> Settings:
    """Return the checked settings of a run; raise `UserInputError`."""
    return settings_from(values_of(options), host)
