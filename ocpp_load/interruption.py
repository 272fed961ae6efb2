"""SIGINT from the first moment on, and between a process that waits for a run and the run.

Left to Python, Ctrl-C during imports surfaces as a traceback out of the middle of one, and may
leave an extension module half made. Standard library only, and little of it: whoever imports this
is about to import much more.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130
"""The exit code of a command that SIGINT or SIGTERM has ended: as a shell tells it of SIGINT."""

HANDED_ON = signal.SIGUSR1
"""SIGINT, handed on by the process that waits for the run.

A terminal interrupts the run as well, so that it must be told from a SIGINT of its own.
"""

_HELD_BACK = (signal.SIGINT, HANDED_ON, signal.SIGTERM, signal.SIGHUP)


def end_quietly() -> None:
    """Have SIGINT and SIGTERM end this process at once with `INTERRUPTED`, until taken over again.

    What was held back for the process when it was started comes now.
    """
    for number in (signal.SIGINT, HANDED_ON, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(INTERRUPTED))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD_BACK)


def raise_keyboard_interrupt(*numbers: signal.Signals) -> None:
    """Have SIGINT, and further signals, raise `KeyboardInterrupt`: something is to be put in order."""
    for number in (signal.SIGINT, *numbers):
        signal.signal(number, signal.default_int_handler)


def hold_back() -> None:
    """Let no signal that ends a run arrive, until the program started next calls `end_quietly`."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_BACK)


@contextmanager
def held_back() -> Iterator[None]:
    """Hold such signals back for a while; what is started meanwhile calls `end_quietly`."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_BACK)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def die_with_parent() -> None:
    """Have SIGTERM sent to this process when its parent is gone; nothing where no system can.

    Load on somebody's central system must not go on when the process is killed that ordered it.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only a process that has been forked needs it

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
