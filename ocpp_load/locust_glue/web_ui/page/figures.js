// Figures as a person reads them: as the report writes them.
"use strict";

const ocppLoadFigures = (() => {
  const NONE = "–";
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const threeDigits = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, minimumSignificantDigits: 3 });

  const count = (value) => (value == null ? NONE : whole.format(value));
  const significant = (value) => (Math.abs(value) >= 100 ? whole.format(value) : threeDigits.format(value));
  const ms = (value) => (value == null ? NONE : value === 0 ? "0" : significant(value));
  const rate = (value) => (value == null ? NONE : value === 0 ? "0" : value >= 100 ? whole.format(value) : value.toFixed(value < 1 ? 2 : 1));
  const bytes = (value) => (value == null ? NONE : `${whole.format(value / 2 ** 20)} MiB`);
  const energy = (wh) => (wh >= 1e6 ? `${significant(wh / 1e6)} MWh` : `${significant(wh / 1e3)} kWh`);

  function share(value) {
    if (value == null || Number.isNaN(value)) return NONE;
    if (value === 0) return "0 %";
    const percent = value * 100;
    if (percent < 0.01) return "< 0.01 %";
    return percent > 99.99 && percent < 100 ? "> 99.99 %" : `${Number(percent.toPrecision(3))} %`;
  }

  function seconds(value) {
    if (value == null) return NONE;
    return value >= 1 ? `${significant(value)} s` : `${ms(value * 1000)} ms`;
  }

  /** Time since the start: 01:05, or 1:00:05. */
  function clock(value) {
    if (value == null) return NONE;
    const two = (number) => String(number).padStart(2, "0");
    const total = Math.floor(value);
    const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
  }

  const OF_UNIT = { s: seconds, share, count, "per s": (value) => `${rate(value)} / s` };

  /** A figure of a threshold, in its unit. */
  const inUnit = (value, unit) => (value == null ? NONE : (OF_UNIT[unit] ?? String)(value));

  return { NONE, count, ms, rate, bytes, energy, share, seconds, clock, inUnit };
})();
