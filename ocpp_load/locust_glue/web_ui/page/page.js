// The page: asks for the figures each second while somebody looks, and shows them.
"use strict";

(() => {
  const RUNNING_MS = 1000;
  const IDLE_MS = 2000;
  const PATIENCE_MS = 15000;
  const STATES = {
    ready: "ready", spawning: "starting stations", running: "running", cleanup: "ending", stopping: "ending",
    stopped: "ended", missing: "no workers",
  };
  const parts = ocppLoadParts;
  const charts = ocppLoadCharts;
  const $ = (id) => document.getElementById(id);
  const timeline = new OcppLoadTimeline();

  let run = "";
  let figures = null;
  let timer = null;
  let isAsking = false;
  let answeredAt = null;

  // --- Asking --------------------------------------------------------------------------------

  async function ask() {
    clearTimeout(timer);
    if (document.hidden || isAsking) return;
    isAsking = true;
    let wait = RUNNING_MS;
    try {
      const query = new URLSearchParams({ run, since: timeline.revision });
      const answer = await fetch(`./ocpp-load/live?${query}`, {
        redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        notice("You are signed out. ", "Sign in again.");
        return;
      }
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      wait = take(await answer.json());
      answeredAt = new Date();
      notice("");
    } catch (error) {
      wait = IDLE_MS;
      const since = answeredAt ? `since ${answeredAt.toLocaleTimeString()}` : "yet";
      notice(`Locust has not answered ${since}: it has ended, or cannot be reached. The figures are the last ones known. (${error.message})`);
    } finally {
      isAsking = false;
      if (!document.hidden) timer = setTimeout(ask, wait);
    }
  }

  function notice(text, link) {
    const place = $("notice");
    place.hidden = !text;
    document.body.classList.toggle("stale", Boolean(text));
    place.textContent = text;
    if (link) {
      const anchor = ocppLoadTables.element("a", link);
      anchor.href = "./ocpp-load";
      place.append(anchor);
    }
  }

  /** Take an answer in; return how long to wait until the next question. */
  function take(answer) {
    if (answer.run && answer.run.id !== run) {
      timeline.forget();
      run = answer.run.id;
    }
    if (answer.timeline) {
      timeline.take(answer.timeline);
      if (!answer.timeline.is_complete) return 0;
    }
    figures = answer;
    fillPage();
    drawCharts();
    return answer.run && !answer.is_over ? RUNNING_MS : IDLE_MS;
  }

  // --- Showing -------------------------------------------------------------------------------

  function fillPage() {
    const { state, is_over: isOver } = figures;
    ocppLoadTables.write($("state"), { text: STATES[state] ?? state, className: `badge ${state}` });
    parts.lastRun(figures.last_run, isOver || !figures.run);
    const hasRun = Boolean(figures.run);
    parts.show("before", !hasRun);
    parts.show("run", hasRun);
    if (!hasRun) return;
    const { name, host, duration_s: durationS, run_time_s: runTimeS, users } = figures.run;
    const title = `${name} against ${host}`;
    ocppLoadTables.write($("title"), { text: title });
    document.title = `${name} – ocpp_load`;
    const clock = ocppLoadFigures.clock;
    const of = runTimeS ? ` of ${clock(runTimeS)}` : "";
    ocppLoadTables.write($("clock"), { text: `${clock(durationS)}${of} · ${ocppLoadFigures.count(users)} stations asked for` });
    parts.cards(figures, isOver);
    parts.thresholds(figures.thresholds, isOver);
    parts.lines(figures.lines);
    parts.events(figures.events);
    parts.drivers(figures.drivers);
    parts.violations(figures.violations, figures.schema_violations, figures.own_faults);
    parts.audit(figures.audit);
    parts.slowest(figures.evidence);
    parts.health(figures.health);
  }

  // --- Charts --------------------------------------------------------------------------------

  const inView = new Set();
  const DRAWN = {
    "stations-chart": (place, columns, options) => charts.stationsChart(place, columns, options),
    "throughput-chart": (place, columns, options) => charts.throughputChart(place, columns, options),
    "latency-chart": (place, columns, options) => charts.latencyChart(place, columns, {
      ...options, line: $("latency-line").value, percentile: $("latency-percentile").value,
      linear: $("latency-linear").checked,
    }),
    "health-chart": (place, columns, options) => charts.healthChart(place, columns, { ...options, figure: $("health-figure").value }),
  };

  function drawCharts() {
    if (!figures?.run) return;
    const columns = timeline.columns();
    offer($("latency-line"), charts.latencyChoices(columns), "call/");
    offer($("health-figure"), charts.healthFigures(columns).map(({ name, text }) => ({ value: name, text })), "cpu_share");
    $("latency-percentile").disabled = !$("latency-line").value.endsWith("/");
    const options = {
      durationS: figures.run.duration_s,
      empty: "No figures yet.",
      events: figures.events.filter((event) => event.began_s !== null).map((event) => ({ name: event.name, at_s: event.began_s })),
    };
    for (const id of inView) DRAWN[id]($(id), columns, options);
  }

  /** Let a list offer `[{value, text, group?}]`; what was chosen stays so. */
  function offer(list, choices, usual) {
    const known = [...list.options].map((option) => option.value);
    if (known.length === choices.length && known.every((value, place) => value === choices[place].value)) return;
    const chosen = list.value;
    const made = charts.select("", choices, undefined, () => {}).querySelector("select");
    list.replaceChildren(...made.childNodes);
    const wanted = list.dataset.isChosen ? chosen : usual;
    if (choices.some(({ value }) => value === wanted)) list.value = wanted;
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target.id);
      else inView.delete(target.id);
    }
    drawCharts();
  }, { rootMargin: "300px" });

  // --- Beginning -----------------------------------------------------------------------------

  offer($("latency-percentile"), charts.percentileChoices, "p99_ms");
  for (const id of ["latency-line", "latency-percentile", "latency-linear", "health-figure"]) {
    $(id).addEventListener("change", () => {
      $(id).dataset.isChosen = "yes";
      drawCharts();
    });
  }
  for (const id of Object.keys(DRAWN)) watcher.observe($(id));
  charts.setTheme(ocppLoadTheme.name());
  $("theme").addEventListener("click", () => {
    ocppLoadTheme.toggle();
    charts.setTheme(ocppLoadTheme.name());
  });
  ocppLoadTheme.onChange(() => charts.setTheme(ocppLoadTheme.name()));
  document.addEventListener("visibilitychange", ask);
  ask();
})();
