"""The end of a run: the summary is built, written and printed, whatever the disk says."""

import sys
import time
from pathlib import Path
from typing import Any

from ocpp_load.locust_glue.arguments import values_of
from ocpp_load.locust_glue.judging import judge_at_end
from ocpp_load.locust_glue.run import Run, versions
from ocpp_load.report import (
    ReportError,
    RunInfo,
    build_summary,
    create_run_directory,
    point_latest,
    print_closing,
    write_html,
    write_summary,
)
from ocpp_load.report.demand import demand_warnings
from ocpp_load.settings import OPTIONS

_SECRET = frozenset({"header"})


def summarise(run: Run, options: Any) -> dict[str, Any]:
    """Return the summary of a run that has just ended."""
    run.conclude()
    judge_at_end(run)
    fleet = run.whole_fleet()
    values = values_of(options)
    info = RunInfo(
        name=run.settings.run_name or run.plan.name,
        started_at=run.started_at,
        ended_at=time.time(),
        host=run.settings.host,
        scenario=run.plan.scenarios,
        users=run.plan.size or getattr(options, "num_users", None) or 0,
        spawn_rate=float(getattr(options, "spawn_rate", None) or 0.0),
        run_time_s=getattr(options, "run_time", None) or None,
        seed=run.settings.seed,
        versions=versions(),
        campaign=run.plan.as_campaign(),
        options={o.name: values[o.name] for o in OPTIONS if o.name not in _SECRET},
    )
    health = [run.health.figures(), *run.other_health.values()]
    warnings = []
    if lost := len(run.lost_workers):
        warnings.append(
            f"{lost} of the workers ended in mid-run, or fell silent: their stations left without "
            "a word or were started again elsewhere, and what they had not reported yet is missing "
            "here."
        )
    drivers = run.demand.drivers()
    warnings += demand_warnings(drivers, run.demand.late_processes())
    return build_summary(
        info,
        run.recorder.snapshot(),
        fleet,
        run.fleet_peak,
        run.whole_audit(),
        health,
        timeline=run.recorder.timeline,
        explanations=run.explanations,
        thresholds=[watch.as_dict() for watch in run.watches],
        warnings=warnings,
        drivers=drivers,
        feeders=run.demand.feeders(),
    )


def write_reports(root: Path, summary: dict[str, Any], started_at: float) -> Path | None:
    """Write the files of a run and return their directory; None where the disk refuses."""
    try:
        directory = create_run_directory(root, summary["run"]["name"], started_at)
        write_summary(directory, summary)
        write_html(directory, summary)
        point_latest(root, directory)
    except ReportError as error:
        sys.stderr.write(f"{error}\n")
        return None
    return directory


def print_report(summary: dict[str, Any], directory: Path | None) -> None:
    """Print the closing table."""
    print_closing(summary, sys.stdout, directory=directory)
