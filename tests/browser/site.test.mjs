// The built manual, as readers meet it. One behaviour a test.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { KINDS, built, complaints, done, files, hidden, pages, serve, visible, window } from './site.mjs';

const AUDIENCES = ['internal', 'partner'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let folders;
let roots;

before(async () => {
  folders = Object.fromEntries(AUDIENCES.map((audience) => [audience, join(built(), audience)]));
  roots = Object.fromEntries(await Promise.all(AUDIENCES.map(async (audience) => [audience, await serve(folders[audience])])));
});
after(done);

const ids = (html) => new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map((match) => match[1]));
const unescape = (text) => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
// What stands in code is no link.
const hrefs = (html) => [...html.matchAll(/<(?:a|link|img|script)\s[^>]*?\b(?:href|src)="([^"]*)"/g)].map((match) => unescape(match[1]));

// Follows every link of a site from its first page, without running anything; gives the pages reached, and what is dead.
async function crawl(root) {
  const bodies = new Map();
  const dead = [];
  const fetched = async (address) => {
    if (!bodies.has(address)) {
      const response = await fetch(address);
      const isPage = (response.headers.get('content-type') ?? '').startsWith('text/html');
      bodies.set(address, response.ok ? (isPage ? await response.text() : '') : null);
    }
    return bodies.get(address);
  };
  const queue = [root];
  const seen = new Set(queue);
  while (queue.length) {
    const from = queue.shift();
    const html = await fetched(from);
    for (const href of hrefs(html)) {
      const url = new URL(href, from);
      if (!url.href.startsWith(root)) {
        if (url.host === new URL(root).host) dead.push(`${from} leads above the site: ${href}`);
        continue;
      }
      const fragment = decodeURIComponent(url.hash.slice(1));
      url.hash = '';
      const target = await fetched(url.href);
      if (target === null) dead.push(`${from} → ${href}`);
      else if (fragment && !ids(target).has(fragment)) dead.push(`${from} → ${href}: no such place`);
      if (target && !seen.has(url.href)) {
        seen.add(url.href);
        queue.push(url.href);
      }
    }
  }
  const reached = new Set([...seen].map((address) => decodeURIComponent(address.slice(root.length)) || 'index.html'));
  return { reached, dead };
}

for (const audience of AUDIENCES) {
  test(`${audience}: no page complains, or asks another host`, async () => {
    const root = roots[audience];
    await window({}, async (page) => {
      const found = complaints(page, root);
      for (const path of pages(folders[audience])) {
        await page.goto(root + path);
        if (found.length) assert.fail(`${path}: ${found.join('; ')}`);
      }
    });
  });

  test(`${audience}: links reach every page, and none is dead`, async () => {
    const { reached, dead } = await crawl(roots[audience]);
    assert.deepEqual(dead, []);
    assert.deepEqual(pages(folders[audience]).filter((path) => !reached.has(path)), []);
  });
}

test('nothing of the internal site is in the partner site', () => {
  const partner = new Set(pages(folders.partner));
  const only = pages(folders.internal).filter((path) => !partner.has(path));
  assert.ok(only.length > 10, 'the manual has internal pages');
  const titleOf = (path) => readFileSync(join(folders.internal, path), 'utf8').match(/<title>([^<]*?)(?: \| [^<|]*)?<\/title>/)[1];
  // Ordinary words can be titles, too; what is looked for must tell something.
  const marks = only.flatMap((path) => [path, titleOf(path)]).filter((mark) => mark.length > 12);
  assert.ok(marks.length > only.length);
  for (const path of files(folders.partner)) {
    const text = readFileSync(join(folders.partner, path), 'utf8');
    for (const mark of marks) assert.ok(!text.includes(mark) && !path.includes(mark), `${path} names \`${mark}\``);
    assert.ok(!text.includes('contributing'), `${path} names the internal part`);
  }
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing: ${colorScheme}, ${width} px`, async () => {
      await window({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
        for (const path of KINDS) {
          await page.goto(roots.internal + path);
          await page.evaluate(axe);
          const violations = await page.evaluate(async () => {
            const result = await globalThis.axe.run(document, {
              resultTypes: ['violations'],
              rules: { 'target-size': { enabled: true } },
              runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
            });
            return result.violations.map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' … ')}`);
          });
          assert.deepEqual(violations, [], path);
        }
      });
    });
  }
}

