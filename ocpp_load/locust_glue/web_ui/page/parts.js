// The parts of the page, each filled from the figures of the moment.
"use strict";

const ocppLoadParts = (() => {
  const { NONE, count, ms, rate, bytes, energy, share, clock, inUnit } = ocppLoadFigures;
  const { element, write, fill, list } = ocppLoadTables;
  const $ = (id) => document.getElementById(id);
  const show = (id, is) => {
    $(id).hidden = !is;
  };

  const plain = (name, text, more = {}) => ({ name, cell: (row) => ({ text: text(row) }), ...more });
  const figure = (name, value, text, more = {}) =>
    ({ name, value, isFigure: true, cell: (row) => ({ text: text(value(row)) }), ...more });

  // --- The run as a whole --------------------------------------------------------------------

  function cards({ fleet, totals, drivers }, isOver) {
    const { now, peak } = fleet;
    const failures = Object.values(totals).reduce((sum, total) => sum + total.failures, 0);
    const failing = Object.values(totals).reduce((sum, total) => sum + total.failures_per_s, 0);
    const told = [
      ["Connected", count(now.connected), isOver ? `at most ${count(peak.connected)}` : `of ${count(now.started)} started`],
      ["Accepted", count(now.accepted), now.connecting ? `${count(now.connecting)} connecting` : `at most ${count(peak.accepted)}`],
      ["Charging", count(now.charging), `at most ${count(peak.charging)}`],
      ["Calls", `${rate(totals.call.rate_per_s)} / s`, `${count(totals.call.count)} so far`],
      ["Commands", `${rate(totals.command.rate_per_s)} / s`, `${count(totals.command.count)} answered`],
      ["Failures", count(failures), `${rate(failing)} / s now`, failures ? "bad" : ""],
      ["Transactions", count(now.transactions_started), `${count(now.transactions_stopped)} stopped`],
      ["Energy", energy(now.energy_wh), "of stopped transactions"],
    ];
    if (drivers) told.push(["Drivers", count(drivers.arrived), `${count(drivers.turned_away + drivers.gave_up)} found no place`]);
    const place = $("cards");
    told.forEach(([name, value, more, className = ""], index) => {
      const card = place.children[index] ?? place.appendChild(element("div"));
      if (!card.children.length) card.append(element("dt"), element("dd"), element("dd"));
      write(card.children[0], { text: name });
      write(card.children[1], { text: value, className: `value ${className}`.trim() });
      write(card.children[2], { text: more, className: "more" });
    });
    while (place.children.length > told.length) place.lastChild.remove();
  }

  const OUTCOMES = { passed: "good", failed: "bad", invalid: "doubtful", interrupted: "doubtful" };
  const FILES = {
    "report.html": "Report", "summary.json": "Summary (JSON)", "junit.xml": "JUnit", "stats.csv": "Statistics (CSV)",
  };

  function lastRun(told, isOver) {
    const place = $("ended");
    show("ended", isOver && told !== null);
    if (!told || place.dataset.of === told.name) return;
    place.dataset.of = told.name;
    const outcome = told.verdict?.outcome;
    const heading = element("h2", "The run has ended");
    if (outcome) {
      const text = `${outcome} (exit ${told.verdict.exit_code})`;
      heading.append(": ", element("span", text, `badge ${OUTCOMES[outcome] ?? ""}`));
    }
    const reasons = element("div");
    list(reasons, told.verdict?.reasons ?? []);
    const links = element("p", null, "files");
    for (const file of told.files) {
      const link = element("a", FILES[file] ?? file, "button");
      link.href = `./ocpp-load/reports/${file}`;
      links.append(link, " ");
      if (file === "report.html") {
        link.textContent = "Open the report";
        const saved = element("a", "Download the report", "button");
        saved.href = `${link.href}?download`;
        links.append(saved, " ");
      }
    }
    const kept = element("p", `These files are in the directory ${told.name} of the reports.`, "quiet");
    place.replaceChildren(heading, reasons, links, kept);
  }

  const STANDINGS = { holds: ["✓ holds", "good"], "is broken": ["✗ is broken", "bad"] };

  function thresholds(all, isOver) {
    show("thresholds-part", all.length > 0);
    const open = isOver ? ["✗ could not be judged", "bad"] : ["not measured yet", "doubtful"];
    fill($("thresholds"), [
      {
        name: "Outcome", value: (row) => row.outcome,
        cell: (row) => {
          const [text, className] = STANDINGS[row.outcome] ?? open;
          return { text, className: `standing ${className}` };
        },
      },
      plain("Threshold", (row) => (row.name ? `${row.name}: ${row.threshold}` : row.threshold)),
      plain("Measured", (row) => (row.value === null ? (row.reason ?? NONE) : inUnit(row.value, row.unit)), { isFigure: true }),
      plain("To be", (row) => (row.limit === null ? NONE : `${row.comparison} ${inUnit(row.limit, row.unit)}`), { isFigure: true }),
      figure("First broken", (row) => row.first_broken_s, clock),
    ], all, "");
  }

  // --- Lines of statistics -------------------------------------------------------------------

  const common = [
    plain("Name", (row) => row.name, { value: (row) => row.name }),
    figure("Count", (row) => row.count, count),
    {
      name: "Failed", value: (row) => row.failures, isFigure: true,
      cell: (row) => ({
        text: row.failures ? `${count(row.failures)} (${share(row.failures / row.count)})` : "0",
        className: row.failures ? "bad" : "",
        title: Object.entries(row.reasons).map(([reason, times]) => `${count(times)} × ${reason}`).join("\n"),
      }),
    },
  ];
  const perS = figure("Per s", (row) => row.rate_per_s, rate, { title: "in the last seconds" });
  const latencies = ["p50", "p90", "p95", "p99", "max"].map((name) =>
    figure(name === "max" ? "Max" : name, (row) => row.latency?.[`${name}_ms`], ms, { title: "milliseconds" }));
  const fromIntent = figure("p99 from intent", (row) => row.from_intent?.p99_ms, ms,
    { title: "milliseconds from when the call was due to its answer" });

  function lines(all) {
    const of = (direction) => all.filter((line) => line.direction === direction);
    fill($("call-lines"), [...common, ...latencies, perS, fromIntent], of("call"), "No call yet.");
    fill($("command-lines"), [...common, ...latencies, perS], of("command"), "No command yet.");
    fill($("link-lines"), [...common, ...latencies, perS], of("link"), "Nothing yet.");
    fill($("flow-lines"), [...common, ...latencies, perS], of("flow"), "");
    fill($("checks"), [...common, perS], of("check"), "");
    show("flow-part", of("flow").length > 0);
    show("checks-part", of("check").length > 0);
    const kinds = all.flatMap((line) => Object.entries(line.reasons).map(([reason, times]) => ({ line, reason, times })));
    show("failures-part", kinds.length > 0);
    fill($("failures"), [
      figure("Count", (row) => row.times, count),
      plain("Of", (row) => `${row.line.direction} ${row.line.name}`),
      plain("Reason", (row) => row.reason),
    ], kinds.sort((one, other) => other.times - one.times), "");
  }

  // --- What else is to be said ---------------------------------------------------------------

  function events(all) {
    show("events-part", all.length > 0);
    fill($("events"), [
      plain("Event", (row) => row.name),
      plain("What", (row) => row.what),
      figure("Due", (row) => row.at_s, clock),
      figure("Began", (row) => row.began_s, clock),
      figure("Thrown out", (row) => row.struck, count),
    ], all, "");
  }

  function drivers(counts) {
    show("drivers-part", counts !== null);
    if (counts) pairs("drivers", {
      arrived: counts.arrived, began: counts.began, "found no free connector": counts.no_free_connector,
      "turned away": counts.turned_away, "gave up": counts.gave_up, waiting: counts.waiting,
      refused: counts.refused, "came late": counts.late,
    });
  }

  function pairs(id, figures) {
    const all = Object.entries(figures).map(([name, value]) => ({ name, value }));
    fill($(id), [plain("", (row) => row.name), figure("Count", (row) => row.value, count)], all, "");
  }

  function violations(kinds, explanations, faults) {
    const all = [
      ...Object.entries(kinds).map(([text, times]) => ({ times, whose: "central system", text, why: explanations[text] ?? "" })),
      ...Object.entries(faults).map(([text, times]) => ({ times, whose: "ocpp_load or the scenario", text, why: "" })),
    ];
    show("violations-part", true);
    fill($("violations"), [
      figure("Count", (row) => row.times, count),
      plain("Whose", (row) => row.whose),
      plain("What", (row) => row.text),
      plain("Why", (row) => row.why),
    ], all, "None.");
  }

  const fate = (name, value, isBad = false) => ({
    name, value, isFigure: true,
    cell: (row) => ({ text: count(value(row)), className: isBad && value(row) ? "bad" : "" }),
  });

  function audit(told) {
    fill($("audit"), [
      fate("Started", (row) => row.started), fate("Stopped", (row) => row.stopped), fate("Delivered", (row) => row.delivered),
      fate("Still open", (row) => row.still_open), fate("Lost", (row) => row.lost, true),
      fate("Delivered twice", (row) => row.delivered_twice, true), fate("Out of order", (row) => row.out_of_order, true),
      fate("MeterValues lost", (row) => row.meter_values_lost, true),
    ], [told], "");
  }

  /** Show one exchange with its frames, as the central system's log may have it. */
  async function showExchange({ key, name, station }) {
    const place = $("exchange");
    place.hidden = false;
    place.replaceChildren(element("h3", `${name} of ${station}`), element("p", "…", "quiet"));
    let told = null;
    try {
      const answer = await fetch(`./ocpp-load/exchange?${new URLSearchParams({ key })}`, { redirect: "manual" });
      told = answer.ok ? await answer.json() : null;
    } catch {
      // Said below: the notice of the page says more.
    }
    if (told === null) {
      place.lastChild.textContent = "It is no longer kept, or Locust does not answer.";
      return;
    }
    const facts = element("dl", null, "facts");
    for (const [fact, value] of [
      ["Message id", told.message_id], ["Outcome", told.outcome], ["Intended at", told.intended_at], ["Sent at", told.sent_at],
      ["Received at", told.received_at], ["Ended at", told.ended_at],
      ["Waited for its turn", told.queued_ms === null ? null : `${ms(told.queued_ms)} ms`],
      ["Round trip", told.round_trip_ms === null ? null : `${ms(told.round_trip_ms)} ms`],
      ["From intent", told.from_intent_ms === null ? null : `${ms(told.from_intent_ms)} ms`],
    ]) {
      if (value !== null) facts.append(element("dt", fact), element("dd", value));
    }
    const frames = [["sent", told.sent], ["received", told.received]].filter(([, frame]) => frame).flatMap(([way, frame]) =>
      [element("h4", frame.is_cut ? `${way}, the beginning of ${count(frame.size_bytes)} bytes` : way), element("pre", frame.text)]);
    place.replaceChildren(place.firstChild, facts, ...frames);
  }

  function slowest(told) {
    const calls = told?.slowest ?? [];
    show("slowest-part", calls.length > 0 || (told?.failures ?? []).length > 0);
    fill($("slowest"), [
      plain("Call", (row) => row.name),
      plain("Station", (row) => row.station),
      plain("Message id", (row) => row.message_id),
      plain("Sent at", (row) => row.at),
      figure("Round trip", (row) => row.round_trip_ms, ms, { title: "milliseconds" }),
      figure("From intent", (row) => row.from_intent_ms, ms, { title: "milliseconds" }),
    ], calls, "None yet.", showExchange);
    fill($("first-failures"), [
      plain("Of", (row) => `${row.direction} ${row.name}`),
      plain("Failure", (row) => row.outcome),
      plain("Station", (row) => row.station),
      plain("Message id", (row) => row.message_id ?? NONE),
      plain("At", (row) => row.at),
    ], told?.failures ?? [], "No failure yet.", showExchange);
  }

  const against = (name, value, limit) => ({
    name, value, isFigure: true,
    cell: (row) => ({ text: limit(row) === null ? count(value(row)) : `${count(value(row))} of ${count(limit(row))}` }),
  });

  function health(told) {
    const warnings = [...new Set([...told.invalid, ...told.warnings])];
    list($("health-warnings"), warnings, "warnings");
    fill($("health"), [
      plain("Process", (row) => row.process),
      figure("CPU mean", (row) => row.mean_cpu_share, share),
      figure("CPU max", (row) => row.max_cpu_share, share),
      figure("Event loop lag p99", (row) => row.loop_lag_p99_ms, ms, { title: "milliseconds that the event loop was late" }),
      figure("Event loop lag max", (row) => row.loop_lag_max_ms, ms, { title: "milliseconds that the event loop was late" }),
      figure("Garbage collection max", (row) => row.garbage_collection_max_ms, ms, { title: "milliseconds of one garbage collection" }),
      figure("Memory max", (row) => row.peak_resident_bytes, bytes),
      against("Open files", (row) => row.peak_open_files, (row) => row.open_files_limit),
      against("Local ports", (row) => row.peak_ports, (row) => row.ports_limit),
      figure("Messages unsent", (row) => row.peak_unsent_messages, count, { title: "messages that waited in stations, at most" }),
    ], told.processes, "No figures yet.");
  }

  return { cards, lastRun, thresholds, lines, events, drivers, violations, audit, slowest, health, show };
})();
