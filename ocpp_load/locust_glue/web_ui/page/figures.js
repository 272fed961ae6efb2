// Figures as a person reads them: as `report/figures.py` writes them.
"use strict";

const ocppLoadFigures = (() => {
  const NONE = "-";
  const UNITS = ["B", "kB", "MB", "GB", "TB"];
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

  const count = (value) => (value == null ? NONE : whole.format(value));
  const energy = (wh) => (wh == null ? NONE : wh < 999.5 ? `${whole.format(wh)} Wh` : `${tenths.format(wh / 1000)} kWh`);

  function ms(value) {
    if (value == null) return NONE;
    if (value > 0 && value < 0.0995) return value.toFixed(3);
    if (value < 9.995) return value.toFixed(2);
    return value < 99.95 ? value.toFixed(1) : whole.format(value);
  }

  function rate(value) {
    if (value == null) return NONE;
    if (value > 0 && value < 0.095) return value.toFixed(2);
    return value < 999.95 ? value.toFixed(1) : whole.format(value);
  }

  function bytes(value) {
    if (value == null) return NONE;
    let [amount, unit] = [value, 0];
    while (amount >= 999.5 && unit < UNITS.length - 1) [amount, unit] = [amount / 1000, unit + 1];
    return `${amount.toFixed(unit === 0 || amount >= 99.95 ? 0 : 1)} ${UNITS[unit]}`;
  }

  function share(value) {
    if (value == null || Number.isNaN(value)) return NONE;
    const percent = value * 100;
    if (percent === 0) return "0 %";
    if (percent < 0.01) return "< 0.01 %";
    if (percent > 99.99 && percent < 100) return "> 99.99 %";
    return percent < 99 ? `${Number(percent.toPrecision(3))} %` : `${percent.toFixed(2).replace(/\.00$/, "")} %`;
  }

  function seconds(value) {
    if (value == null) return NONE;
    if (value < 1) return `${ms(value * 1000)} ms`;
    return value < 999.5 ? `${Number(value.toPrecision(3))} s` : `${whole.format(value)} s`;
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
