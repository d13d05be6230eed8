// Whether time grows with the text, and no faster — for each construct, and for what is known to make Markdown parsers slow.
//
//     node tests/bench/doubling.mjs [--playbook PATH] [--only PART-OF-A-NAME] [--json FILE]
//
// In:    the program; nothing else, the texts are made here.
// Out:   a table on standard output: processor time for 64, 128, 256 and 512 KB, how many times as long the doubled text took at the most, the peak.
// Never: judges times that are mostly those of starting the program. Exit code 1 when a text grows faster than it may, or fails.

import { mkdirSync, mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HERE = dirname(fileURLToPath(import.meta.url));
const SIZES = [64, 128, 256, 512].map((kb) => kb << 10);
/** What a doubling may take, and the longest that any text may take, in seconds of the processor (user and system: only their sum is counted exactly). */
const MOST = { ratio: 2.5, time: 10 };
/** Below this, in seconds, a time says more about the machine than about the text. */
const NOISE = 0.05;

const until = (size, piece) => {
  let text = "";
  for (let number = 0; text.length < size; number++) text += piece(number);
  return text;
};
const again = (piece) => (size) => piece.repeat(Math.ceil(size / piece.length));
const inside = (open, text, close) => (size) => {
  const times = Math.ceil(size / (open.length + close.length));
  return open.repeat(times) + text + close.repeat(times);
};

/** The body of the page for a size; or what the whole playbook is. */
const CONSTRUCTS = {
  "plain paragraphs": again("Some words of a paragraph, *stressed* and `shown as code`.\n\n"),
  "headings, all alike": again("## Same\n\n"),
  "headings, explicit anchors": (size) => until(size, (n) => `## <a name="a${n}"></a>Title\n\n`),
  "alerts": again("> [!NOTE]\n> Words of a note.\n\n"),
  "alerts, one in another": (size) => until(size, (n) => `${"> ".repeat(1 + (n % 20))}[!NOTE]\n`),
  "alert markers, unclosed": again("> [!NOTE\n"),
  "divisions": again('> [!div class="a"]\n> Words.\n\n'),
  "tabs": again("# [One](#tab/one)\n\nWords.\n\n# [Two](#tab/two)\n\nOther words.\n\n---\n\n"),
  "tabs, one group": (size) => until(size, (n) => `# [T${n}](#tab/t${n})\n\nWords.\n\n`),
  "tabs, dependent": (size) => until(size, (n) => `# [T](#tab/t/c${n})\n\nWords.\n\n`),
  "zones, flat": again('::: zone pivot="a"\n\nWords.\n\n::: zone-end\n\n'),
  "zones, nested": inside('::: zone pivot="a"\n', "Words.\n", "::: zone-end\n"),
  "zones, unclosed": again('::: zone pivot="a"\n'),
  "zones, only ends": again("::: zone-end\n"),
  "zones for an audience, flat": again('::: zone audience="internal"\n\nWords.\n\n::: zone-end\n\n'),
  "zones for an audience, nested": inside('::: zone audience="internal"\n', "Words.\n", "::: zone-end\n"),
  "zones for an audience, unclosed": again('::: zone audience="internal"\n'),
  "zones for both, each in a quote": again('> ::: zone audience="internal"\n> Words.\n> ::: zone-end\n\n'),
  "monikers, flat": again('::: moniker range="a"\n\nWords.\n\n::: moniker-end\n\n'),
  "rows": again(":::row:::\n    :::column:::\n        Words.\n    :::column-end:::\n:::row-end:::\n\n"),
  "rows, unclosed": again(":::row:::\n"),
  "columns, unclosed": (size) => ":::row:::\n" + again("    :::column:::\n")(size),
  "includes, of the same": again("[!INCLUDE [x](f.md)]\n\n"),
  "includes, of nothing": (size) => until(size, (n) => `[!INCLUDE [x](gone-${n}.md)]\n\n`),
  "includes, in a line": again("a [!INCLUDE [x](f.md)] "),
  "includes, unclosed": again("[!INCLUDE ["),
  "includes, unclosed address": again("[!INCLUDE [x]("),
  "snippets": again("[!code-cs[](a.cs)]\n\n"),
  "xref `@a`": again("@a "),
  "xref `@a` without blanks": again("@a"),
  "xref `@\"a`": again('@"a '),
  "xref `@a.`": again("@a.b.c,"),
  "xref `<xref:a>`": again("<xref:a> "),
  "xref `<xref:` unclosed": again("<xref:"),
  "xref `<xref:\"` unclosed": again('<xref:"'),
  "links `[](xref:a)`": again("[b](xref:a) "),
  "table, many columns": (size) => ["a|", "-|", "b|"].map((cell) => `|${cell.repeat(size / 6)}\n`).join(""),
  "table, many rows": (size) => "| a | b |\n|---|---|\n" + again("| c | d |\n")(size),
  "table, short rows": (size) => {
    const columns = Math.floor(Math.sqrt(size));
    return `|${"a|".repeat(columns / 4)}\n|${"-|".repeat(columns / 4)}\n${"|b\n".repeat(size / 4)}`;
  },
  "table, one cell": (size) => `| a |\n|---|\n| ${"b ".repeat(size / 2)}|\n`,
  "table, escaped pipes": (size) => `| a |\n|---|\n| ${"\\|".repeat(size / 2)} |\n`,
  "table, pipes in code": (size) => "| a | b |\n|---|---|\n" + again("| `c | d` | e |\n")(size),
  "tables, small ones": again("| a | b |\n|---|---|\n| c | d |\n\n"),
  "tables, headers alone": again("| a | b\n"),
  "tables, delimiters alone": again("|---|---|\n"),
  "tasks": (size) => "| Task ID | Task | Role |\n|---|---|---|\n" + until(size, (n) => `| ${n} | Do it | Mate |\n`),
  "tasks, one id": (size) => "| Task ID | Task | Role |\n|---|---|---|\n" + again("| 1 | Do it | Mate |\n")(size),
  "tasks, with sections": (size) =>
    "| Task ID | Task | Role |\n|---|---|---|\n" + until(size / 2, (n) => `| ${n} | Do it | Mate |\n`) + "\n"
    + until(size / 2, (n) => `## ${n}: Do it\n\nSo.\n\n`),
  "front matter, many keys": { head: (size) => until(size, (n) => `key${n}: value\n`) },
  "front matter, long list": { head: (size) => "keywords:\n" + again("- word\n")(size) },
  "front matter, nested lists": { head: (size) => `a: ${"[".repeat(size)}\n` },
  "front matter, unclosed quote": { head: (size) => `a: "${"b ".repeat(size / 2)}\n` },
  "front matter, one key": { head: again("key: value\n") },
  "front matter, never closed": { page: (size) => "---\n" + again("key: value\n")(size) },
  "images `:::image`": again('a :::image source="a.png" alt-text="b"::: '),
  "images `:::image`, a paragraph each": again(':::image source="a.png" alt-text="b":::\n\n'),
  "images `:::image` unclosed": again(":::image "),
  "images `:::image` with an open quote": again(':::image source="'),
  "images, complex, unclosed": again(':::image type="complex" source="a.png" alt-text="b":::\n'),
  "no-loc": again(':::no-loc text="a"::: '),
  "colons in threes": again("::: "),
  "colons in a row": again(":"),
  "dollars": again("$"),
  "dollars apart": again("$a "),
  "dollars in pairs": again("$$ "),
  "formulas": again("$a$ "),
  "formulas, nested": (size) => `$${"{".repeat(size / 2)}${"}".repeat(size / 2)}$\n`,
  "formulas, fractions": (size) => `$${"\\frac".repeat(size / 5)}$\n`,
  "formulas on lines, unclosed": again("$$\n"),
  "emoji": again(":smile: "),
  "emoji, colons and letters": again(":a"),
  "bare addresses": again("https://a.example/b "),
  "bare addresses, parentheses": again("https://a.example/((("),
  "bare addresses, dots": (size) => `https://a.example/${".".repeat(size)}`,
  "bare addresses, `www.`": again("www."),
  "bare addresses, e-mail": again("a@b."),
  "backticks": again("`a"),
  "backticks, ever more": (size) => until(size, (n) => `e${"`".repeat(n)}`),
  "fences, unclosed": again("```\n\n> ```\n"),
  "brackets, open": again("["),
  "brackets, closed": again("]"),
  "brackets, `![`": again("!["),
  "brackets, `](`": again("]("),
  "brackets, `](` in another script": again("](ü "),
  "brackets, `](` in another script, closed once": (size) => `${"](ü".repeat(size >> 2)}」)`,
  "brackets, doubled": again("](("),
  "links with a blank": again("[a](b c) "),
  "links with an open address": again("[a](b "),
  "quotes, nested": again("> "),
  "quotes, lines ever deeper": (size) => until(size, (n) => `${"> ".repeat(n % 100)}a\n`),
  "lists, nested": (size) => { const most = Math.floor(Math.sqrt(size)); return until(size, (n) => `${"  ".repeat(n % most)}* a\n`); },
  "list markers in one line": again("* "),
  "HTML, elements open": again("<b>"),
  "HTML, elements open, blocks": again("<div>\n\n"),
  "HTML, elements closed": again("</b>"),
  "HTML, ends crossed": again("<b><i></b></i>"),
  "HTML, comments open": again("<!--"),
  "HTML, comments": again("<!-- a -->"),
  "HTML, attributes": (size) => `<b ${"a ".repeat(size / 2)}>`,
  "HTML, attribute open": again('<a b="'),
  "HTML, processing": again("<?"),
  "HTML, declarations": again("<!A "),
  "HTML, sections": again("<![CDATA["),
  "HTML, entities": again("&amp;"),
  "HTML, scripts": again("<script>"),
  "conflict marks": again("<<<<<<< a\n"),
  "conflicts": again("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n\n"),
  "control characters": again("\u0001"),
  "one word": again("a"),
  "line ends": again("\n"),
  "blanks": again(" "),
  "backslashes": again("\\"),
  "letters of three bytes": again("日本"),
  // What CommonMark's own program is tried on.
  "cmark: nested strong emphasis": inside("*a **a ", "b", " a** a*"),
  "cmark: closers of emphasis alone": again("a_ "),
  "cmark: openers of emphasis alone": again("_a "),
  "cmark: closers of links alone": again("a]"),
  "cmark: openers of links alone": again("[a"),
  "cmark: openers and closers that differ": again("*a_ "),
  "cmark: closers in multiples of 3": (size) => `a**b${"c* ".repeat(size / 3)}`,
  "cmark: openers of links, closers of emphasis": again("[ a_"),
  "cmark: hard case of links and emphasis": again("**x [a*b**c*](d)"),
  "cmark: nested brackets": inside("[", "a", "]"),
  "cmark: nested images": inside("![", "a", "](b)"),
  "cmark: nested quotes": (size) => `${"> ".repeat(size / 2)}a`,
  "cmark: deeply nested lists": (size) => {
    const depth = Math.floor(Math.sqrt(size));
    return Array.from({ length: depth }, (_, n) => `${"  ".repeat(n)}* a\n`).join("");
  },
  "cmark: links open A": again("[a](<b"),
  "cmark: links open B": again("[a](b"),
  "cmark: pointed brackets": again("</"),
  "cmark: reference definitions": (size) => until(size, (n) => `[${n}]: u\n`) + "[0] ".repeat(size / 16),
  "cmark: empty lines in lists": (size) => "- a\n" + again("\n")(size) + "- b\n",
  "cmark: strikes": again("~~a "),
  "cmark: setext lines": again("a\n===\n"),
  "cmark: backslash in links": again("[\\"),
};

const { values: options } = parseArgs({ options: { playbook: { type: "string" }, only: { type: "string" }, json: { type: "string" } } });
const program = resolve(options.playbook ?? join(HERE, "..", "..", "target", "release", "playbook"));
if (!existsSync(program)) {
  process.stderr.write(`doubling: there is no \`${program}\`; build it with: cargo build --release\n`);
  process.exit(2);
}
const scratch = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "playbook-doubling-"));
try {
  main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function main() {
  const rows = [];
  console.log(`| text | ${SIZES.map((size) => `${size >> 10} KB`).join(" | ")} | t(2n)/t(n) | MiB |\n|---|${"---|".repeat(SIZES.length + 2)}`);
  for (const [name, construct] of Object.entries(CONSTRUCTS)) {
    if (options.only && !name.includes(options.only)) continue;
    const runs = [];
    for (const size of SIZES) {
      const run = time(construct, size);
      runs.push(run);
      if (run.failure) break;
    }
    rows.push(judge(name, runs));
    console.log(shown(rows.at(-1)));
  }
  const wrong = rows.filter((row) => row.wrong);
  if (options.json) writeFileSync(options.json, JSON.stringify(rows, null, 1));
  console.log(`\n${rows.length} texts; ${wrong.length} beyond a ratio of ${MOST.ratio}, ${MOST.time} s, or failed`);
  for (const { name, wrong: why } of wrong) console.log(`- ${name}: ${why}`);
  if (wrong.length) process.exitCode = 1;
}

// A page with the construct, a fragment, and nothing else; the least of five times, since others may use the machine.
function time(construct, size) {
  const folder = join(scratch, "playbook");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { head = () => "", body = () => "Words.\n", page } = typeof construct === "function" ? { body: construct } : construct;
  const text = page ? page(size) : `---\ntitle: Page\nft.audience: internal, partner\n${head(size)}---\n# Page\n\n${body(size)}\n`;
  writeFileSync(join(folder, "playbook.yml"), "title: Doubling\n");
  writeFileSync(join(folder, "x.md"), text);
  writeFileSync(join(folder, "f.md"), "Words.\n");
  writeFileSync(join(folder, "a.cs"), "int a;\n");
  let least = null;
  for (let round = 0; round < 5; round++) {
    const log = join(scratch, "log");
    const command = [join(HERE, "measure.py"), log, program, "render", join(folder, "x.md"), "--root", folder];
    const { stdout, error, signal } = spawnSync("python3", command, { encoding: "utf8", timeout: 60_000, killSignal: "SIGKILL" });
    if (error || signal) return { failure: "more than 60 s" };
    const run = JSON.parse(stdout);
    run.cpu = run.user + run.system;
    if (![0, 1].includes(run.exit)) {
      const log_text = readFileSync(log, "utf8");
      // A page whose tag cannot be read is nobody's; to say so is an answer.
      if (run.exit !== 2 || !log_text.includes("is no page of this site")) return { failure: `exit code ${run.exit}: ${log_text.slice(-200)}` };
    }
    if (readFileSync(log, "utf8").includes("[internal-error]")) return { failure: "internal-error" };
    if (!least || run.cpu < least.cpu) least = run;
    if (run.cpu < NOISE || run.cpu > 2) break;
  }
  return least;
}

function judge(name, runs) {
  const failure = runs.find((run) => run.failure)?.failure;
  const times = runs.filter((run) => !run.failure).map((run) => run.cpu);
  const ratios = times.slice(1).map((time, at) => (time > NOISE ? time / Math.max(times[at], NOISE / 2) : 0));
  const ratio = Math.max(0, ...ratios);
  const slowest = Math.max(0, ...times);
  const peak = Math.max(0, ...runs.map((run) => run.peak ?? 0)) / 2 ** 20;
  const wrong = failure ?? (slowest > MOST.time ? `${slowest.toFixed(1)} s` : ratio > MOST.ratio ? `ratio ${ratio.toFixed(1)}` : undefined);
  return { name, times, ratio, peak, wrong };
}

function shown({ name, times, ratio, peak, wrong }) {
  const cells = SIZES.map((_, at) => (times[at] === undefined ? "–" : times[at].toFixed(3)));
  return `| ${name} | ${cells.join(" | ")} | ${ratio ? ratio.toFixed(2) : "–"}${wrong ? " **!**" : ""} | ${peak.toFixed(0)} |`;
}
