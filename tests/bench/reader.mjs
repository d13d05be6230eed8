// Times what readers wait for: paints, keys, sorts, tabs, the next page, the first and the next search.
//
//     node tests/bench/reader.mjs [--runs 5] [--site FOLDER --words WORD,WORD] [--quality]
//
// `--site` is a built site that is searched, too; `--quality` only counts what searches find, which is the same on every machine.
//
// In:    the program (`PLAYBOOK`, else the release build) and a browser; tests/browser/site.mjs says where both are looked for.
// Out:   one line for each row of READER.md, with the median and the worst of all runs.
// Never: fails because something is slow: the figures of a busy machine mean nothing.

import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { built, done, generated, hosted, serve, window } from '../browser/site.mjs';
import { tab } from '../browser/tab.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, site: { type: 'string' }, words: { type: 'string', default: 'kickoff' }, quality: { type: 'boolean', default: false } } });
const runs = Number(values.runs);

const sorted = (times) => times.toSorted((a, b) => a - b);
const median = (times) => sorted(times)[Math.floor(times.length / 2)];
const at95 = (times) => sorted(times)[Math.min(times.length - 1, Math.floor(times.length * 0.95))];
const report = (row, what, goal, times) => {
  const unit = (value) => `${Math.round(value)} ms`;
  console.log(`${row.padEnd(4)} ${what.padEnd(62)} goal ${goal.padEnd(8)} median ${unit(median(times)).padStart(8)}  p95 ${unit(at95(times)).padStart(8)}  worst ${unit(Math.max(...times)).padStart(8)}  of ${times.length}`);
};

// A playbook with a long list of tasks, a page of sixty screens, tabs, and a thousand pages to be searched.
function playbook() {
  const words = ['berth', 'pilot', 'mooring', 'tide', 'crane', 'quay', 'anchor', 'harbour', 'signal', 'channel', 'lantern', 'ferry', 'cargo', 'bollard', 'current', 'gangway'];
  const text = (seed, count) => Array.from({ length: count }, (_, at) => words[(seed * 7 + at * 5 + ((seed * at) % 11)) % words.length]).join(' ');
  const task = (id) => `| ${id} | ${text(id, 6)} | ${id % 3 ? 'M' : 'O'} | ${['Pilot', 'Mate', 'Engineer', 'Cook'][id % 4]} | ${['Cargo', 'Ferry', 'All'][id % 3]} |`;
  const tasks = (from, count) => `| Task ID | Task | Mandatory | Role | Services |\n|---|---|---|---|---|\n${Array.from({ length: count }, (_, at) => task(from + at)).join('\n')}\n`;
  const files = {
    'playbook.yml': 'title: Harbour\nextras: [_headers]\n',
    'index.md': '# Harbour\n\nText.\n',
    'tasks200.md': `# Two hundred tasks\n\n${tasks(1000, 200)}`,
    'tabs.md': `# Tabs\n\n### [Sail](#tab/sail)\n\n${text(1, 300)}\n\n### [Steam](#tab/steam)\n\n${text(2, 300)}\n\n***\n`,
    'long.md': `# Long\n\n${Array.from({ length: 60 }, (_, at) => `## Part ${at}\n\n${text(at, 700)}\n`).join('\n')}`,
    'concept.md': `# Concept\n\n${Array.from({ length: 8 }, (_, at) => `## Part ${at}\n\n${text(at, 125)}\n`).join('\n')}`,
  };
  let toc = '- name: Concept\n  href: concept.md\n- name: Tabs\n  href: tabs.md\n- name: Long\n  href: long.md\n- name: Two hundred\n  href: tasks200.md\n';
  for (let part = 0; part < 20; part++) {
    files[`part${part}/index.md`] = `# Part ${part}\n\n${tasks(2000 + part * 100, 100)}`;
    let own = '- name: Overview\n  href: index.md\n';
    for (let page = 0; page < 50; page++) {
      files[`part${part}/p${page}.md`] = `# How to moor ${words[page % 16]} ${part * 50 + page}\n\n${text(part * 50 + page, 200)}\n`;
      own += `- name: Mooring ${part * 50 + page}\n  href: p${page}.md\n`;
    }
    files[`part${part}/toc.yml`] = own;
    toc += `- name: Part ${part}\n  href: part${part}/\n`;
  }
  files['toc.yml'] = toc;
  return { files, words };
}

