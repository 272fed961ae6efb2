"""The code that draws charts: plotly.js as the plotly package carries it, and ours on top of it.

The package is not imported: only a file of it is wanted, and importing it takes a while.
"""

from functools import cache
from importlib.metadata import files

from ocpp_load.report.pages import TEMPLATES

_CHARTS = ("charts.js", "timeline_charts.js", "run_charts.js")


@cache
def plotly_js() -> str:
    """Return plotly.js, minified; it defines `Plotly`. Raises `FileNotFoundError` without it."""
    for file in files("plotly") or ():
        if file.name == "plotly.min.js" and file.parent.name == "package_data":
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError("plotly/package_data/plotly.min.js: reinstall the package plotly")


@cache
def charts_js() -> str:
    """Return our own functions; they define `ocppLoadCharts`, and need `Plotly` to draw."""
    return "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in _CHARTS)
