"""YAML files by name, where they ship with the project, and any by path."""

import os
from pathlib import Path

from ocpp_load.errors import UserInputError
from ocpp_load.scenario.wording import nearest, quoted

SUFFIXES = (".yaml", ".yml")


def names_in(shelf: Path) -> list[str]:
    """Return the names of the files of a directory, in alphabetical order."""
    return sorted(path.stem for path in shelf.glob("*.yaml") if path.is_file())


def find(name_or_path: str, kind: str, shelf: Path, folder: Path | None = None) -> Path:
    """Return the file of that name on the shelf, or any by its path, relative to `folder`.

    `kind` is what the file holds. Raises `UserInputError` with the names there are.
    """
    path = Path(name_or_path)
    is_path = "/" in name_or_path or os.sep in name_or_path or path.suffix in SUFFIXES
    file = path if folder is None else folder / path
    if is_path and _is_file(file):
        return file
    name = name_or_path.removesuffix(".yaml")
    names = names_in(shelf)
    if name in names:
        return shelf / f"{name}.yaml"
    near = nearest(path.stem, names)
    question = f"; did you mean {near}?" if near else ";"
    there_is_no = "there is no file" if is_path else f"there is no {kind}"
    raise UserInputError(
        f"{there_is_no} {quoted(name_or_path)}{question}"
        f" give the path of a file, or one of: {', '.join(names)}"
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long for the file system, or has a NUL
        return False
