// The gates: what a page may weigh and ask for, and what must hold on every kind of page in every language. Rows R… of tests/bench/READER.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { KINDS, built, complaints, done, files, generated, serve, visible, window } from './site.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LANGUAGES = ['en', 'de', 'ja', 'pt', 'zh-CN', 'es'];
// A picture of 800 × 400 pixels.
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAyAAAAGQAQAAAAB+XjmZAAAAPklEQVR42u3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD4NndAAAYtfwy0AAAAASUVORK5CYII=';

let folder;
let manual;
let many;
let manyFolder;

before(async () => {
  folder = join(built(), 'internal');
  manual = await serve(folder);
  manyFolder = generated('languages', translated());
  many = await serve(manyFolder);
});
after(done);

// The same pages in six languages, with most of what a page can hold.
function translated() {
  const words = {
    en: ['Arrival', 'Ships come in from the sea.', 'Steps'],
    de: ['Ankunft', 'Schiffe laufen vom Meer her ein.', 'Schritte'],
    ja: ['到着', '船は海から入港します。', '手順'],
    pt: ['Chegada', 'Os navios chegam do mar.', 'Passos'],
    'zh-CN': ['抵达', '船只从海上进港。', '步骤'],
    es: ['Llegada', 'Los barcos llegan del mar.', 'Pasos'],
  };
  const texts = {
    'playbook.yml': `title: Harbour\nlanguages:\n${LANGUAGES.map((tag) => `  - {tag: ${tag}, folder: lang-${tag.toLowerCase()}}\n`).join('')}`,
    'index.md': '# Harbour\n\n[Arrival](lang-en/arrival.md)\n',
    'only/index.md': '# Only here\n\nText.\n',
    'media/quay.png': Buffer.from(PICTURE, 'base64'),
  };
  for (const [tag, [title, text, steps]] of Object.entries(words)) {
    const kinds = ['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION'].map((kind) => `> [!${kind}]\n> ${text}\n`).join('\n');
    texts[`lang-${tag.toLowerCase()}/index.md`] = `---\ntitle: Harbour\n---\n# ${title} 1\n\n${text}\n`;
    texts[`lang-${tag.toLowerCase()}/arrival.md`] =
      `---\ntitle: Arrival\n---\n# ${title}\n\n${text}\n\n${kinds}\n## ${steps}\n\n| A | B | C |\n|---|:-:|--:|\n| ${text} | 1 | 2 |\n\n` +
      `\`\`\`powershell\nGet-Ship -Name "Anna" # ${title}\n\`\`\`\n\n![${title}](../media/quay.png)\n\n### [A](#tab/a)\n\n${text}\n\n### [B](#tab/b)\n\n${text}\n\n***\n\n` +
      `- [ ] ${title}\n- [x] ${steps}\n\n<details><summary>${steps}</summary>\n\n${text}\n\n</details>\n`;
  }
  return texts;
}

const packed = (bytes) => gzipSync(bytes, { level: 9 }).length;
const weight = (path) => packed(readFileSync(join(folder, path)));
const asset = (start, end) => files(folder).find((file) => file.startsWith(`assets/${start}.`) && file.endsWith(end));

test('R1: a page weighs at most 9 KB packed, and what is around its text at most 4 KB', () => {
  for (const path of KINDS.filter((kind) => !['toc.html', 'tasks.html', 'check/codes.html'].includes(kind))) {
    assert.ok(weight(path) <= 9 * 1024, `${path}: ${weight(path)} bytes`);
  }
  const chrome = (site, path) => packed(readFileSync(join(site, path), 'utf8').replace(/<article>[^]*<\/article>/, '<article></article>'));
  for (const path of KINDS.filter((kind) => kind !== 'tasks.html')) assert.ok(chrome(folder, path) <= 4096, `${path}: ${chrome(folder, path)} bytes around the text`);
  assert.ok(chrome(manyFolder, 'lang-ja/arrival.html') <= 4096, `${chrome(manyFolder, 'lang-ja/arrival.html')} bytes with six languages`);
  // A thousand pages in one folder, and thirty sections beside them.
  const texts = { 'playbook.yml': 'title: Harbour\n', 'toc.yml': '', 'index.md': '# Harbour\n' };
  let toc = '';
  for (let page = 1; page <= 1000; page++) {
    texts[`all/p${page}.md`] = `# How to moor ship number ${page}\n`;
    toc += `- name: How to moor ship number ${page}\n  href: p${page}.md\n`;
  }
  texts['all/toc.yml'] = toc;
  texts['toc.yml'] = '- name: All\n  href: all/\n';
  for (let part = 1; part <= 30; part++) {
    texts[`part${part}/index.md`] = `# Part ${part}\n`;
    texts['toc.yml'] += `- name: Part ${part} of the harbour\n  href: part${part}/index.md\n`;
  }
  const large = generated('flat', texts);
  for (const path of ['all/p1.html', 'all/p500.html', 'part30/index.html']) assert.ok(chrome(large, path) <= 4096, `${path}: ${chrome(large, path)} bytes`);
});

