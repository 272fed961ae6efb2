// Charts of a whole run: distributions, failures, recoveries. They go on top of charts.js.
"use strict";

(() => {
  const { chart, theme, axis, upward, milliseconds, plain, shortened, SHOWN_LINES } = ocppLoadCharts.parts;
  const NARROW = 620;
  const SHARES = [50, 90, 99, 100];

  const percentileText = (oneIn) => `p${Number((100 * (1 - 1 / oneIn)).toPrecision(oneIn > 1000 ? 7 : 4))}`;

  function curves(measured, options, kind) {
    const colours = theme().series;
    return measured.flatMap((line, place) => {
      const colour = colours[place % colours.length];
      const more = { legendgroup: line.name, visible: place < SHOWN_LINES ? true : "legendonly" };
      const traces = [{ ...kind(line.latency, line.name, { color: colour, width: 2 }), ...more }];
      if (line.from_intent && options.fromIntent) {
        const dotted = kind(line.from_intent, `${line.name} from intent`, { color: colour, width: 1.5, dash: "dot" });
        traces.push({ ...dotted, ...more, showlegend: false });
      }
      return traces;
    });
  }

  function percentiles(figures, name, line) {
    return {
      type: "scatter", mode: "lines", x: figures.one_in, y: figures.ms, name: plain(name), line,
      text: figures.one_in.map((oneIn, place) => (place === figures.one_in.length - 1 ? "max" : percentileText(oneIn))),
      hovertemplate: "%{text}: %{y:,.3~r} ms<extra>%{fullData.name}</extra>",
    };
  }

  function density(figures, name, line) {
    return {
      type: "scatter", mode: "lines", x: figures.bin_ms, y: figures.share, name: plain(name), fill: "tozeroy",
      line: { ...line, shape: "spline", smoothing: 0.6 }, fillcolor: `${line.color}1c`,
      hovertemplate: "about %{x:,.2~r} ms: %{y:.1%}<extra>%{fullData.name}</extra>",
    };
  }

  /** `options`: `direction`, `density`, `linear`, `fromIntent`. */
  function distribution(lines, options) {
    const measured = lines.filter((line) => line.direction === (options.direction ?? "call"));
    if (!measured.length) {
      return null;
    }
    const most = Math.max(...measured.map((line) => line.count));
    const decades = Array.from({ length: Math.ceil(Math.log10(most)) + 1 }, (_, power) => 10 ** power);
    const ticks = [decades[0], 2, ...decades.slice(1)];
    const xaxis = options.density
      ? axis("ms", { type: "log", tickformat: ",~r" })
      : axis("percentile", {
          type: "log", tickvals: ticks, showline: true, range: [0, Math.log10(2 * most)],
          ticktext: ticks.map((oneIn) => `${Number((100 * (1 - 1 / oneIn)).toPrecision(9))} %`),
        });
    const data = curves(measured, options, options.density ? density : percentiles);
    return {
      data,
      layout: {
        height: 400, hovermode: "closest", xaxis, margin: { b: 48 }, uirevision: `${options.direction} ${options.density}`,
        yaxis: options.density ? upward("share of them", { tickformat: ".0%" }) : milliseconds("ms", !options.linear, data),
      },
    };
  }

  function failures(kinds, options, width) {
    if (!kinds.length) {
      return null;
    }
    const ordered = [...kinds].reverse();
    const room = width < NARROW ? 22 : 44;
    const of = (kind) => Object.entries(kind.of).map(([line, times]) => `${times.toLocaleString("en")} × ${plain(line)}`);
    return {
      data: [{
        type: "bar", orientation: "h", x: ordered.map((kind) => kind.count), y: ordered.map((_, place) => place),
        marker: { color: theme().bad }, text: ordered.map((kind) => kind.count.toLocaleString("en")),
        textposition: "auto", cliponaxis: false,
        hovertext: ordered.map((kind) => [plain(kind.reason), ...of(kind).slice(0, 12)].join("<br>")),
        hovertemplate: "%{hovertext}<extra></extra>",
      }],
      layout: {
        height: 90 + 30 * kinds.length, hovermode: "closest", bargap: 0.35, xaxis: upward("how often", { tickformat: ",d", nticks: 5, ...(kinds[0].count < 5 ? { dtick: 1 } : {}) }),
        yaxis: axis("", {
          fixedrange: true, showgrid: false, tickvals: ordered.map((_, place) => place),
          ticktext: ordered.map((kind) => plain(shortened(kind.reason, room))),
        }),
        margin: { b: 48, r: 30 },
      },
    };
  }

  function recovery(recoveries) {
    const events = Object.entries(recoveries);
    if (!events.length) {
      return null;
    }
    const colours = theme();
    const since = new Set(events.map(([, figures]) => figures.since));
    const isOne = since.size === 1;
    return {
      data: events.map(([event, { curve, since: from }], place) => ({
        type: "scatter", mode: "lines", x: curve.at_s, y: curve.share, name: plain(isOne ? event : `${event}, since ${from}`),
        line: { color: colours.series[place % colours.series.length], width: 2.2, shape: "hv" },
        hovertemplate: "%{y:.1%} after %{x:,.3~r} s<extra>%{fullData.name}</extra>",
      })),
      layout: {
        height: 340, hovermode: "closest", xaxis: upward(isOne ? `seconds since ${[...since][0]}` : "seconds", { fixedrange: false }),
        yaxis: upward("back", { range: [0, 1.03], tickvals: [0, 0.25, 0.5, 0.75, 0.9, 1], ticktext: ["0 %", "25 %", "50 %", "75 %", "90 %", "100 %"] }),
        shapes: SHARES.map((percent) => ({
          type: "line", xref: "paper", x0: 0, x1: 1, y0: percent / 100, y1: percent / 100,
          line: { color: colours.axis, width: 1, dash: "dot" },
        })),
        margin: { b: 48 },
      },
    };
  }

  Object.assign(ocppLoadCharts, {
    distributionChart: chart(distribution),
    failuresChart: chart(failures),
    recoveryChart: chart(recovery),
  });
})();
