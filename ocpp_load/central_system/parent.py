"""Ends with the process that started this one, so that no orphan stays behind.

The parent's id is asked for now and then. Linux could send a signal instead (PR_SET_PDEATHSIG),
but does so when the thread that started us ends, which is not what is meant.
"""

import asyncio
import os
from collections.abc import Callable

_INTERVAL_S = 0.5


async def when_gone(parent: int, then: Callable[[], None]) -> None:
    """Call `then` once `parent` is no longer the parent of this process."""
    while os.getppid() == parent:
        await asyncio.sleep(_INTERVAL_S)
    then()
