"""Mutants from text: `answer Authorize idTagInfo.status=Accepted` and the like.

    answer ACTION[#N] [if FIELD=VALUE ...] FIELD=VALUE | drop FIELD | error=CODE | silence ...
    command ACTION[#N] [if FIELD=VALUE ...] FIELD=VALUE | drop FIELD | never | twice | denied ...
    upgrade[#N] admit | refuse[=STATUS] | subprotocol=NAME
    tls certificate=untrusted | expired | other-host, ciphers=SUITES, or admit

A value is JSON, or else the text as it stands; quotes keep blanks together. Pure. Raises
`MutantError` with every problem.
"""

import shlex
import ssl
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

import orjson

from ocpp_load.central_system.desk import REGISTER_STATION
from ocpp_load.central_system.mutants.mutant import (
    MISSING,
    Edit,
    Fate,
    Mutant,
    Side,
    WrongCertificate,
)
from ocpp_load.errors import UserInputError
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.ocppj import ErrorCode

_FATES: Final[Mapping[Side, tuple[Fate, ...]]] = {
    Side.ANSWER: (Fate.ERROR, Fate.SILENCE),
    Side.COMMAND: (Fate.NEVER, Fate.TWICE, Fate.DENIED),
    Side.UPGRADE: (Fate.ADMIT, Fate.REFUSE),
    Side.TLS: (Fate.ADMIT,),
}
_ACTIONS: Final[Mapping[Side, frozenset[str]]] = {
    Side.ANSWER: frozenset(
        action.value for action in Action if action.sender is not Sender.CENTRAL_SYSTEM
    ),
    Side.COMMAND: frozenset(
        action.value for action in Action if action.sender is not Sender.CHARGE_POINT
    )
    | {REGISTER_STATION},
}
_ALONE: Final = frozenset({Fate.ERROR, Fate.SILENCE, Fate.NEVER})
"""Nothing is left to be edited."""
_REFUSALS: Final = {
    str(status.value): status
    for status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
}
_WORDS: Final[Mapping[Side, str]] = {
    Side.UPGRADE: "admit, refuse, refuse=STATUS or subprotocol=NAME",
    Side.TLS: f"certificate={'|'.join(WrongCertificate)}, ciphers=SUITES or admit",
}
_AT_THE_DOOR: Final = frozenset({Side.UPGRADE, Side.TLS})
_NO_SUBPROTOCOL: Final = "none"
_FIELDS: Final = ("mutant", "stations")


_LONGEST_NUMBER: Final = 9


