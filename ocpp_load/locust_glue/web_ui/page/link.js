// The link from Locust's page to ours. React owns what is in #root and makes it anew as it likes:
// whenever the link has gone with something, it is put back.
"use strict";

(() => {
  const style = document.createElement("style");
  style.textContent = `
    #ocpp-load-link { color: inherit; font: 500 0.9375rem/1.5 Roboto, Helvetica, Arial, sans-serif;
      padding: 6px 14px; border: 1px solid currentColor; border-radius: 4px; text-decoration: none;
      margin-right: auto; white-space: nowrap; }
    #ocpp-load-link:hover, #ocpp-load-link:focus-visible { background: rgba(127, 127, 127, 0.25); }
    body > #ocpp-load-link { position: fixed; right: 16px; bottom: 16px; z-index: 2000;
      background: #fff; color: #15803d; }`;
  document.head.append(style);

  const link = document.createElement("a");
  link.id = "ocpp-load-link";
  link.href = "./ocpp-load";
  link.textContent = "OCPP charge points";

  function place() {
    const logo = document.querySelector("header .MuiToolbar-root > a");
    if (logo && logo.nextElementSibling !== link) {
      logo.after(link);
    } else if (!link.isConnected) {
      document.body.append(link);
    }
  }

  place();
  new MutationObserver(place).observe(document.body, { childList: true, subtree: true });
})();
