"""What a page needs to draw charts: the charting library, our functions on top of it, the figures."""

from ocpp_load.report.charts.embedding import embedded_json, packed_library, policy
from ocpp_load.report.charts.figures import chart_figures, event_marks
from ocpp_load.report.charts.library import charts_js, plotly_js

__all__ = [
    "chart_figures",
    "charts_js",
    "embedded_json",
    "event_marks",
    "packed_library",
    "plotly_js",
    "policy",
]
