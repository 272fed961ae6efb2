// Light or dark, as Locust's own page has it: the choice is shared with it, and made before
// anything is drawn.
"use strict";

const ocppLoadTheme = (() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const name = () => stored() ?? (dark.matches ? "dark" : "light");
  const apply = () => {
    document.documentElement.dataset.theme = name();
  };

  apply();
  return {
    name,
    toggle() {
      const next = name() === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("theme", next);
      } catch {
        // A browser that keeps nothing follows the system.
      }
      apply();
    },
    onChange(listener) {
      dark.addEventListener("change", () => {
        apply();
        listener();
      });
    },
  };
})();
