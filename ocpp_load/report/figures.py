"""Figures as people read them, the same in every form of the report.

Text only; nothing computes with what comes out of here.
"""

from collections.abc import Mapping
from typing import Any

NOTHING = "-"

_UNITS = ("B", "kB", "MB", "GB", "TB")


def count_text(count: int) -> str:
    """Return for example `1,234,567`."""
    return f"{count:,}"


def ms_text(latency_ms: float | None) -> str:
    """Return milliseconds with the digits that matter: `0.042`, `0.42`, `3.14`, `31.4`, `3,142`."""
    if latency_ms is None:
        return NOTHING
    # The limits are where a figure would be rounded up to the next form.
    if 0 < latency_ms < 0.0995:
        return f"{latency_ms:.3f}"
    if latency_ms < 9.995:
        return f"{latency_ms:.2f}"
    if latency_ms < 99.95:
        return f"{latency_ms:.1f}"
    return f"{latency_ms:,.0f}"


def rate_text(rate_per_s: float) -> str:
    """Return for example `0.03`, `12.3` or `1,234`; the unit is the reader's to give."""
    if 0 < rate_per_s < 0.095:
        return f"{rate_per_s:.2f}"
    if rate_per_s < 999.95:
        return f"{rate_per_s:.1f}"
    return f"{rate_per_s:,.0f}"


def share_text(share: float) -> str:
    """Return per cent; what is more than nothing is never shown as `0 %`, nor less than all as all."""
    percent = share * 100
    if percent == 0:
        return "0 %"
    if percent < 0.01:
        return "< 0.01 %"
    if 99.99 < percent < 100:
        return "> 99.99 %"
    return f"{percent:.3g} %" if percent < 99 else f"{percent:.2f} %".replace(".00 %", " %")


def bytes_text(size: int) -> str:
    """Return for example `512 B` or `1.2 MB`, in powers of ten."""
    amount = float(size)
    for unit in _UNITS:
        if amount < 999.5 or unit == _UNITS[-1]:
            return (
                f"{amount:.0f} {unit}" if unit == "B" or amount >= 99.95 else f"{amount:.1f} {unit}"
            )
        amount /= 1000
    raise AssertionError


def energy_text(energy_wh: float) -> str:
    """Return for example `850 Wh` or `47.8 kWh`."""
    return f"{energy_wh:.0f} Wh" if energy_wh < 999.5 else f"{energy_wh / 1000:,.1f} kWh"


def duration_text(duration_s: float) -> str:
    """Return for example `9.5 s`, `1 min 30 s` or `2 h 05 min`."""
    if duration_s < 59.95:
        return f"{duration_s:.1f} s"
    seconds = round(duration_s)
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"


def took_text(run: Mapping[str, Any]) -> str:
    """Return how long a run of the summary took, and since when its stations were leaving."""
    text = duration_text(run["duration_s"])
    if run["leaving_s"] is None:
        return text
    return f"{text} (its stations were told to leave after {duration_text(run['leaving_s'])})"


def clock_text(elapsed_s: float) -> str:
    """Return for example `00:15` or `1:02:03`."""
    seconds = int(elapsed_s)
    minutes = f"{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 3600}:{minutes}" if seconds >= 3600 else minutes
