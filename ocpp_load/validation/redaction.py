"""What of a message may be shown to people: everything but secrets.

Security whitepaper edition 3, A01.FR.12, keeps the AuthorizationKey out of all logging; passwords,
tokens, private keys and the user part of URLs are kept out as well. Where it cannot be told
whether something is a secret, it is not shown. Pure; no input makes it raise.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from ocpp_load.validation.secret import GUARDED_KEY

NOT_SHOWN = "(not shown)"

# What such words name is never shown, and free text that has one in it is not either.
_STRONG = re.compile(rf"{GUARDED_KEY}|password|passwd|passphrase|secret|privatekey")
_WEAK = re.compile(r"token|credential|apikey|pwd|^authorization$|^pin$")
# The card of a driver is called a token in later versions; every message has it.
_ID_TOKEN = re.compile(r"(?:group)?idtoken(?:info|type)?")

# Members of an object that say what its other members are about.
_NAMING = frozenset({"key", "name", "variable", "parameter", "attribute", "field", "option"})
# GetConfiguration: lists of names, without values.
_LISTS_OF_NAMES = frozenset({"key", "unknownkey"})

_ASSIGNED = re.compile(
    r"(?i)((?:token|credentials?|api.?key|pwd|authorization|\bpin)[\"']?\s*[=:])"
)
_SCHEME = re.compile(r"(?i)\b(basic|bearer)\s+[\w+/=.~-]{6,}")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_WORD = re.compile(r"[^\s\"'<>]+")
_URL = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
_PORT = re.compile(r"\d{1,5}(?=[/?#])")
_NAME = re.compile(r"[\w.-]+")
_NO_LETTER = re.compile(r"[\W_]+")

# In text that nobody can read: what may be part of an answer about configuration keys.
_CONFIGURES = re.compile(r"configuration|\bvalue\b")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(/)")
_HEAD = re.compile(r"\s*\[\s*[234]\s*,\s*\"[\w.:{}-]{1,36}\"(?:\s*,\s*\"[A-Z][A-Za-z]{2,49}\")?")

# Without any of these there is nothing to look for, in the text or in it folded. It is asked first:
# to walk through a message takes a hundred times as long as to send it.
_HINTS = ("\\", "://", '"pin"')
_HINTS_FOLDED = (
    *_STRONG.pattern.split("|"),
    *("token", "credential", "apikey", "pwd", "authorization", "basic", "bearer"),
)

# Longer messages that could hold one are not searched for secrets: nobody reads them in a report.
_READ_CHARACTERS = 16_384

# In longer ones it is not even asked whether they could: a megabyte would take 60 ms, in which every
# station waits, and a peer that means harm sends one after the other.
_LOOKED_AT_CHARACTERS = 65_536


class _Object(dict[str, Any]):
    """An object as it stood in the text: JSON lets a name stand twice, and a dict does not."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def without_secrets(value: Any) -> Any:
    """Return a payload, or a part of one, with nothing in it that could be a secret."""
    try:
        return _redacted(value)
    except RecursionError:
        return NOT_SHOWN


def message_without_secrets(text: str) -> str:
    """Return the text of a message without secrets, as it was written where that can be shown.

    What is no JSON is shown as far as it cannot hold a secret: to the end of its action at least.
    """
    if len(text) > _LOOKED_AT_CHARACTERS:
        return _head(text)
    if _is_plain(text):
        return text
    if len(text) > _READ_CHARACTERS:
        return _head(text)
    try:
        return _json(text, _message)
    except (ValueError, RecursionError):
        return _unread(text)


def text_without_secrets(text: str) -> str:
    """Return free text, such as the value of a member, without secrets."""
    if len(text) > _READ_CHARACTERS:
        return NOT_SHOWN
    text = _PRIVATE_KEY.sub(NOT_SHOWN, text)
    if text.lstrip()[:1] in {"{", "[", '"'}:  # as vendors put it into strings
        try:
            return _json(text, _redacted)
        except (ValueError, RecursionError):
            return NOT_SHOWN if _may_be_secret(text) else _without_users(text)
    if _STRONG.search(_folded(text)) and not _NAME.fullmatch(text):
        return NOT_SHOWN
    if assigned := _ASSIGNED.search(text):
        text = f"{text[: assigned.end()]}{NOT_SHOWN}"
    text = _SCHEME.sub(rf"\1 {NOT_SHOWN}", text)
    return _without_users(text)


