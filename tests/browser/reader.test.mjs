// What readers meet beside the common way: old browsers, blocked scripts, long words, long pages, paper, fingers. Rows R… of tests/bench/READER.md.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { KINDS, built, complaints, done, generated, pages, serve, visible, window } from './site.mjs';

const GERMAN = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenträger';
const CODE = 'Get_HarbourMasterNotificationPreferenceId';
const JAPANESE = '入港管理システムの通知設定を変更する手順について説明します'.repeat(3);
const SECTIONS = 60;

let folder;
let manual;
let site;
let harbour;

before(async () => {
  folder = join(built(), 'internal');
  manual = await serve(folder);
  site = generated('reader', playbook());
  harbour = await serve(site);
});
after(done);

function playbook() {
  const tabs = '### [Sail](#tab/sail)\n\nHoist the mizzen.\n\n### [Steam](#tab/steam)\n\nStoke the furnace.\n\n***\n';
  const columns = Array.from({ length: 10 }, (_, at) => `Column${at}`);
  const row = columns.map((_, at) => `Pilot${at}`);
  const long = Array.from({ length: SECTIONS }, (_, at) => `## Berth ${at}\n\n${'A ship waits here until the tide turns and the pilot comes on board. '.repeat(60)}\n\n![](quay.svg)\n`).join('\n');
  return {
    'playbook.yml': 'title: Harbour\nlanguages: [{tag: de, suffix: "-de"}, {tag: ja, suffix: "-ja"}]\n',
    'quay.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400"/></svg>',
    'toc.yml': `- name: Harbour\n  href: index.md\n- name: ${GERMAN}\n  href: words-de.md\n- name: Long\n  href: long.md\n- name: Paper\n  href: paper.md\n`,
    'index.md': '# Harbour\n\nThe first page.\n\n## 到着\n\nText.\n',
    'sessions.md': '# Sessions\n\n```console\n$ dock \\\n  --berth 4\nDocked.\n$ pay\n```\n\n```console\n# not a command\n$ pay\n```\n\n```text\n$ pay\n```\n\n```bash-session\nnothing at a prompt\n```\n',
    'words-de.md': `# ${GERMAN}\n\n${GERMAN} \`${CODE}\`\n\n## ${GERMAN}\n\n> [!NOTE]\n> ${GERMAN}\n\n- ${CODE}\n\n| ${CODE} | B |\n|---|---|\n| ${GERMAN} | ${CODE} |\n\n[${GERMAN}](long.md)\n`,
    'words-ja.md': `# ${JAPANESE.slice(0, 40)}\n\n${JAPANESE}ＡＢＣＤＥＦＧ\n\n| ${JAPANESE.slice(0, 20)} | B |\n|---|---|\n| ${JAPANESE} | ${CODE} |\n`,
    'long.md': `# Long\n\n${long}`,
    'paper.md': `---\ndescription: What is printed.\n---\n# Paper\n\n${tabs}\n<details><summary>More</summary>\n\nBelow the hatch.\n\n</details>\n\n[Tides](https://tides.example.org/table)\n\n` +
      `| ${columns.join(' | ')} |\n|${'---|'.repeat(10)}\n| ${row.join(' | ')} |\n`,
  };
}

