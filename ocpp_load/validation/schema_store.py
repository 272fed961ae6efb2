"""Where the JSON Schemas of OCPP payloads come from.

Three layers, the later one wins: the official files that the `ocpp` package ships, the
corrections that the OCPP-J errata sheet calls for (`schemas/ocpp16/corrections`, JSON Merge
Patches), and a directory of the user's with whole files for vendor dialects.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import jsonschema_rs
import orjson

from ocpp_load.errors import SchemaFileError
from ocpp_load.resources import SCHEMAS

Schema = dict[str, Any]

_OFFICIAL = {"1.6": ("v16/schemas", SCHEMAS / "ocpp16" / "corrections")}


class SchemaStore:
    """The schemas of one OCPP version by file name without its ending.

    `Authorize` is the schema of Authorize.req, `AuthorizeResponse` of Authorize.conf.
    Raises `SchemaFileError` for a file of the user's that is not a JSON Schema, or not
    complete in itself: nothing is ever fetched.
    """

    def __init__(self, version: str = "1.6", user_directory: Path | None = None) -> None:
        folder, corrections = _OFFICIAL[version]
        self._official = {file.stem: file for file in (_ocpp_package() / folder).glob("*.json")}
        self._corrections = _read_corrections(corrections)
        self._replaced = _read_user_directory(user_directory) if user_directory else {}

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all schemas there are."""
        return frozenset(self._official | self._replaced)

    def load(self, name: str) -> Schema:
        """Return one schema, corrected. Raises `KeyError` where there is none."""
        if name in self._replaced:
            return self._replaced[name]
        schema: Schema = orjson.loads(self._official[name].read_bytes())
        for merge in self._corrections.get(name, ()):
            schema = merge_patch(schema, merge)
        return schema


def _ocpp_package() -> Path:
    """Return where the `ocpp` package is; to import it for its files would cost 8 MB."""
    package = find_spec("ocpp")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the package ocpp, which brings the schemas, is not installed")
    return Path(package.origin).parent


def compile_schema(schema: Schema) -> jsonschema_rs.Validator:
    """Return the validator for a schema that is complete in itself, formats included.

    Raises `jsonschema_rs.ValidationError` where it is not, or is no schema.
    """
    return jsonschema_rs.validator_for(schema, validate_formats=True, retriever=_fetch_nothing)


def _fetch_nothing(_uri: str) -> NoReturn:
    raise LookupError("a schema must be complete in itself")


def merge_patch(target: Any, patch: Any) -> Any:
    """Apply a JSON Merge Patch (RFC 7396) and return the result; `target` stays as it is."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def _read_corrections(directory: Path) -> dict[str, list[Schema]]:
    corrections: dict[str, list[Schema]] = {}
    for file in sorted(directory.glob("*.json")):
        correction = orjson.loads(file.read_bytes())
        for name in correction["schemas"]:
            corrections.setdefault(name, []).append(correction["merge"])
    return corrections


def _read_user_directory(directory: Path) -> dict[str, Schema]:
    if not directory.is_dir():
        raise SchemaFileError(
            directory, "is not a directory of JSON Schemas; name the one that their files are in"
        )
    return {file.stem: _read_user_schema(file) for file in sorted(directory.glob("*.json"))}


def _read_user_schema(file: Path) -> Schema:
    try:
        schema: Schema = orjson.loads(file.read_bytes())
    except OSError as error:
        raise SchemaFileError(file, f"cannot be read: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise SchemaFileError(file, f"is not JSON: {error}") from error
    if not isinstance(schema, dict):
        raise SchemaFileError(file, "is not a JSON Schema: it must be an object")
    try:
        compile_schema(schema)
    except jsonschema_rs.ValidationError as error:
        problem = "is not a JSON Schema"
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Referencing):
            problem = "refers to what is not in the file"
        raise SchemaFileError(file, f"{problem}: {error.message}") from error
    except ValueError as error:  # nested too deep
        raise SchemaFileError(file, f"cannot be checked: {error}") from error
    return schema
