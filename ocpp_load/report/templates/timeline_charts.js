// Charts of a run over time. `timeline` is the summary's, in columns; `options.events` has the
// moments to mark, `options.durationS` where the run ended.
"use strict";

(() => {
  const { chart, theme, axis, upward, milliseconds, plain, shortened, SHOWN_LINES } = ocppLoadCharts.parts;
  // plotly.js takes small numbers for years: the time since the start is counted from a date.
  const BEGINNING = Date.UTC(2000, 0, 1);
  const NARROW = 620;
  const DOTS_UP_TO = 40;
  const MAX_MARKS = 60;
  const PERCENTILES = { p50_ms: "p50", p95_ms: "p95", p99_ms: "p99", max_ms: "max" };
  const DIRECTIONS = { call: "calls", command: "commands", flow: "end to end", link: "connections" };

  const sum = (column) => column.reduce((total, value) => total + (value ?? 0), 0);
  const moment = (second) => BEGINNING + second * 1000;
  const linesOf = (timeline, direction) => timeline.lines.filter((line) => line.direction === direction);
  const busiest = (lines) => [...lines].sort((one, other) => sum(other.count) - sum(one.count));

  /** Seconds that each slice covers: the last of a run may be cut short. */
  function lengths(timeline, options) {
    const end = options.durationS ?? Infinity;
    return timeline.at_s.map((second) => Math.max(Math.min(timeline.slice_s, end - second), 1));
  }

  /** What a slice has counted stands at its end: nothing is seen before what caused it. */
  function moments(timeline, options) {
    const end = options.durationS ?? Infinity;
    return timeline.at_s.map((second) => moment(Math.max(second, Math.min(second + timeline.slice_s, end))));
  }

  function rates(lines, name, seconds) {
    return seconds.map((length, slice) => lines.reduce((total, line) => total + (line[name][slice] ?? 0), 0) / length);
  }

  const alone = (values, slice) => values[slice] != null && values[slice - 1] == null && values[slice + 1] == null;

  /** A line over time; points that stand alone would not be seen without a dot. */
  function overTime(x, y, name, colour, more = {}) {
    const dots = x.length <= DOTS_UP_TO || y.some((_, slice) => alone(y, slice));
    return {
      type: "scatter", mode: dots ? "lines+markers" : "lines", x, y, name: plain(name),
      line: { color: colour, width: 1.8, ...more.line }, marker: { color: colour, size: 4 },
      ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== "line")),
    };
  }

  /** An axis of the time since the start; it has dates, because those have ticks at whole minutes. */
  function elapsed(timeline, options, width) {
    const last = timeline.at_s.at(-1) ?? 0;
    const end = options.durationS ?? last + timeline.slice_s;
    return axis("", {
      type: "date", range: [BEGINNING, moment(Math.max(end, 1))], hoverformat: "%H:%M:%S",
      tickformatstops: [
        { dtickrange: [null, 999], value: "%M:%S.%L" },
        { dtickrange: [1000, null], value: end < 3600 ? "%M:%S" : "%H:%M" },
      ],
      nticks: Math.max(4, Math.floor(width / 80)), showline: true, uirevision: "kept",
    });
  }

  /** Vertical lines where the events of a campaign began: `[{name, at_s}]`. */
  function marks(options, wide) {
    const colours = theme();
    const events = (options.events ?? []).slice(0, MAX_MARKS);
    const named = wide ? new Set(events.map((event) => event.name)) : new Set();
    return {
      shapes: events.map((event) => ({
        type: "line", xref: "x", yref: "paper", x0: moment(event.at_s), x1: moment(event.at_s), y0: 0, y1: 1,
        line: { color: colours.mark, width: 1.2, dash: "dash" },
      })),
      annotations: events.filter((event) => named.delete(event.name)).map((event) => ({
        xref: "x", yref: "paper", x: moment(event.at_s), y: 1, yanchor: "bottom", xanchor: "left", showarrow: false,
        textangle: -18, text: plain(shortened(event.name, 24)), font: { size: 11, color: colours.mark },
      })),
    };
  }

  function throughput(timeline, options, width) {
    if (!timeline.at_s.length) {
      return null;
    }
    const colours = theme();
    const x = moments(timeline, options);
    const seconds = lengths(timeline, options);
    const data = ["call", "command"].filter((direction) => linesOf(timeline, direction).length).map((direction, place) =>
      overTime(x, rates(linesOf(timeline, direction), "count", seconds), DIRECTIONS[direction], colours.series[place], {
        fill: place ? "none" : "tozeroy", fillcolor: `${colours.series[place]}22`, hovertemplate: "%{y:,.1f} per s",
      }));
    const failed = rates(timeline.lines, "failures", seconds);
    const layout = { ...marks(options, width >= NARROW), height: 320, xaxis: elapsed(timeline, options, width) };
    if (!sum(failed)) {
      return { data, layout: { ...layout, yaxis: upward("per second") } };
    }
    data.push({
      type: "bar", x, y: failed, name: "failures", yaxis: "y2", marker: { color: colours.bad },
      width: timeline.slice_s * 900, offset: -950 * timeline.slice_s, hovertemplate: "%{y:,.1f} per s",
    });
    return {
      data,
      layout: {
        ...layout, height: 360, xaxis: { ...layout.xaxis, anchor: "y2" },
        yaxis: upward("per second", { domain: [0.36, 1] }),
        yaxis2: upward("failures / s", { domain: [0, 0.26], nticks: 4 }),
      },
    };
  }

  /** `options`: `line` ("call/BootNotification", or "call/" for all of them), `percentile`, `linear`. */
  function latency(timeline, options, width) {
    const [direction, ...rest] = (options.line ?? "call/").split("/");
    const name = rest.join("/");
    const lines = linesOf(timeline, direction).filter((line) => !name || line.name === name);
    const x = moments(timeline, options);
    const colours = theme();
    const percentile = options.percentile ?? "p99_ms";
    const measured = busiest(lines.filter((line) => line.max_ms.some((value) => value !== null)));
    if (!measured.length) {
      return null;
    }
    const format = { hovertemplate: "%{y:,.3~r} ms" };
    const fromIntent = (line, colour, more) =>
      overTime(x, line.from_intent_p99_ms, `${line.name} p99 from intent`, colour, { line: { dash: "dot" }, ...format, ...more });
    const data = name
      ? measured.flatMap((line) => [
          ...Object.entries(PERCENTILES).map(([key, text], place) => overTime(x, line[key], text, colours.series[place], format)),
          ...(line.from_intent_p99_ms.some((value) => value !== null)
            ? [fromIntent(line, colours.series[2], { name: "p99 from intent" })] : []),
        ])
      : measured.flatMap((line, place) => {
          const colour = colours.series[place % colours.series.length];
          const visible = place < SHOWN_LINES ? true : "legendonly";
          const group = { legendgroup: line.name, visible, ...format };
          const traces = [overTime(x, line[percentile], line.name, colour, group)];
          if (percentile === "p99_ms" && line.from_intent_p99_ms.some((value) => value !== null)) {
            traces.push(fromIntent(line, colour, { ...group, showlegend: false }));
          }
          return traces;
        });
    return {
      data,
      layout: {
        ...marks(options, width >= NARROW), height: 400, xaxis: elapsed(timeline, options, width),
        yaxis: milliseconds(name ? "ms" : `${PERCENTILES[percentile]}, ms`, !options.linear, data),
        uirevision: `${options.line}`,
      },
    };
  }

  function stations(timeline, options, width) {
    const counts = timeline.fleet;
    if (!counts.started?.some((count) => count)) {
      return null;
    }
    const colours = theme().states;
    const x = moments(timeline, options);
    const at = (name, slice) => counts[name]?.[slice] ?? 0;
    const offline = counts.started.map((started, slice) =>
      started === null ? null : Math.max(0, started - at("connected", slice) - at("connecting", slice)));
    const band = (y, name) => ({
      type: "scatter", mode: "lines", x, y, name, stackgroup: "stations", line: { width: 0.6, color: colours[name] },
      fillcolor: `${colours[name]}b0`, hovertemplate: "%{y:,d}",
    });
    const line = (name, text, dash) =>
      overTime(x, counts[name], text, colours[name], { line: { dash }, hovertemplate: "%{y:,d}" });
    return {
      data: [
        band(counts.connected, "connected"), band(counts.connecting, "connecting"), band(offline, "offline"),
        line("accepted", "accepted", "dash"), line("charging", "charging", "solid"),
      ],
      layout: {
        ...marks(options, width >= NARROW), height: 340, xaxis: elapsed(timeline, options, width),
        yaxis: upward("stations", { tickformat: ",d" }),
      },
    };
  }

  const HEALTH = {
    cpu_share: { text: "CPU, % of a core", times: 100 },
    loop_lag_max_ms: { text: "event loop lag, ms", times: 1 },
    garbage_collection_ms: { text: "garbage collection, ms", times: 1 },
    resident_bytes: { text: "memory, MB", times: 1e-6 },
  };

  const healthText = (figure) => HEALTH[figure]?.text ?? figure.replace(/_/g, " ");

  /** The names of the figures that a timeline has of the generator's processes. */
  function healthFigures(timeline) {
    const names = new Set(Object.values(timeline.health).flatMap((figures) => Object.keys(figures)));
    return [...names].map((name) => ({ name, text: healthText(name) }));
  }

  /** `options.figure`: which one, CPU by default. */
  function health(timeline, options, width) {
    const figure = options.figure ?? "cpu_share";
    const { times } = HEALTH[figure] ?? { times: 1 };
    const x = moments(timeline, options);
    const processes = Object.entries(timeline.health).filter(([, figures]) => figures[figure]);
    if (!processes.length) {
      return null;
    }
    const colours = theme();
    return {
      data: processes.map(([process, figures], place) => overTime(
        x, figures[figure].map((value) => (value === null ? null : value * times)), process,
        colours.series[place % colours.series.length], { hovertemplate: "%{y:,.1f}" })),
      layout: {
        ...marks(options, width >= NARROW), height: 280, xaxis: elapsed(timeline, options, width),
        yaxis: upward(healthText(figure)), uirevision: figure,
      },
    };
  }

  /** What `latencyChart` can show of a timeline, in groups: for `select`. */
  function latencyChoices(timeline) {
    return Object.entries(DIRECTIONS).flatMap(([direction, text]) => {
      const lines = linesOf(timeline, direction).filter((line) => line.max_ms.some((value) => value !== null));
      const each = lines.map((line) => ({ value: `${direction}/${line.name}`, text: line.name, group: text }));
      return lines.length ? [{ value: `${direction}/`, text: `all ${text}`, group: text }, ...each] : [];
    });
  }

  Object.assign(ocppLoadCharts, {
    throughputChart: chart(throughput),
    latencyChart: chart(latency),
    stationsChart: chart(stations),
    healthChart: chart(health),
    healthFigures,
    latencyChoices,
    percentileChoices: Object.entries(PERCENTILES).map(([value, text]) => ({ value, text })),
    directionChoices: Object.entries(DIRECTIONS).map(([value, text]) => ({ value, text })),
  });
})();
