"""The report on a console: the closing table, what belongs under it, and the progress line.

Fits a terminal and a CI log: no colour codes and no cut names where nobody can resize, and
no character that the stream cannot encode. Reads the summary; writes to the stream it is given.
What draws tables is imported by who draws one: a run does without its megabytes until it is over.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ocpp_load.metrics import Direction, FleetCounts, Live
from ocpp_load.one_line import in_one_line
from ocpp_load.report.checks import check_texts, lines_without_checks
from ocpp_load.report.demand import data_texts, drivers_texts
from ocpp_load.report.events import event_texts
from ocpp_load.report.evidence import slowest_texts
from ocpp_load.report.figures import (
    clock_text,
    count_text,
    energy_text,
    ms_text,
    rate_text,
    share_text,
    took_text,
)
from ocpp_load.report.health import health_texts
from ocpp_load.report.printable import printable_on
from ocpp_load.report.recovery import recovery_texts
from ocpp_load.report.release import release_texts
from ocpp_load.report.thresholds import ranked, threshold_text
from ocpp_load.report.verdict import Outcome, verdict_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

LOG_WIDTH = 120
NARROW_WIDTH = 100
MIN_NAME_WIDTH = 16
MAX_REASONS = 20
MAX_FINDINGS = 20

_NAME_COLUMN = 1
_OUTCOME_STYLES = {
    Outcome.PASSED: "bold green",
    Outcome.FAILED: "bold red",
    Outcome.INVALID: "bold yellow",
    Outcome.INTERRUPTED: "bold yellow",
}
_LATENCIES = ("p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms")


def closing_table(summary: Mapping[str, Any], *, narrow: bool = False) -> "Table":
    """Return one line per direction and name; latencies are milliseconds, rates per second.

    `narrow` leaves the word of the direction out and keeps its arrow. A long name is folded
    where there is no room for it; figures never are.
    """
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    padding = (0, 0 if narrow else 1, 0, 0)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=padding)
    table.add_column("" if narrow else "type", no_wrap=True)
    table.add_column("name", overflow="fold", min_width=MIN_NAME_WIDTH)
    for heading in ("count", "failed", "p50", "p90", "p95", "p99", "max", "per s"):
        table.add_column(heading, justify="right", no_wrap=True)
    for line in lines_without_checks(summary):
        direction = Direction(line["direction"])
        latency = line["latency"] or dict.fromkeys(_LATENCIES)
        failed = Text(count_text(line["failures"]), style="red" if line["failures"] else "")
        table.add_row(
            direction.arrow if narrow else f"{direction.arrow} {direction}",
            Text(line["name"]),
            count_text(line["count"]),
            failed,
            *(ms_text(latency[name]) for name in _LATENCIES),
            rate_text(line["rate_per_s"]),
        )
    return table


def print_closing(
    summary: Mapping[str, Any],
    file: TextIO,
    *,
    directory: Path | None = None,
    width: int | None = None,
) -> None:
    """Write the verdict and the closing table to `file`, and under it what else a person wants to know at once.

    `directory` is where the report's files are, None where there are none. `width` is the
    terminal's own where there is one and none is given; a log has 120 columns, or COLUMNS.
    """
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if width is None and not file.isatty() and not os.environ.get("COLUMNS"):
        width = LOG_WIDTH
    console = Console(file=file, width=width, highlight=False, emoji=False, markup=False)
    with console.capture() as captured:
        verdict = summary["verdict"]
        style = _OUTCOME_STYLES[verdict["outcome"]]
        console.print(Text(verdict_text(verdict), style=style), soft_wrap=True)
        console.print(Text(_headline(summary), style="bold"), soft_wrap=True)
        console.print()
        _print_table(console, summary)
        for heading, texts in _sections(summary, directory):
            console.print()
            console.print(Text(heading, style="bold"), soft_wrap=True)
            for text in texts:
                console.print(Text(f"  {text}"), soft_wrap=True)
    file.write(printable_on(captured.get(), file))
    file.flush()


def live_line(elapsed_s: float, fleet: FleetCounts, live: Live) -> str:
    """Return how it goes in one line of text; failures count from the start of the run.

    Where others than calls have failed, it says how many of what: an outage is a crowd of links.
    """
    kinds = ", ".join(f"{each.value} {count_text(count)}" for each, count in live.failed.items())
    of_what = f" ({kinds})" if live.failed.keys() - {Direction.CALL} else ""
    p95 = "" if live.p95_ms is None else f" p95 {ms_text(live.p95_ms)} ms"
    return (
        f"{clock_text(elapsed_s)}  stations {fleet.started} connected {fleet.connected}"
        f" accepted {fleet.accepted} charging {fleet.charging}"
        f" · {rate_text(live.calls_per_s)} calls/s{p95}"
        f" · failures {count_text(live.failures)}{of_what}"
    )


def _print_table(console: "Console", summary: Mapping[str, Any]) -> None:
    from rich.cells import cell_len  # noqa: PLC0415

    table = closing_table(summary, narrow=console.width < NARROW_WIDTH)
    unbounded = console.options.update(max_width=sys.maxsize)
    needed = console.measure(table, options=unbounded).maximum
    if needed > console.width:
        names = [line["name"] for line in lines_without_checks(summary)]
        longest = max(map(cell_len, names), default=0)
        longest = max(longest, MIN_NAME_WIDTH)
        folded = max(MIN_NAME_WIDTH, longest - (needed - console.width))
        table.columns[_NAME_COLUMN].width = folded
        # A line that is too long for the terminal is better than a figure without its end.
        console.width = max(console.width, needed - longest + MIN_NAME_WIDTH)
    console.print(table)


def _headline(summary: Mapping[str, Any]) -> str:
    run = summary["run"]
    name = "" if run["name"] == run["scenario"] else f"{run['name']}: "
    return in_one_line(
        f"{name}{run['scenario']} against {run['host']}, {took_text(run)}; latencies in ms"
    )


def _sections(
    summary: Mapping[str, Any], directory: Path | None
) -> Iterator[tuple[str, list[str]]]:
    """Yield headings and what stands under each; nothing for what did not happen."""
    yield from _judgements(summary)
    if calls := _calls_apart(summary["totals"][Direction.CALL]):
        yield "Counted apart", calls
    if slowest := slowest_texts(summary, directory):
        yield "Slowest call", slowest
    yield "Stations", _stations(summary)
    if events := list(event_texts(summary["events"])):
        yield "Before, during and after each event", events
    if release := summary["release"]:
        yield "Release", list(release_texts(release))
    if recoveries := summary["recoveries"]:
        yield "Recovery", list(recovery_texts(recoveries))
    if summary["drivers"]:
        yield "Drivers", list(drivers_texts(summary["drivers"]))
    if summary["data"]:
        yield "Data", list(data_texts(summary["data"]))
    if summary["audit"]["started"]:
        yield "Transaction audit", _audit(summary["audit"])
    yield from _load_generator(summary["health"])
    if directory is not None:
        yield "Report", [str(directory)]


def _load_generator(health: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    if health["processes"]:
        yield "Load generator", list(health_texts(health))
    if warnings := health["warnings"]:
        yield "Warnings", list(warnings)


def _judgements(summary: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield what was asked of the run, and what went wrong in it."""
    if thresholds := ranked(summary["thresholds"]):
        yield "Thresholds", [threshold_text(threshold) for threshold in thresholds]
    if checks := list(check_texts(summary)):
        yield "Checks", checks
    if reasons := _reasons(summary):
        yield "Failures by reason", reasons
    if violations := summary["violations"]:
        yield (
            "Protocol violations of the central system",
            [f"{count_text(times)} x {kind}" for kind, times in violations.items()],
        )
    if broken := summary["schema_violations"]:
        yield (
            "Payloads that broke their schema, the first of each kind",
            [f"{kind}: {explanation}" for kind, explanation in broken.items()],
        )
    if faults := summary["own_faults"]:
        yield (
            "Faults of ocpp_load or of the scenario",
            [f"{count_text(times)} x {fault}" for fault, times in faults.items()],
        )


