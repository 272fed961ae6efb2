"""What argparse has to say against a command line, as everything else is told: option first."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

DASHED_VALUE = re.compile(r"-\.?\d.*")
"""Words with a dash that are values: argparse takes `-5` for one, and `-5s` for an option."""

_OF_OPTION = re.compile(r"argument ([^\s:]+)(?: [^:]*)?: (.*)", re.DOTALL)
_UNKNOWN = "unrecognized arguments: "
_MANY = 4
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


def unknown_option(words: Iterable[str], flags: Collection[str]) -> str | None:
    """Return the first of the words that is written as an option, and is none of `flags`.

    argparse takes the word behind such a one for a positional, and blames that.
    """
    for word in words:
        if word == "--":
            return None
        name = word.partition("=")[0]
        if not word.startswith("-") or DASHED_VALUE.match(word) or " " in name or name in flags:
            continue
        if name.startswith("--") or name[:2] not in flags:
            return name
    return None


def _unknown(word: str, flags: Iterable[str]) -> str:
    if not word.startswith("-"):
        return f"{word}: is no option, and there is no place for another word"
    name = word.partition("=")[0]
    by_name = {flag.strip("-"): flag for flag in flags}
    near = [by_name[each] for each in meant(name.lstrip("-"), by_name)]
    question = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{name}: there is no such option{question}"


def meant(name: str, names: Collection[str]) -> list[str]:
    """Return what may have been meant: what it abbreviates, else what is written much alike."""
    begin_so = [each for each in names if each.startswith(name)] if len(name) > 1 else []
    return begin_so if 0 < len(begin_so) < _MANY else get_close_matches(name, names, n=1)


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
