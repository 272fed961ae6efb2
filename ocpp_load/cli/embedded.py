"""The embedded central system for whoever needs one: it lets the stations in, as they are."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.credentials import PASSWORD_VARIABLE
from ocpp_load.settings.environment import FTP_VARIABLE, ROOT_VARIABLE

_WITH_PASSWORDS = (1, 2)
_WITH_TLS = (2, 3)
_WITH_CERTIFICATES = 3


@contextmanager
def embedded_central_system(
    profile: int, values: Mapping[str, Any], words: Sequence[str] = ()
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run one that stations of that security profile can connect to, with these further `words`.

    Yield its endpoint, and the values of options that its stations and their operator need.
    """
    values = dict(values)
    with TemporaryDirectory(prefix="ocpp-load-") as directory:
        if profile in _WITH_TLS and not values.get("tls_issue"):
            values["tls_issue"] = directory  # the authority that both sides share
        if profile in _WITH_PASSWORDS and not values.get("credentials"):
            # Both sides inherit it; whoever has passwords of their own has set it.
            os.environ.setdefault(PASSWORD_VARIABLE, f"{token_hex(4)}-{{identity}}")
        with EmbeddedCentralSystem([*words, *_words_for(profile, values)]) as central_system:
            if central_system.ftp_url is not None:
                os.environ[FTP_VARIABLE] = central_system.ftp_url
            os.environ[ROOT_VARIABLE] = _root_of(central_system)
            yield central_system.url, values | {"control_url": central_system.control_url}


def _root_of(central_system: EmbeddedCentralSystem) -> str:
    with urlopen(f"{central_system.control_url}/authority") as response:  # noqa: S310 - ours
        root: str = json.load(response)["CentralSystemRootCertificate"]
    return root


def profile_of(text: str | None) -> int:
    """Return the security profile of an option or a configuration key; 0 for what is none."""
    return int(text) if text in {"1", "2", "3"} else 0


def _words_for(profile: int, values: Mapping[str, Any]) -> list[str]:
    words = []
    if profile in _WITH_TLS:
        words.append(f"--tls-issue={values['tls_issue']}")
    if profile == _WITH_CERTIFICATES:
        words.append("--require-client-cert")
    elif profile in _WITH_PASSWORDS:
        # A file, or the environment: a password is no word of a command line.
        words += ["--basic-auth", *filter(None, [values.get("credentials")])]
    return words
