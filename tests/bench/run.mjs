// Times `playbook build` beside Hugo and mdBook, on the same pages, in the same run.
//
//     node tests/bench/run.mjs --pages 1350 --pages 20000 --corpus PATH/TO/DOCS
//
// In:    the command line; see README.md beside this file.
// Out:   tables on standard output, every single figure with --json.
// Never: counts a run that did not write every page; compares figures of different runs.

import { spawn } from "node:child_process";
import {
  existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { cut, generate } from "./corpus.mjs";
import { GROUPS, TOOLS, locate } from "./tools.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "..", "..");
const USAGE = `usage: node tests/bench/run.mjs [option]...

what is built
  --corpus DIR      a folder of Markdown, cut down to what every tool takes; may be repeated
  --copies N        the cut corpus N times over (default 1)
  --pages N         an invented corpus of N pages; may be repeated (default 1350 when nothing is asked)
  --real DIR        a DocFX repository as it is, all its audiences in one run, by
                    playbook and playbook-search alone
  --audiences LIST  what --real must yield: audiences, and how many pages each at the least, as in
                    internal=612,partner=1110 (default internal,partner: at least one)

how
  --tools LIST      of playbook, playbook-search, hugo (= hugo-cached, hugo-page), mdbook,
                    floor (default all but playbook-search and floor)
  --runs N          measured runs of each tool, after one that warms up (default 5)
  --jobs N          threads for every tool (default 2)
  --mdbook-limit N  no mdBook on more pages than this; its time grows with the square (default 2000)
  --timeout S       the longest that one run may take (default 600)
  --playbook, --hugo, --mdbook, --floor PATH   the programs, when they are not where they are looked for

where
  --out DIR         an empty place for sources and outputs (default: a new folder in /dev/shm)
  --keep            leave sources and outputs there
  --json FILE       every figure
`;

const options = readOptions();
const scratch = makeScratch();
let running = null;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(130));
try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  tidyUp();
}

function stop(code) {
  if (running) process.kill(-running.pid, "SIGKILL");
  tidyUp();
  process.exit(code);
}

function tidyUp() {
  if (!options.keep) rmSync(scratch, { recursive: true, force: true });
}

