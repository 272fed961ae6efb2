"""The end of a run: the summary is built, written and printed, whatever the disk says."""

import json
import time
from pathlib import Path
from typing import Any

from ocpp_load.locust_glue.arguments import code_on_error_of, values_of
from ocpp_load.locust_glue.judging import judge_at_end
from ocpp_load.locust_glue.run import Run, versions
from ocpp_load.locust_glue.standard_streams import standard_output, tell
from ocpp_load.report import (
    Circumstances,
    RunInfo,
    Written,
    build_summary,
    print_closing,
    write_files,
)
from ocpp_load.report.cut_short import cut_short
from ocpp_load.settings import OPTIONS, SECRET_OPTIONS

_LOCUST_FILE = "locust.json"


def info_of(run: Run, options: Any) -> RunInfo:
    """Return what was run, as if it ended now."""
    values = values_of(options)
    return RunInfo(
        name=run.settings.run_name or run.plan.name,
        started_at=run.started_at,
        ended_at=time.time(),
        leaving_at=run.leaving_at,
        host=run.settings.host,
        scenario=run.plan.scenarios,
        users=run.plan.size or getattr(options, "num_users", None) or 0,
        spawn_rate=float(getattr(options, "spawn_rate", None) or 0.0),
        run_time_s=getattr(options, "run_time", None) or None,
        seed=run.settings.seed,
        versions=versions(),
        campaign=run.plan.as_campaign(),
        options={o.name: values[o.name] for o in OPTIONS if o.name not in SECRET_OPTIONS},
        command=run.command,
    )


def summarise(run: Run, options: Any, *, interrupted: bool = False) -> dict[str, Any]:
    """Return the summary of a run that has just ended, by itself or as somebody `interrupted` it."""
    run.conclude()
    judge_at_end(run)
    fleet = run.whole_fleet()
    info = info_of(run, options)
    return build_summary(
        info,
        run.recorder.snapshot(),
        fleet,
        run.fleet_peak,
        run.whole_audit(),
        run.processes(),
        timeline=run.recorder.timeline,
        evidence=run.recorder.evidence,
        explanations=run.explanations,
        thresholds=[watch.as_dict() for watch in run.watches],
        facts=run.facts(),
        drivers=run.demand.drivers(),
        feeders=run.demand.feeders(),
        release=run.release_figures(),
        warnings=[
            *cut_short(
                info.campaign, info.run_time_s, _gathering_s(run, info, interrupted=interrupted)
            ),
            *run.release_doubts(),
        ],
        circumstances=Circumstances(
            interrupted, tuple(run.invalidity()), code_on_error_of(options)
        ),
    )


def _gathering_s(run: Run, info: RunInfo, *, interrupted: bool) -> float:
    """Return what of the run time went by before the load of its campaign began."""
    release = run.release_figures()
    if release is None:
        return 0.0
    if release.gathered_s is None:  # it never began; who has interrupted the run knows why
        return 0.0 if interrupted else info.run_time_s or 0.0
    return release.gathered_s


def write_reports(run: Run, summary: dict[str, Any], stats: Any) -> Written:
    """Write the files of a run, and Locust's own `stats` beside them; tell what the disk refuses."""
    # Not as Locust does, which clears its statistics by it: they are still to be shown.
    lines = [
        line.serialize()
        for line in stats.entries.values()
        if line.num_requests or line.num_failures
    ]
    locusts = json.dumps(lines, indent=4).encode()
    written = write_files(run.settings.reports, summary, run.started_at, {_LOCUST_FILE: locusts})
    for problem in written.problems:
        tell(problem)
    return written


def print_report(summary: dict[str, Any], directory: Path | None) -> None:
    """Print the closing table."""
    with standard_output() as stream:
        print_closing(summary, stream, directory=directory)
