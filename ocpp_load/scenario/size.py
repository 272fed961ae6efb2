"""Sizes of messages as a scenario's author writes them, and bytes."""

import re

from ocpp_load.scenario.reader import Value

SMALLEST, LARGEST = 1024, 1 << 30

_WRITTEN = re.compile(r"(?:([1-9][0-9]{0,5}) *KiB|([1-9][0-9]{0,2}) *MiB)")


def read_message_size(value: Value) -> int:
    """Read `16 KiB`, `1 MiB` or a plain number of bytes; return bytes."""
    written = value.text_or_number()
    if isinstance(written, str):
        parts = _WRITTEN.fullmatch(written)
        size = (int(parts[1] or 0) << 10) + (int(parts[2] or 0) << 20) if parts else None
    else:
        size = int(written) if written is not None and written == written // 1 else None
    if size is None:
        value.reject(f"{value.shown} is not a size; write for example 16 KiB, 1 MiB or plain bytes")
    elif not SMALLEST <= size <= LARGEST:
        value.reject(f"{value.shown} is out of range; allowed: 1 KiB to 1 GiB")
    else:
        return size
    return SMALLEST
