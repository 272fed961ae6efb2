"""Sizes of messages as people write them, in files and on command lines, and bytes."""

import re

SMALLEST, LARGEST = 1024, 1 << 30

_WRITTEN = re.compile(r"(?:([1-9][0-9]{0,5}) *KiB|([1-9][0-9]{0,2}) *MiB)")


def parse_message_size(written: str | float) -> int:
    """Return the bytes of `16 KiB`, `1 MiB` or a number of them.

    Raises `ValueError` with what follows `written` in a message.
    """
    if isinstance(written, str):
        parts = _WRITTEN.fullmatch(written)
        size = (int(parts[1] or 0) << 10) + (int(parts[2] or 0) << 20) if parts else None
    else:
        size = int(written) if written == written // 1 else None
    if size is None:
        raise ValueError("is not a size; write for example 16 KiB, 1 MiB or plain bytes")
    if not SMALLEST <= size <= LARGEST:
        raise ValueError("is out of range; allowed: 1 KiB to 1 GiB")
    return size
