// Keeps an open page up to date. Without this script the page's own link shows how things stand.
"use strict";
(() => {
  const main = () => document.getElementById("main");
  const announce = document.getElementById("announce");
  let source = null;
  let finished = false;

  const label = (element) => {
    const form = element.form ? element.form.getAttribute("action") : "";
    return [element.id, element.name, form, element.tagName, element.textContent.trim().slice(0, 40)].join("|");
  };
  const focusable = "a[href], button, input:not([type=hidden]), summary";

  // Replaces what changed, and keeps what the reader has typed, opened, and where they are.
  const renew = (old, fresh) => {
    const at = old.contains(document.activeElement) ? label(document.activeElement) : null;
    const typed = new Map();
    for (const input of old.querySelectorAll("input:not([type=hidden])")) typed.set(label(input), input.value);
    const opened = new Map();
    for (const each of old.querySelectorAll("details[id]")) opened.set(each.id, each.open);
    old.className = fresh.className;
    old.replaceChildren(...fresh.childNodes);
    for (const input of old.querySelectorAll("input:not([type=hidden])")) {
      if (typed.has(label(input))) input.value = typed.get(label(input));
    }
    for (const each of old.querySelectorAll("details[id]")) if (opened.get(each.id)) each.open = true;
    if (at === null) return;
    const again = [...old.querySelectorAll(focusable)].find((each) => label(each) === at);
    const heading = main().querySelector("h1");
    if (again) again.focus({ preventScroll: true });
    else {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  };

  const refresh = async () => {
    const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (!fresh) return;
    const before = main().querySelector("[data-live]").textContent;
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id);
      if (old && old.innerHTML !== part.innerHTML) renew(old, part);
    }
    for (const name of ["data-stage", "data-outcome", "data-version"]) {
      if (fresh.hasAttribute(name)) main().setAttribute(name, fresh.getAttribute(name));
    }
    document.title = page.title;
    const told = main().querySelector("[data-live]").textContent;
    if (told !== before) announce.textContent = told.replace(/\s+/g, " ").trim();
  };

  const close = () => {
    if (source) source.close();
    source = null;
  };

  const open = () => {
    const address = main().dataset.events;
    if (!address || source || finished || document.hidden) return;
    source = new EventSource(`${address}?version=${encodeURIComponent(main().dataset.version || "")}`);
    source.addEventListener("change", () => refresh().catch(() => {}));
    source.addEventListener("pause", close);
    source.addEventListener("over", () => {
      finished = true;
      close();
    });
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
})();
