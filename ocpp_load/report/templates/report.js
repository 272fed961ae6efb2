// The report's charts: inflates the library, draws every chart, and lets a person choose.
"use strict";

(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const { timeline, events, distributions } = figures;
  const byId = (id) => document.getElementById(id);

  async function load() {
    const packed = atob(byId("plotly").textContent);
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(inflated).text();
    document.head.append(script);
    byId("plotly").remove();
  }

  /** Draw a chart into the figure of that id, and again when a choice is made. */
  function show(id, draw, shown, controls = []) {
    const figure = byId(id);
    if (!figure) {
      return;
    }
    const plot = figure.querySelector(".plot");
    const options = { durationS: figures.duration_s, events, file: `ocpp-load-${id}`, ...shown };
    const again = () => draw(plot, options);
    again();
    if (plot.classList.contains("chart-empty")) {
      return;
    }
    for (const [label, name, choices] of controls.filter(([, , choices]) => choices.length > 1)) {
      figure.querySelector(".controls").append(ocppLoadCharts.select(label, choices, options[name], (value) => {
        options[name] = value;
        again();
      }));
    }
  }

  const SCALES = [{ value: "", text: "logarithmic" }, { value: "linear", text: "linear" }];

  function drawAll() {
    const over = (draw) => (plot, options) => draw(plot, timeline, options);
    const lines = ocppLoadCharts.latencyChoices(timeline);
    const directions = ocppLoadCharts.directionChoices.filter(({ value }) => distributions.some((line) => line.direction === value));
    const health = ocppLoadCharts.healthFigures(timeline).map(({ name, text }) => ({ value: name, text }));
    show("throughput", over(ocppLoadCharts.throughputChart));
    show("stations", over(ocppLoadCharts.stationsChart), { empty: "No station was started." });
    show("latency", over(ocppLoadCharts.latencyChart), { line: lines[0]?.value, percentile: "p99_ms" }, [
      ["Show", "line", lines],
      ["at", "percentile", ocppLoadCharts.percentileChoices.slice().reverse()],
      ["Scale", "linear", SCALES],
    ]);
    show("distribution", (plot, options) => ocppLoadCharts.distributionChart(plot, distributions, options),
      { direction: directions[0]?.value, fromIntent: "yes" }, [
        ["Show", "direction", directions],
        ["as", "density", [{ value: "", text: "percentiles" }, { value: "yes", text: "density" }]],
        ["From intent", "fromIntent", [{ value: "yes", text: "dotted" }, { value: "", text: "hidden" }]],
        ["Scale", "linear", SCALES],
      ]);
    show("failures", (plot, options) => ocppLoadCharts.failuresChart(plot, figures.failures, options),
      { empty: "Nothing failed." });
    show("recovery", (plot, options) => ocppLoadCharts.recoveryChart(plot, figures.recoveries, options));
    show("health", over(ocppLoadCharts.healthChart), { figure: health[0]?.value, empty: "Not observed." },
      [["Figure", "figure", health]]);
    document.documentElement.dataset.charts = "drawn";
  }

  load().then(drawAll).catch((error) => {
    document.documentElement.dataset.charts = "missing";
    for (const plot of document.querySelectorAll(".plot")) {
      plot.textContent = `This browser cannot draw the charts (${error.message}). The tables have the figures.`;
    }
  });
})();
