// Charts of a run, on top of plotly.js: `ocppLoadCharts`. The report and the web UI share them.
//
// A chart is drawn into an element, and drawn again with newer figures by the same call; what a
// person has zoomed or hidden stays. Colours follow the system, and are light on paper. Nothing
// here asks for anything: the figures are handed in. Which charts there are is told elsewhere; here
// is what they have in common.
"use strict";

const ocppLoadCharts = (() => {
  const THEMES = {
    light: {
      ink: "#1b2330", soft: "#5b6677", grid: "#e6e9ee", axis: "#b9c1cc", hover: "#ffffff",
      bad: "#c4262e", mark: "#8a6d00",
      states: { connected: "#2f9e6e", connecting: "#e8a317", offline: "#c3cad4", accepted: "#12603f", charging: "#8250df" },
      series: ["#1f6feb", "#d9480f", "#2b8a3e", "#9c36b5", "#0b7f94", "#c2255c", "#8a6d00", "#5f3dc4", "#5c677a", "#a61e1e"],
    },
    dark: {
      ink: "#e4e9f0", soft: "#97a3b4", grid: "#263040", axis: "#46536a", hover: "#0f141b",
      bad: "#ff7b80", mark: "#e0b93c",
      states: { connected: "#37b37e", connecting: "#e8a317", offline: "#4a5568", accepted: "#b8f0d6", charging: "#c297ff" },
      series: ["#6cb0ff", "#ff9a62", "#6fd685", "#dd9df2", "#58cfe0", "#ff8fb8", "#e3c64a", "#a99bff", "#a9b5c6", "#ff8a8a"],
    },
  };
  const FONT = 'system-ui, "Segoe UI", Roboto, sans-serif';
  const PAPER_WIDTH = 690;
  const SHOWN_LINES = 8;

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");
  const drawn = new Map();
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = drawn.get(target);
      if (chart && !printing && target.clientWidth && target.clientWidth !== chart.width) {
        chart.again();
      }
    }
  });
  let chosenTheme = null;
  let printing = false;

  const theme = () => THEMES[printing ? "light" : chosenTheme ?? (dark.matches ? "dark" : "light")];

  /** Escape what Plotly would read as markup: names come from peers. */
  function plain(text) {
    return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  const shortened = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

  function axis(title, more = {}) {
    const colours = theme();
    return {
      title: { text: title, font: { size: 12, color: colours.soft }, standoff: 8 }, automargin: true, zeroline: false,
      gridcolor: colours.grid, linecolor: colours.axis, tickcolor: colours.axis,
      tickfont: { size: 11, color: colours.soft }, ...more,
    };
  }

  const upward = (title, more = {}) => axis(title, { rangemode: "tozero", fixedrange: true, ...more });

  /** An axis for the latencies of these traces; a logarithmic one has its ticks at 1, 2 and 5. */
  function milliseconds(title, logarithmic, traces) {
    if (!logarithmic) {
      return upward(title, { tickformat: ",~r" });
    }
    let [lowest, highest] = [Infinity, 0];
    for (const value of traces.flatMap((trace) => trace.y).filter((one) => one)) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    const decades = Math.log10(highest / lowest);
    const dtick = decades > 4 ? 1 : decades > 0.7 ? "D2" : undefined;
    return upward(title, { type: "log", rangemode: "normal", dtick, tickformat: ",~r" });
  }

  function layoutOf(width, layout, legendEntries) {
    const colours = theme();
    const beside = legendEntries > 5 && width >= 900;
    return {
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "x unified", dragmode: "zoom",
      font: { family: FONT, size: 12, color: colours.ink }, separators: ".,", uirevision: "kept",
      hoverlabel: { bgcolor: colours.hover, bordercolor: colours.axis, font: { size: 12, color: colours.ink }, namelength: 40 },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: colours.axis, activecolor: colours.ink },
      showlegend: legendEntries > 1,
      legend: beside
        ? { orientation: "v", x: 1.01, y: 1, xanchor: "left", yanchor: "top", font: { size: 11 }, traceorder: "normal" }
        : { orientation: "h", x: 0, y: -0.14, xanchor: "left", yanchor: "top", font: { size: 11 }, traceorder: "normal", maxheight: 0.3 },
      height: 320,
      ...layout,
      margin: { l: 50, r: 14, t: layout.annotations?.length ? 52 : 14, b: 34, ...layout.margin },
      width,
    };
  }

  function draw(element, kind, figures, options = {}) {
    const width = printing ? PAPER_WIDTH : element.clientWidth || 800;
    if (!drawn.has(element)) {
      resized.observe(element);
    }
    drawn.set(element, { again: () => draw(element, kind, figures, options), width });
    const chart = kind(figures, options, width);
    if (chart === null) {
      window.Plotly.purge(element);
      element.ocppLoadZooms = false;
      element.classList.add("chart-empty");
      element.textContent = options.empty ?? "Nothing was measured.";
      return;
    }
    if (element.classList.contains("chart-empty")) {
      element.classList.remove("chart-empty");
      element.textContent = "";
    }
    // On paper nobody can switch a line on.
    const data = printing ? chart.data.filter((trace) => trace.visible !== "legendonly") : chart.data;
    const entries = data.filter((trace) => trace.showlegend !== false).length;
    const config = {
      displaylogo: false, displayModeBar: "hover",
      showSendToCloud: false, plotlyServerURL: "",
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
      toImageButtonOptions: { format: "png", scale: 2, filename: options.file ?? "chart" },
    };
    window.Plotly.react(element, data, layoutOf(width, chart.layout, entries), config);
    if (chart.layout.xaxis.type === "date") {
      zoomTogether(element);
    }
  }

  /** What is zoomed in one chart over time is zoomed in all of them. */
  function zoomTogether(element) {
    if (element.ocppLoadZooms) {
      return;
    }
    element.ocppLoadZooms = true;
    element.on("plotly_relayout", (change) => {
      const zoomed = "xaxis.range[0]" in change || "xaxis.autorange" in change || "xaxis.range" in change;
      if (!zoomed || zoomTogether.busy) {
        return;
      }
      zoomTogether.busy = true;
      const range = element.layout.xaxis.range;
      const others = [...drawn.keys()].filter((other) => other !== element && other.ocppLoadZooms && other.isConnected);
      Promise.all(others.map((other) => window.Plotly.relayout(other, { "xaxis.range": [...range] }))).finally(() => {
        zoomTogether.busy = false;
      });
    });
  }

  function drawAgain() {
    for (const [element, { again }] of drawn) {
      if (element.isConnected) {
        again();
      } else {
        drawn.delete(element);
      }
    }
  }

  /** Return a labelled list to choose from: `[{value, text, group?}]`, of which one is chosen. */
  function select(label, choices, chosen, onChange) {
    const list = document.createElement("select");
    const groups = new Map();
    for (const { value, text, group } of choices) {
      if (group && !groups.has(group)) {
        groups.set(group, Object.assign(document.createElement("optgroup"), { label: group }));
        list.append(groups.get(group));
      }
      (groups.get(group) ?? list).append(new Option(text, value));
    }
    if (chosen !== undefined) {
      list.value = chosen;
    }
    list.addEventListener("change", () => onChange(list.value));
    const labelled = document.createElement("label");
    labelled.append(`${label} `, list);
    return labelled;
  }

  const chart = (kind) => (element, figures, options) => draw(element, kind, figures, options);

  dark.addEventListener("change", drawAgain);
  const onPaper = (is) => {
    if (printing !== is) {
      printing = is;
      drawAgain();
    }
  };
  window.addEventListener("beforeprint", () => onPaper(true));
  window.addEventListener("afterprint", () => onPaper(false));
  paper.addEventListener("change", (event) => onPaper(event.matches));

  return {
    select,
    /** Let the colours be "light" or "dark" whatever the system prefers; null follows it again. */
    setTheme(name) {
      chosenTheme = name;
      drawAgain();
    },
    /** What charts of every kind are made with. */
    parts: { chart, theme, axis, upward, milliseconds, plain, shortened, SHOWN_LINES },
  };
})();
