"""All metrics, as prometheus-client collects them: the names a dashboard is written against."""

import platform
from collections.abc import Callable, Iterator

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ocpp_load import __version__
from ocpp_load.locust_glue.export.fleet_families import FLEET_FAMILIES
from ocpp_load.locust_glue.export.line_families import LINE_FAMILIES
from ocpp_load.locust_glue.export.reading import Reading
from ocpp_load.locust_glue.export.run_families import RUN_FAMILIES

FAMILIES = (*RUN_FAMILIES, *FLEET_FAMILIES, *LINE_FAMILIES)


class RunCollector(Collector):
    """Collects the present run, or the last; before the first there is none.

    Each metric is to be iterated over once, in turn. `pause` comes between two values.
    """

    def __init__(self, reading: Callable[[], Reading | None], pause: Callable[[], None]) -> None:
        """Collect what `reading` returns at that moment."""
        self._reading = reading
        self._pause = pause

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; those of a run where there is one."""
        reading = self._reading()
        build = GaugeMetricFamily(
            "ocpp_load_build_info", "What is at work: always 1.", labels=("version", "python")
        )
        build.add_metric((__version__, platform.python_version()), 1)
        yield build
        yield GaugeMetricFamily(
            "ocpp_load_run_running",
            "1 while there is load, 0 before and after.",
            float(reading is not None and reading.is_running),
        )
        if reading is not None:
            for family in FAMILIES:
                yield family.metric(reading, self._pause)
