"""What argparse has to say against a command line, as everything else is told: option first."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

DASHED_VALUE = re.compile(r"-\.?\d.*")
"""Words with a dash that are values: argparse takes `-5` for one, and `-5s` for an option."""

_OF_OPTION = re.compile(r"argument ([^\s:]+)(?: [^:]*)?: (.*)", re.DOTALL)
_UNKNOWN = "unrecognized arguments: "
_MISSING = "the following arguments are required: "
_NO_CHOICE = re.compile(r"invalid choice: (.*) \(choose from (.*)\)")
_EITHER = re.compile(r"not allowed with argument ([^\s]+).*")


def refusal(message: str, flags: Iterable[str]) -> str:
    """Return a message of argparse in one line that begins with what it is about.

    `flags` are the options that there are, to name the one that was meant.
    """
    if message.startswith(_UNKNOWN):
        return _unknown(message.removeprefix(_UNKNOWN).split()[0], flags)
    if message.startswith(_MISSING):
        missing = message.removeprefix(_MISSING)
        return f"{missing}: missing on the command line"
    if found := _OF_OPTION.fullmatch(message):
        names, problem = found.groups()
        return f"{_longest(names)}: {_problem(problem, _longest(names))}"
    return message


def _unknown(word: str, flags: Iterable[str]) -> str:
    if not word.startswith("-"):
        return f"{word}: is no option, and there is no place for another word"
    name = word.partition("=")[0]
    by_name = {flag.strip("-"): flag for flag in flags}
    near = get_close_matches(name.strip("-"), by_name, n=1)
    question = f"; did you mean {by_name[near[0]]}?" if near else ""
    return f"{name}: there is no such option{question}"


def _problem(problem: str, name: str) -> str:
    if problem == "expected one argument":
        return f"needs a value; one that begins with a dash is written {name}=VALUE"
    if problem.startswith("ignored explicit argument"):
        return "takes no value"
    if found := _NO_CHOICE.fullmatch(problem):
        given, choices = found.groups()
        return f"{given} is not one of {choices.replace(chr(39), '')}"
    if found := _EITHER.fullmatch(problem):
        return f"either this or {_longest(found[1])}"
    return problem


def _longest(names: str) -> str:
    return max(names.split("/"), key=len)
