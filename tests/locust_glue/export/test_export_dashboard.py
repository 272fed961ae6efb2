"""The Grafana dashboard: well-formed, and of metrics and labels that are exported.

https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

import json
import re

import pytest
from support.locust_process import ROOT

from ocpp_load.locust_glue.export.collector import FAMILIES
from ocpp_load.locust_glue.export.family import Kind

DASHBOARD = json.loads((ROOT / "docs" / "grafana" / "ocpp_load.json").read_text("utf-8"))
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}

OF_PROMETHEUS = {"job", "instance"}
"""Labels that a scrape adds."""


def exported():
    """Return the labels of each series by its name."""
    labels = {
        "ocpp_load_build_info": {"version", "python"},
        "ocpp_load_run_running": set(),
    }
    for family in FAMILIES:
        own = set(family.labels)
        if family.kind is Kind.HISTOGRAM:
            labels[f"{family.name}_bucket"] = own | {"le"}
            labels[f"{family.name}_count"] = labels[f"{family.name}_sum"] = own
        else:
            labels[family.name] = own
    return labels


EXPORTED = exported()


def targets():
    return [
        (panel, target)
        for panel in DASHBOARD["panels"]
        if panel["type"] != "row"
        for target in panel["targets"]
    ]


def expressions():
    yield from (target["expr"] for _, target in targets())
    yield from (one["expr"] for one in DASHBOARD["annotations"]["list"] if "expr" in one)
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


def labels_asked_for(expression):
    """Return the labels that are matched or grouped by, and those of `label_values`."""
    matchers = ",".join(re.findall(r"\{([^}]*)\}", expression))
    asked = set(re.findall(r"(\w+)\s*[=!]~?\"", matchers))
    for group in re.findall(r"\bby \(([^)]*)\)", expression):
        asked |= {label.strip() for label in group.split(",")}
    return asked | set(re.findall(r"label_values\(.*, (\w+)\)", expression))


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_what_an_expression_asks_for_is_exported(expression):
    names = re.findall(r"ocpp_load_\w+", expression)
    assert names
    assert set(names) <= EXPORTED.keys()
    for name in names:
        assert labels_asked_for(expression) <= EXPORTED[name] | OF_PROMETHEUS


def test_a_legend_names_labels_that_are_left():
    for _, target in targets():
        shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
        left = labels_asked_for(target["expr"]) if " by (" in target["expr"] else set()
        assert shown <= left, target


def test_every_metric_that_a_person_would_look_at_is_somewhere():
    shown = {
        name for expression in expressions() for name in re.findall(r"ocpp_load_\w+", expression)
    }
    shown = {re.sub(r"_bucket$", "", name) for name in shown}
    unseen = {family.name for family in FAMILIES} - shown
    assert unseen == {
        "ocpp_load_run_start_time_seconds",
        "ocpp_load_event_struck_stations_total",
        "ocpp_load_stations_never_accepted_total",
        "ocpp_load_checked_stations",
        "ocpp_load_call_late_answers_total",
        "ocpp_load_call_sent_bytes_total",
        "ocpp_load_call_received_bytes_total",
        "ocpp_load_command_failures_total",
        "ocpp_load_flows_total",
        "ocpp_load_drivers_arrived_total",
        "ocpp_load_drivers_total",
        "ocpp_load_drivers_waiting",
        "ocpp_load_drivers_refused_total",
        "ocpp_load_process_cpu_seconds_total",
        "ocpp_load_process_garbage_collections_total",
    }


def test_panels_are_told_apart_and_do_not_lie_upon_each_other():
    panels = DASHBOARD["panels"]
    ids = [panel["id"] for panel in panels]
    assert len(ids) == len(set(ids))
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_it_can_be_imported_whatever_the_data_source_is_called():
    assert DASHBOARD["schemaVersion"] >= 36
    assert DASHBOARD["uid"]
    assert DASHBOARD["title"]
    assert "__inputs" not in DASHBOARD
    variables = {one["name"]: one["type"] for one in DASHBOARD["templating"]["list"]}
    assert variables["datasource"] == "datasource"
    for panel, target in targets():
        assert panel["datasource"] == target["datasource"] == DATASOURCE
        assert panel["title"]
        assert re.fullmatch("[A-H]", target["refId"])
    used = set(re.findall(r"\$(\w+)|\$\{(\w+)\}", json.dumps(DASHBOARD)))
    names = {name for pair in used for name in pair if name and not name.startswith("__")}
    assert names == set(variables)
