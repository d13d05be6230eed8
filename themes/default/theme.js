(function () {
  "use strict";
  const doc = document, root = doc.documentElement, text = doc.currentScript.dataset, id = root.dataset.site + ":";
  const all = (selector, from) => Array.from((from || doc).querySelectorAll(selector));
  const one = (selector) => doc.querySelector(selector);
  const make = (name, props, ...children) => {
    const node = Object.assign(doc.createElement(name), props);
    node.append(...children);
    return node;
  };
  const get = (key, store) => { try { return window[store || "localStorage"].getItem(id + key); } catch (e) { return null; } };
  const put = (key, value, store) => {
    try {
      const s = window[store || "localStorage"];
      value === null ? s.removeItem(id + key) : s.setItem(id + key, value);
    } catch (e) { /* storage denied: the choice lasts for this page */ }
  };
  const status = make("div", { className: "visually-hidden" });
  status.setAttribute("role", "status");
  doc.body.append(status);
  const say = (words) => { status.textContent = ""; setTimeout(() => { status.textContent = words; }, 50); };

  function scheme() {
    const button = one(".scheme");
    if (!button) return;
    const show = () => {
      const label = button.dataset[root.dataset.theme || "auto"];
      button.setAttribute("aria-label", label);
      button.title = label;
    };
    button.addEventListener("click", () => {
      const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
      const order = ["auto", dark ? "light" : "dark", dark ? "dark" : "light"];
      const next = order[(order.indexOf(root.dataset.theme || "auto") + 1) % 3];
      if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
      put("scheme", next === "auto" ? null : next);
      show();
    });
    show();
  }

  function drawer() {
    const link = one("a.menu"), nav = doc.getElementById(":nav");
    if (!link || !nav || !window.HTMLDialogElement) return false;
    const inner = nav.firstElementChild;
    const button = make("button", { type: "button", className: link.className }, ...link.childNodes);
    button.setAttribute("aria-haspopup", "dialog");
    link.replaceWith(button);
    const shut = make("button", { type: "button", className: "tool" }, text.close);
    const panel = make("nav"), dialog = make("dialog", { className: "drawer" }, shut, panel);
    panel.setAttribute("aria-label", nav.getAttribute("aria-label"));
    dialog.setAttribute("aria-label", button.textContent.trim());
    doc.body.append(dialog);
    button.addEventListener("click", () => {
      panel.append(inner);
      dialog.showModal();
      reveal(dialog);
    });
    shut.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (e) => {
      const a = e.target.closest("a");
      if (e.target === dialog && e.clientX > dialog.getBoundingClientRect().right || a && a.hash && a.pathname === location.pathname) dialog.close();
    });
    dialog.addEventListener("close", () => { nav.append(inner); button.focus(); });
    const wide = window.matchMedia("(min-width: 60em)");
    if (wide.addEventListener) wide.addEventListener("change", () => { if (wide.matches && dialog.open) dialog.close(); });
    return true;
  }

  function reveal(box) {
    const current = box.querySelector("[aria-current=page]");
    if (!current) return;
    const a = current.getBoundingClientRect(), b = box.getBoundingClientRect();
    if (a.top < b.top || a.bottom > b.bottom) box.scrollTop += a.top - b.top - b.height / 3;
  }

  function sidebar() {
    const nav = doc.getElementById(":nav"), top = one(".top [aria-current]");
    if (top) {
      const strip = top.closest("nav");
      strip.scrollLeft = top.getBoundingClientRect().right - strip.getBoundingClientRect().right + 40;
    }
    if (!nav) return;
    nav.scrollTop = Number(get("nav", "sessionStorage")) || 0;
    reveal(nav);
    window.addEventListener("pagehide", () => put("nav", nav.scrollTop, "sessionStorage"));
  }

  function languages() {
    const box = one("details.lang");
    if (!box) return;
    doc.addEventListener("click", (e) => { if (!box.contains(e.target)) box.open = false; });
    box.addEventListener("focusout", (e) => { if (e.relatedTarget && !box.contains(e.relatedTarget)) box.open = false; });
    box.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && box.open) { box.open = false; box.firstElementChild.focus(); }
    });
  }

  function headings() {
    all("article :is(h2, h3, h4, h5, h6)[id]").forEach((h) => {
      if (h.closest("table, a, summary")) return;
      const anchor = make("a", { className: "anchor", href: "#" + h.id }, "#");
      anchor.setAttribute("aria-label", text.link + " " + h.textContent.trim());
      const box = make("div", { className: "hd " + h.localName });
      h.replaceWith(box);
      box.append(h, anchor);
    });
  }

  function spy() {
    const box = one("aside.outline");
    const links = all("aside.outline a");
    const marks = links.map((a) => doc.getElementById(decodeURIComponent(a.hash.slice(1))));
    if (!links.length || marks.includes(null)) return;
    let now = -1, due = false;
    const look = () => {
      due = false;
      let low = 0, high = marks.length;
      const line = innerHeight * .25;
      while (low < high) {
        const mid = (low + high) >> 1;
        if (marks[mid].getBoundingClientRect().top <= line) low = mid + 1; else high = mid;
      }
      const end = root.scrollHeight - innerHeight;
      const at = end > 0 && scrollY >= end - 2 ? marks.length - 1 : low - 1;
      if (at === now) return;
      if (links[now]) links[now].removeAttribute("aria-current");
      now = at;
      if (!links[now]) return;
      links[now].setAttribute("aria-current", "true");
      const a = links[now].getBoundingClientRect(), b = box.getBoundingClientRect();
      if (a.top < b.top || a.bottom > b.bottom) box.scrollTop += a.top - b.top - b.height / 2;
    };
    addEventListener("scroll", () => { if (!due) { due = true; requestAnimationFrame(look); } }, { passive: true });
    look();
  }

  function tables() {
    if (!window.ResizeObserver) return;
    const fit = (box) => {
      const fits = box.firstElementChild.offsetWidth <= box.offsetWidth - 2;
      box.classList.toggle("fits", fits);
      if (fits) box.removeAttribute("tabindex"); else box.tabIndex = 0;
    };
    const watch = new ResizeObserver((entries) => entries.forEach((e) => fit(e.target)));
    all(".table-scroll").forEach((box) => { if (box.firstElementChild) { fit(box); watch.observe(box); } });
  }

  async function copied(pre) {
    const words = pre.textContent.replace(/\n$/, "");
    try { await navigator.clipboard.writeText(words); return true; } catch (e) {
      const area = make("textarea", { value: words, className: "visually-hidden", readOnly: true });
      doc.body.append(area);
      area.select();
      let done = false;
      try { done = doc.execCommand("copy"); } catch (x) { /* no way to copy here */ }
      area.remove();
      return done;
    }
  }

  function code() {
    all("article pre").forEach((pre) => {
      if (!pre.firstElementChild || pre.firstElementChild.localName !== "code") return;
      const button = make("button", { type: "button", className: "copy" }, text.copy);
      const box = make("div", { className: "code" });
      pre.replaceWith(box);
      box.append(pre, button);
      button.addEventListener("click", async () => {
        if (!await copied(pre)) return;
        button.textContent = text.copied;
        button.focus();
        say(text.copied);
        setTimeout(() => { button.textContent = text.copy; }, 2000);
      });
    });
  }

  function tabs() {
    const groups = all(".tabGroup").map((box) => {
      const list = Array.from(box.children).find((c) => c.localName === "ul");
      return list && {
        own: box.hasAttribute("data-tab-group-independent"),
        tabs: all("a[data-tab]", list).map((a) => {
          const panel = doc.getElementById(a.getAttribute("aria-controls") || a.hash.slice(1));
          if (panel) {
            panel.setAttribute("role", "tabpanel");
            panel.dataset.title = panel.dataset.title || a.textContent.trim();
            panel.setAttribute("aria-label", panel.dataset.title);
          }
          a.setAttribute("role", "tab");
          a.parentNode.setAttribute("role", "presentation");
          list.setAttribute("role", "tablist");
          return { a, panel, ids: a.dataset.tab.split("+"), condition: a.dataset.condition, first: a.getAttribute("aria-selected") === "true" };
        }).filter((t) => t.panel),
      };
    }).filter((g) => g && g.tabs.length);
    if (!groups.length) return;
    const asked = new URLSearchParams(location.search).get("tabs") || get("tabs") || "";
    let chosen = asked.split(",").filter(Boolean);
    const apply = () => {
      const active = [];
      groups.forEach((g) => {
        const seen = g.tabs.filter((t) => !t.condition || active.includes(t.condition));
        const pool = seen.length ? seen : g.tabs;
        const wanted = (g.own ? g.chosen || [] : chosen).find((c) => pool.some((t) => t.ids.includes(c)));
        const on = pool.find((t) => t.ids.includes(wanted)) || pool.find((t) => t.first) || pool[0];
        active.push(...on.ids);
        g.tabs.forEach((t) => {
          const yes = t === on, gone = !pool.includes(t);
          t.a.setAttribute("aria-selected", yes);
          t.a.tabIndex = yes ? 0 : -1;
          t.a.parentNode.hidden = gone;
          t.a.parentNode.removeAttribute("aria-hidden");
          t.panel.removeAttribute("aria-hidden");
          if (yes) t.panel.removeAttribute("hidden");
          else t.panel.setAttribute("hidden", "onbeforematch" in doc.body && !gone ? "until-found" : "");
        });
      });
    };
    const choose = (g, t) => {
      const before = t.a.getBoundingClientRect().top;
      if (g.own) g.chosen = t.ids;
      else {
        chosen = t.ids.concat(chosen.filter((c) => !t.ids.includes(c))).slice(0, 12);
        put("tabs", chosen.join(","));
        try {
          const url = new URL(location.href);
          url.searchParams.set("tabs", chosen.join(","));
          history.replaceState(history.state, "", url.href.replace(/%2C/g, ","));
        } catch (e) { /* file: pages keep their address */ }
      }
      apply();
      scrollBy(0, t.a.getBoundingClientRect().top - before);
    };
    groups.forEach((g) => g.tabs.forEach((t) => {
      t.a.addEventListener("click", (e) => { e.preventDefault(); choose(g, t); });
      t.a.addEventListener("keydown", (e) => {
        const list = g.tabs.filter((x) => !x.a.parentNode.hidden), at = list.indexOf(t), rtl = getComputedStyle(t.a).direction === "rtl";
        const to = { ArrowRight: at + (rtl ? -1 : 1), ArrowLeft: at + (rtl ? 1 : -1), Home: 0, End: list.length - 1, " ": at }[e.key];
        if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
        e.preventDefault();
        const next = list[(to + list.length) % list.length];
        choose(g, next);
        next.a.focus();
      });
      t.panel.addEventListener("beforematch", (e) => { if (e.target === t.panel) choose(g, t); });
    }));
    apply();
    const land = () => {
      let goal = null;
      try { goal = doc.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (e) { return; }
      if (!goal) return;
      groups.forEach((g) => g.tabs.forEach((t) => { if (t.panel.contains(goal) && t.panel.hidden) { choose(g, t); goal.scrollIntoView(); } }));
    };
    addEventListener("hashchange", land);
    land();
  }

  function filter() {
    const whole = one(".whole");
    if (!whole) return;
    const input = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    whole.before(make("label", { className: "filter" }, text.filter, input));
    const flat = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const items = all("li", whole).map((li) => ({ li, words: flat(li.firstElementChild ? li.firstElementChild.textContent : "") }));
    input.addEventListener("input", () => {
      const q = flat(input.value.trim()), keep = new Set();
      let found = 0;
      if (q) items.forEach(({ li, words }) => {
        if (!words.includes(q)) return;
        found += 1;
        for (let n = li; n !== whole; n = n.parentNode) keep.add(n);
      });
      items.forEach(({ li }) => { li.hidden = Boolean(q) && !keep.has(li); });
      if (q) say(text.found + " " + found);
    });
  }

  function print() {
    let opened = [];
    addEventListener("beforeprint", () => { opened = all("article details:not([open])"); opened.forEach((d) => { d.open = true; }); });
    addEventListener("afterprint", () => { opened.forEach((d) => { d.open = false; }); opened = []; });
  }

  function selectors() {
    all(".op_single_selector a, .op_multi_selector a").forEach((a) => {
      if (a.pathname === location.pathname) a.setAttribute("aria-current", "page");
    });
  }

  function search() {
    const button = one("button.search");
    if (!button) return;
    let loaded;
    const load = () => loaded = loaded || new Promise((done, fail) => {
      doc.head.append(make("link", { rel: "stylesheet", href: button.dataset.css }), make("script", { src: button.dataset.js, onload: done, onerror: fail }));
    }).catch(() => { loaded = null; say(button.dataset.failed); });
    const open = (words) => load().then(() => button.dispatchEvent(new CustomEvent("search", { detail: words })));
    button.addEventListener("focus", load);
    button.addEventListener("click", () => open());
    doc.addEventListener("keydown", (e) => {
      const typing = e.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
      const slash = e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey && get("slash") !== "off";
      if (!slash && !((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === "k")) return;
      e.preventDefault();
      if (!doc.querySelector("dialog[open]:not(.searching)")) open();
    });
    if (new URLSearchParams(location.search).has("highlight")) load();
    const missing = one("button.find");
    if (!missing) return;
    missing.hidden = false;
    missing.addEventListener("click", () => {
      let words = location.pathname;
      try { words = decodeURIComponent(words); } catch (e) { /* as it stands */ }
      open(words.split("/").pop().replace(/\.html?$/, "").replace(/[-_.+]+/g, " ").trim());
    });
  }

  const drawn = drawer();
  [scheme, search, languages, tabs, headings, code, tables, selectors, filter, sidebar, spy, print].forEach((part) => {
    try { part(); } catch (e) { console.error(e); }
  });
  if (drawn || !one("a.menu")) root.classList.add("drawn");
  root.classList.add("ready");
})();
