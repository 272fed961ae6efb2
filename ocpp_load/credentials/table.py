"""A file of credentials: CSV with a header line, one station in each line.

The columns are `identity` and any of `password`, `cert` and `key`. A password is the text itself,
or `hex:` and digits; `cert` and `key` are paths of PEM files, from where the file lies.
No message repeats what stands in a line.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocpp_load.credentials.password import parse_password
from ocpp_load.errors import OptionError

_COLUMNS = ("identity", "password", "cert", "key")


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """What the file has of one station."""

    password: bytes | None = field(default=None, repr=False)
    certificate: Path | None = None
    key: Path | None = None


def load_table(path: Path, option: str) -> Mapping[str, CredentialRow]:
    """Return the rows by identity. Raises `OptionError` under the name of `option`."""
    rows: dict[str, CredentialRow] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, skipinitialspace=True)
            _check_columns(path, reader.fieldnames, option)
            for row in reader:
                where = f"{path}:{reader.line_num}"
                identity = row["identity"]
                if not identity or None in row:
                    raise OptionError(option, f"{where}: no identity, or more than the columns")
                if identity in rows:
                    raise OptionError(
                        option,
                        f"{where}: the identity stands above already; leave one of the rows out",
                    )
                rows[identity] = _read(row, path.parent, where, option)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is no CSV in UTF-8"
        raise OptionError(option, f"{path} cannot be read: {reason}") from None
    return rows


def _check_columns(path: Path, found: object, option: str) -> None:
    names = list(found) if isinstance(found, list | tuple) else []
    if "identity" not in names or not set(names) <= set(_COLUMNS):
        # Not what stands there: without a header line that is a password.
        raise OptionError(
            option, f"{path}:1: the columns are not identity and some of {', '.join(_COLUMNS[1:])}"
        )


def _read(row: Mapping[str, str | None], base: Path, where: str, option: str) -> CredentialRow:
    password, certificate, key = (row.get(name) for name in _COLUMNS[1:])
    try:
        secret = parse_password(password) if password else None
    except ValueError as error:
        raise OptionError(option, f"{where}: {error}") from None
    if key and not certificate:
        raise OptionError(
            option, f"{where}: a key without a certificate; name it in the column cert"
        )
    return CredentialRow(
        secret, base / certificate if certificate else None, base / key if key else None
    )
