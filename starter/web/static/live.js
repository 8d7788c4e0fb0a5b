// Keeps an open page up to date as long as it is in sight: what fails or ends is tried again. Without this script the
// page's own link shows how things stand.
"use strict";
(() => {
  const main = () => document.getElementById("main");
  const announce = document.getElementById("announce");
  let source = null;
  let finished = false;
  let loading = false;
  let missed = false;
  let stale = false;

  // Milliseconds: the first wait, doubled with each failure up to the longest, and not the same for everybody.
  const REFRESH = 2000;
  const REOPEN = 30000;
  const LONGEST = 300000;
  const patient = (task, first) => {
    let timer = 0;
    let failures = 0;
    return {
      later() {
        clearTimeout(timer);
        timer = setTimeout(task, Math.min(LONGEST, first * 2 ** failures) * (0.75 + Math.random() / 2));
        failures += 1;
      },
      done() {
        clearTimeout(timer);
        failures = 0;
      },
    };
  };

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

  const tried = () => (document.getElementById("tried") || { textContent: "" }).textContent;

  const load = async () => {
    const signal = AbortSignal.timeout(20000);
    const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store", signal });
    if (answer.status === 404 || answer.status === 410) {
      finished = true; // the link opens nothing any more
      close();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (!answer.ok || !fresh) throw new Error("try again");
    const before = main().querySelector("[data-live]").textContent;
    const triedBefore = tried();
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
    else if (tried() !== triedBefore) announce.textContent = tried();
  };

  const refresh = async () => {
    missed = loading;
    if (loading) return;
    loading = true;
    try {
      await load();
      reloading.done();
      stale = false;
    } catch {
      stale = true;
      reloading.later();
    }
    loading = false;
    if (missed) refresh();
  };

  const close = () => {
    if (source) source.close();
    source = null;
  };

  const open = () => {
    const address = main().dataset.events;
    if (!address || source || finished || document.hidden) return;
    source = new EventSource(`${address}?version=${encodeURIComponent(main().dataset.version || "")}`);
    source.addEventListener("open", reopening.done);
    source.addEventListener("change", refresh);
    source.addEventListener("pause", () => {
      close();
      reopening.later();
    });
    source.addEventListener("error", () => {
      if (!source || source.readyState !== EventSource.CLOSED) return; // else the browser tries again by itself
      close();
      reopening.later();
    });
    source.addEventListener("over", () => {
      finished = true;
      close();
    });
  };

  const reloading = patient(() => document.hidden || refresh(), REFRESH);
  const reopening = patient(() => open(), REOPEN);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return close();
    if (stale) refresh();
    open();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
})();
