// The preview under measure: from a save to the changed page over real HTTP, memory over many rebuilds, load, streams.
//
//     node tests/bench/serve.mjs [--pages N] [--real DIR] [--edits 100] [--rebuilds 2000] [--load SECONDS] [--streams 1000]
//     node tests/bench/serve.mjs --against hugo-cached,mdbook [--pages N] [--real DIR] [--edits 100] [--hugo PATH] [--mdbook PATH]
//
// With `--against`, the servers of other tools follow the same saves of the same pages in turns: a real folder is cut to what every tool can take, see README.md.
//
// Node 20 or newer, nothing from npm. Everything happens in a copy below the system's folder for temporary files. Absolute times belong to the machine and
// to what else it does; the time of the processor for each edit depends less on that.

import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { cut, generate } from "./corpus.mjs";
import { playbook } from "./layouts.mjs";
import { locate, TOOLS } from "./tools.mjs";

const options = { pages: 0, real: "", edits: 100, rebuilds: 0, load: 0, streams: 0, against: "", hugo: "", mdbook: "", playbook: "target/release/playbook" };
for (let at = 2; at < process.argv.length; at += 2) {
  const name = process.argv[at].replace(/^--/, "");
  if (!(name in options)) throw new Error(`there is no option --${name}`);
  options[name] = typeof options[name] === "number" ? Number(process.argv[at + 1]) : process.argv[at + 1];
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const shown = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  return `p50 ${quantile(sorted, 0.5).toFixed(1)} ms, p95 ${quantile(sorted, 0.95).toFixed(1)} ms, most ${sorted.at(-1).toFixed(1)} ms`;
};

