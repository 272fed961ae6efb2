"""The comparison on a console: what it comes to, what was different, and a block for each line.

Fits 100 columns, and says the same without colours.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from textwrap import wrap
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from ocpp_load.report.comparison.wording import (
    LEGEND,
    budget_texts,
    change_text,
    condition_text,
    difference_texts,
    headline,
    invalid_texts,
    line_name,
    recovery_text,
    run_text,
    threshold_text,
    total_text,
    value_text,
)

_COLUMNS = ("count", "rate", "failures", "p50", "p90", "p95", "p99", "p99.9", "max", "mean")
_HEADINGS = {"rate": "per s", "failures": "failed"}
_INTENT = "from intent "
_STYLES = {"worse": "bold red", "better": "green"}
_RESULT_STYLES = {
    "regression": "bold red",
    "not judged": "bold yellow",
    "invalid": "bold yellow",
    "within budget": "bold green",
}
_LABEL = 8
_NARROWEST = 40

Cell = tuple[str, str]
Row = list[Cell]


def print_comparison(comparison: Mapping[str, Any], console: Console) -> None:
    """Write the comparison to `console`; its tables are left as wide as they are."""
    style = _RESULT_STYLES.get(comparison["result"], "bold")
    _print(console, Text(headline(comparison), style=style))
    for reason in invalid_texts(comparison):
        _print(console, Text(reason, style="bold yellow"))
    for side in ("old", "new"):
        _print_wrapped(console, f"{side.upper()}  {run_text(comparison[side])}")
    for heading, texts in _sections(comparison):
        _print(console, Text())
        _print(console, Text(heading, style="bold"))
        for text in texts:
            _print_wrapped(console, f"  {text}")
    for heading, blocks in _tables(comparison):
        _print(console, Text())
        _print(console, Text(heading, style="bold"))
        _print_blocks(console, blocks)
    _print(console, Text())
    _print(console, Text(LEGEND))


def _sections(comparison: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield headings and what stands under each; nothing for what there is not."""
    if conditions := [condition_text(each) for each in comparison["conditions"]]:
        yield "Different conditions", conditions
    if comparison["budgets"]:
        yield (
            "Budgets",
            [
                text
                for budget, texts in budget_texts(comparison)
                for text in (budget, *(f"  {each}" for each in texts))
            ],
        )
    for standing in ("worse", "better"):
        if texts := list(difference_texts(comparison, standing)):
            yield f"{standing.capitalize()}, beyond the noise", texts
    for side in ("old", "new"):
        if only := [line for line in comparison["lines"] if line["only_in"] == side]:
            yield f"In {side.upper()} only", [_alone(line) for line in only]
    yield from _parts(comparison)


def _parts(comparison: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield what the two summaries say of the run as a whole."""
    totals = [each for each in comparison["totals"] if _is_any(each)]
    if totals:
        yield (
            "Totals",
            [
                text
                for each in totals
                for text in _two(f"{each['name']}s", each, partial(total_text, each["name"]))
            ],
        )
    if recoveries := comparison["recoveries"]:
        yield (
            "Recoveries",
            [text for each in recoveries for text in _two(each["name"], each, recovery_text)],
        )
    if thresholds := comparison["thresholds"]:
        yield (
            "Thresholds",
            [
                f"{each['threshold']}: {threshold_text(each['old'])} -> {threshold_text(each['new'])}"
                for each in thresholds
            ],
        )


def _is_any(total: Mapping[str, Any]) -> bool:
    return any(total[side] and total[side]["count"] for side in ("old", "new"))


def _two(name: str, both: Mapping[str, Any], text: Callable[[Any], str]) -> Iterator[str]:
    yield f"{name}: OLD {text(both['old'])}"
    yield f"{' ' * cell_len(name)}  NEW {text(both['new'])}"


def _alone(line: Mapping[str, Any]) -> str:
    count = next(each for each in line["figures"] if each["statistic"] == "count")
    return f"{line_name(line)}: {value_text((count['old'] or count['new'])['value'], 'count')}"


def _tables(
    comparison: Mapping[str, Any],
) -> Iterator[tuple[str, list[tuple[str, list[Row]]]]]:
    both = [line for line in comparison["lines"] if line["only_in"] is None]
    if both:
        yield "Lines; latencies in ms", [(line_name(line), _rows(line, "")) for line in both]
    waiting = [line for line in both if _waits(line)]
    if waiting:
        yield (
            "From intent, where calls waited before they were sent",
            [(line_name(line), _rows(line, _INTENT)) for line in waiting],
        )


def _waits(line: Mapping[str, Any]) -> bool:
    """Return whether the time from intent is another than the round trip, as it is shown."""
    figures = {figure["statistic"]: figure for figure in line["figures"]}
    return any(
        value_text(figure[side]["value"], "ms")
        != value_text(figures[name.removeprefix(_INTENT)][side]["value"], "ms")
        for name, figure in figures.items()
        if name.startswith(_INTENT)
        for side in ("old", "new")
        if figure[side] and figures[name.removeprefix(_INTENT)][side]
    )


def _rows(line: Mapping[str, Any], prefix: str) -> list[Row]:
    figures = {figure["statistic"]: figure for figure in line["figures"]}
    rows: list[Row] = [[], [], []]
    for name in _COLUMNS:
        figure = figures.get(f"{prefix}{name}")
        if figure is None:
            for row in rows:
                row.append(("", ""))
            continue
        for row, side in zip(rows, ("old", "new"), strict=False):
            value = figure[side] and figure[side]["value"]
            row.append((value_text(value, figure["unit"]), ""))
        rows[2].append((change_text(figure), _STYLES.get(figure["standing"], "")))
    return rows


def _print_blocks(console: Console, blocks: list[tuple[str, list[Row]]]) -> None:
    headings = [_HEADINGS.get(name, name) for name in _COLUMNS]
    widths = [
        max(
            cell_len(headings[place]),
            *(cell_len(row[place][0]) for _, rows in blocks for row in rows),
        )
        for place in range(len(_COLUMNS))
    ]
    shown = [
        place
        for place in range(len(_COLUMNS))
        if any(row[place][0] for _, rows in blocks for row in rows)
    ]
    _print(
        console,
        Text(
            "".join([" " * _LABEL, *(f"  {headings[place]:>{widths[place]}}" for place in shown)])
        ),
    )
    for name, rows in blocks:
        _print(console, Text(name, style="bold"))
        for label, row in zip(("old", "new", "change"), rows, strict=True):
            text = Text(f"  {label:<{_LABEL - 2}}")
            for place in shown:
                cell, style = row[place]
                text.append("  " + " " * (widths[place] - cell_len(cell)))
                text.append(cell, style=style)
            _print(console, text)


def _print_wrapped(console: Console, text: str) -> None:
    indent = " " * (len(text) - len(text.lstrip()) + 4)
    for line in wrap(
        text,
        max(console.width, _NARROWEST),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        _print(console, Text(line))


def _print(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True)
