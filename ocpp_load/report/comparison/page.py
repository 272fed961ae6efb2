"""The comparison as one HTML file that needs no network and runs no code.

Everything that is shown was escaped by the template engine: names come from peers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ocpp_load.report.comparison.comparing import Comparison
from ocpp_load.report.comparison.curves import Drawing, draw
from ocpp_load.report.comparison.document import comparison_dict
from ocpp_load.report.comparison.pair import Pair
from ocpp_load.report.comparison.wording import (
    LEGEND,
    budget_texts,
    change_text,
    condition_text,
    headline,
    invalid_texts,
    line_name,
    recovery_text,
    run_text,
    threshold_text,
    total_text,
    value_text,
    with_unit,
)
from ocpp_load.report.pages import page_template

_FILTERS: Mapping[str, Callable[..., Any]] = {
    "change": change_text,
    "condition": condition_text,
    "line_name": line_name,
    "recovery": recovery_text,
    "run": run_text,
    "threshold": threshold_text,
    "value": value_text,
    "with_unit": with_unit,
}


def render_comparison(comparison: Comparison) -> str:
    """Return the comparison as an HTML document."""
    document = comparison_dict(comparison)
    both = [
        (line, _drawing(pair))
        for line, pair in zip(document["lines"], comparison.pairs, strict=True)
        if line["only_in"] is None
    ]
    return page_template("comparison.html.j2", **_FILTERS).render(
        comparison=document,
        headline=headline(document),
        invalid=list(invalid_texts(document)),
        budgets=list(budget_texts(document)),
        both=both,
        totals=[
            (one, [total_text(one["name"], one[side]) for side in ("old", "new")])
            for one in document["totals"]
            if _is_any(one)
        ],
        legend=LEGEND,
    )


def _drawing(pair: Pair) -> Drawing | None:
    distributions = [
        line.latency.distribution if line is not None and line.latency is not None else None
        for line in (pair.old, pair.new)
    ]
    return draw(*distributions)


def _is_any(total: dict[str, Any]) -> bool:
    return any(total[side] and total[side]["count"] for side in ("old", "new"))
