"""A YAML file as a tree of nodes.

Reads the file (nothing else in this package does any I/O) and is the only one to know the YAML
library. Whatever the bytes are, they come back as a tree or as mistakes, and soon: size, depth
and the number of nodes with aliases followed are limited. Never asks what a key means.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from ocpp_load.errors import Mistake
from ocpp_load.scenario.node import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    measure,
    plain_value,
)
from ocpp_load.scenario.wording import as_word, quoted, shortened

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_NODES = 50_000


_QUOTE = "; put text that has { } [ ] , or : in it in quotes"

_ADVICE = {
    "'\\t'": "; indent with blanks, not with tabs",
    "mapping values are not allowed": (
        "; indent what belongs together by equally many blanks, and put text that has : in it in"
        " quotes"
    ),
    "but got '['": _QUOTE,
    "but got '{'": _QUOTE,
    "found '<scalar>'": (
        "; a quote above may not be closed, or what belongs together is not indented by equally"
        " many blanks"
    ),
    "unexpected end of stream": "; a quote above is not closed",
    "expected <block end>": "; indent what belongs together by equally many blanks",
}
"""What a message of the library hardly tells: what it takes to mend that, by words of it."""


class _UnreadableError(Exception):
    """The rest of the text cannot be read; positions count from 0, as the library's do."""

    def __init__(self, line: int, column: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.column = column
        self.problem = problem


def read_source(path: Path, mistakes: list[Mistake]) -> bytes | None:
    """Return the content of a file, or None and a mistake where it cannot be read."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            # A pipe: whoever opened it would wait for somebody who writes.
            mistakes.append(Mistake(str(path), 1, 1, "cannot be read: this is no file"))
            return None
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        mistakes.append(Mistake(str(path), 1, 1, problem))
        return None


def parse_document(source: bytes, file: str, mistakes: list[Mistake]) -> Node | None:
    """Return the root of the one document in `source`; None where there is no reading it.

    A tree may come with mistakes too: a key that occurs twice does not hide the rest.
    """
    try:
        return _Composer(_decode(source), file, mistakes).document()
    except _UnreadableError as error:
        mistakes.append(Mistake(file, error.line + 1, error.column + 1, error.problem))
        return None


def _decode(source: bytes) -> str:
    if len(source) > MAX_BYTES:
        raise _UnreadableError(0, 0, "the file is too large; allowed: 1 MiB")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        readable = error.object[: error.start].decode()
        raise _UnreadableError(
            *_position(readable, len(readable)), "the file is not UTF-8; save it in that encoding"
        ) from None


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)


def _events(text: str) -> Iterator[Any]:
    """Yield the library's parsing events one by one, so that a reader may stop at its limits."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join((error.problem or error.context or "it cannot be parsed").split())
        problem += next((advice for sign, advice in _ADVICE.items() if sign in problem), "")
        raise _UnreadableError(
            mark.line if mark else 0, mark.column if mark else 0, f"this is not YAML: {problem}"
        ) from None
    except ReaderError as error:
        raise _UnreadableError(
            *_position(text, error.position),
            f"this is not YAML: the character U+{error.character:04X} may not occur",
        ) from None
    except (YAMLError, ValueError, OverflowError):
        # The last two: the library makes a character of every "\U...", also beyond Unicode.
        raise _UnreadableError(0, 0, "this is not YAML: it cannot be parsed") from None


class _Composer:
    """Makes nodes of the events of one text."""

    def __init__(self, text: str, file: str, mistakes: list[Mistake]) -> None:
        self._events = _events(text)
        self._file = file
        self._mistakes = mistakes
        self._nodes = 0
        self._anchored: dict[str, Node | None] = {}

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                raise _unreadable(event, "a second document begins here; allowed: one in a file")
            if isinstance(event, NodeEvent):
                root = self._node(event, depth=1)
        return root or ScalarNode(1, 1, None, "")

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event, depth)
        self._count(event, 1, depth)
        if event.tag is not None:
            raise _unreadable(
                event, f"tags such as {quoted(str(event.tag))} are not used here; quote text"
            )
        if event.anchor is not None:
            self._anchored[event.anchor] = None
        node = self._content(event, depth)
        if event.anchor is not None:
            self._anchored[event.anchor] = node
        return node

    def _content(self, event: Any, depth: int) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        match event:
            case SequenceStartEvent():
                items = self._until(SequenceEndEvent)
                return SequenceNode(
                    line, column, tuple(self._node(item, depth + 1) for item in items)
                )
            case MappingStartEvent():
                return MappingNode(line, column, tuple(self._entries(depth + 1)))
            case _:
                return _scalar(event)

    def _entries(self, depth: int) -> Iterator[tuple[ScalarNode, Node]]:
        lines: dict[str, int] = {}
        events = self._until(MappingEndEvent)
        for key_event in events:
            key = self._node(key_event, depth)
            if not isinstance(key, ScalarNode):
                raise _unreadable(key_event, "a list or a mapping cannot be a key; allowed: text")
            if key.text == "<<" and not key_event.style:
                raise _unreadable(key_event, "there is no merge key << in YAML 1.2; use an alias")
            value_event = next(events)
            value = self._node(value_event, depth)
            if _is_empty(value_event):
                # The library finds a value that is not there at the next thing that is.
                value = ScalarNode(key.line, key.column, None, "")
            if key.text in lines:
                problem = (
                    f"the key {as_word(key.text)} occurs twice, first in line {lines[key.text]}"
                )
                self._mistakes.append(Mistake(self._file, key.line, key.column, problem))
                continue
            lines[key.text] = key.line
            yield key, value

    def _until(self, end: type[Any]) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _alias(self, event: Any, depth: int) -> Node:
        if event.anchor not in self._anchored:
            name = shortened(event.anchor)
            raise _unreadable(event, f"*{name} refers to nothing; no &{name} above")
        node = self._anchored[event.anchor]
        if node is None:
            raise _unreadable(event, f"*{shortened(event.anchor)} refers to what it is a part of")
        size, levels = measure(node)
        self._count(event, size, depth + levels - 1)
        return node

    def _count(self, event: Any, nodes: int, depth: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise _unreadable(event, f"too much for one file; allowed: {MAX_NODES} values")
        if depth > MAX_DEPTH:
            raise _unreadable(event, f"nested too deep; allowed: {MAX_DEPTH} levels")


def _scalar(event: ScalarEvent) -> ScalarNode:
    text = event.value
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _unreadable(event, "half of a surrogate pair is no text") from None
    # Quoted and block scalars have a style; they are text whatever they look like.
    value = text if event.style else plain_value(text)
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    return ScalarNode(line, column, value, text, indent=1 if event.style in ("'", '"') else 0)


def _is_empty(event: Any) -> bool:
    return isinstance(event, ScalarEvent) and not event.value and not event.style


def _unreadable(event: Any, problem: str) -> _UnreadableError:
    return _UnreadableError(event.start_mark.line, event.start_mark.column, problem)
