// Filter, sort and download of task tables. Without it the whole table is shown.
(() => {
  "use strict";
  const script = document.currentScript.dataset;
  const LONG = 12;
  // Laying out a row takes time: what fills the window is shown at once, the others in the frames that follow, in each as many as take about TIME
  // milliseconds. Of MANY rows they come when there was no key for QUIET milliseconds.
  const SCREEN = Math.max(24, Math.ceil(innerHeight / 32)), TIME = 24, MANY = 400, QUIET = 300;
  const flat = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const items = (s) => s.split(/\s*[/,;、，；／]\s*/).filter(Boolean);
  const make = (tag, props, ...children) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...children);
    return e;
  };

  function enhance(box) {
    // A list of something else than tasks has words of its own.
    const text = { file: "tasks.csv", ...script, ...box.dataset };
    const table = box.querySelector("table"), body = table.tBodies[0];
    const isList = "list" in box.dataset;
    if (!body || (!isList && body.rows.length <= LONG)) return;
    const heads = [...table.tHead.rows[0].cells];
    const titles = heads.map((h) => h.textContent.trim());
    const rows = [...body.rows].map((tr, at) => {
      const cells = [...tr.cells].map((td) => td.textContent.trim());
      return { tr, at, cells, shown: true };
    });
    const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });
    const state = { sort: -1, down: false };
    let ordered = rows, waiting = [], frame = 0, quiet = 0, noting = 0;

    // The first control searches all text, each other one a column that has few values.
    const search = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    const facets = [];
    heads.forEach((head, column) => {
      const values = new Set();
      if (!titles[column] || (isList && !head.dataset.facet)) return;
      rows.forEach((row) => items(row.cells[column] || "").forEach((item) => values.add(item)));
      if (values.size < 2 || (!isList && (column === 0 || values.size > 24 || values.size > rows.length / 2))) return;
      const select = make("select", {}, new Option(text.all, ""));
      [...values].sort(collator.compare).forEach((value) => select.append(new Option(value, value)));
      facets.push({ column, select, name: head.dataset.facet || "" });
    });
    const form = make("form", { className: "task-filters" }, make("label", { className: "task-search" }, text.search, search));
    facets.forEach(({ column, select }) => form.append(make("label", {}, titles[column], select)));
    const count = make("p", {});
    count.setAttribute("role", "status");
    const button = (label, act) => {
      const b = make("button", { type: "button" }, label);
      b.addEventListener("click", act);
      return b;
    };
    const actions = make("div", { className: "task-actions" }, count, button(text.reset, reset), button(text.csv, download), button(text.print, () => window.print()));
    // The page keeps their room, so that nothing moves.
    const room = box.previousElementSibling;
    if (room && room.matches(".task-room")) room.replaceWith(form, actions);
    else box.before(form, actions);

    box.classList.add("sortable");
    heads.forEach((head, column) => {
      // A column that came about by a cell too many has no name, and no control.
      if (!titles[column]) return;
      const b = make("button", { type: "button" });
      b.append(...head.childNodes);
      b.addEventListener("click", () => {
        state.down = state.sort === column && !state.down;
        state.sort = column;
        sort();
        remember();
      });
      head.append(b);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => { filter(); remember(); });
    form.addEventListener("change", note);

    function filter() {
      const words = flat(search.value.trim()).split(/\s+/).filter(Boolean);
      const wanted = facets.filter((f) => f.select.value);
      let shown = 0;
      rows.forEach((row) => {
        // What nobody looks for needs no words.
        if (words.length) row.words = row.words || flat(row.cells.join("\n"));
        const is = words.every((w) => row.words.includes(w)) && wanted.every((f) => items(row.cells[f.column] || "").includes(f.select.value));
        if (is) shown += 1;
        row.shown = is;
      });
      // What stands there when the page has come stays.
      if (shown < rows.length || rows.some(({ tr }) => tr.hidden)) paint();
      count.textContent = text.shown.replace("{shown}", shown).replace("{total}", rows.length);
    }

    // What is below the table stays where it is.
    function paint(height = box.offsetHeight) {
      let room = SCREEN;
      waiting = [];
      ordered.forEach(({ tr, shown }) => {
        const later = shown && --room < 0;
        if (later) waiting.push(tr);
        if (tr.hidden !== (later || !shown)) tr.hidden = !tr.hidden;
      });
      if (waiting.length) box.style.minHeight = height + "px";
      cancelAnimationFrame(frame);
      clearTimeout(quiet);
      quiet = setTimeout(reveal, rows.length > MANY ? QUIET : 0, SCREEN);
      busy();
    }

    function busy() {
      if (waiting.length) return table.setAttribute("aria-busy", "true");
      table.removeAttribute("aria-busy");
      box.style.minHeight = "";
    }

    // The next rows come after the frame that shows the last ones.
    function reveal(count) {
      cancelAnimationFrame(frame);
      busy();
      if (!waiting.length) return;
      const mine = waiting;
      frame = requestAnimationFrame(() => {
        const start = performance.now();
        setTimeout(() => {
          if (mine !== waiting) return;
          const took = performance.now() - start;
          waiting.splice(0, count).forEach((tr) => { tr.hidden = false; });
          reveal(Math.max(SCREEN, Math.min(400, Math.round(count * TIME / took))));
        });
      });
    }

    addEventListener("beforeprint", () => {
      waiting.splice(0).forEach((tr) => { tr.hidden = false; });
      reveal(SCREEN);
    });

    function sort() {
      const height = box.offsetHeight;
      heads.forEach((head, column) => {
        if (column === state.sort) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      const { sort: column, down } = state;
      ordered = rows.slice();
      if (column >= 0) {
        // Empty cells come last, whichever way.
        const rank = (a, b) => (a ? 0 : 1) - (b ? 0 : 1) || (down ? -1 : 1) * collator.compare(a, b);
        ordered.sort((a, b) => rank(a.cells[column] || "", b.cells[column] || "") || a.at - b.at);
      }
      paint(height);
      body.append(...ordered.map((row) => row.tr));
    }

    function reset() {
      form.reset();
      Object.assign(state, { sort: -1, down: false });
      sort();
      filter();
      remember();
      note();
      search.focus();
    }

    // The choice is in the address, so that it can be sent and comes back. Writing it there takes time, and browsers allow it a few times in a second.
    function remember() {
      clearTimeout(noting);
      if (isList) noting = setTimeout(note, QUIET);
    }

    function note() {
      if (!noting) return;
      clearTimeout(noting);
      noting = 0;
      const query = new URLSearchParams();
      if (search.value.trim()) query.set("q", search.value.trim());
      facets.forEach((f) => { if (f.select.value) query.set(f.name, f.select.value); });
      if (state.sort >= 0) query.set("sort", (state.down ? "-" : "") + (state.sort + 1));
      const all = query.toString();
      try {
        history.replaceState(history.state, "", location.pathname + (all ? "?" + all : "") + location.hash);
      } catch { /* Some browsers forbid it for files: the list works all the same. */ }
    }

    function recall() {
      if (!isList) return;
      const query = new URLSearchParams(location.search);
      search.value = query.get("q") || "";
      facets.forEach((f) => {
        const value = query.get(f.name) || "";
        f.select.value = [...f.select.options].some((o) => o.value === value) ? value : "";
      });
      const column = Number((query.get("sort") || "").replace("-", "")) - 1;
      if (column >= 0 && column < heads.length) {
        Object.assign(state, { sort: column, down: query.get("sort").startsWith("-") });
        sort();
      }
    }

    function download() {
      // With a mark before it, no spreadsheet takes a text for a formula.
      const plain = (s) => (/^\s*([=@＝＋－＠]|[+-](?![\d.]+$))/.test(s) ? "'" + s : s);
      const quoted = (s) => (/[",\r\n]|^\s|\s$/.test(s) ? "\"" + s.replace(/"/g, "\"\"") + "\"" : s);
      const cell = (s) => quoted(plain(s));
      const csv = [titles, ...ordered.filter((row) => row.shown).map((row) => row.cells)].map((row) => row.map(cell).join(",") + "\r\n").join("");
      // The mark at the start tells spreadsheets that this is UTF-8.
      const url = URL.createObjectURL(new Blob(["\ufeff" + csv], { type: "text/csv;charset=utf-8" }));
      const a = make("a", { href: url, download: text.file });
      document.body.append(a);
      a.click();
      a.remove();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    }

    recall();
    filter();
  }

  document.querySelectorAll(".table-scroll.tasks").forEach(enhance);
})();
