"""Locust's OpenTelemetry export (`--otel`), with buckets that fit.

Locust times requests in seconds; the SDK's own buckets are made for milliseconds, and whatever is
answered within five seconds shares the first. Locust's own code stays as it is.
"""

import logging

from ocpp_load.locust_glue.export.buckets import BUCKET_LIMITS_MS

# What identifies an instrument, as locust/opentelemetry.py creates it.
_METER = "locust"
_NAME = "locust.client.duration"
_UNIT = "s"
_DESCRIPTION = "Time to last byte for requests"

_SAYS_SO = "opentelemetry.metrics._internal"


def advise_buckets() -> None:
    """Create Locust's histogram before Locust does; nothing happens without OpenTelemetry.

    To be called when the locustfile is loaded, which is before `--otel` is acted upon. An instrument
    that is created twice is the first one, and until there is a provider it costs nothing. A
    user's own views, and another aggregation that the environment asks for, override the advice.
    """
    try:
        from opentelemetry.metrics import get_meter  # noqa: PLC0415 - of the user's choice
    except ImportError:
        return
    try:
        get_meter(_METER).create_histogram(
            _NAME,
            unit=_UNIT,
            description=_DESCRIPTION,
            explicit_bucket_boundaries_advisory=[limit_ms / 1000 for limit_ms in BUCKET_LIMITS_MS],
        )
    except TypeError:
        return  # an API that is older than Locust itself asks for
    logging.getLogger(_SAYS_SO).addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether it is anything but that the histogram exists, with buckets that Locust has none of."""
    message = record.getMessage()
    return _NAME not in message or "advisory" not in message
