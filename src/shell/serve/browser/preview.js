// The preview's part of a page: follows changes, and shows the bar. It is in no site that is built.
"use strict";
(() => {
  const { mount, page, digest } = document.currentScript.dataset;
  const isSite = mount !== "";
  const name = mount.split("/")[1] ?? "";
  const isFramed = window.top !== window;
  const store = window.sessionStorage;
  const place = `playbook-place:${location.pathname}`;

  // ---------------------------------------------------------------- the place on the page

  const headings = () => [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)[id]")];
  const placeNow = () => {
    const above = headings().filter((heading) => heading.getBoundingClientRect().top <= 8).pop();
    return {
      y: window.scrollY,
      id: above?.id ?? null,
      offset: above ? above.getBoundingClientRect().top : 0,
      open: [...document.querySelectorAll("details")].map((details) => details.open),
    };
  };
  const kept = JSON.parse(store.getItem(place) ?? "null");
  store.removeItem(place);
  const restore = () => {
    if (kept === null) return;
    const { y, id, offset, open } = kept;
    document.querySelectorAll("details").forEach((details, at) => {
      if (open[at] !== undefined && open[at] !== details.open) details.open = open[at];
    });
    const heading = id === null ? null : document.getElementById(id);
    const top = heading ? heading.getBoundingClientRect().top + window.scrollY - offset : y;
    window.scrollTo({ top, behavior: "instant" });
  };
  const keep = (path) => store.setItem(`playbook-place:${path}`, JSON.stringify(placeNow()));
  restore();
  // Pictures move what is below them, so the place is found once more when they are there. The browser's own way of going back to a place counts
  // pixels, not headings: it is left alone but for pages that are loaded again by us. It acts once more right after `load`, so it has its way back
  // only when that is over.
  window.addEventListener("load", () => {
    restore();
    setTimeout(() => (history.scrollRestoration = "auto"));
  });

  // ---------------------------------------------------------------- following changes

  let known = digest;
  let isAsking = false;
  let isWaiting = false;
  let asked = "";
  const look = async (generation) => {
    // A hidden tab looks when it is shown again.
    if (document.visibilityState === "hidden") return;
    if (isAsking) {
      isWaiting = true;
      return;
    }
    isAsking = true;
    try {
      const query = isSite ? `?site=${encodeURIComponent(name)}&page=${encodeURIComponent(page)}` : "";
      const answer = await fetch(`/_playbook/page${query}`, { cache: "no-store" });
      if (answer.ok) react(await answer.json());
      asked = generation;
    } catch {
      // The server is away; it will be heard of when it is back.
    } finally {
      isAsking = false;
    }
    if (isWaiting) {
      isWaiting = false;
      look(generation);
    }
  };
  const react = (state) => {
    if (state.digest !== known) {
      known = state.digest;
      keep(location.pathname);
      history.scrollRestoration = "manual";
      location.reload();
      return;
    }
    restyle(state.styles);
    if (!isFramed) show(state);
  };
  const restyle = (styles) => {
    const links = [...document.querySelectorAll('link[rel="stylesheet"]')].filter((link) => !link.href.includes("/_playbook/"));
    links.forEach((link, at) => {
      if (styles[at] === undefined || link.getAttribute("href") === styles[at]) return;
      const next = link.cloneNode();
      next.href = styles[at];
      // Both are there until the new one is read, so that nothing flickers.
      next.addEventListener("load", () => link.remove());
      link.after(next);
    });
  };
  const follow = () => {
    if (window.SharedWorker) {
      const worker = new SharedWorker("/_playbook/worker.js", { name: "playbook" });
      worker.port.onmessage = ({ data }) => look(data);
      worker.port.start();
      window.addEventListener("pagehide", () => worker.port.postMessage("close"));
      window.addEventListener("pageshow", (event) => {
        // Back from the browser's memory: the worker was told that this tab is gone.
        if (event.persisted) location.reload();
      });
      return;
    }
    // Without a shared worker each tab has a stream of its own, while it is seen.
    let source = null;
    const connect = () => {
      source?.close();
      source = null;
      if (document.visibilityState === "hidden") return;
      source = new EventSource("/_playbook/live");
      source.onmessage = ({ data }) => look(data);
    };
    document.addEventListener("visibilitychange", connect);
    window.addEventListener("pagehide", () => source?.close());
    connect();
  };
  document.addEventListener("visibilitychange", () => look(asked));
  follow();

  // ---------------------------------------------------------------- the bar

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };
  const openEditor = async (button) => {
    const { file, line, column } = button.dataset;
    const answer = await fetch("/_playbook/open", { method: "POST", body: new URLSearchParams({ file, line, column }).toString().replaceAll("+", "%20") });
    if (!answer.ok) {
      // Where no editor can be started, the place is given to paste.
      await navigator.clipboard?.writeText(`${file}:${line}:${column}`).catch(() => {});
      button.textContent = `${file}:${line} (copied)`;
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("body.own button[data-file]");
    if (button) openEditor(button);
  });

  let root = null;
  let isListed = store.getItem("playbook-listed") === "1";
  let outlined = store.getItem("playbook-outlined") === "1";
  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const words = (findings) => {
    const count = (severity) => findings.filter((finding) => finding.severity === severity).length;
    const parts = ["error", "warning", "suggestion"].map((severity) => [count(severity), severity]).filter(([number]) => number > 0);
    return parts.length === 0 ? "No problems" : parts.map(([number, word]) => plural(number, word)).join(", ");
  };
  const show = (state) => {
    if (!isSite) return;
    if (root === null) {
      const host = make("div", { id: "playbook-preview-bar" });
      root = host.attachShadow({ mode: "open" });
      // Shown when its style is there.
      const style = make("link", { rel: "stylesheet", href: "/_playbook/preview.css" });
      const frame = make("div", { class: "frame", hidden: "" });
      style.addEventListener("load", () => (frame.hidden = false));
      root.append(style, frame);
      document.documentElement.append(host);
    }
    const sites = state.sites.filter((site) => site.name !== "").map((site) => {
      if (site.is_here) return make("span", { class: "site", "aria-current": "page" }, site.name);
      if (site.href === null) return make("span", { class: "site", "aria-disabled": "true", title: site.why }, site.name);
      const link = make("a", { class: "site", href: site.href }, site.name);
      link.addEventListener("click", () => keep(new URL(site.href, location.origin).pathname));
      return link;
    });
    const missing = state.sites.find((site) => site.href === null && !site.is_here);
    const other = state.sites.find((site) => site.href !== null && !site.is_here);
    const isKnown = state.digest !== "";
    const bar = make("div", { class: "bar", role: "toolbar", "aria-label": "Preview" }, ...sites);
    if (missing && isKnown) bar.append(make("span", { class: "why" }, `Not in ${missing.name}: ${missing.why}`));
    if (state.trouble) bar.append(make("span", { class: "trouble" }, state.trouble));
    bar.append(make("span", { class: "space" }));
    if (sites.length > 1 && isKnown) {
      const only = make("button", { type: "button", "aria-pressed": String(outlined) }, `Only for ${name}`);
      only.addEventListener("click", () => {
        outlined = !outlined;
        store.setItem("playbook-outlined", outlined ? "1" : "0");
        only.setAttribute("aria-pressed", String(outlined));
        outline(state);
      });
      bar.append(only);
    }
    if (other) {
      const query = new URLSearchParams({ left: location.pathname, right: other.href });
      bar.append(make("a", { class: "site beside", href: `/_playbook/side?${query}` }, "Side by side"));
    }
    const worst = state.findings.some((finding) => finding.severity === "error")
      ? "has-errors"
      : state.findings.some((finding) => finding.severity === "warning") ? "has-warnings" : "";
    const list = make("div", { class: "list", id: "list" });
    const toggle = make("button", { type: "button", class: `findings ${worst}`, "aria-expanded": String(isListed), "aria-controls": "list" }, words(state.findings));
    toggle.addEventListener("click", () => {
      isListed = !isListed;
      store.setItem("playbook-listed", isListed ? "1" : "0");
      toggle.setAttribute("aria-expanded", String(isListed));
      list.hidden = !isListed;
    });
    list.hidden = !isListed;
    for (const finding of state.findings) {
      const article = make("article", { class: finding.severity }, make("pre", {}, finding.frame));
      if (finding.file !== null) {
        const label = state.can_open ? "Open in editor" : "Copy the place";
        const button = make("button", { type: "button", "data-file": finding.file, "data-line": finding.line ?? 1, "data-column": finding.column ?? 1 }, label);
        button.addEventListener("click", () => openEditor(button));
        article.append(button);
      }
      list.append(article);
    }
    if (state.findings.length === 0) list.append("Nothing is wrong with this page.");
    const [errors, warnings] = state.counts;
    bar.append(toggle, make("a", { class: "all", href: "/_playbook/" }, `All: ${plural(errors, "error")}, ${plural(warnings, "warning")}`));
    root.querySelector(".frame").replaceChildren(list, bar);
    outline(state);
  };

  // ---------------------------------------------------------------- what only this audience sees

  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, tr, pre, blockquote, img, figure, summary, dt, dd";
  const blocks = (tree) => [...tree.querySelectorAll("main :is(" + BLOCKS + ")")];
  const key = (block) => {
    const pictures = [block, ...block.querySelectorAll("img")].filter((element) => element.tagName === "IMG");
    const sources = pictures.map((picture) => (picture.getAttribute("src") ?? "").split("/").pop());
    const own = block.textContent.replace(/\s+/g, " ").trim();
    return `${block.tagName} ${own} ${sources.join(" ")} ${block.querySelectorAll("a[href]").length}`;
  };
  let marked = [];
  const outline = async (state) => {
    for (const block of marked) block.style.removeProperty("outline");
    marked = [];
    if (!outlined) return;
    const others = state.sites.filter((site) => !site.is_here && site.href !== null);
    const seen = new Map();
    for (const site of others) {
      const answer = await fetch(site.href);
      if (!answer.ok) continue;
      const tree = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const block of blocks(tree)) seen.set(key(block), (seen.get(key(block)) ?? 0) + 1);
    }
    if (!outlined) return;
    for (const block of blocks(document)) {
      const left = seen.get(key(block)) ?? 0;
      if (left > 0) {
        seen.set(key(block), left - 1);
      } else {
        marked.push(block);
      }
    }
    // Of a block and one in it, the inner one says it more exactly.
    const outer = new Set();
    for (const block of marked) {
      for (let above = block.parentElement; above !== null; above = above.parentElement) outer.add(above);
    }
    marked = marked.filter((block) => !outer.has(block));
    for (const block of marked) {
      block.style.setProperty("outline", "2px dashed #c2410c", "important");
      block.style.setProperty("outline-offset", "3px");
    }
    document.documentElement.dataset.playbookOutlined = String(marked.length);
  };
})();