// The window of a phone: a slow processor, and the net of a train where `net` is set.
async function phone(page, net) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await cdp.send('Network.enable');
  if (net) await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6 * 1024 * 128, uploadThroughput: 0.75 * 1024 * 128 });
  return cdp;
}

// How long it takes from an event to the frame that shows what it did. Runs in the page.
const SPENT = `globalThis.spent = (act) => new Promise((tell) => {
  const start = performance.now();
  act();
  requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => tell(performance.now() - start); c.port2.postMessage(0); });
});`;

async function paints(root, path, row, goals) {
  const first = [], largest = [], long = [];
  for (let run = 0; run < runs; run++) {
    await window({ viewport: { width: 360, height: 740 } }, async (page) => {
      await phone(page, true);
      await page.addInitScript(() => {
        globalThis.largest = 0;
        globalThis.longest = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.largest = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, entry.duration); }).observe({ type: 'longtask', buffered: true });
      });
      await page.goto(root + path, { waitUntil: 'networkidle' });
      const seen = await page.evaluate(() => [performance.getEntriesByName('first-contentful-paint')[0].startTime, globalThis.largest, globalThis.longest]);
      first.push(seen[0]);
      largest.push(seen[1]);
      long.push(seen[2]);
    });
  }
  report(row, `${path}: first paint, slow net, processor / 4`, goals[0], first);
  report(row, `${path}: largest paint`, goals[1], largest);
  report('R10', `${path}: longest task while it loads`, '50 ms', long);
}

async function acts(root, path, row, what, goal, act, net = false) {
  await window({}, async (page) => {
    await phone(page, net);
    await page.goto(root + path, { waitUntil: 'networkidle' });
    await page.evaluate(SPENT);
    const times = await act(page);
    if (times.length) report(row, what, goal, times);
    else console.log(`${row} ${what}: nothing to time`);
  });
}

// From the click to the first paint of the next page, on a host with the written settings; the pointer rests on the link before.
async function nextPage(root, what, rest) {
  const waits = [], pause = (time) => new Promise((next) => setTimeout(next, time));
  await tab(4, async ({ evaluate, open, until, hover, click }) => {
    await open(`${root}part3/index.html`);
    for (let n = 0; n < 20; n++) {
      await until('document.readyState === "complete" && document.documentElement.classList.contains("ready")');
      await pause(1500);
      const [path, place] = await evaluate(`(() => {
        addEventListener('click', () => sessionStorage.setItem('clicked', performance.timeOrigin + performance.now()), true);
        const a = document.querySelectorAll('#\\\\:nav li a')[${(n % 9) + 1}], { x, y } = a.getBoundingClientRect();
        return [a.pathname, [x + 20, y + 10]];
      })()`);
      await hover(rest ? place : [600, 400]);
      await pause(rest);
      await click(place);
      await until(`location.pathname === "${path}" && performance.getEntriesByName("first-contentful-paint").length`);
      waits.push(await evaluate('performance.timeOrigin + performance.getEntriesByName("first-contentful-paint")[0].startTime - Number(sessionStorage.getItem("clicked"))'));
    }
  });
  report('R40', `from a click to the first paint of the next page, ${what}`, '100 ms', waits);
}