test('R2, R3: style at most 12 KB packed, scripts of every page at most 8 KB', () => {
  assert.ok(weight(asset('style', '.css')) <= 12 * 1024);
  const scripts = weight(asset('theme', '.js')) + weight(asset('scheme', '.js'));
  assert.ok(scripts <= 8 * 1024, `${scripts} bytes`);
});

test('R4–R7: no font, at most five requests, at most 30 KB packed, no other host', async () => {
  await window({}, async (page) => {
    const found = complaints(page, manual);
    for (const path of ['write/links.html', 'write/tables.html', 'start/install.html']) {
      const asked = [];
      const note = (request) => asked.push(new URL(request.url()).pathname.slice(1));
      page.on('request', note);
      await page.goto(manual + path, { waitUntil: 'networkidle' });
      page.off('request', note);
      assert.ok(asked.length <= 5, `${path}: ${asked}`);
      assert.deepEqual(asked.filter((file) => /\.(woff2?|ttf|otf)$|tasks\.|search\./.test(file)), []);
      const total = asked.reduce((sum, file) => sum + weight(file), 0);
      assert.ok(total <= 30 * 1024, `${path}: ${total} bytes`);
      assert.deepEqual(found, []);
    }
  });
});

test('R9: nothing moves while a page loads and is read', async () => {
  await window({}, async (page) => {
    await page.addInitScript(() => {
      globalThis.shifts = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifts += entry.value; }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const address of [...KINDS.map((kind) => manual + kind), many + 'lang-de/arrival.html']) {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 740 });
        await page.goto(address, { waitUntil: 'networkidle' });
        await page.evaluate(async () => {
          for (let y = 0; y < document.documentElement.scrollHeight; y += 500) { scrollTo(0, y); await new Promise((next) => requestAnimationFrame(next)); }
        });
        const shifts = await page.evaluate(() => globalThis.shifts);
        assert.ok(shifts <= 0.01, `${address} at ${width}: ${shifts}`);
      }
    }
  });
});

