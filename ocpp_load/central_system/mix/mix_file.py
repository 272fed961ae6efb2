"""Mix files: found by name, read, and checked to the last entry.

    name: mine
    disrupted_share: 0.05            # optional, 0 to 1
    commands:
      - {action: TriggerMessage, weight: 10}
      - {action: Reset, weight: 0.5, payload: {type: Soft}, validate: true}

`mixes/default.yaml` says what they mean. A mix that comes out of here can be fired.
"""

from difflib import get_close_matches
from math import inf
from pathlib import Path

from ocpp_load.central_system.mix.command_mix import CommandMix, MixEntry
from ocpp_load.central_system.mix.recipes import RECIPES
from ocpp_load.central_system.mix.yaml_value import YamlValue, read_yaml
from ocpp_load.errors import Mistake, OptionError, UserInputError
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.validation import PayloadValidator

DEFAULT_MIX = "default"

_MIXES = Path(__file__).parent / "mixes"
_SUFFIXES = (".yaml", ".yml")
_COMMANDS = {action.value: action for action in Action if action.sender is not Sender.CHARGE_POINT}
_ENTRY_KEYS = ("action", "weight", "payload", "validate")
_MIX_KEYS = ("name", "disrupted_share", "commands")


class CommandMixError(UserInputError):
    """A mix file that cannot be fired, with every mistake that was found in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def load_mix(name_or_path: str, validator: PayloadValidator) -> CommandMix:
    """Return the mix of a file, or one that ships, by its name.

    Raises `OptionError` where there is none, `CommandMixError` with every mistake of it.
    """
    path = _find(name_or_path)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = f"cannot be read: {error.strerror if isinstance(error, OSError) else error}"
        raise CommandMixError([Mistake(str(path), 1, 1, problem)]) from error
    return parse_mix(text, str(path), validator)


def parse_mix(text: str, file: str, validator: PayloadValidator) -> CommandMix:
    """Return the mix that `text` spells; `file` is what mistakes call it.

    Raises `CommandMixError`.
    """
    mistakes: list[Mistake] = []
    root = read_yaml(text, file, mistakes)
    mix = None if root is None else _MixReader(validator, mistakes).mix(root)
    if mix is None or mistakes:
        raise CommandMixError(sorted(mistakes))
    return mix


def mix_names() -> list[str]:
    """Return the names of the mixes that ship."""
    return sorted(path.stem for path in _MIXES.glob("*.yaml"))


def _find(name_or_path: str) -> Path:
    if name_or_path in mix_names():
        return _MIXES / f"{name_or_path}.yaml"
    path = Path(name_or_path)
    if path.suffix in _SUFFIXES or "/" in name_or_path:
        return path
    raise OptionError(
        "--command-mix",
        f"there is no mix {name_or_path!r}; give the path of a YAML file,"
        f" or one of: {', '.join(mix_names())}",
    )


class _MixReader:
    """Takes values in and notes what is wrong with them; goes on where it can."""

    def __init__(self, validator: PayloadValidator, mistakes: list[Mistake]) -> None:
        self._validator = validator
        self._mistakes = mistakes

    def mix(self, root: YamlValue) -> CommandMix | None:
        if not self._has_keys(root, "a mix", _MIX_KEYS, required=("name", "commands")):
            return None
        parts = root.parts
        share = self._number(parts.get("disrupted_share"), 1.0, most=1.0)
        if not isinstance(parts["name"].plain, str):
            self._reject(parts["name"], "the name must be text")
        commands = parts["commands"]
        if not isinstance(commands.plain, list) or not commands.plain:
            self._reject(commands, "commands must be a list of at least one command")
            return None
        entries = [self._entry(item) for item in commands.parts.values()]
        kept = tuple(entry for entry in entries if entry is not None)
        drawn = tuple(entry for entry in kept if entry.weight > 0)
        if len(kept) == len(entries) and not drawn:
            self._reject(commands, "all weights are 0")
        return CommandMix(str(parts["name"].plain), drawn, share)

    def _entry(self, value: YamlValue) -> MixEntry | None:
        if not self._has_keys(value, "a command", _ENTRY_KEYS, required=("action", "weight")):
            return None
        parts = value.parts
        weight = self._number(parts["weight"], 1.0)
        payload = parts.get("payload")
        validate = parts.get("validate")
        is_unchecked = validate is not None and validate.plain is False
        action = self._action(parts["action"], of_any_kind=is_unchecked)
        if validate is not None and not isinstance(validate.plain, bool):
            self._reject(validate, "validate is neither true nor false")
        if action is None:
            return None
        if payload is None:
            if action not in RECIPES:
                self._reject(value, f"{action} needs a payload: none is made for it")
            return MixEntry(action, weight)
        if not isinstance(payload.plain, dict):
            self._reject(payload, "the payload must be a mapping")
        elif not is_unchecked:
            violation = self._validator.check_request(action, payload.plain)
            if violation is not None:
                self._reject(payload, f"payload: {violation.reason} ({violation.message})")
        return MixEntry(action, weight, payload.plain)

    def _action(self, value: YamlValue, *, of_any_kind: bool) -> str | None:
        name = value.plain
        if isinstance(name, str) and (name in _COMMANDS or (of_any_kind and name)):
            return name
        near = get_close_matches(str(name), _COMMANDS, n=1)
        question = f"; did you mean {near[0]}?" if near else f": {', '.join(sorted(_COMMANDS))}"
        self._reject(value, f"{name!r} is no command of a central system{question}")
        return None

    def _number(self, value: YamlValue | None, default: float, most: float = inf) -> float:
        if value is None:
            return default
        number = value.plain
        if isinstance(number, bool) or not isinstance(number, int | float):
            self._reject(value, "must be a number")
            return default
        if not 0 <= number <= most:
            self._reject(value, "must be from 0" + (f" to {most:g}" if most < inf else ""))
            return default
        return float(number)

    def _has_keys(
        self, value: YamlValue, what: str, known: tuple[str, ...], required: tuple[str, ...]
    ) -> bool:
        if not isinstance(value.plain, dict):
            self._reject(value, f"{what} must be a mapping with the keys {', '.join(known)}")
            return False
        for key, part in value.parts.items():
            if key not in known:
                self._reject(part, f"{key} is no key of {what}: there are {', '.join(known)}")
        missing = [key for key in required if key not in value.parts]
        if missing:
            self._reject(value, f"{what} needs {' and '.join(missing)}")
        return not missing

    def _reject(self, value: YamlValue, problem: str) -> None:
        self._mistakes.append(value.place.mistake(problem))