async function searches(root, start, words, label) {
  await window({}, async (page) => {
    const cdp = await phone(page, false);
    let bytes = 0;
    const inSearch = new Set();
    cdp.on('Network.responseReceived', ({ requestId, response }) => { if (/search/.test(response.url)) inSearch.add(requestId); });
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (inSearch.has(requestId)) bytes += encodedDataLength; });
    await page.goto(root + start, { waitUntil: 'networkidle' });
    await page.keyboard.press('Control+k');
    await page.locator('.searching input[role=searchbox]').waitFor();
    const ask = (text) => page.evaluate((text) => new Promise((tell) => {
      const input = document.querySelector('.searching input[role=searchbox]');
      const said = document.querySelector('.searching .found');
      const begin = performance.now();
      const watch = new MutationObserver(() => {
        if (!/\d+$/.test(said.textContent) && !said.textContent.endsWith(text)) return;
        watch.disconnect();
        requestAnimationFrame(() => tell(performance.now() - begin));
      });
      said.textContent = '';
      watch.observe(said, { childList: true, characterData: true, subtree: true });
      input.value = text;
      input.dispatchEvent(new Event('input'));
    }), text);
    const cold = await ask(words[0]);
    report('R26', `${label}: first search, loopback, processor / 4`, '50 ms', [cold]);
    console.log(`R27  ${label}: bytes of the first search, code included, as served (not packed): ${bytes}`);
    const warm = [];
    for (let round = 0; round < Math.max(1, Math.round(200 / words.length / 2)); round++) for (const word of words) for (const text of [word.slice(0, -1), word]) warm.push(await ask(text));
    report('R26', `${label}: further searches`, '30 ms', warm);
  });
}

// Of pages drawn evenly from a site: is the page found by its title, a phrase, a beginning, a slip of the finger?
async function quality(root, folder) {
  const pages = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.html') && !/^(search|404|toc|tasks)/.test(path)).sort();
  const step = Math.max(1, Math.floor(pages.length / 300));
  const byLanguage = new Map();
  for (let at = 0; at < pages.length; at += step) {
    const html = readFileSync(join(folder, pages[at]), 'utf8');
    if (/noindex|http-equiv="refresh"/.test(html)) continue;
    const language = html.match(/<html lang="([^"]+)"/)[1];
    const plain = (text) => text.replace(/<[^>]+>/g, ' ').replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/\s+/g, ' ').trim();
    const title = plain(html.match(/<h1[^>]*>([^]*?)<\/h1>/)?.[1] ?? '');
    const words = plain(html.match(/<article>([^]*)<\/article>/)?.[1].replace(/<h[1-6][^]*?<\/h[1-6]>/g, ' ') ?? '').split(' ').filter(Boolean);
    if (!title || words.length < 12) continue;
    const entry = { path: pages[at], title, phrase: words.slice(6, 11).join(' '), word: words.find((word) => /^\p{L}{7,14}$/u.test(word)) };
    if (!byLanguage.has(language)) byLanguage.set(language, []);
    byLanguage.get(language).push(entry);
  }
  for (const [language, entries] of byLanguage) {
    await window({}, async (page) => {
      await page.goto(root + entries[0].path);
      await page.evaluate(async (index) => {
        globalThis.engine = await import(index);
        await globalThis.engine.options({ noWorker: true, excerptLength: 24, ranking: { metaWeights: { title: 5, tasks: 10 } } });
        await globalThis.engine.init();
      }, `${root}search/pagefind.js`);
      const places = (asked) => page.evaluate(async (asked) => {
        const answer = await globalThis.engine.search(asked);
        return Promise.all(answer.results.slice(0, 5).map(async (hit) => { const { raw_url: url, meta } = await hit.data(); return { url, title: meta.title, text: '' }; }));
      }, asked);
      const count = { title: [0, 0], phrase: [0, 0], slip: [0, 0], beginning: [0, 0] };
      const note = (kind, good) => { count[kind][1] += 1; if (good) count[kind][0] += 1; };
      for (const { path, title, phrase, word } of entries) {
        const is = (hit) => decodeURI(hit.url) === path;
        note('title', (await places(title)).slice(0, 1).some((hit) => is(hit) || hit.title === title));
        note('phrase', (await places(phrase)).some(is));
        if (!word) continue;
        const letters = [...word];
        letters.splice(3, 1);
        note('slip', (await places(letters.join(''))).length > 0);
        note('beginning', (await places(word.slice(0, -2))).length > 0);
      }
      const shown = Object.entries(count).map(([kind, [good, all]]) => `${kind} ${good}/${all}`).join(', ');
      console.log(`R28  ${language}: ${shown}   (title first; phrase of five words among five; a letter left out, a beginning: anything found)`);
    });
  }
}