async function main() {
  const programs = locate(neededTools(), options.programs, ROOT);
  const report = { machine: machine(), programs: versions(programs), runs: options.runs, jobs: options.jobs };
  report.corpora = [];
  printHead(report);
  warnIfOld(programs.playbook?.binary);
  for (const make of corpora()) {
    const corpus = make();
    const rows = await compare(corpus, programs);
    report.corpora.push({
      name: corpus.name,
      pages: corpus.pages.length,
      folders: corpus.folders.length,
      sections: corpus.sections.length,
      bytes: corpus.bytes,
      tools: rows,
    });
    printCorpus(corpus, rows);
  }
  for (const source of options.real) {
    const rows = await timeReal(resolve(source), programs.playbook);
    (report.real ??= []).push(...rows);
    printReal(rows);
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}

function corpora() {
  return [
    ...options.corpus.map((path) => () => cut(resolve(path), basename(resolve(path)), options.copies)),
    ...options.pages.map((count) => () => generate(count)),
  ];
}

function neededTools() {
  const asked = options.corpus.length + options.pages.length > 0 ? options.tools : [];
  return options.real.length > 0 ? [...new Set(["playbook", ...asked])] : asked;
}

/** One corpus, all tools: a warm-up each, then round after round, so that all share the weather. */
async function compare(corpus, programs) {
  const contestants = [];
  for (const name of options.tools) {
    const tool = TOOLS[name];
    const row = { name, version: programs[tool.program].version, note: tool.note, runs: [] };
    if (name === "mdbook" && corpus.pages.length > options.mdbookLimit) {
      contestants.push({ tool, row: { ...row, left: `more than ${options.mdbookLimit} pages` } });
      continue;
    }
    const source = join(scratch, "source", name);
    rmSync(source, { recursive: true, force: true });
    const expected = tool.layout(corpus, source);
    contestants.push({ tool, row, source, expected, binary: programs[tool.program].binary });
  }
  const present = contestants.filter(({ row }) => row.left === undefined);
  for (let round = 0; round <= options.runs; round++) {
    for (const contestant of present) {
      const { tool, row, source, binary } = contestant;
      const out = freshOut(row.name);
      progress(`${corpus.name}: ${row.name}, ${turn(round)}`);
      const figures = await measure(tool, binary, source, out);
      const written = checkOutput(contestant, out, figures, round === 0);
      if (round === 0) Object.assign(row, written);
      else if (written.files !== row.files) {
        throw new Error(`${row.name}: ${written.files} files, before ${row.files}`);
      } else row.runs.push(figures);
      if (!options.keep || round < options.runs) rmSync(out, { recursive: true, force: true });
    }
  }
  progress("");
  if (!options.keep) rmSync(join(scratch, "source"), { recursive: true, force: true });
  return contestants.map(({ row }) => row);
}

/** A repository as it is, with and without the search where both are asked for, in turns. */
async function timeReal(source, { binary, version }) {
  const asked = options.tools.filter((name) => TOOLS[name].program === "playbook");
  const rows = (asked.length > 0 ? asked : ["playbook"]).map((name) => ({ corpus: basename(source), name, version, runs: [] }));
  for (let round = 0; round <= options.runs; round++) {
    for (const row of rows) {
      const out = freshOut(row.name);
      progress(`${row.corpus}: ${row.name}, ${turn(round)}`);
      const figures = await measure(TOOLS[row.name], binary, source, out);
      if (!TOOLS[row.name].exits.includes(figures.exit)) throw new Error(failure(row.name, figures));
      const sites = Object.fromEntries(options.audiences.map(([audience, least]) => [audience, written(join(out, audience), least, figures)]));
      if (round === 0) Object.assign(row, { sites, exit: figures.exit });
      else if (JSON.stringify(sites) !== JSON.stringify(row.sites)) throw new Error("two builds differ");
      else row.runs.push(figures);
      if (!options.keep || round < options.runs) rmSync(out, { recursive: true, force: true });
    }
  }
  progress("");
  return rows;
}

/** What one site holds; fewer pages than it must have are a failure. */
function written(site, least, figures) {
  const files = walk(site);
  const html = files.filter(({ path }) => path.endsWith(".html")).length;
  if (html < least) throw new Error(`${basename(site)}: ${html} pages, not ${least}\n${tail(figures.log)}`);
  return { html, files: files.length, bytes: sum(files.map(({ size }) => size)) };
}

/** Runs a build once; the log is the last thing to be looked at, so reading it costs nothing. */
async function measure(tool, binary, source, out) {
  const log = join(scratch, "log");
  const command = tool.command(binary, source, out, { jobs: options.jobs, scratch });
  const environment = { ...process.env, ...tool.environment({ jobs: options.jobs }) };
  const child = spawn("python3", [join(HERE, "measure.py"), log, ...command], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running = child;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    process.kill(-child.pid, "SIGKILL");
  }, options.timeout * 1000);
  let answer = "";
  let complaint = "";
  child.stdout.on("data", (text) => (answer += text));
  child.stderr.on("data", (text) => (complaint += text));
  await new Promise((done, fail) => {
    child.on("close", done);
    child.on("error", (error) => fail(new Error(`python3 is needed to measure: ${error.message}`)));
  });
  clearTimeout(timer);
  running = null;
  if (late) throw new Error(`${command[0]}: still running after ${options.timeout} s`);
  if (answer === "") throw new Error(`${command[0]}: ${complaint}`);
  const text = readFileSync(log, "utf8");
  const figures = { ...JSON.parse(answer), stages: stages(text) };
  // Kept for the message of a failure, not for the report.
  Object.defineProperty(figures, "log", { value: text });
  return figures;
}

/** The split by stage: lines `timing <stage> <milliseconds>`; a stage that comes twice is added up. */
function stages(log) {
  const found = {};
  for (const [, stage, time] of log.matchAll(/^timing (\S+) ([\d.]+)\s*$/gm)) {
    found[stage] = (found[stage] ?? 0) + Number(time);
  }
  return found;
}

/** Every page must be there, and be a page; on the warm-up its text is looked for, too. */
function checkOutput({ tool, row, expected }, out, figures, thorough) {
  if (!tool.exits.includes(figures.exit)) throw new Error(failure(row.name, figures));
  const files = walk(out);
  const first = expected[0].path;
  // A tool may put its only site into a folder of its own.
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  const prefix = files.find(({ path }) => path === first || /^[^/]+\//.exec(path)?.[0] + first === path);
  const inside = prefix ? prefix.path.slice(0, prefix.path.length - first.length) : "";
  const missing = [];
  let bytes = 0;
  for (const { path, page } of expected) {
    const size = sizes.get(inside + path) ?? 0;
    bytes += size;
    if (size < page.body.length / 3) missing.push(path);
    else if (thorough && page.token) {
      if (!readFileSync(join(out, inside + path), "utf8").includes(page.token)) missing.push(path);
    }
  }
  if (missing.length > 0) {
    throw new Error(
      `${row.name}: ${missing.length} of ${expected.length} pages are not there, or not whole, ` +
        `${missing.slice(0, 3).join(", ")} …\n${tail(figures.log)}`,
    );
  }
  const html = files.filter(({ path }) => path.endsWith(".html")).length;
  const written = { html, files: files.length, bytesPerPage: bytes / expected.length };
  if (thorough) written.linksPerPage = linksPerPage(join(out, inside), expected);
  return written;
}

/** The middle number of links in a sample of pages: do all of them carry the navigation? */
function linksPerPage(out, expected) {
  const step = Math.max(1, Math.floor(expected.length / 40));
  const counts = [];
  for (let at = 0; at < expected.length; at += step) {
    const html = readFileSync(join(out, expected[at].path), "utf8");
    counts.push([...html.matchAll(/<a\s[^>]*href=/g)].length);
  }
  return median(counts);
}

function failure(name, figures) {
  return `${name} ended with ${figures.exit}:\n${tail(figures.log)}`;
}

function tail(log) {
  return log.trimEnd().split("\n").slice(-12).join("\n");
}

function walk(root) {
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else found.push({ path, size: statSync(join(root, path)).size });
    }
  };
  if (existsSync(root)) visit("");
  return found;
}