// The text of a page as it is printed.
async function printed(page) {
  const made = mkdtempSync(join(tmpdir(), 'playbook-print-'));
  try {
    const file = join(made, 'page.pdf');
    await page.pdf({ path: file, format: 'A4', preferCSSPageSize: true });
    return execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

test('of a session at a prompt the commands are copied, where it is certain what they are', async () => {
  await window({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(harbour + 'sessions.html');
    const copies = page.locator('.code .copy');
    const wanted = ['dock \\\n  --berth 4\npay', '# not a command\n$ pay', '$ pay', 'nothing at a prompt'];
    for (const [at, words] of wanted.entries()) {
      await copies.nth(at).click();
      await page.waitForFunction((words) => navigator.clipboard.readText().then((text) => text.replace(/\r/g, '') === words), words);
    }
  });
});

test('the page with the contents leads to the other languages', async () => {
  await window({}, async (page) => {
    await page.goto(harbour + 'toc.html');
    await page.click('details.lang summary');
    await visible(page.locator('details.lang a[aria-current=true][hreflang=en]'));
    await page.click('details.lang a[hreflang=de]');
    assert.equal(new URL(page.url()).pathname, '/words-de.html');
  });
});

test('the menu of a small screen lists an entry once', async () => {
  await window({ viewport: { width: 360, height: 640 } }, async (page) => {
    await page.goto(harbour + 'long.html');
    await page.click('.menu');
    await visible(page.locator('dialog.drawer a[aria-current=page]'));
    assert.equal(await page.locator('dialog.drawer a:text-is("Paper")').count(), 1);
    await page.goto(manual + 'write/links.html');
    await page.click('.menu');
    await visible(page.locator('dialog.drawer a:text-is("Check")'));
  });
});

test('R5: a page that is opened again asks for itself, and for nothing else', async () => {
  const asked = [];
  const root = await serve(folder, '/', (path) => { asked.push(path); return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'; });
  await window({}, async (page) => {
    await page.goto(root + 'write/links.html', { waitUntil: 'networkidle' });
    asked.length = 0;
    await page.goto(root + 'write/links.html', { waitUntil: 'networkidle' });
    assert.deepEqual(asked, ['/write/links.html']);
    asked.length = 0;
    await page.goto(root + 'write/tables.html', { waitUntil: 'networkidle' });
    assert.deepEqual(asked, ['/write/tables.html']);
  });
});

for (const [pointer, least, options] of [['a mouse', 32, {}], ['a finger', 44, { hasTouch: true, isMobile: true }]]) {
  test(`R17: what is meant for ${pointer} is at least ${least} px high`, async () => {
    for (const width of [360, 1280]) {
      await window({ ...options, viewport: { width, height: 800 } }, async (page) => {
        for (const address of [...KINDS.map((kind) => manual + kind), manual + '404.html', harbour + 'paper.html']) {
          await page.goto(address);
          const small = await page.evaluate((least) => {
            const targets = 'button, summary, select, input:not([type=checkbox]), nav a, .outline a, .foot a, .all, .menu, .brand, [role=tab], .whole li > a, .pager a';
            return [...document.querySelectorAll(targets)].filter((target) => target.checkVisibility({ visibilityProperty: true }) && !target.closest('.visually-hidden, .skip')).map((target) => {
              const { width, height } = target.getBoundingClientRect();
              return height > 0 && (height < least - 0.5 || width < Math.min(least, 24)) ? `${Math.round(width)} × ${Math.round(height)}: ${target.outerHTML.slice(0, 90)}` : '';
            }).filter(Boolean).slice(0, 5);
          }, least);
          assert.deepEqual(small, [], `${address} at ${width}`);
        }
      });
    }
  });
}

test('R24: a search of the browser opens the tab that holds the words, and paper holds all tabs', async () => {
  await window({}, async (page) => {
    await page.goto(harbour + 'paper.html');
    const second = page.locator('[role=tabpanel][data-tab=steam]');
    assert.equal(await second.getAttribute('hidden'), 'until-found');
    // The browser finds words of the address the way it finds words that a reader looks for.
    await page.goto(harbour + 'paper.html?again#:~:text=Stoke%20the%20furnace');
    await page.waitForFunction(() => !document.querySelector('[role=tabpanel][data-tab=steam]').hidden);
    assert.equal(await page.locator('[role=tab][data-tab=steam]').getAttribute('aria-selected'), 'true');
    const text = await printed(page);
    for (const words of ['Sail', 'Hoist the mizzen.', 'Steam', 'Stoke the furnace.']) assert.ok(text.includes(words), words);
  });
});

test('R33: paper holds wide tables to their last column, what is folded, and where links lead', async () => {
  await window({}, async (page) => {
    await page.goto(harbour + 'paper.html');
    const text = await printed(page);
    for (const words of ['Column9', 'Pilot9', 'Below the hatch.', 'https://tides.example.org/table']) assert.ok(text.includes(words), words);
    await page.goto(harbour + 'long.html');
    const long = await printed(page);
    for (let at = 0; at < SECTIONS; at++) assert.ok(long.includes(`Berth ${at} `), `Berth ${at}`);
  });
});

test('R31: headings have links that are named, seen with the keyboard, and lead to them', async () => {
  await window({}, async (page) => {
    await page.goto(harbour + 'index.html');
    const anchor = page.locator('a.anchor');
    assert.equal(await anchor.getAttribute('aria-label'), 'Link to this section: 到着');
    await anchor.focus();
    await page.waitForFunction(() => getComputedStyle(document.activeElement).opacity === '1');
    await page.keyboard.press('Enter');
    assert.equal(decodeURIComponent(new URL(page.url()).hash), '#到着');
  });
});

test('R34: no frame has the colours of the other scheme', async () => {
  for (const [colorScheme, chosen] of [['dark', null], ['light', 'dark'], ['dark', 'light']]) {
    await window({ colorScheme }, async (page) => {
      await page.goto(harbour + 'index.html');
      const dark = (chosen ?? colorScheme) === 'dark';
      await page.evaluate((chosen) => { if (chosen) localStorage.setItem(`${document.documentElement.dataset.site}:scheme`, chosen); }, chosen);
      await page.addInitScript(() => {
        globalThis.seen = new Set();
        const look = () => {
          if (document.body) globalThis.seen.add(getComputedStyle(document.body).backgroundColor);
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      for (let load = 0; load < 20; load++) {
        await page.goto(harbour + 'index.html?' + load);
        await page.waitForFunction(() => globalThis.seen.size > 0);
        assert.deepEqual(await page.evaluate(() => [...globalThis.seen]), [dark ? 'rgb(20, 25, 27)' : 'rgb(255, 255, 255)'], `${colorScheme}, chosen ${chosen}`);
      }
    });
  }
});

test('R36: long words and lines without blanks stay in their places', async () => {
  for (const width of [320, 1280]) {
    await window({ viewport: { width, height: 700 } }, async (page) => {
      for (const path of ['words-de.html', 'words-ja.html']) {
        await page.goto(harbour + path);
        const wide = await page.evaluate(() => {
          const scrolls = (box) => /auto|scroll|hidden/.test(getComputedStyle(box).overflowX);
          const boxes = [...document.querySelectorAll('body *')].filter((box) => box.checkVisibility() && box.clientWidth > 1 && !box.closest('.visually-hidden, .skip, .table-scroll, svg'));
          return boxes.filter((box) => box.scrollWidth > box.clientWidth + 4 && !scrolls(box) && getComputedStyle(box).display !== 'inline').map((box) => box.outerHTML.slice(0, 100));
        });
        assert.deepEqual(wide, [], `${path} at ${width}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} at ${width}`);
      }
    });
  }
});

test('R41: on a page of sixty screens an address leads to its place', async () => {
  await window({}, async (page) => {
    for (const at of [1, 30, SECTIONS - 2]) {
      await page.goto('about:blank');
      await page.goto(`${harbour}long.html#berth-${at}`, { waitUntil: 'networkidle' });
      const top = () => page.evaluate((at) => document.getElementById(`berth-${at}`).getBoundingClientRect().top, at);
      const first = await top();
      assert.ok(first > 52 && first < 130, `Berth ${at} is at ${first}`);
      await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
      assert.ok(Math.abs(await top() - first) <= 2);
    }
  });
});

test('R42: every page has a title of its own that a list of results can show', () => {
  const titles = new Map();
  for (const path of pages(folder)) {
    const html = readFileSync(join(folder, path), 'utf8');
    if (html.includes('http-equiv="refresh"')) continue;
    const title = html.match(/<title>([^<]*)<\/title>/)[1];
    assert.ok(title.length <= 65, `${path}: ${title}`);
    assert.ok(!titles.has(title), `${path} and ${titles.get(title)}: ${title}`);
    titles.set(title, path);
    for (const name of ['property="og:title"', 'property="og:locale"']) assert.ok(html.includes(name), `${path}: ${name}`);
  }
  for (const path of pages(join(built(), 'partner'))) assert.doesNotMatch(readFileSync(join(built(), 'partner', path), 'utf8'), /name="author"/);
});

test('R43: every page is valid HTML', async () => {
  const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });
  for (const [made, paths] of [[folder, [...pages(folder), '404.html']], [site, pages(site)]]) {
    for (const path of paths) {
      const { results } = await validator.validateString(readFileSync(join(made, path), 'utf8'), path);
      assert.deepEqual(results.flatMap(({ messages }) => messages.map((found) => `${found.line}:${found.column} ${found.ruleId}: ${found.message}`)), [], path);
    }
  }
});

test('R44: where the script of the page does not arrive, all text is there and nothing is dead', async () => {
  for (const width of [360, 1280]) {
    await window({ viewport: { width, height: 700 } }, async (page) => {
      await page.route('**/assets/theme.*.js', (route) => route.abort());
      await page.goto(harbour + 'paper.html');
      assert.equal(await page.locator('button:visible, input:visible').count(), 0);
      await page.click('[data-tab=steam] >> nth=0');
      await visible(page.getByText('Stoke the furnace.'));
      await page.click('#\\:nav a:text-is("Long")');
      assert.equal(await page.locator('article h1').innerText(), 'Long');
    });
  }
});

test('R44: where style, pictures or storage are denied, pages work', async () => {
  await window({}, async (page) => {
    const found = complaints(page, harbour);
    await page.addInitScript(() => {
      for (const store of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, store, { get() { throw new DOMException('denied', 'SecurityError'); } });
    });
    await page.goto(harbour + 'paper.html');
    await page.click('.scheme');
    await page.click('[role=tab][data-tab=steam]');
    await visible(page.getByText('Stoke the furnace.'));
    await page.click('#\\:nav a:text-is("Long")');
    assert.equal(await page.locator('article h1').innerText(), 'Long');
    assert.deepEqual(found, []);
  });
  await window({}, async (page) => {
    await page.route(/\.(css|svg|png)$/, (route) => route.abort());
    await page.goto(harbour + 'paper.html');
    await visible(page.getByText('Hoist the mizzen.'));
    await page.click('#\\:nav a:text-is("Long")');
    assert.equal(await page.locator('article h1').innerText(), 'Long');
  });
});

test('R45: without what is new in browsers, pages work', async () => {
  await window({}, async (page) => {
    const found = complaints(page, harbour);
    await page.addInitScript(() => {
      delete globalThis.HTMLDialogElement;
      delete globalThis.ResizeObserver;
      delete globalThis.IntersectionObserver;
      delete globalThis.requestIdleCallback;
      delete Document.prototype.startViewTransition;
      delete HTMLElement.prototype.onbeforematch;
      delete HTMLElement.prototype.popover;
      delete Navigator.prototype.clipboard;
      delete Navigator.prototype.connection;
      delete Element.prototype.checkVisibility;
      delete MediaQueryList.prototype.addEventListener;
      DOMTokenList.prototype.supports = () => false;
    });
    await page.goto(harbour + 'paper.html');
    await page.click('[role=tab][data-tab=steam]');
    await visible(page.getByText('Stoke the furnace.'));
    await page.click('.scheme');
    await page.setViewportSize({ width: 360, height: 700 });
    await page.click('a.menu');
    await page.click('#\\:nav a:text-is("Long")');
    assert.equal(await page.locator('article h1').innerText(), 'Long');
    assert.deepEqual(found, []);
  });
});
