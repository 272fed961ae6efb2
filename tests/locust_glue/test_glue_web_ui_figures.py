"""Figures of the web UI's page are written as those of the report and the console."""

from support.pages import ROOT

from ocpp_load.report.figures import (
    NOTHING,
    bytes_text,
    clock_text,
    count_text,
    energy_text,
    ms_text,
    rate_text,
    share_text,
)

SCRIPT = ROOT / "ocpp_load" / "locust_glue" / "web_ui" / "page" / "figures.js"
TEXTS = {
    "count": count_text,
    "ms": ms_text,
    "rate": rate_text,
    "bytes": bytes_text,
    "energy": energy_text,
    "share": share_text,
    "clock": clock_text,
}
LATENCIES = [0.001, 0.0994, 0.0996, 0.4, 9.994, 9.996, 99.94, 99.96, 12_345.6]
SIZES = [7, 999, 1000, 103_400_000, 999_600_000, 2_000_000_000, 3_000_000_000_000_000]
SHARES = [1e-7, 0.00012, 0.0123, 0.123, 0.5, 0.98765, 0.99, 0.9912, 0.999899, 0.999999, 1]
VALUES = {
    "count": [0, 7, 1_234_567],
    "ms": [0, *LATENCIES],
    "rate": [0, 0.03, 0.094, 0.096, 12.34, 999.94, 999.96, 123_456],
    "bytes": [0, *SIZES],
    "energy": [0, 850.4, 999.4, 999.6, 47_812, 1_234_567],
    "share": [0, *SHARES],
    "clock": [0, 65.9, 3599, 3723],
}


def test_a_figure_is_the_same_wherever_it_is_read(browser):
    script = f"""{SCRIPT.read_text("utf-8")}
    return Object.fromEntries(Object.entries(arguments[0]).map(
        ([name, values]) => [name, [...values, null].map(
            (value) => ocppLoadFigures[name](value))]));
    """
    assert browser.run(script, VALUES) == {
        name: [*map(TEXTS[name], values), NOTHING] for name, values in VALUES.items()
    }