test('images have their size, and open over the page', async () => {
  await window({ viewport: { width: 360, height: 700 } }, async (page) => {
    await page.goto(many + 'lang-en/arrival.html');
    const image = page.locator('article img');
    assert.deepEqual(await image.evaluate((image) => [image.getAttribute('width'), image.getAttribute('height'), image.loading]), ['800', '400', 'lazy']);
    await image.scrollIntoViewIfNeeded();
    await page.locator('img.zoom').focus();
    await page.keyboard.press('Enter');
    await visible(page.locator('dialog.lightbox img[alt=Arrival]'));
    await page.keyboard.press('Escape');
    assert.ok(await page.evaluate(() => document.activeElement.matches('img.zoom')));
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    test(`R13, R14: axe finds nothing, contrast 7:1, in six languages: ${colorScheme}, ${width} px`, async () => {
      await window({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
        for (const path of [...LANGUAGES.map((tag) => `lang-${tag.toLowerCase()}/arrival.html`), 'toc.html', '404.html']) {
          await page.goto(many + path);
          await page.evaluate(axe);
          const violations = await page.evaluate(async () => {
            const result = await globalThis.axe.run(document, {
              resultTypes: ['violations'],
              rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true } },
              runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
            });
            // Of AAA only the contrast is a goal.
            const isGoal = (found) => !found.tags.includes('wcag2aaa') || found.id === 'color-contrast-enhanced';
            return result.violations.filter(isGoal).map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' … ')}`);
          });
          assert.deepEqual(violations, [], path);
        }
      });
    });
  }
}

test('R18: at 320 px and with wide text spacing nothing scrolls sideways or is cut', async () => {
  await window({ viewport: { width: 320, height: 640 } }, async (page) => {
    for (const tag of LANGUAGES) {
      await page.goto(many + `lang-${tag.toLowerCase()}/arrival.html`);
      for (const spaced of [false, true]) {
        if (spaced) {
          await page.evaluate(() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
            document.adoptedStyleSheets = [sheet];
          });
        }
        const surplus = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(surplus <= 0, `${tag}: ${surplus} px too wide`);
      }
    }
  });
});

test('R20: everything that scrolls can be reached and has a name', async () => {
  await window({ viewport: { width: 360, height: 700 } }, async (page) => {
    for (const path of KINDS) {
      await page.goto(manual + path);
      const lost = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((box) => {
        const style = getComputedStyle(box);
        const scrolls = /auto|scroll/.test(style.overflowX) && box.scrollWidth > box.clientWidth + 1;
        return scrolls && (box.tabIndex < 0 || box.matches('.table-scroll') && !box.getAttribute('aria-label'));
      }).map((box) => box.outerHTML.slice(0, 90)));
      assert.deepEqual(lost, [], path);
    }
    await page.goto(manual + 'write/tables.html');
    assert.ok(await page.evaluate(() => [...document.querySelectorAll('.table-scroll:not(.fits) :is(td, th):first-child')].every((cell) => cell.offsetWidth <= innerWidth * 0.4 + 1)));
  });
});

test('R35: translations lead to each other, and what is missing is said', async () => {
  const links = (path) => [...readFileSync(join(manyFolder, path), 'utf8').matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">/g)]
    .map(([, tag, href]) => [tag, new URL(href, `http://h/${path}`).pathname.slice(1)]);
  const all = LANGUAGES.map((tag) => [tag, `lang-${tag.toLowerCase()}/arrival.html`]);
  for (const [, path] of all) {
    const named = links(path);
    for (const pair of [...all, ['x-default', 'lang-en/arrival.html']]) assert.ok(named.some((found) => `${found}` === `${pair}`), `${path} lacks ${pair}`);
  }
  assert.deepEqual(links('only/index.html'), []);
  await window({}, async (page) => {
    await page.goto(many + 'lang-de/arrival.html');
    assert.equal(await page.title(), 'Ankunft | Harbour');
    await page.click('details.lang summary');
    await page.click('details.lang a:has-text("日本語")');
    assert.equal(await page.getAttribute('html', 'lang'), 'ja');
    assert.equal(await page.locator('article h1').innerText(), '到着');
    const fonts = (tag) => page.evaluate((tag) => { document.documentElement.lang = tag; return getComputedStyle(document.body).fontFamily; }, tag);
    assert.notEqual(await fonts('ja'), await fonts('zh-CN'));
  });
  await window({ javaScriptEnabled: false }, async (page) => {
    await page.goto(many + 'lang-es/arrival.html');
    await page.click('details.lang summary');
    await page.click('details.lang a:has-text("Deutsch")');
    assert.equal(await page.locator('article h1').innerText(), 'Ankunft');
  });
});

test('the words of the chrome are there in all languages', () => {
  const read = (tag) => JSON.parse(readFileSync(new URL(`../../themes/default/strings/${tag}.json`, import.meta.url)));
  const english = read('en');
  for (const tag of LANGUAGES) {
    const words = read(tag);
    assert.deepEqual(Object.keys(english).filter((key) => !words[key]), [], tag);
  }
});

test('tabs: arrows, the same choice on the page, an address that opens one', async () => {
  await window({}, async (page) => {
    await page.goto(many + 'lang-en/arrival.html');
    await page.locator('[role=tab]').first().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.tab), 'b');
    await visible(page.locator('[role=tabpanel][data-tab=b]'));
    assert.equal(new URL(page.url()).searchParams.get('tabs'), 'b');
    await page.goto(many + 'lang-de/arrival.html?tabs=a');
    await visible(page.locator('[role=tabpanel][data-tab=a]'));
  });
});

test('lines of code that the author points at are marked, and no others', async () => {
  const root = await serve(generated('marks', {
    'playbook.yml': 'title: Harbour\n',
    'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n',
    'index.md': '# Harbour\n\n[!code[](a.txt?highlight=2,4-5,7-)]\n',
  }));
  await window({}, async (page) => {
    await page.goto(root + 'index.html');
    const code = await page.locator('code.marked').evaluate((code) => {
      const { backgroundPosition, backgroundSize, lineHeight } = getComputedStyle(code);
      const lines = (text) => text.split(',').map((place) => Math.round(parseFloat(/ (?:calc\()?(.+)/.exec(place.trim())[1]) / parseFloat(lineHeight)));
      return { lines: code.clientHeight / parseFloat(lineHeight), from: lines(backgroundPosition), count: lines(backgroundSize).map((count) => Math.min(count, 9)) };
    });
    assert.deepEqual({ ...code, lines: Math.round(code.lines) }, { lines: 7, from: [1, 3, 6], count: [1, 2, 9] });
  });
});

test('no animation where the reader wants none, and focus is seen in forced colours', async () => {
  await window({ reducedMotion: 'reduce', forcedColors: 'active' }, async (page) => {
    await page.goto(manual + 'write/links.html');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => ({ width: getComputedStyle(document.activeElement).outlineWidth, moving: document.getAnimations().length }));
    assert.deepEqual(focus, { width: '2px', moving: 0 });
  });
});

test('focus is never hidden behind the header', async () => {
  await window({ viewport: { width: 1280, height: 600 } }, async (page) => {
    await page.goto(manual + 'check/codes.html');
    await page.locator('article h1').click();
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(() => {
        const at = document.activeElement;
        if (!at.closest('main') || at.matches('.table-scroll')) return null;
        const box = at.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
        return top && (at.contains(top) || top.contains(at)) ? null : at.outerHTML.slice(0, 100);
      });
      assert.equal(hidden, null);
    }
  });
});
