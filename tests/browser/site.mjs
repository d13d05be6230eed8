// Site: the built manual, a server for it, and a browser to look at it.
//
// In:    the program (`PLAYBOOK`, else the release build) and a browser (`CHROMIUM`, else /usr/bin/chromium).
// Out:   `built()`, `serve()`, `browser()`; everything is taken away by `done()`.
// Never: asks the network; leaves a process or a folder behind.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
/** The program under test. */
export const program = resolve(process.env.PLAYBOOK ?? join(root, 'target/release/playbook'));

/** The policy under which every page must work. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.xml': 'application/xml',
  '.speculationrules': 'application/speculationrules+json',
};

const cleanups = [];

/** Takes away everything that was made. */
export async function done() {
  while (cleanups.length) await cleanups.pop()();
}

let site;

/** Builds the manual for all audiences, once; gives the folder that holds the sites. */
export function built() {
  if (site) return site;
  if (!existsSync(program)) throw new Error(`${program} is not there; build it with \`cargo build --release\`, or set PLAYBOOK`);
  const folder = mkdtempSync(join(tmpdir(), 'playbook-manual-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  site = join(folder, 'sites');
  execFileSync(program, ['build', join(root, 'content'), '--out', site], { stdio: ['ignore', 'ignore', 'inherit'] });
  return site;
}

/** Builds a playbook that is given as texts or bytes by path, in a folder of its own; gives the folder of the site, or that of its sites by audience. */
export function generated(name, texts) {
  const folder = mkdtempSync(join(tmpdir(), `playbook-${name}-`));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(texts)) {
    const file = join(folder, 'input', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const made = join(folder, 'sites');
  execFileSync(program, ['build', join(folder, 'input'), '--out', made], { stdio: ['ignore', 'ignore', 'inherit'] });
  return made;
}

/** All files of a folder, as paths with `/`. */
export function files(folder) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) found.push(relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'));
  }
  return found.sort();
}

/** The pages of a folder: HTML, without the page for addresses that are not there. */
export function pages(folder) {
  return files(folder).filter((file) => file.endsWith('.html') && file !== '404.html');
}

/** Serves a folder below `prefix`, as a careful host would; gives the address of its root, with a final `/`. `caching` gives what is said of a path about keeping it, or all headers that count instead, and hears of each request. `packed`: texts are sent packed, as hosts do. */
export async function serve(folder, prefix = '/', caching = () => 'no-store', packed = false) {
  const texts = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://h').pathname);
    const kept = caching(path, request);
    const headers = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', ...(typeof kept === 'string' ? { 'Cache-Control': kept } : kept) };
    const send = (status, file) => {
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      const packs = packed && !['image/png', 'application/octet-stream'].includes(type);
      if (packs && !texts.has(file)) texts.set(file, gzipSync(readFileSync(file)));
      response.writeHead(status, { ...headers, 'Content-Type': type, ...(packs && { 'Content-Encoding': 'gzip' }) });
      response.end(packs ? texts.get(file) : readFileSync(file));
    };
    const inside = path.startsWith(prefix) ? resolve(folder, './' + path.slice(prefix.length)) : '';
    const file = inside.startsWith(folder) && existsSync(inside) && statSync(inside).isDirectory() ? join(inside, 'index.html') : inside;
    if (file.startsWith(folder + sep) && existsSync(file)) send(200, file);
    else send(404, join(folder, '404.html'));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  cleanups.push(() => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }));
  return `http://127.0.0.1:${server.address().port}${prefix}`;
}

/** What the written `_headers` of a site say, as `serve` wants it. */
export function hosted(folder) {
  const rules = [];
  for (const line of readFileSync(join(folder, '_headers'), 'utf8').split('\n').filter(Boolean)) {
    if (line.startsWith('/')) rules.push([line, {}]);
    else rules.at(-1)[1][line.slice(0, line.indexOf(':')).trim()] = line.slice(line.indexOf(':') + 1).trim();
  }
  const holds = (rule, path) => (rule.endsWith('*') ? path.startsWith(rule.slice(0, -1)) : path === rule);
  return (path) => Object.assign({ 'Cache-Control': 'no-cache' }, ...rules.filter(([rule]) => holds(rule, path)).map(([, headers]) => headers));
}

let launched;

/** The browser, once. */
export async function browser() {
  if (!launched) {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    if (!existsSync(executablePath)) throw new Error(`${executablePath} is not there; install it with \`apt-get install chromium\`, or set CHROMIUM`);
    const fresh = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    cleanups.push(() => closed(fresh));
    launched = fresh;
  }
  return launched;
}

// Whether something of the browser closed. Now and then the browser does not answer when it is to close, long after what it showed was looked at: nothing is lost by not
// waiting for it, and its process ends with this one.
async function closed(what) {
  let timer;
  const late = new Promise((tell) => { timer = setTimeout(tell, 20_000, false); });
  const is = await Promise.race([what.close().then(() => true, () => true), late]);
  clearTimeout(timer);
  if (!is) console.error('the browser does not answer when it is to close; another one is started');
  return is;
}

/** Opens a window, does something with it, and closes it, whatever happens. */
export async function window(options, use) {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    const page = await context.newPage();
    return await use(page, context);
  } finally {
    if (!await closed(context)) launched = undefined;
  }
}

/** Waits until something is seen. What a page does after an event it does in its own time: asked at once, it may not have done it yet. */
export const visible = (locator) => locator.waitFor({ state: 'visible' });

/** Waits until something is not seen. */
export const hidden = (locator) => locator.waitFor({ state: 'hidden' });

/** Collects whatever a page complains about, and every request that leaves `origin`. */
export function complaints(page, origin) {
  const found = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) found.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  // A request that the next page cuts short is no fault.
  page.on('requestfailed', (request) => { if (request.failure()?.errorText !== 'net::ERR_ABORTED') found.push(`failed: ${request.url()}`); });
  page.on('response', (response) => { if (response.status() >= 400) found.push(`${response.status()}: ${response.url()}`); });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) found.push(`leaves the site: ${request.url()}`);
  });
  return found;
}

/** One page of each kind. */
export const KINDS = [
  'index.html', // the first page: image, table, alert
  'start/index-de.html', // another language
  'write/index.html', // a phase: steps and task tables
  'write/alerts.html', // all alerts
  'write/tables.html', // tables with alignment and row headings
  'check/codes.html', // long tables
  'check/continuous-integration.html', // long code
  'toc.html', // the whole contents
  'tasks.html', // all tasks
];
