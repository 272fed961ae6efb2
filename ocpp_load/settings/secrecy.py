"""What of an option or a command line may be kept in a report: all but secrets.

Passwords come from files and the environment and are not here to begin with; what is left are
further headers, and users and passwords that somebody has put into a URL.
"""

import re
from collections.abc import Collection, Iterable, Iterator

SECRET_OPTIONS = frozenset({"header"})
"""Names of our options whose values are not for others to see."""

COMMAND_VARIABLE = "OCPP_LOAD_COMMAND"
"""The environment variable in which `ocpp-load run` tells Locust what was typed, without secrets."""

HIDDEN = "***"
"""What stands in the place of a secret."""

_USER_INFO = re.compile(r"(?<=://)[^/?#\s]*@")


def without_credentials(text: str) -> str:
    """Return `text` without the user and password of any URL in it."""
    return _USER_INFO.sub("", text)


def without_secrets(words: Iterable[str], secret_flags: Collection[str] = ()) -> Iterator[str]:
    """Yield the words of a command line with `***` for each secret.

    Those of our own options, and of others whose flags are `secret_flags`; a flag may be
    shortened, as argparse allows.
    """
    flags = {f"--{name}" for name in SECRET_OPTIONS}.union(secret_flags)
    is_value = False
    for word in words:
        flag, sign, _ = word.partition("=")
        if is_value:
            is_value = False
            yield HIDDEN
        elif any(_may_mean(flag, secret) for secret in flags):
            is_value = not sign
            yield f"{flag}={HIDDEN}" if sign else flag
        else:
            yield without_credentials(word)


def _may_mean(flag: str, secret: str) -> bool:
    return flag == secret or (len(flag) > 2 and flag.startswith("--") and secret.startswith(flag))