function freshOut(name) {
  const out = join(scratch, "out", name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(dirname(out), { recursive: true });
  return out;
}

function printHead({ machine: { model, cores, memory, kernel, disk, load }, programs, runs, jobs }) {
  print(`${model}, ${cores} cores, ${memory} GiB, ${kernel}; output on ${disk}; load ${load}`);
  print(Object.entries(programs).map(([name, version]) => `${name} ${version}`).join(", "));
  print(`medians (min–max) of ${runs} runs each, alternating, ${jobs} threads, warm page cache`);
}

function printCorpus(corpus, rows) {
  const { pages, folders, sections, bytes } = corpus;
  print("");
  print(
    `${corpus.name}: ${grouped(pages.length)} pages, ${(bytes / 1e6).toFixed(1)} MB of Markdown, ` +
      `${folders.length} folders, ${sections.length} sections (${corpus.about})`,
  );
  const head = ["", "wall s", "CPU s", "peak MiB", "html", "KB/page", "links/page", "wall ratio", "others"];
  const base = rows.find((row) => row.name === "playbook");
  const lines = rows.map((row) => {
    if (row.left) return [row.name, `not run: ${row.left}`];
    return [
      row.name,
      range(row.runs.map((run) => run.wall), 3),
      range(row.runs.map(cpu), 2),
      range(row.runs.map((run) => run.peak / 2 ** 20), 0),
      grouped(row.html),
      (row.bytesPerPage / 1e3).toFixed(1),
      String(row.linksPerPage),
      base ? ratio(row, base) : "–",
      foreign(row.runs),
    ];
  });
  printTable([head, ...lines]);
  if (base) printStages(base.runs);
  warnIfNoisy(rows);
}

function printReal(rows) {
  const [{ corpus, sites, exit }] = rows;
  const counts = Object.entries(sites).map(([name, { html }]) => `${name} ${grouped(html)} html`);
  print("");
  print(`${corpus} as it is, in one run: ${counts.join(", ")}; exit ${exit}`);
  const base = rows.find((row) => row.name === "playbook");
  const lines = rows.map((row) => [
    row.name,
    range(row.runs.map((run) => run.wall), 3),
    range(row.runs.map(cpu), 2),
    range(row.runs.map((run) => run.peak / 2 ** 20), 0),
    (sum(Object.values(row.sites).map(({ bytes }) => bytes)) / 1e6).toFixed(1),
    base ? ratio(row, base) : "–",
    foreign(row.runs),
  ]);
  printTable([["", "wall s", "CPU s", "peak MiB", "MB written", "wall ratio", "others"], ...lines]);
  if (base) printStages(base.runs);
  warnIfNoisy(rows);
}

function printStages(runs) {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.stages)))];
  if (names.length === 0) {
    print("  no split by stage: the binary printed no `timing` lines");
    return;
  }
  const parts = names.map((name) => `${name} ${median(runs.map((run) => run.stages[name] ?? 0)).toFixed(0)}`);
  print(`  playbook by stage, ms: ${parts.join(", ")}`);
}

/** How many times as long as playbook; in brackets, the least and the most of any round. */
function ratio(row, base) {
  const whole = median(row.runs.map((run) => run.wall)) / median(base.runs.map((run) => run.wall));
  if (row === base) return "1";
  const rounds = row.runs.map((run, at) => run.wall / base.runs[at].wall);
  return `${whole.toFixed(1)} (${Math.min(...rounds).toFixed(1)}–${Math.max(...rounds).toFixed(1)})`;
}

/** What the rest of the machine took meanwhile, in cores. */
function foreign(runs) {
  const shares = foreignShares(runs);
  return shares.length === 0 ? "–" : median(shares).toFixed(2);
}

function foreignShares(runs) {
  return runs.filter((run) => run.foreign !== null).map((run) => run.foreign / run.wall);
}