const folder = mkdtempSync(join(tmpdir(), "playbook-serve-"));
if (options.against) {
  await compare(options.against.split(","));
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
const root = join(folder, "docs");
if (options.real) cpSync(options.real, root, { recursive: true, filter: (path) => !/[/\\](\.git|_site)$/.test(path) });
else playbook(generate(options.pages || 1000), root);

const begun = performance.now();
const child = spawn(options.playbook, ["serve", root, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
const base = await new Promise((found, failed) => {
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
    const line = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
    if (line) found(line[0]);
  });
  child.on("exit", () => failed(new Error(`the preview ended: ${said}`)));
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 400 });
const get = (path) =>
  new Promise((found, failed) => {
    http.get(base + path, { agent }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => found({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
    }).on("error", failed);
  });
let first = await get("/");
while (first.status === 307) first = await get(first.headers.location);
console.log(`first page after ${(performance.now() - begun).toFixed(0)} ms`);

const stat = () => {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;
const files = () => readdirSync(`/proc/${child.pid}/fd`).length;
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A stream of changes; `heard` is called for each.
const listen = (heard) =>
  new Promise((opened) => {
    http.get(`${base}/_playbook/live`, { agent: new http.Agent() }, (answer) => {
      answer.on("data", (data) => { if (/^data: \d/m.test(data.toString())) heard(); });
      opened(answer);
    });
  });

// Pages to edit, with their addresses: those that every site has at its own address.
const sites = JSON.parse((await get("/_playbook/page?site=&page=")).text).sites.map((site) => site.name);
const mount = (site) => (site === "" ? "" : `/${site}`);
const pages = [];
for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
  const file = relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/");
  if (!entry.isFile() || !file.endsWith(".md") || /--|(^|\/)(includes|toc)/.test(file) || pages.length >= 40 * (sites.length + 1)) continue;
  if (Math.imul(file.length * 31 + file.charCodeAt(file.length - 4), 2654435761) % 4 !== 0 && !options.pages) continue;
  for (const site of sites) {
    const address = `${mount(site)}/${encodeURI(file.replace(/\.md$/, ".html"))}`;
    if ((await get(address)).status === 200) pages.push({ file: join(root, file), address });
  }
}
if (pages.length === 0) throw new Error("no page was found to edit");

let wake = () => {};
await listen(() => wake());
let number = 0;
// Saves a page, and waits until the server sends it with the change.
async function edit() {
  const { file, address } = pages[number % pages.length];
  const mark = `Mark${String(number++).padStart(6, "0")}x`;
  const before = readFileSync(file, "utf8").replace(/\n\nMark\d{6}x\n$/, "");
  const saved = performance.now();
  writeFileSync(file, `${before}\n\n${mark}\n`);
  for (;;) {
    const changed = new Promise((heard) => (wake = heard));
    if ((await get(address)).text.includes(mark)) return performance.now() - saved;
    await Promise.race([changed, wait(5000)]);
  }
}

await wait(500);
const used = stat();
const times = [];
for (let round = 0; round < options.edits; round++) {
  times.push(await edit());
  await wait(60);
}
console.log(`save to page, ${options.edits} edits: ${shown(times)}; processor ${((stat() - used) / options.edits).toFixed(1)} ms an edit`);

if (options.rebuilds > 0) {
  for (let round = 0; round < 200; round++) await edit();
  const [start, open] = [memory(), files()];
  for (let round = 0; round < options.rebuilds; round++) await edit();
  await wait(500);
  const drift = ((memory() - start) / start) * 100;
  console.log(`${options.rebuilds} rebuilds: ${start.toFixed(1)} MB before, ${memory().toFixed(1)} MB after (${drift.toFixed(1)} %); open files ${open} and ${files()}`);
}

if (options.load > 0) {
  const took = [];
  let failed = 0;
  const end = performance.now() + options.load * 1000;
  const client = async (at) => {
    while (performance.now() < end) {
      const { address } = pages[(at + took.length) % pages.length];
      const asked = performance.now();
      const answer = await get(address).catch(() => ({ status: 0 }));
      if (answer.status === 200) took.push(performance.now() - asked);
      else failed++;
    }
  };
  const editing = (async () => { while (performance.now() < end) { appendFileSync(pages[0].file, "\nMore.\n"); await wait(1000); } })();
  await Promise.all([editing, ...Array.from({ length: 200 }, (_, at) => client(at))]);
  const sorted = took.sort((a, b) => a - b);
  console.log(`load, 200 connections for ${options.load} s, an edit each second: ${(took.length / options.load).toFixed(0)} requests/s, p99 ${quantile(sorted, 0.99).toFixed(1)} ms, ${failed} failed (one Node process asks)`);
}

if (options.streams > 0) {
  let heard = 0;
  const streams = await Promise.all(Array.from({ length: options.streams }, () => new Promise((opened) => {
    let own = -1;
    listen(() => { own++; if (own > 0) heard++; }).then(opened);
  })));
  await wait(500);
  heard = 0;
  const rounds = 50;
  const late = [];
  for (let round = 0; round < rounds; round++) {
    const saved = performance.now();
    const target = heard + options.streams;
    await edit();
    while (heard < target && performance.now() - saved < 10000) await wait(2);
    if (heard < target) throw new Error(`${target - heard} streams heard nothing of rebuild ${round}`);
    late.push(performance.now() - saved);
    await wait(150);
  }
  console.log(`${options.streams} streams, ${rounds} rebuilds: none lost; all told after ${shown(late)}`);
  for (const stream of streams) stream.destroy();
}

child.kill();
await new Promise((ended) => child.on("exit", ended));
rmSync(folder, { recursive: true, force: true });
process.exit(0);

// The same saves for several servers, in turns. Each page is asked for again and again, in the same way whoever serves it.
async function compare(others) {
  const repository = fileURLToPath(new URL("../../", import.meta.url));
  const names = ["playbook", ...others];
  const found = locate(names, { playbook: options.playbook, hugo: options.hugo, mdbook: options.mdbook }, repository);
  const corpus = options.real ? cut(options.real, "real") : generate(options.pages || 1000);
  const command = {
    playbook: (binary, source, port) => [binary, "serve", source, "--port", port],
    hugo: (binary, source, port) => [
      binary, "server", "--source", source, "--bind", "127.0.0.1", "--port", port, "--cacheDir", join(folder, "hugo-cache"), "--noBuildLock", "--quiet",
    ],
    mdbook: (binary, source, port) => [binary, "serve", source, "--hostname", "127.0.0.1", "--port", port],
  };
  const asked = (port, path) =>
    new Promise((done) => {
      http.get({ host: "127.0.0.1", port, path, agent: http.globalAgent }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => done(answer.statusCode === 200 ? Buffer.concat(parts).toString() : ""));
        answer.on("error", () => done(""));
      }).on("error", () => done(""));
    });
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const until = async (port, path, words) => {
    const begun = performance.now();
    while (!(await asked(port, path)).includes(words)) {
      if (performance.now() - begun > 120_000) throw new Error(`${path} of the server at ${port} never has ${words}`);
      await pause(1);
    }
    return performance.now() - begun;
  };
  const servers = [];
  for (const name of names) {
    const { program, layout } = TOOLS[name];
    const source = join(folder, name);
    layout(corpus, source);
    const port = String(await freePort());
    const [binary, ...rest] = command[program](found[program].binary, source, port);
    const child = spawn(binary, rest, { stdio: ["ignore", "ignore", "ignore"] });
    const content = { hugo: join(source, "content"), mdbook: join(source, "src") }[program] ?? source;
    servers.push({ name, program, child, port, content, times: [] });
    const page = corpus.pages.at(-1);
    const path = `/${encodeURI([page.folder, `${page.name}.html`].filter(Boolean).join("/"))}`;
    console.log(`${name} ${found[program].version}: a page after ${(await until(port, path, "</html>")).toFixed(0)} ms`);
  }
  const pages = corpus.pages.filter((page) => page.name !== "index");
  await pause(1000);
  for (let round = 0; round < options.edits; round++) {
    const page = pages[(round * 97) % pages.length];
    for (const { program, port, content, times } of servers) {
      const file = join(content, page.folder, `${page.name}.md`);
      const mark = `Mark${String(round).padStart(6, "0")}x`;
      const text = readFileSync(file, "utf8").replace(/\n\nMark\d{6}x\n$/, "");
      writeFileSync(file, `${text}\n\n${mark}\n`);
      const path = `/${encodeURI([page.folder, `${page.name}.html`].filter(Boolean).join("/"))}`;
      times.push(await until(port, path, mark));
      await pause(program === "playbook" ? 50 : 200);
    }
  }
  for (const { name, times } of servers) console.log(`${name}: save to page, ${times.length} edits: ${shown(times)}`);
  for (const { child } of servers) {
    const ended = new Promise((done) => child.on("exit", done));
    child.kill();
    await ended;
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
