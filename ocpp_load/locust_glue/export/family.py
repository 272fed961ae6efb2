"""What a metric is: its name, unit, labels and meaning, and where its values are read.

Nothing is computed before it is asked for, and whoever asks may let others work between two values.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample

from ocpp_load.locust_glue.export.buckets import BUCKET_LIMITS_MS
from ocpp_load.locust_glue.export.reading import Reading
from ocpp_load.metrics.sums import LatencySum

_LIMITS_US = [round(limit_ms * 1000) for limit_ms in BUCKET_LIMITS_MS]
_LE = (*(f"{limit_ms / 1000:g}" for limit_ms in BUCKET_LIMITS_MS), "+Inf")

Labels = tuple[str, ...]
"""Values of a family's labels, in their order."""

Values = Iterable[tuple[Labels, float]]
Distributions = Iterable[tuple[Labels, LatencySum]]


class Kind(StrEnum):
    """How a metric behaves; the value is Prometheus's word."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Family:
    """A metric. `name` has the unit at its end, and `_total` where it is a counter.

    `labels` are bounded: the recorder bounds the names that a peer may choose, and no station has
    one.
    """

    name: str
    kind: Kind
    help: str
    read: Callable[[Reading], Values | Distributions]
    labels: tuple[str, ...] = ()

    def metric(self, reading: Reading, pause: Callable[[], None]) -> Metric:
        """Return it with its values, to be iterated over once; `pause` comes between them."""
        metric = Metric(self.name.removesuffix("_total"), self.help, self.kind.value)
        metric.samples = cast("list[Sample]", self._samples(reading, pause))
        return metric

    def _samples(self, reading: Reading, pause: Callable[[], None]) -> Iterator[Sample]:
        # A list: whoever works in a pause may open another line.
        read: Iterable[tuple[Labels, float | LatencySum]] = self.read(reading)
        for values, value in list(read):
            labels = dict(zip(self.labels, values, strict=True))
            if isinstance(value, LatencySum):
                yield from _histogram(self.name, labels, value)
            else:
                yield Sample(self.name, labels, value)
            pause()


def _histogram(name: str, labels: dict[str, str], latencies: LatencySum) -> Iterator[Sample]:
    counts = latencies.counts_within(_LIMITS_US)
    total_s = latencies.total_s
    for le, count in zip(_LE, counts, strict=True):
        yield Sample(f"{name}_bucket", {**labels, "le": le}, count)
    yield Sample(f"{name}_count", labels, counts[-1])
    yield Sample(f"{name}_sum", labels, total_s)
