"""Figures that take long to read are read less often: stations wait meanwhile."""

import time
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

_INTERVAL_S = 0.9
_MAX_SHARE = 0.005

_Value = TypeVar("_Value")
_What = ParamSpec("_What")


class Seldom(Generic[_What, _Value]):
    """A value that is read anew about each second, unless that took more than 0.5 % of one."""

    def __init__(self, read: Callable[_What, _Value]) -> None:
        """Read the value by `read`."""
        self._read = read
        self._known: tuple[float, _Value] | None = None

    def read(self, *args: _What.args, **kwargs: _What.kwargs) -> _Value:
        """Return the value as it is, or as it was not long ago."""
        began = time.perf_counter()
        if self._known is not None and began < self._known[0]:
            return self._known[1]
        value = self._read(*args, **kwargs)
        ended = time.perf_counter()
        self._known = ended + max(_INTERVAL_S, (ended - began) / _MAX_SHARE), value
        return value