class MutantError(UserInputError):
    """A text that is no mutant."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def parse_mutant(text: str) -> Mutant:
    """Read one, with `@PATTERN` behind it for the stations whose identities fit."""
    rule, at, pattern = text.rpartition("@")
    return _read(rule, (pattern,)) if at else _read(text, ())


def read_mutants(body: bytes) -> list[Mutant]:
    """Read the body of POST /mutants: `{"mutant": "...", "stations": ["CP0*"]}`, or a list."""
    try:
        orders = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MutantError([f"the body is not JSON: {error}"]) from error
    if isinstance(orders, dict):
        orders = [orders]
    if not isinstance(orders, list) or not all(isinstance(order, dict) for order in orders):
        raise MutantError(["the body is neither a JSON object nor a list of them"])
    return [_order(order) for order in orders]


def _order(order: Mapping[str, Any]) -> Mutant:
    text, stations = order.get("mutant"), order.get("stations", "all")
    problems = [
        f"{field!r} is no field: there are {', '.join(_FIELDS)}"
        for field in order
        if field not in _FIELDS
    ]
    if not isinstance(text, str):
        problems.append("mutant is missing or no text")
    is_list = isinstance(stations, list) and all(isinstance(name, str) for name in stations)
    if stations != "all" and not (is_list and stations):
        problems.append('stations is neither "all" nor a list of patterns')
    if problems or not isinstance(text, str):
        raise MutantError(problems)
    return _read(text, () if stations == "all" else tuple(stations))


def _read(text: str, stations: tuple[str, ...]) -> Mutant:
    try:
        # What is left of bytes that were no text could never be sent or shown.
        "".join([text, *stations]).encode()
        words = _words(text)
    except ValueError as error:
        raise MutantError([f"{text!r}: {error}"]) from error
    side, sharp, number = (words or [""])[0].partition("#")
    if side not in set(Side) or (sharp and side != Side.UPGRADE):
        raise MutantError([f"{text!r} does not begin with {', '.join(Side)}"])
    reader = _Reader(Side(side), words[1:])
    occurrence = reader.occurrence(number) if sharp else None
    mutant = reader.door() if Side(side) in _AT_THE_DOOR else reader.mutant()
    if mutant.side is Side.TLS and stations:
        reader.problems.append("is for all stations: TLS begins before one says who it is")
    if occurrence is not None:
        mutant = replace(mutant, occurrence=occurrence)
    if reader.problems:
        raise MutantError([f"{text!r}: {problem}" for problem in reader.problems])
    return replace(mutant, text=text.strip(), stations=stations)


def _words(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""  # a # counts occurrences
    lexer.quotes = "'"  # the others are JSON's
    return list(lexer)


class _Reader:
    """Reads the words behind the side; `problems` are what is wrong with them."""

    def __init__(self, side: Side, words: list[str]) -> None:
        self._side = side
        self._words = words
        self.problems: list[str] = []

    def mutant(self) -> Mutant:
        action, occurrence = self._action()
        conditions, edits = [], []
        fates: list[dict[str, Any]] = []
        while self._words:
            word = self._words.pop(0)
            name, equals, value = word.partition("=")
            if word == "if":
                conditions.append(self._field("if", *self._next().partition("=")))
            elif word == "drop":
                edits.append(Edit(tuple(self._next().split(".")), MISSING))
            elif name in _FATES[self._side] and (not equals or name in {Fate.ERROR, Fate.REFUSE}):
                fates.append(self._fate(Fate(name), value if equals else None))
            else:
                edits.append(self._field("", name, equals, value))
        self._judge(edits, fates)
        fate = fates[0] if fates else {}
        return Mutant(
            text="",
            side=self._side,
            action=action,
            occurrence=occurrence,
            conditions=tuple(conditions),
            edits=tuple(edits),
            **fate,
        )

    def _action(self) -> tuple[str, int | None]:
        name, sharp, number = self._next().partition("#")
        if name not in _ACTIONS[self._side]:
            known = ", ".join(sorted(_ACTIONS[self._side]))
            self.problems.append(f"{name!r} is none of {known}")
        if not sharp:
            return name, None
        return name, self.occurrence(number)

    def occurrence(self, number: str) -> int | None:
        """Read what stands behind a #."""
        if not number.isdecimal() or len(number) > _LONGEST_NUMBER or not int(number):
            self.problems.append(f"#{number} is no number from 1 to {'9' * _LONGEST_NUMBER}")
            return None
        return int(number)

    def door(self) -> Mutant:
        """Read what becomes of a connection: one word."""
        mutant = Mutant(text="", side=self._side)
        name, equals, value = self._next().partition("=")
        if name in _FATES[self._side] and (not equals or name == Fate.REFUSE):
            mutant = replace(mutant, **self._fate(Fate(name), value if equals else None))
        elif self._side is Side.UPGRADE and name == "subprotocol" and value:
            agreed = "" if value == _NO_SUBPROTOCOL else value
            mutant = replace(mutant, subprotocol=agreed)
        elif self._side is Side.TLS and name == "ciphers" and _are_ciphers(value):
            mutant = replace(mutant, ciphers=value)
        elif self._side is Side.TLS and name == "certificate" and value in set(WrongCertificate):
            mutant = replace(mutant, certificate=WrongCertificate(value))
        else:
            self.problems.append(f"takes {_WORDS[self._side]}")
        if self._words:
            self.problems.append(f"{self._words[0]!r} is one word too many")
        return mutant

    def _next(self) -> str:
        return self._words.pop(0) if self._words else ""

    def _field(self, before: str, name: str, equals: str, value: str) -> Edit:
        if not name or not equals:
            words = " ".join(word for word in (before, name) if word)
            self.problems.append(
                f"{words!r} is neither FIELD=VALUE nor drop FIELD nor one of"
                f" {', '.join(_FATES[self._side])}"
                if not before
                else f"{words!r} is not if FIELD=VALUE"
            )
        return Edit(tuple(name.split(".")), _value(value))

    def _fate(self, fate: Fate, value: str | None) -> dict[str, Any]:
        if fate is Fate.ERROR:
            if value not in set(ErrorCode):
                self.problems.append(f"error is one of {', '.join(ErrorCode)}")
                return {}
            return {"fate": fate, "code": ErrorCode(value)}
        if fate is Fate.REFUSE and value is not None:
            if value not in _REFUSALS:
                self.problems.append(f"refuse is one of {', '.join(_REFUSALS)}")
                return {}
            return {"fate": fate, "status": _REFUSALS[value]}
        return {"fate": fate}

    def _judge(self, edits: list[Edit], fates: list[dict[str, Any]]) -> None:
        if self.problems:
            return
        if not edits and not fates:
            self.problems.append("changes nothing")
        elif len(fates) > 1 or (fates and edits and fates[0].get("fate") in _ALONE):
            self.problems.append("does two things that exclude each other")


def _are_ciphers(text: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).set_ciphers(text)
    except ssl.SSLError:
        return False
    return True


def _value(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