test('the first Tab leads to the skip link, which leads to the text', async () => {
  await window({}, async (page) => {
    await page.goto(roots.partner + 'write/tables.html');
    await page.keyboard.press('Tab');
    const first = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return { class: document.activeElement.className, isSeen: box.top >= 0 && box.left >= 0 && box.width > 1 && box.height > 1 };
    });
    assert.deepEqual(first, { class: 'skip', isSeen: true });
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'main');
  });
});

test('no page scrolls sideways at 320 px', async () => {
  await window({ viewport: { width: 320, height: 640 } }, async (page) => {
    for (const path of [...pages(folders.internal), '404.html']) {
      await page.goto(roots.internal + path);
      const surplus = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(surplus <= 0, `${path} is ${surplus} px too wide`);
    }
  });
});

test('on a small screen the menu opens, shows the section, and Escape closes it', async () => {
  await window({ viewport: { width: 360, height: 640 } }, async (page) => {
    await page.goto(roots.partner + 'write/links.html');
    await page.click('.menu');
    const dialog = page.locator('dialog.drawer');
    await visible(dialog.locator('[aria-current=page]'));
    await page.keyboard.press('Escape');
    await hidden(dialog);
    assert.equal(await page.evaluate(() => document.activeElement.classList.contains('menu')), true);
  });
});

test('the colour scheme can be chosen, and is kept', async () => {
  await window({ colorScheme: 'light' }, async (page) => {
    await page.goto(roots.partner);
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.click('.scheme');
    const dark = await background();
    assert.notEqual(dark, light);
    await page.goto(roots.partner + 'write/code.html');
    assert.equal(await background(), dark);
  });
});

test('code can be copied', async () => {
  await window({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(roots.partner + 'start/five-minutes.html');
    await page.click('.code .copy >> nth=0');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'playbook new handbook');
  });
});

test('the whole contents can be filtered', async () => {
  await window({}, async (page) => {
    await page.goto(roots.partner + 'toc.html');
    const shown = () => page.locator('.whole a:visible').count();
    const all = await shown();
    await page.fill('.filter input', 'uberblick');
    assert.ok(all > 30 && await shown() >= 1 && await shown() < 5);
    await page.fill('.filter input', '');
    assert.equal(await shown(), all);
  });
});

