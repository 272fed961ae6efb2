"""Handlers of a user's own: Python files, modules, and what installed packages offer.

Imports them, and tells in one line what is wrong with one that cannot be.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

from ocpp_load.errors import OptionError

ENTRY_POINT_GROUP = "ocpp_load.handlers"

_OPTION = "--handlers"


def load_extensions(names: Iterable[str]) -> list[ModuleType]:
    """Return the modules of these files or dotted names, and of all installed packages.

    Raises `OptionError` for one that cannot be imported.
    """
    offered = [point.value for point in entry_points(group=ENTRY_POINT_GROUP)]
    return [_load(name) for name in [*offered, *names]]


def _load(name: str) -> ModuleType:
    is_file = name.endswith(".py") or "/" in name
    try:
        return _load_file(Path(name)) if is_file else importlib.import_module(name)
    except OptionError:
        raise
    except SyntaxError as error:
        raise OptionError(_OPTION, f"{error.filename}:{error.lineno}: {error.msg}") from None
    except (Exception, SystemExit) as error:
        where = extract_tb(error.__traceback__)[-1]
        place = f"{where.filename}:{where.lineno}: " if where.filename.endswith(".py") else ""
        raise OptionError(
            _OPTION, f"{name} cannot be imported: {place}{type(error).__name__}: {error}"
        ) from error


def _load_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise OptionError(
            _OPTION, f"there is no file {path}; a path begins where the command was started"
        )
    # A name of its own, so that two files of one name in two folders do not meet.
    name = f"ocpp_load_extension_{path.resolve().as_posix().replace('/', '_').removesuffix('.py')}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise OptionError(_OPTION, f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look themselves up there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
