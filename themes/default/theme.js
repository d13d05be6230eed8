(function () {
  "use strict";
  const began = performance.now(), doc = document, root = doc.documentElement, text = doc.currentScript.dataset, id = root.dataset.site + ":";
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
  let saying;
  // What was said last counts: nobody hears a number for each key.
  const say = (words) => {
    status.textContent = "";
    clearTimeout(saying);
    saying = setTimeout(() => { status.textContent = words; }, 300);
  };

  // Now, and when a page is shown that was made ahead, or comes back: what readers chose may be something else by then.
  const again = (act) => {
    act();
    doc.addEventListener("prerenderingchange", act);
    addEventListener("pageshow", (e) => { if (e.persisted) act(); });
  };
  // What asks where things stand: in the frame that works it out anyway, and at once in a page that is made ahead, which then is ready to be shown.
  const framed = (act) => { if (doc.prerendering) act(); else requestAnimationFrame(act); };
  // The choice stands in the address, so that it can be sent.
  const address = (key, value) => {
    try {
      const url = new URL(location.href);
      url.searchParams.set(key, value);
      history.replaceState(history.state, "", url.href.replace(/%2C/g, ","));
    } catch (e) { /* file: pages keep their address */ }
  };

  const goal = (hash) => { try { return doc.getElementById(decodeURIComponent(hash.slice(1))); } catch (e) { return null; } };

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
    again(() => {
      const chosen = get("scheme");
      if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
      show();
    });
  }

  function drawer() {
    const link = one("a.menu"), nav = doc.getElementById(":nav");
    if (!link || !nav || !window.HTMLDialogElement) return false;
    const inner = nav.firstElementChild, top = one(".top > ul"), strip = top && top.parentNode;
    const button = make("button", { type: "button", className: link.className }, ...link.childNodes);
    button.setAttribute("aria-haspopup", "dialog");
    link.replaceWith(button);
    const shut = make("button", { type: "button", className: "tool" }, text.close);
    const panel = make("nav"), dialog = make("dialog", { className: "drawer" }, shut, panel);
    panel.setAttribute("aria-label", nav.getAttribute("aria-label"));
    dialog.setAttribute("aria-label", button.textContent.trim());
    doc.body.append(dialog);
    // A branch without a title is that of the top itself.
    const both = top && (!inner.querySelector("ul") || inner.querySelector("p"));
    button.addEventListener("click", () => {
      if (both) panel.append(top);
      panel.append(inner);
      dialog.showModal();
      reveal(dialog, panel.querySelector("[aria-current=page]"), 3);
    });
    shut.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (e) => {
      const a = e.target.closest("a");
      if (e.target === dialog && e.clientX > dialog.getBoundingClientRect().right || a && a.hash && a.pathname === location.pathname) dialog.close();
    });
    dialog.addEventListener("close", () => {
      if (both) strip.append(top);
      nav.append(inner);
      button.focus();
    });
    const wide = window.matchMedia("(min-width: 60em)");
    if (wide.addEventListener) wide.addEventListener("change", () => { if (wide.matches && dialog.open) dialog.close(); });
    return true;
  }

  // Scrolls a box until an entry of it is seen, a third or half of the way down.
  function reveal(box, current, part) {
    if (!current) return;
    const a = current.getBoundingClientRect(), b = box.getBoundingClientRect();
    if (a.top < b.top || a.bottom > b.bottom) box.scrollTop += a.top - b.top - b.height / part;
  }

  function sidebar() {
    const nav = doc.getElementById(":nav"), top = one(".top [aria-current]");
    again(() => framed(() => {
      const strip = top && top.closest("nav");
      if (strip) strip.scrollLeft = top.getBoundingClientRect().right - strip.getBoundingClientRect().right + 40;
      if (!nav) return;
      nav.scrollTop = Number(get("nav", "sessionStorage")) || 0;
      reveal(nav, nav.querySelector("[aria-current=page]"), 3);
    }));
    if (nav) addEventListener("pagehide", () => put("nav", nav.scrollTop, "sessionStorage"));
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
      if (h.closest("table, a, summary, .whole")) return;
      const anchor = make("a", { className: "anchor", href: "#" + h.id }, "#");
      anchor.setAttribute("aria-label", text.link + " " + h.textContent.trim());
      const box = make("div", { className: "hd " + h.localName });
      h.replaceWith(box);
      box.append(h, anchor);
    });
  }

  function spy() {
    const box = one("aside.outline");
    const entries = all("aside.outline a").map((a) => [a, goal(a.hash)]);
    if (!entries.length || entries.some(([, mark]) => !mark)) return;
    let current, due = false;
    const look = () => {
      due = false;
      const seen = entries.filter(([a]) => !a.parentNode.hidden), links = seen.map(([a]) => a), marks = seen.map(([, mark]) => mark);
      let low = 0, high = marks.length;
      const line = innerHeight * .25;
      while (low < high) {
        const mid = (low + high) >> 1;
        if (marks[mid].getBoundingClientRect().top <= line) low = mid + 1; else high = mid;
      }
      const end = root.scrollHeight - innerHeight;
      const at = end > 0 && scrollY >= end - 2 ? marks.length - 1 : low - 1;
      if (links[at] === current) return;
      if (current) current.removeAttribute("aria-current");
      current = links[at];
      if (!current) return;
      current.setAttribute("aria-current", "true");
      reveal(box, current, 2);
    };
    addEventListener("scroll", () => { if (!due) { due = true; requestAnimationFrame(look); } }, { passive: true });
    due = true;
    framed(look);
  }

  function tables() {
    if (!window.ResizeObserver) return;
    // The observer tells of each box before it is painted first: asked for its width now, the whole page would be laid out once more.
    const watch = new ResizeObserver((entries) => entries.forEach(({ target: box }) => {
      const fits = box.firstElementChild.offsetWidth <= box.offsetWidth - 2;
      box.classList.toggle("fits", fits);
      if (fits) box.removeAttribute("tabindex"); else box.tabIndex = 0;
    }));
    all(".table-scroll").forEach((box) => { if (box.firstElementChild) watch.observe(box); });
    // Rows land below the heads of their tables, however high these are. Style has room for a line or two; all of a page gets a new style where there must be more.
    const heads = new ResizeObserver(() => {
      const most = Math.max(...all(".table-scroll thead").map((head) => head.offsetHeight)), before = root.style.getPropertyValue("--head");
      if (before ? before === `${most}px` : most < 61) return;
      root.style.setProperty("--head", `${most}px`);
      const to = goal(location.hash);
      if (to && to.closest(".table-scroll")) to.scrollIntoView();
    });
    all(".table-scroll thead").forEach((head) => heads.observe(head));
  }

  // Of a session at a prompt its commands, where it is certain what they are.
  function commands(pre) {
    const words = pre.textContent.replace(/\n$/, "");
    const found = /lang-(console|\w+-session)\b/.test(pre.firstElementChild.className) && !/^[#>%] /m.test(words) && words.match(/^\$ (.*\\\n)*.*/gm);
    return found ? found.map((command) => command.slice(2)).join("\n") : words;
  }

  async function copied(pre) {
    const words = commands(pre);
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

  // The lines that the author points at: `2,4-5,7-`.
  function marks() {
    all("code[highlight-lines]").forEach((block) => {
      const ranges = block.getAttribute("highlight-lines").split(",").map((range) => range.split("-"));
      const each = (to) => ranges.map(([first, last]) => to(first - 1, (last === "" ? 1e4 : (last || first)) - first + 1)).join();
      block.classList.add("marked");
      Object.assign(block.style, {
        backgroundImage: each(() => "linear-gradient(90deg, var(--accent) 3px, var(--tint) 0)"),
        backgroundPosition: each((from) => `0 calc(${from} * 1lh)`),
        backgroundSize: each((from, count) => `100% calc(${count} * 1lh)`),
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
    let chosen;
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
        address("tabs", chosen.join(","));
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
    again(() => {
      chosen = (new URLSearchParams(location.search).get("tabs") || get("tabs") || "").split(",").filter(Boolean);
      apply();
    });
    const land = () => {
      const to = goal(location.hash);
      if (!to) return;
      groups.forEach((g) => g.tabs.forEach((t) => { if (t.panel.contains(to) && t.panel.hidden) { choose(g, t); to.scrollIntoView(); } }));
    };
    addEventListener("hashchange", land);
    land();
  }

  const flat = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const label = (item) => (item.localName === "section" ? item.firstElementChild.firstElementChild : item.firstElementChild);
  let fetched;

  // The whole contents, from the page that holds them; its links lead on from here.
  function whole() {
    const link = one("#\\:nav a.all, .drawer a.all");
    fetched = fetched || fetch(link.href).then((r) => (r.ok ? r.text() : Promise.reject(r.status))).then((html) => {
      const tree = new DOMParser().parseFromString(html, "text/html").querySelector(".whole");
      all("a", tree).forEach((a) => { a.href = new URL(a.getAttribute("href"), link.href).href; });
      return tree;
    });
    fetched.catch(() => { fetched = null; });
    return fetched;
  }

  // On the page with the contents: what does not match goes away.
  function filter() {
    const tree = one(".whole");
    if (!tree) return;
    const field = one("main .filter input");
    const items = all("li, section", tree).map((item) => ({ item, words: flat(label(item).textContent) }));
    field.addEventListener("input", () => {
      const q = flat(field.value.trim()), keep = new Set();
      let found = 0;
      if (q) items.forEach(({ item, words }) => {
        if (!words.includes(q)) return;
        found += 1;
        all("li", item).forEach((below) => keep.add(below));
        for (let n = item; n !== tree; n = n.parentNode) keep.add(n);
      });
      items.forEach(({ item }) => { item.hidden = Boolean(q) && !keep.has(item); });
      if (q) say(text.found + " " + found);
    });
  }

  // Beside every page: matches of the whole contents stand in for the branch.
  function finder() {
    const box = one("#\\:nav .filter"), link = one("#\\:nav a.all");
    if (!box || !link) return;
    if (!window.fetch || location.protocol === "file:") { box.hidden = true; return; }
    const inner = box.parentNode, field = box.lastElementChild, list = make("ul", { className: "found", hidden: true });
    let items, rest;
    box.after(list);
    const show = (tree) => {
      items = items || all("li, section", tree).map((item) => {
        const way = [], a = label(item);
        for (let n = item.parentNode; n && n !== tree; n = n.parentNode) if (n.matches("li, section")) way.unshift(label(n).textContent);
        return { a, way, words: flat(a.textContent) };
      }).filter(({ a }) => a.href);
      const q = flat(field.value.trim());
      items.forEach((item) => { item.at = q ? item.words.indexOf(q) : -1; });
      const hits = items.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
      const lines = (start, end) => hits.slice(start, end).map(({ a, way }) => {
        const to = make("a", { href: a.href }, make("span", {}, a.textContent));
        if (way.length) to.append(make("small", {}, way.join(" / ")));
        return make("li", {}, to);
      });
      // A screen of them first: the next key waits for no more.
      list.replaceChildren(...lines(0, 15));
      clearTimeout(rest);
      rest = setTimeout(() => { list.append(...lines(15, 50)); }, 150);
      list.hidden = !q;
      inner.classList.toggle("finding", Boolean(q));
      if (q) say(text.found + " " + hits.length);
    };
    field.addEventListener("focus", () => { whole().catch(() => {}); }, { once: true });
    field.addEventListener("input", () => { whole().then(show, () => { location.href = link.href; }); });
    field.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && field.value) { e.preventDefault(); field.value = ""; show(); }
      const first = list.querySelector("a");
      if (e.key === "ArrowDown" && first) { e.preventDefault(); first.focus(); }
    });
  }

  // Branches open and close; what a closed one holds comes from the contents.
  function twists() {
    const nav = doc.getElementById(":nav");
    if (!nav || !window.fetch) return;
    const twist = (item) => {
      const own = item.firstElementChild, button = make("button", { type: "button", className: "twist" });
      const state = (open) => { button.setAttribute("aria-expanded", open); };
      button.setAttribute("aria-label", own.textContent);
      state(item.classList.contains("open"));
      own.after(button);
      button.addEventListener("click", async () => {
        let list = item.querySelector(":scope > ul");
        if (!list) {
          try { list = below(await whole(), own); } catch (e) { /* the entry itself leads there */ }
          if (!list) { location.href = own.href; return; }
          if (item.querySelector(":scope > ul")) return;
          all("li", list).filter((li) => li.querySelector("ul")).reverse().forEach((li) => {
            const closed = label(li).href;
            if (closed) li.querySelector("ul").remove();
            li.className = closed ? "more" : "open";
            twist(li);
          });
          item.append(list);
          state(true);
          return;
        }
        list.hidden = !list.hidden;
        state(!list.hidden);
      });
    };
    const remote = location.protocol !== "file:" && one("a.all");
    all("li.open, li.more", nav).forEach((item) => { if (item.classList.contains("open") || remote) twist(item); });
  }

  // The list below an entry of the contents that is called the same and leads to the same place.
  function below(tree, own) {
    const goal = new URL(own.href).href;
    const item = all("li, section", tree).find((item) => {
      const list = item.querySelector(":scope > ul"), name = label(item);
      return list && name.textContent === own.textContent && (name.href || list.querySelector("a").href) === goal;
    });
    return item && item.querySelector(":scope > ul").cloneNode(true);
  }

  // The page that a reader is about to open is fetched: one at a time, and never where data is to be saved. Where the host says so by a header, the browser itself does it,
  // by rules that look for these names: it makes the page where a pointer rests on a link first, and only fetches it where a finger is about to open it at once.
  function ahead() {
    const net = navigator.connection, here = location.href.split(/[?#]/)[0];
    if (location.protocol === "file:" || net && net.saveData || matchMedia("(prefers-reduced-data: reduce)").matches) return;
    root.classList.add(matchMedia("(hover: hover)").matches ? "makes" : "fetches");
    // Only browsers with such rules let a link prefetch what the policy lets a script fetch; others refuse it, or do not know it. What a script fetched they find in
    // their cache.
    const links = window.HTMLScriptElement.supports && HTMLScriptElement.supports("speculationrules") && make("link").relList.supports("prefetch");
    const seen = new Set([here]);
    let busy = false, timer;
    const go = (e) => {
      const a = e.target.closest && e.target.closest("main a[href], nav a[href]");
      clearTimeout(timer);
      if (!a || performance.getEntriesByType("resource").some((e) => /\/ahead\.\w+\.specul/.test(e.name)) || a.origin !== location.origin || a.hasAttribute("download") || !/(\/|\.html)$/.test(a.pathname)) return;
      timer = setTimeout(() => {
        const to = a.href.split("#")[0];
        if (busy || seen.has(to)) return;
        seen.add(to);
        busy = true;
        const free = () => { busy = false; };
        if (links) doc.head.append(make("link", { rel: "prefetch", href: to, onload: free, onerror: free }));
        else fetch(to, { priority: "low" }).then((answer) => answer.text()).then(free, free);
      }, e.type === "pointerover" ? 80 : 0);
    };
    ["pointerover", "pointerdown", "focusin"].forEach((type) => doc.addEventListener(type, go, { passive: true }));
  }

  // Pictures that are shown smaller than they are, and links to larger ones, open over the page.
  function pictures() {
    if (!window.HTMLDialogElement) return;
    let dialog;
    const show = (source, alt, opener) => {
      if (!dialog) {
        const shut = make("button", { type: "button", className: "tool" }, text.close);
        dialog = make("dialog", { className: "lightbox" }, shut, make("img"));
        dialog.addEventListener("click", () => dialog.close());
        doc.body.append(dialog);
      }
      const image = dialog.lastElementChild;
      Object.assign(image, { src: source, alt });
      dialog.setAttribute("aria-label", alt || text.enlarge);
      dialog.addEventListener("close", () => opener.focus(), { once: true });
      dialog.showModal();
    };
    all("article a[href$='#lightbox']").forEach((a) => a.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      const image = a.querySelector("img");
      show(a.href.split("#")[0], image ? image.alt : a.textContent, a);
    }));
    const ready = (image) => {
      if (image.naturalWidth < 200 || image.naturalWidth <= image.width * 1.1) return;
      image.tabIndex = 0;
      image.setAttribute("role", "button");
      image.setAttribute("aria-label", text.enlarge + (image.alt ? ": " + image.alt : ""));
      image.classList.add("zoom");
    };
    all("article img").filter((image) => !image.closest("a, button, summary, [role=tab]")).forEach((image) => {
      if (image.complete) ready(image); else image.addEventListener("load", () => ready(image));
      const open = (e) => {
        if (!image.classList.contains("zoom") || e.key && e.key !== "Enter" && e.key !== " ") return;
        e.preventDefault();
        show(image.currentSrc || image.src, image.alt, image);
      };
      image.addEventListener("click", open);
      image.addEventListener("keydown", open);
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
    // What is typed while the search is on its way is not lost.
    let early = "";
    const keep = (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.key.length > 1 && e.key !== "Backspace") return;
      early = e.key === "Backspace" ? early.slice(0, -1) : early + e.key;
      e.preventDefault();
      e.stopImmediatePropagation();
    };
    const open = (words) => {
      early = "";
      doc.addEventListener("keydown", keep, true);
      load().then(() => {
        doc.removeEventListener("keydown", keep, true);
        button.dispatchEvent(new CustomEvent("search", { detail: words || early }));
      });
    };
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

  function pivots() {
    const box = one(".pivots");
    if (!box) return;
    const links = all("[data-pivot]", box), zones = all(".zone[data-pivot]");
    const has = (zone, pivot) => zone.dataset.pivot.split(" ").includes(pivot);
    const choose = (pivot) => {
      links.forEach((a) => { if (a.dataset.pivot === pivot) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current"); });
      zones.forEach((zone) => { zone.hidden = !has(zone, pivot); });
      all(".outline a").forEach((a) => {
        const heading = goal(a.hash);
        a.parentNode.hidden = Boolean(heading && heading.closest(".zone[hidden]"));
      });
    };
    const known = (pivot) => links.some((a) => a.dataset.pivot === pivot);
    links.forEach((a) => a.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      const pivot = a.dataset.pivot;
      choose(pivot);
      put("pivots", [pivot].concat((get("pivots") || "").split(",").filter((p) => p && p !== pivot)).slice(0, 12).join(","));
      address("pivots", pivot);
      say(a.textContent);
    }));
    again(() => {
      const asked = [new URLSearchParams(location.search).get("pivots")].concat((get("pivots") || "").split(","));
      choose(asked.find(known) || links[0].dataset.pivot);
      box.classList.add("ready");
    });
    const land = () => {
      const to = goal(location.hash), zone = to && to.closest(".zone[hidden]");
      if (zone) { choose(zone.dataset.pivot.split(" ").find(known)); to.scrollIntoView(); }
    };
    addEventListener("hashchange", land);
    land();
  }

  // A transition between pages needs pictures of both. Where the processor is slow, readers would wait for them.
  function leave() {
    const slow = performance.now() - began > 20;
    addEventListener("pageswap", (e) => { if (slow && e.viewTransition) e.viewTransition.skipTransition(); });
  }

  const drawn = drawer();
  [scheme, search, languages, tabs, pivots, headings, code, marks, tables, pictures, selectors, filter, finder, twists, sidebar, spy, print, ahead, leave].forEach((part) => {
    try { part(); } catch (e) { console.error(e); }
  });
  if (drawn || !one("a.menu")) root.classList.add("drawn");
  root.classList.add("ready");
})();