test('pages work without JavaScript', async () => {
  await window({ javaScriptEnabled: false }, async (page) => {
    await page.goto(roots.partner + 'write/tables.html');
    // Every control that is shown does something: there are links and details, and nothing else.
    assert.equal(await page.locator('button:visible, input:visible').count(), 0);
    await visible(page.locator('article table').first());
    await page.click('header nav.top a:has-text("Check")');
    assert.equal(new URL(page.url()).pathname, '/check/index.html');
    await page.click('#\\:nav a:has-text("Reading a diagnostic")');
    assert.equal(await page.locator('article h1').innerText(), 'Reading a diagnostic');
    await page.click('nav.pager a[rel=next]');
    assert.equal(await page.locator('article h1').innerText(), 'All diagnostics');
    await page.click('#\\:nav a.all');
    const listed = new Set(await page.locator('.whole a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname.slice(1))));
    const missing = pages(folders.partner).filter((path) => !listed.has(path) && !/^(toc|tasks)(-[\w-]+)?\.html$/.test(path));
    assert.deepEqual(missing, []);
  });
});

test('without JavaScript the menu of a small screen leads to the navigation', async () => {
  await window({ javaScriptEnabled: false, viewport: { width: 360, height: 640 } }, async (page) => {
    await page.goto(roots.partner + 'write/tables.html');
    await page.click('a.menu');
    await visible(page.locator('#\\:nav a[aria-current=page]'));
  });
});

test('text is the same with and without JavaScript', async () => {
  const words = (javaScriptEnabled) =>
    window({ javaScriptEnabled }, async (page) => {
      await page.goto(roots.partner + 'write/text.html');
      // Buttons and anchors are JavaScript's own.
      return page.locator('article').evaluate((article) => {
        const copy = article.cloneNode(true);
        for (const extra of copy.querySelectorAll('button, a.anchor')) extra.remove();
        return copy.textContent.replace(/\s+/g, ' ').trim();
      });
    });
  assert.equal(await words(true), await words(false));
});

test('printed pages hold the text and nothing of the chrome', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-print-'));
  try {
    await window({}, async (page) => {
      for (const path of KINDS.filter((kind) => kind !== 'toc.html')) {
        await page.goto(roots.internal + path);
        const last = await page.evaluate(() => [...document.querySelectorAll('article :is(h1, h2)')].at(-1).textContent.trim());
        const file = join(folder, 'page.pdf');
        await page.pdf({ path: file, format: 'A4' });
        const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
        const lines = text.split('\n').map((line) => line.trim());
        assert.ok(lines.includes(last), `${path} prints its last heading, \`${last}\``);
        const chrome = ['All contents', 'Alle Inhalte', 'On this page', 'Auf dieser Seite', 'Copy', 'Kopieren', 'Menu', 'Menü', 'Next', 'Previous', 'Work on it', '#'];
        assert.deepEqual(chrome.filter((word) => lines.includes(word)), [], `${path} prints words of the chrome`);
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('an address that is not there shows the page for it, at any depth', async () => {
  const root = roots.partner;
  await window({}, async (page) => {
    for (const path of ['nothing.html', 'write/deep/er/nothing.html']) {
      const found = complaints(page, root);
      const response = await page.goto(root + path);
      assert.equal(response.status(), 404);
      assert.deepEqual(found.filter((complaint) => !complaint.includes('404')), []);
      assert.equal(await page.locator('article h1').innerText(), 'Page not found');
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector('header.bar')).position), 'static', 'the style was found');
      await page.click('article a');
      assert.equal(new URL(page.url()).pathname, '/index.html');
    }
  });
});

test('a site works in a folder of a host', async () => {
  const root = await serve(folders.partner, '/docs/v 2/hand@book/'.replace(' ', '-'));
  const { reached, dead } = await crawl(root);
  assert.deepEqual(dead, []);
  assert.ok(reached.size >= pages(folders.partner).length);
  await window({}, async (page) => {
    const found = complaints(page, root);
    for (const path of KINDS) {
      await page.goto(root + path);
      if (found.length) assert.fail(`${path}: ${found.join('; ')}`);
    }
  });
});

test('a site works from the disk', async () => {
  const root = pathToFileURL(folders.partner).href + '/';
  await window({}, async (page) => {
    const found = complaints(page, root);
    for (const path of KINDS) {
      await page.goto(root + path);
      if (found.length) assert.fail(`${path}: ${found.join('; ')}`);
      assert.ok(await page.evaluate(() => document.documentElement.classList.contains('ready')), `${path}: the script ran`);
    }
    await page.goto(root + 'index.html');
    await page.click('header nav.top a:has-text("Write")');
    await page.click('article table a:has-text("Write the text")');
    assert.equal(await page.locator('article h1').innerText(), 'Text');
  });
});

test('pages say their language', async () => {
  await window({}, async (page) => {
    await page.goto(roots.partner + 'start/index-de.html');
    assert.equal(await page.getAttribute('html', 'lang'), 'de');
    assert.equal(await page.locator('.skip').innerText(), 'Zum Inhalt springen');
    await page.goto(roots.partner + 'start/index.html');
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
  });
});