async function timings() {
  console.log(`load ${loadavg().map((load) => load.toFixed(1)).join(' ')}; figures count on an idle machine only`);
  const { files, words } = playbook();
  const folder = generated('reader-bench', files);
  const root = await serve(folder, '/', () => 'no-store', true);
  for (const path of ['concept.html', 'long.html', 'tasks200.html']) await paints(root, path, path === 'long.html' ? 'R41' : 'R8', path === 'tasks200.html' ? ['0.8 s', '1.3 s'] : ['0.8 s', '1.0 s']);
  const times = (page, script) => page.evaluate(`(async () => { const times = []; ${script} return times; })()`);
  await acts(root, 'tasks200.html', 'R10', '200 tasks: a key in the filter', '50 ms', (page) => times(page, `
    const field = document.querySelector('.task-search input');
    for (let n = 0; n < 20; n++) for (const words of ['berth', 'berth p', '']) times.push(await spent(() => { field.value = words; field.dispatchEvent(new Event('input', { bubbles: true })); }));`));
  await acts(root, 'tasks200.html', 'R10', '200 tasks: sorted by a column', '50 ms', (page) => times(page, `
    for (let n = 0; n < 20; n++) times.push(await spent(() => document.querySelectorAll('.tasks th button')[n % 5].click()));`));
  await acts(root, 'tasks.html', 'R21', '2,200 tasks: a key in the filter', '50 ms', (page) => times(page, `
    const field = document.querySelector('.task-search input');
    for (let n = 0; n < 10; n++) for (const words of ['berth', 'berth p', '']) times.push(await spent(() => { field.value = words; field.dispatchEvent(new Event('input', { bubbles: true })); }));`));
  await acts(root, 'tabs.html', 'R10', 'another tab', '50 ms', (page) => times(page, `
    for (let n = 0; n < 20; n++) times.push(await spent(() => document.querySelectorAll('[role=tab]')[n % 2].click()));`));
  await acts(root, 'part3/index.html', 'R22', '1,000 entries: a key in the filter of the contents', '30 ms', async (page) => {
    await page.focus('#\\:nav .filter input');
    await page.waitForTimeout(1500);
    return times(page, `
      const field = document.querySelector('#\\\\:nav .filter input');
      for (let n = 0; n < 5; n++) for (const words of ['m', 'mo', 'moor', 'mooring 7', '']) times.push(await spent(() => { field.value = words; field.dispatchEvent(new Event('input')); }));`);
  });
  const host = await serve(folder, '/', hosted(folder), true);
  await nextPage(host, 'pointed at for half a second', 500);
  await searches(root, 'index.html', words, '1,000 pages');
  const weight = (start) => gzipSync(readFileSync(join(folder, 'assets', readdirSync(join(folder, 'assets')).find((file) => file.startsWith(start)))), { level: 9 }).length;
  console.log(`R2   style ${weight('style.')} bytes packed; R3 scripts ${weight('theme.') + weight('scheme.')}, search.js ${weight('search.')}`);
}

try {
  if (!values.quality) await timings();
  if (values.site) {
    const site = resolve(values.site);
    const real = await serve(site);
    const some = readdirSync(site).includes('index.html') ? 'index.html' : 'toc.html';
    if (!values.quality) await searches(real, some, values.words.split(','), 'the given site');
    await quality(real, site);
  } else {
    await quality(await serve(join(built(), 'internal')), join(built(), 'internal'));
  }
} finally {
  await done();
}
