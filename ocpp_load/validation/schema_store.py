"""Where the JSON Schemas of OCPP payloads come from.

Three layers, the later one wins: the official files that the `ocpp` package ships, the
corrections that the OCPP-J errata sheet calls for (`schemas/ocpp16/corrections`, JSON Merge
Patches), and a directory of the user's with whole files for vendor dialects.
"""

from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from ocpp_load.errors import SchemaFileError
from ocpp_load.resources import SCHEMAS

Schema = dict[str, Any]

_OFFICIAL = {"1.6": ("ocpp.v16", "schemas", SCHEMAS / "ocpp16" / "corrections")}


class SchemaStore:
    """The schemas of one OCPP version by file name without its ending.

    `Authorize` is the schema of Authorize.req, `AuthorizeResponse` of Authorize.conf.
    Raises `SchemaFileError` for a file of the user's that is not a JSON Schema.
    """

    def __init__(self, version: str = "1.6", user_directory: Path | None = None) -> None:
        package, folder, corrections = _OFFICIAL[version]
        self._official = resources.files(package) / folder
        self._corrections = _read_corrections(corrections)
        self._replaced = _read_user_directory(user_directory) if user_directory else {}

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all schemas there are."""
        official = {
            entry.name.removesuffix(".json")
            for entry in self._official.iterdir()
            if entry.name.endswith(".json")
        }
        return frozenset(official | self._replaced.keys())

    def load(self, name: str) -> Schema:
        """Return one schema, corrected. Raises `KeyError` where there is none."""
        if name in self._replaced:
            return self._replaced[name]
        file = self._official / f"{name}.json"
        if not file.is_file():
            raise KeyError(name)
        schema = orjson.loads(file.read_bytes())
        for merge in self._corrections.get(name, ()):
            schema = merge_patch(schema, merge)
        return schema


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
    schemas = {}
    for file in sorted(directory.glob("*.json")):
        try:
            schema = orjson.loads(file.read_bytes())
            jsonschema_rs.validator_for(schema)
        except (orjson.JSONDecodeError, jsonschema_rs.ValidationError, ValueError) as error:
            problem = str(error).splitlines()[0]
            raise SchemaFileError(file, f"is not a JSON Schema: {problem}") from error
        schemas[file.stem] = schema
    return schemas
