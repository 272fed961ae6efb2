"""The report as a person sees it: opened from the disk, in a real browser."""

import pytest
from support.browser import WIDTH, fresh_tab
from support.summaries import summary_of

from ocpp_load.metrics import FleetCounts, Recorder
from ocpp_load.report import write_html

HOSTILE = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)>"
DRAWN = "document.documentElement.dataset.charts"
TRACES = """
return Object.fromEntries([...document.querySelectorAll("figure.chart")].map((figure) =>
  [figure.id, figure.querySelectorAll(".scatterlayer .trace, .barlayer .trace").length]))
"""
LIGHT_INK = "rgb(91, 102, 119)"
INK = "getComputedStyle(document.querySelector('#latency .xtick text')).fill"


def storm():
    """Return the summary of a run in which half of the stations did not come back."""
    recorder = Recorder(0.0)
    for second in range(12):
        for step in range(20):
            recorder.call_answered("Heartbeat", 0.001 * (step + 1), 0.05, 40, 60)
            recorder.call_answered(HOSTILE, 0.002, 0.002, 40, 60)
        recorder.call_failed("Authorize", HOSTILE, None, None)
        recorder.command_answered("Reset", 0.0005, None)
        if second == 6:
            recorder.mark("outage", 6.0)
            for _ in range(10):
                recorder.struck("outage", 6.0)
            for back in range(5):
                recorder.recovered("outage", 0.1 * back)
        health = {"process 0": {"cpu_share": 0.2, "loop_lag_max_ms": 1.5}}
        fleet = {"started": 10, "connecting": 1, "connected": 9, "accepted": 9, "charging": 4}
        recorder.tick(second + 1.0, fleet, health)
    return summary_of(recorder, fleet=FleetCounts(started=10, accepted=9))


@pytest.fixture(scope="module")
def summary():
    return storm()


@pytest.fixture(scope="module")
def opened(chromium, tmp_path_factory, summary):
    """Return the tab that has the report; loading it takes most of the time that this all takes."""
    with fresh_tab(chromium) as tab:
        tab.open(write_html(tmp_path_factory.mktemp("report"), summary))
        assert tab.wait_for(DRAWN) == "drawn"
        yield tab


@pytest.fixture
def page(opened):
    """Return the report as it was opened, and see that it has complained of nothing."""
    opened.resize(WIDTH)
    opened.prefer("light")
    opened.wait_for(f"{INK} === '{LIGHT_INK}'")
    yield opened
    assert opened.console_errors() == []


def test_a_report_opens_from_the_disk_and_asks_for_nothing(page):
    assert [address.rpartition("/")[2] for address in page.requests()] == ["report.html"]


def test_every_chart_draws_what_the_summary_has(page, summary):
    assert page.run(TRACES) == {
        "throughput": 3,  # calls, commands, failures
        "stations": 5,
        "latency": 4,  # two actions, each from its intent, too
        "distribution": 4,
        "recovery": 1,
        "failures": 1,
        "health": 1,
    }
    calls = page.run("return document.querySelector('#throughput .plot').data[0].y")
    assert sum(calls) == summary["totals"]["call"]["count"]


def test_the_verdict_comes_first_and_in_words(page, summary):
    assert page.run("return document.querySelector('header').nextElementSibling.className") == (
        "verdict failed"
    )
    assert page.text(".verdict").splitlines()[:2] == ["✗ Failed", "exit code 1"]
    assert page.text(".tile dd") == f"{summary['totals']['call']['count']:,}"


def test_names_that_peers_chose_are_text_in_a_chart_too(page, summary):
    (hostile,) = [line["name"] for line in summary["lines"] if "alert" in line["name"]]
    legend = page.run(
        "return [...document.querySelectorAll('#latency .legendtext')].map((one) => one.textContent)"
    )
    assert sorted(legend) == [hostile, "Heartbeat"]


def test_no_button_of_a_chart_hands_it_to_anybody(page):
    buttons = page.run(
        "return [...document.querySelectorAll('#latency .modebar-btn')].map((one) => one.ariaLabel)"
    )
    assert buttons == ["Download plot as a PNG", "Zoom", "Pan", "Zoom in", "Zoom out", "Reset axes"]


def test_the_colours_follow_the_system_at_once_and_paper_is_light(page):
    page.prefer("dark")
    page.wait_for(f"{INK} !== '{LIGHT_INK}'")
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    assert page.run(f"return {INK}") == LIGHT_INK
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert page.run(f"return {INK}") != LIGHT_INK


def test_it_can_be_printed(page):
    inks = "window.inks = []; window.addEventListener('beforeprint', () => window.inks.push({}))"
    page.prefer("dark")
    dark = page.wait_for(f"{INK} !== '{LIGHT_INK}' && {INK}")
    page.run(inks.format(INK))
    assert page.pdf().startswith(b"%PDF-")
    (on_paper,) = page.run("return window.inks")
    assert on_paper == LIGHT_INK
    assert page.run(f"return {INK}") == dark


def test_a_narrow_page_does_not_scroll_sideways(page):
    page.resize(400)
    page.wait_for("document.querySelector('#latency .main-svg').clientWidth < 400")
    assert page.run("return document.documentElement.scrollWidth") == 400


def test_one_action_is_drawn_by_all_its_percentiles(page):
    choose = """
    const [list] = document.querySelectorAll("#latency select");
    list.value = arguments[0];
    list.dispatchEvent(new Event("change"));
    return document.querySelector("#latency .plot").data.map((trace) => trace.name);
    """
    each = ["p50", "p95", "p99", "max", "p99 from intent"]
    assert page.run(choose, "call/Heartbeat") == each
    assert page.run(choose, "command/Reset") == each[:-1]


def test_what_is_zoomed_in_one_chart_over_time_is_zoomed_in_the_others(page):
    page.run(
        "Plotly.relayout(document.querySelector('#latency .plot'),"
        " {'xaxis.range': ['2000-01-01 00:00:02', '2000-01-01 00:00:05']})"
    )
    page.wait_for(
        "document.querySelector('#stations .plot').layout.xaxis.range[0] === '2000-01-01 00:00:02'"
    )


def test_a_chart_that_has_nothing_to_draw_says_so(page):
    said = page.run("""
    const plot = document.body.appendChild(document.createElement("div"));
    const nothing = { slice_s: 1, at_s: [], fleet: {}, lines: [], health: {} };
    const { throughputChart, latencyChart, stationsChart, healthChart } = ocppLoadCharts;
    const { distributionChart, failuresChart, recoveryChart } = ocppLoadCharts;
    const said = [throughputChart, latencyChart, stationsChart, healthChart].map((chart) => {
      chart(plot, nothing);
      return plot.textContent;
    });
    for (const [chart, figures] of [[distributionChart, []], [failuresChart, []], [recoveryChart, {}]]) {
      chart(plot, figures, { empty: "Nobody." });
      said.push(plot.textContent);
    }
    plot.remove();
    return said;
    """)
    assert said == ["Nothing was measured."] * 4 + ["Nobody."] * 3


def test_without_scripts_there_are_the_tables(browser, tmp_path, summary):
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(write_html(tmp_path, summary))
    assert "The charts need JavaScript." in browser.text()
    assert "Heartbeat" in browser.text("[aria-label=Statistics]")
