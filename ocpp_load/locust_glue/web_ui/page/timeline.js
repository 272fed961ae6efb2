// The timeline as this page knows it: it is told what has changed, and has it in columns for charts.
"use strict";

class OcppLoadTimeline {
  constructor() {
    this.forget();
  }

  forget() {
    this.revision = 0;
    this.sliceS = 1;
    this.rows = new Map();
  }

  /** Take an update of the server's. Slices that have become longer replace all that was known. */
  take(update) {
    if (update.slice_s !== this.sliceS) {
      this.rows.clear();
      this.sliceS = update.slice_s;
    }
    this.revision = update.revision;
    const at = (columns, place) =>
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[place]]));
    update.at_s.forEach((second, place) => {
      this.rows.set(second, {
        fleet: at(update.fleet, place),
        lines: new Map(update.lines.map(({ direction, name, ...columns }) =>
          [`${direction}/${name}`, { direction, name, ...at(columns, place) }])),
        health: new Map(Object.entries(update.health).map(([process, columns]) => [process, at(columns, place)])),
      });
    });
  }

  /** Return it in the form of the summary's. */
  columns() {
    const seconds = [...this.rows.keys()].sort((one, other) => one - other);
    const rows = seconds.map((second) => this.rows.get(second));
    const lines = new Map(rows.flatMap((row) => [...row.lines].map(([key, { direction, name }]) => [key, { direction, name }])));
    const processes = [...new Set(rows.flatMap((row) => [...row.health.keys()]))];
    const column = (of, name, otherwise = null) => rows.map((row) => of(row)?.[name] ?? otherwise);
    const names = (of) => [...new Set(rows.flatMap((row) => Object.keys(of(row) ?? {})))];
    const all = (of) => Object.fromEntries(names(of).map((name) => [name, column(of, name)]));
    const LATENCIES = ["p50_ms", "p95_ms", "p99_ms", "max_ms", "from_intent_p99_ms"];
    return {
      slice_s: this.sliceS,
      at_s: seconds,
      fleet: all((row) => row.fleet),
      lines: [...lines].map(([key, line]) => {
        const of = (row) => row.lines.get(key);
        return {
          ...line,
          count: column(of, "count", 0),
          failures: column(of, "failures", 0),
          ...Object.fromEntries(LATENCIES.map((name) => [name, column(of, name)])),
        };
      }),
      health: Object.fromEntries(processes.map((process) => [process, all((row) => row.health.get(process))])),
    };
  }
}
