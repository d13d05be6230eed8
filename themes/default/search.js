(function () {
  "use strict";
  const doc = document, root = doc.documentElement, button = doc.querySelector("button.search"), words = button.dataset;
  const key = root.dataset.site + ":slash", step = 10;
  const make = (name, props, ...children) => {
    const node = Object.assign(doc.createElement(name), props);
    node.append(...children);
    return node;
  };
  const home = new URL("..", new URL(words.index, location.href));
  let engine, run = 0, shown = 0, found = [], query = "", ready = Promise.resolve();

  const input = make("input", { type: "text", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
  input.setAttribute("role", "searchbox");
  input.setAttribute("aria-label", words.label);
  const close = make("button", { type: "button", className: "tool" }, words.close);
  const facets = make("div", { className: "facets" });
  const status = make("div", { className: "found" });
  status.setAttribute("role", "status");
  const list = make("ol");
  const more = make("button", { type: "button", className: "tool more", hidden: true }, words.more);
  const slash = make("input", { type: "checkbox" });
  const dialog = make("dialog", { className: "searching" },
    make("div", { className: "ask" }, input, close), facets, status, list, more,
    make("label", {}, slash, " ", words.slash));
  dialog.setAttribute("aria-label", words.label);
  doc.body.append(dialog);

  try { slash.checked = localStorage.getItem(key) !== "off"; } catch (e) { slash.checked = true; }
  slash.addEventListener("change", () => {
    try { slash.checked ? localStorage.removeItem(key) : localStorage.setItem(key, "off"); } catch (e) { /* storage denied: the choice is not kept */ }
  });

  function load() {
    if (location.protocol === "file:") return Promise.reject(new Error(words.file));
    engine = engine || import(new URL(words.index, location.href).href).then(async (pagefind) => {
      await pagefind.options({ noWorker: true, excerptLength: 24, ranking: { metaWeights: { title: 5, tasks: 10 } } });
      await pagefind.init();
      return { search: pagefind.search, all: await pagefind.filters() };
    }).catch((e) => {
      engine = null;
      console.error(e);
      throw new Error(words.failed);
    });
    return engine;
  }

  const chosen = () => Object.fromEntries(Array.from(facets.querySelectorAll("select")).filter((s) => s.value).map((s) => [s.name, s.value]));

  function count(all, counts, total) {
    if (!facets.firstChild) {
      Object.keys(all).filter((name) => Object.keys(all[name]).length > 1).forEach((name) => {
        const select = make("select", { name }, make("option", { value: "" }, words.all));
        Object.keys(all[name]).sort((a, b) => a.localeCompare(b, root.lang)).forEach((value) => select.append(make("option", { value })));
        select.addEventListener("change", search);
        facets.append(make("label", {}, make("span", {}, ["section", "role", "phase", "service"].includes(name) ? words[name] : name), select));
      });
    }
    facets.querySelectorAll("select").forEach((select) => {
      const of = (select.value ? total : counts)[select.name] || {};
      Array.from(select.options).forEach((option) => {
        if (option.value) option.textContent = option.value + " (" + (of[option.value] || 0) + ")";
      });
    });
    facets.hidden = !facets.firstChild;
  }

  // Pagefind marks what it found; everything else is text.
  function marked(text) {
    const plain = (s) => s.replace(/\u200b/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
    return text.split(/<\/?mark>/).map((part, place) => (place % 2 ? make("mark", {}, plain(part)) : plain(part)));
  }

  function link(data, anchor, ...children) {
    const url = new URL(data.raw_url.split("/").map(encodeURIComponent).join("/"), home);
    url.searchParams.set("highlight", query);
    if (anchor) url.hash = anchor;
    return make("a", { href: url.href }, ...children);
  }

  function result(data) {
    const inner = make("div", {}, link(data, "", make("b", {}, data.meta.title)));
    const section = (data.filters.section || [])[0];
    if (section && section !== data.meta.title) inner.append(make("small", {}, section));
    inner.append(make("div", {}, ...marked(data.excerpt)));
    const parts = data.sub_results.filter((sub) => sub.anchor && sub.title !== data.meta.title).slice(0, 3);
    parts.forEach((sub) => inner.append(make("div", { className: "part" }, link(data, sub.anchor.id, sub.title))));
    return make("li", {}, inner);
  }

  async function show(mine) {
    const next = await Promise.all(found.slice(shown, shown + step).map((hit) => hit.data()));
    if (mine !== run) return;
    shown += next.length;
    list.append(...next.map(result));
    more.hidden = shown >= found.length;
  }

  function search() {
    const mine = ++run;
    query = input.value.trim();
    ready = (async () => {
      try {
        if (!engine && query) status.textContent = words.loading;
        const { search: ask, all } = await load();
        const nothing = { results: [], filters: {}, totalFilters: {} }, filters = chosen();
        // A number is that number, else the beginning of one: of other words the engine tries ever shorter beginnings.
        const isNumber = /^\p{N}{3,}$/u.test(query);
        let answer = query ? await ask(isNumber ? `"${query}"` : query, { filters }) : nothing;
        if (isNumber && !answer.results.length) {
          answer = await ask(query, { filters });
          const best = answer.results[0] && await answer.results[0].data();
          if (best && !(best.content + best.meta.title + best.meta.tasks).includes(query)) answer = nothing;
        }
        if (mine !== run) return;
        found = answer.results;
        shown = 0;
        const old = list.childElementCount;
        await show(mine);
        if (mine !== run) return;
        for (let n = 0; n < old; n += 1) list.firstChild.remove();
        dialog.scrollTop = 0;
        count(all, answer.filters, answer.totalFilters);
        status.textContent = !query ? "" : found.length ? words.results + " " + found.length : words.none + " " + query;
      } catch (e) {
        if (mine !== run) return;
        list.replaceChildren();
        more.hidden = true;
        status.textContent = e.message;
      }
    })();
    return ready;
  }

  input.addEventListener("input", search);
  more.addEventListener("click", async () => {
    const last = list.lastElementChild;
    await show(run);
    if (last.nextElementSibling) last.nextElementSibling.querySelector("a").focus();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (e) => { if (e.target === dialog || e.target.closest("a") && !e.ctrlKey && !e.metaKey && !e.shiftKey) dialog.close(); });
  dialog.addEventListener("keydown", async (e) => {
    const links = () => Array.from(list.querySelectorAll("a"));
    if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Enter" && e.target === input) {
      e.preventDefault();
      await ready;
      if (links()[0]) links()[0].click();
    } else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(e.key) && (e.target === input ? e.key.startsWith("Arrow") : links().includes(e.target))) {
      e.preventDefault();
      const all = links(), at = all.indexOf(e.target);
      const to = { ArrowDown: at + 1, ArrowUp: e.target === input ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[e.key];
      (all[Math.min(to, all.length - 1)] || input).focus();
    } else if (e.key.length === 1 && links().includes(e.target) && e.key !== " ") {
      input.focus();
    }
  });

  function open(ask) {
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    // More may be typed behind it.
    if (ask) input.value = ask;
    search();
  }
  button.addEventListener("search", (e) => open(e.detail));

  // What led here is marked, until Esc.
  function mark(ask) {
    const terms = ask.toLocaleLowerCase().replace(/"/g, "").split(/\s+/).filter(Boolean);
    const article = doc.querySelector("article");
    if (!terms.length || !article) return;
    const escaped = terms.sort((a, b) => b.length - a.length).map((t) => t.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp("(" + escaped.join("|") + ")", "giu");
    const walk = doc.createTreeWalker(article, NodeFilter.SHOW_TEXT), texts = [];
    while (walk.nextNode()) if (!walk.currentNode.parentNode.closest("button, .anchor, mark") && walk.currentNode.data.search(pattern) >= 0) texts.push(walk.currentNode);
    texts.forEach((text) => text.replaceWith(...text.data.split(pattern).map((part, place) => (place % 2 ? make("mark", { className: "hit" }, part) : part))));
    const first = article.querySelector("mark.hit");
    if (first && !location.hash) first.scrollIntoView({ block: "center" });
    const url = new URL(location.href);
    url.searchParams.delete("highlight");
    try { history.replaceState(history.state, "", url.href); } catch (e) { /* the address stays as it is */ }
    doc.addEventListener("keydown", function clear(e) {
      if (e.key !== "Escape" || dialog.open) return;
      doc.removeEventListener("keydown", clear);
      article.querySelectorAll("mark.hit").forEach((m) => {
        const parent = m.parentNode;
        m.replaceWith(...m.childNodes);
        parent.normalize();
      });
    });
  }
  const asked = new URLSearchParams(location.search).get("highlight");
  if (asked) mark(asked);
})();