function warnIfNoisy(rows) {
  // Ticks are 10 ms: shorter runs cannot tell their neighbours' work from their own.
  const noisy = rows.filter((row) => {
    const long = row.runs.filter((run) => run.wall > 0.2);
    return long.length > 0 && median(foreignShares(long)) > 0.1;
  });
  if (noisy.length > 0) {
    const names = noisy.map((row) => row.name).join(", ");
    print(`  others were at work during ${names}: measure again on an idle machine`);
  }
}

function warnIfOld(binary) {
  if (!binary?.startsWith(ROOT)) return;
  const built = statSync(binary).mtimeMs;
  const sources = ["src", "themes", "Cargo.lock"].map((name) => join(ROOT, name));
  if (sources.some((path) => newest(path) > built)) {
    print("the playbook binary is older than its sources: cargo build --release");
  }
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function printTable(rows) {
  const widths = [];
  for (const row of rows) {
    if (row.length < 3) continue;
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  }
  widths[0] = Math.max(...rows.map((row) => row[0].length));
  for (const row of rows) {
    const left = (at) => at === 0 || row.length < 3;
    const cells = row.map((cell, at) =>
      left(at) ? cell.padEnd(widths[at]) : cell.padStart(widths[at]),
    );
    print(`  ${cells.join("  ")}`.trimEnd());
  }
}

function range(values, digits) {
  const [least, middle, most] = [Math.min(...values), median(values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function cpu(run) {
  return run.user + run.system;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function grouped(number) {
  return number.toLocaleString("en-US");
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function turn(round) {
  return round === 0 ? "warm-up" : `run ${round} of ${options.runs}`;
}

/** What is going on, on one line of a terminal that is wiped again. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function machine() {
  return {
    model: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release().split("-")[0]}`,
    disk: fileSystem(scratch),
    load: loadavg()[0].toFixed(2),
  };
}

/** The file system that holds `path`: a figure without it means nothing. */
function fileSystem(path) {
  if (!existsSync("/proc/mounts")) return "an unknown file system";
  const mounts = readFileSync("/proc/mounts", "utf8").trim().split("\n").map((line) => line.split(" "));
  const holding = mounts.filter(([, at]) => at === "/" || `${path}/`.startsWith(`${at}/`));
  return holding.sort((a, b) => b[1].length - a[1].length)[0]?.[2] ?? "an unknown file system";
}

function versions(programs) {
  return Object.fromEntries(Object.entries(programs).map(([name, { version }]) => [name, version]));
}

function makeScratch() {
  if (options.out) {
    mkdirSync(options.out, { recursive: true });
    return mkdtempSync(join(resolve(options.out), "playbook-bench-"));
  }
  return mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "playbook-bench-"));
}

function readOptions() {
  const text = { type: "string" };
  const many = { type: "string", multiple: true, default: [] };
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        corpus: many, copies: text, pages: many, real: many, audiences: text,
        tools: text, runs: text, jobs: text, "mdbook-limit": text, timeout: text,
        playbook: text, hugo: text, mdbook: text, floor: text,
        out: text, keep: { type: "boolean", default: false }, json: text,
        help: { type: "boolean", short: "h", default: false },
      },
    }));
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const tools = (values.tools ?? "playbook,hugo,mdbook").split(",").flatMap((name) => GROUPS[name] ?? [name]);
    const unknown = tools.find((name) => !Object.hasOwn(TOOLS, name));
    if (unknown !== undefined) throw new Error(`no tool is called \`${unknown}\``);
    const asked = values.corpus.length + values.pages.length + values.real.length > 0;
    for (const path of [...values.corpus, ...values.real]) {
      if (!existsSync(path)) throw new Error(`there is no folder ${path}`);
    }
    return {
      corpus: values.corpus,
      copies: count(values.copies, 1, "--copies"),
      pages: asked ? values.pages.map((pages) => count(pages, 0, "--pages")) : [1350],
      real: values.real,
      audiences: (values.audiences ?? "internal,partner").split(",").map((part) => {
        const [audience, least] = part.split("=");
        return [audience, count(least, 1, "--audiences")];
      }),
      tools: Object.keys(TOOLS).filter((name) => tools.includes(name)),
      runs: count(values.runs, 5, "--runs"),
      jobs: count(values.jobs, 2, "--jobs"),
      mdbookLimit: count(values["mdbook-limit"], 2000, "--mdbook-limit"),
      timeout: count(values.timeout, 600, "--timeout"),
      programs: { playbook: values.playbook, hugo: values.hugo, mdbook: values.mdbook, floor: values.floor },
      out: values.out,
      keep: values.keep,
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`bench: ${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

function count(value, fallback, name) {
  if (value === undefined) return fallback;
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${name} wants a number from 1, not \`${value}\``);
  return Number(value);
}