def _reasons(summary: Mapping[str, Any]) -> list[str]:
    reasons = [
        (times, f"{count_text(times)} x {line['direction']} {line['name']}: {reason}")
        for line in lines_without_checks(summary)
        for reason, times in line["reasons"].items()
    ]
    reasons.sort(key=lambda reason: -reason[0])
    texts = [text for _, text in reasons[:MAX_REASONS]]
    if len(reasons) > MAX_REASONS:
        texts.append(f"and {len(reasons) - MAX_REASONS} more: see summary.json")
    total = summary["totals"][Direction.CALL]
    if total["failures"]:
        texts.append(f"{share_text(total['failure_share'])} of all calls failed")
    return texts


def _calls_apart(total: Mapping[str, Any]) -> list[str]:
    texts = []
    if total["cut_off"]:
        texts.append(f"calls in flight when the run ended: {count_text(total['cut_off'])}")
    if total["late_answers"]:
        texts.append(f"answers that came after their timeout: {count_text(total['late_answers'])}")
    return texts


def _stations(summary: Mapping[str, Any]) -> list[str]:
    peak = FleetCounts(**summary["fleet"]["peak"])
    end = FleetCounts(**summary["fleet"]["at_end"])
    connectors = "connector" if peak.charging == 1 else "connectors"
    states = (
        f"at most {count_text(peak.started)} started, {count_text(peak.connected)} connected, "
        f"{count_text(peak.accepted)} accepted, {count_text(peak.charging)} {connectors} charging"
    )
    return [states, f"{energy_text(end.energy_wh)} charged", *_shortfalls(end)]


def _audit(audit: Mapping[str, Any]) -> list[str]:
    figures = ", ".join(
        f"{count_text(audit[name])} {name.replace('_', ' ')}"
        for name in (
            "started",
            "stopped",
            "delivered",
            "still_open",
            "lost",
            "delivered_twice",
            "out_of_order",
        )
    )
    texts = [figures]
    if audit["meter_values_lost"]:
        texts.append(f"{count_text(audit['meter_values_lost'])} MeterValues lost")
    findings = audit["findings"]
    texts += [_finding(finding) for finding in findings[:MAX_FINDINGS]]
    if len(findings) > MAX_FINDINGS:
        texts.append(f"and {len(findings) - MAX_FINDINGS} more: see summary.json")
    return texts


def _finding(finding: Mapping[str, Any]) -> str:
    return (
        f"{finding['what']}: {finding['station']} connector {finding['connector']},"
        f" transaction {finding['transaction']} of {finding['started_at']}: {finding['detail']}"
    )


def _shortfalls(end: FleetCounts) -> Iterator[str]:
    """Yield what did not come to pass, and is no failure of any call."""
    if end.never_accepted:
        yield f"{count_text(end.never_accepted)} never accepted by the central system"
    if end.drivers_refused:
        drivers = "driver" if end.drivers_refused == 1 else "drivers"
        yield (
            f"{count_text(end.drivers_refused)} {drivers} refused: by the central system, by the station"
            " itself while offline, or as the connector was reserved or out of service"
        )