def _is_plain(text: str) -> bool:
    """Tell whether a text is a line of JSON in which nothing could be a secret."""
    lower = text.casefold()
    if not text.isprintable() or any(hint in lower for hint in _HINTS):
        return False
    folded = _folded(lower)
    if any(hint in folded for hint in _HINTS_FOLDED):
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _json(text: str, redacted: Callable[[Any], Any]) -> str:
    """Raise `ValueError` or `RecursionError` for what is no JSON, or too deep."""
    value = json.loads(text, object_pairs_hook=_Object)
    shown = redacted(value)
    if shown == value and not _names_twice(value) and text.isprintable():
        return text
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _redacted(value: Any, *, names_only: bool = False) -> Any:
    if isinstance(value, str):
        return text_without_secrets(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list):
        if not names_only and any(map(_is_guarded, value)):
            return [one if _is_guarded(one) else _hidden(one) for one in value]
        return [_redacted(one) for one in value]
    return value


def _object(value: Mapping[str, Any]) -> dict[str, Any]:
    members = value.pairs if isinstance(value, _Object) else list(value.items())
    about_secret = any(_names_secret(name, what) for name, what in members)
    shown: dict[str, Any] = {}
    for name, what in members:
        if (about_secret and not _names_secret(name, what)) or _is_secret(name):
            shown[name] = _hidden(what)
        else:
            shown[name] = _redacted(what, names_only=_folded(name) in _LISTS_OF_NAMES)
    return shown


def _message(message: Any) -> Any:
    """Return a message of OCPP-J, or what was to be one: its first elements are no payload."""
    if not isinstance(message, list):
        return _redacted(message)
    if any(map(_is_guarded, message[2:])) or any(_folded(one) == GUARDED_KEY for one in message):
        rest = [one if _is_guarded(one) else _hidden(one) for one in message[2:]]
    else:
        rest = [_redacted(one) for one in message[2:]]
    return [*(_redacted(one) for one in message[:2]), *rest]


def _names_secret(name: str, what: Any) -> bool:
    """Tell whether this member says that the others of its object are about a secret."""
    if _folded(name) not in _NAMING:
        return False
    if isinstance(what, Mapping):
        return any(_names_secret(inner, named) for inner, named in what.items())
    if isinstance(what, list):
        return any(isinstance(one, str) and _is_secret(one) for one in what)
    return isinstance(what, str) and _is_secret(what)


def _is_secret(name: str) -> bool:
    folded = _ID_TOKEN.sub("", _folded(name))
    return bool(_STRONG.search(folded) or _WEAK.search(folded))


def _is_guarded(value: Any) -> bool:
    """Tell whether a value is the name of something secret that may stand beside it."""
    return (
        isinstance(value, str)
        and _NAME.fullmatch(value) is not None
        and _STRONG.search(_folded(value)) is not None
    )


def _hidden(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else NOT_SHOWN


def _folded(text: Any) -> str:
    return _NO_LETTER.sub("", text.casefold()) if isinstance(text, str) else ""


def _unread(text: str) -> str:
    """Return what of a text that is no JSON cannot hold a secret."""
    plain = _ESCAPE.sub(lambda each: each[2] or chr(int(each[1], 16)), text.replace("\0", ""))
    if _may_be_secret(plain):
        return _head(plain)
    return _without_users(_PRIVATE_KEY.sub(NOT_SHOWN, plain))


def _may_be_secret(text: str) -> bool:
    folded = _folded(text)
    return bool(
        _STRONG.search(folded)
        or _WEAK.search(_ID_TOKEN.sub("", folded))
        or _CONFIGURES.search(text.casefold())
        or _SCHEME.search(text)
        or _ASSIGNED.search(text)
    )


def _head(text: str) -> str:
    """Return a message up to its action, or to its message id, and that there is more."""
    head = _HEAD.match(text[:200])
    if head is None or _STRONG.search(_folded(head[0])):
        return NOT_SHOWN
    return f"{head[0]} {NOT_SHOWN}"


def _without_users(text: str) -> str:
    """Return text without the passwords in its URLs; what begins as one is one to its end."""
    if "://" not in text:
        return text
    if _URL.match(text):
        return _without_user(text)
    return _WORD.sub(lambda word: _without_user(word[0]), text)


def _without_user(word: str) -> str:
    """Return a word that may be a URL without the password in it, or without the only user."""
    scheme, mark, rest = word.partition("://")
    at = rest.rfind("@")
    if not mark or at < 0:
        return word
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user, colon, password = rest[:at].partition(":")
    # A path may have an @ in it. A password may, against RFC 3986, have a slash in it.
    if "@" not in authority and (":" not in authority or _PORT.match(password)):
        return word
    return f"{scheme}://{user if colon else ''}{colon}{NOT_SHOWN}{rest[at:]}"


def _names_twice(value: Any) -> bool:
    """Tell whether any object in it has a name twice: then the text has more than was looked at."""
    if isinstance(value, _Object):
        return len(value) < len(value.pairs) or _any_twice(what for _, what in value.pairs)
    return isinstance(value, list) and _any_twice(value)


def _any_twice(values: Iterable[Any]) -> bool:
    return any(map(_names_twice, values))
