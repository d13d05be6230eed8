// The navigation, as readers use it. One behaviour a test.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { built, complaints, done, generated, hidden, hosted, serve, visible, window } from './site.mjs';
import { tab } from './tab.mjs';

let manual;
let large;

before(async () => {
  manual = await serve(join(built(), 'partner'));
  large = await serve(generated('large', largePlaybook()));
});
after(done);

// 25 sections of 40 pages each, which makes 1,000 entries: groups, closed branches, a flat section of 200, a long top navigation.
function largePlaybook() {
  const files = { 'index.md': '# Harbour\n\nText.\n', 'playbook.yml': 'title: Harbour\n' };
  let root = '- name: Home\n  href: index.md\n';
  for (let section = 1; section <= 25; section++) {
    const folder = `s${section}`;
    root += `- name: Section ${section}\n  href: ${folder}/\n`;
    let toc = '- name: Overview\n  href: index.md\n';
    files[`${folder}/index.md`] = `# Section ${section}\n`;
    const count = section === 1 ? 200 : 33;
    for (let page = 1; page <= count; page++) {
      const name = `p${page}`;
      files[`${folder}/${name}.md`] = `# Page ${section}.${page}\n\nText.\n`;
      if (section > 1 && page % 11 === 1) toc += `- name: Part ${section}.${Math.ceil(page / 11)}\n  href: ${name}.md\n  items:\n`;
      else toc += `${section > 1 ? '  ' : ''}- name: Page ${section}.${page}\n${section > 1 ? '  ' : ''}  href: ${name}.md\n`;
    }
    files[`${folder}/toc.yml`] = toc;
  }
  files['toc.yml'] = root;
  return files;
}

test('the contents hold each part below the entry that leads to it', async () => {
  await window({}, async (page) => {
    await page.goto(manual + 'toc.html');
    const sections = await page.locator('.whole > section').evaluateAll((all) =>
      all.map((section) => [section.querySelector('h2').textContent, section.querySelectorAll('li a').length]));
    const top = await page.locator('header nav.top li').allInnerTexts();
    const parts = sections.map(([title]) => title);
    assert.ok(parts.length >= 5 && parts.every((title) => top.includes(title)), `${parts}`);
    assert.ok(['Get started', 'Write', 'Check', 'Publish', 'Reference'].every((title) => parts.includes(title)));
    assert.ok(sections.filter(([, count]) => count >= 4).length >= 5);
    assert.equal(await page.locator('.whole section li:has(> span:text-is("Who reads what")) > ul > li').count(), 3);
    // What is beside the text names the parts, too.
    assert.equal(await page.locator('aside.outline li').count(), sections.length);
  });
});

test('the top navigation stands once in a page, in the header or in the menu', async () => {
  await window({}, async (page) => {
    await page.goto(manual + 'write/links.html');
    const links = () => page.locator('a[href$="check/index.html"]:text-is("Check")').count();
    assert.equal(await links(), 1);
    await visible(page.locator('header nav.top a[aria-current=true]:text-is("Write")'));
    await page.setViewportSize({ width: 360, height: 700 });
    await hidden(page.locator('header nav.top'));
    await page.click('.menu');
    await visible(page.locator('dialog.drawer a:text-is("Check")'));
    assert.equal(await links(), 1);
    await page.setViewportSize({ width: 1280, height: 700 });
    await visible(page.locator('header nav.top a:text-is("Check")'));
  });
});

test('without JavaScript a small screen shows the top navigation', async () => {
  await window({ javaScriptEnabled: false, viewport: { width: 360, height: 640 } }, async (page) => {
    await page.goto(manual + 'write/tables.html');
    await page.click('header nav.top a:text-is("Check")');
    assert.equal(new URL(page.url()).pathname, '/check/index.html');
  });
});

test('groups are open on pages outside them, and close and open', async () => {
  await window({}, async (page) => {
    await page.goto(manual + 'write/index.html');
    const entry = page.locator('#\\:nav a:text-is("Variants")');
    await visible(entry);
    const twist = page.locator('#\\:nav button[aria-label="Who reads what"]');
    await twist.focus();
    await page.keyboard.press('Enter');
    assert.equal(await twist.getAttribute('aria-expanded'), 'false');
    await hidden(entry);
    await page.keyboard.press('Enter');
    await visible(entry);
  });
});

test('a closed branch is fetched when it is opened', async () => {
  await window({}, async (page) => {
    const found = complaints(page, large);
    await page.goto(large + 's2/index.html');
    assert.equal(await page.locator('#\\:nav a:text-is("Page 2.15")').count(), 0);
    await page.click('#\\:nav button[aria-label="Part 2.2"]');
    await page.locator('#\\:nav a:text-is("Page 2.15")').waitFor();
    await page.click('#\\:nav a:text-is("Page 2.15")');
    assert.equal(await page.locator('article h1').innerText(), 'Page 2.15');
    assert.equal(await page.getAttribute('#\\:nav [aria-current=page]', 'href'), 'p15.html');
    assert.deepEqual(found, []);
  });
});

test('the breadcrumb begins with the section', async () => {
  await window({}, async (page) => {
    await page.goto(large + 's3/p14.html');
    assert.deepEqual(await page.locator('.crumbs li').allInnerTexts(), ['Section 3', 'Part 3.2']);
    assert.equal(await page.locator('#\\:nav p').innerText(), 'Section 3');
  });
});

test('the filter beside a page finds entries of every section', async () => {
  await window({}, async (page) => {
    await page.goto(manual + 'start/index.html');
    await page.fill('#\\:nav .filter input', 'variants');
    const hit = page.locator('#\\:nav .found a');
    await hit.first().waitFor();
    assert.deepEqual(await hit.allInnerTexts(), ['Variants\nWrite / Who reads what']);
    await hidden(page.locator('#\\:nav a:text-is("Installing")'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/write/variants.html');
    await page.fill('#\\:nav .filter input', 'x');
    await page.focus('#\\:nav .filter input');
    await page.keyboard.press('Escape');
    await visible(page.locator('#\\:nav a:text-is("Includes")'));
  });
});

// What a key costs is what it draws and fetches; tests/bench/reader.mjs times it.
test('of a thousand entries a key draws a screen and then fifty, and the contents are fetched once', async () => {
  await window({}, async (page) => {
    let fetched = 0;
    page.on('request', (request) => { if (request.url().endsWith('/toc.html')) fetched += 1; });
    await page.goto(large + 's2/index.html');
    for (const words of ['page', 'page 1', 'page 12']) {
      await page.fill('#\\:nav .filter input', words);
      await page.locator('#\\:nav .found a').first().waitFor();
      assert.ok(await page.locator('#\\:nav .found li').count() <= 50, words);
    }
    const drawn = await page.evaluate(() => new Promise((tell) => {
      const field = document.querySelector('#\\:nav .filter input');
      field.value = 'page';
      field.dispatchEvent(new Event('input'));
      requestAnimationFrame(() => tell(document.querySelectorAll('#\\:nav .found li').length));
    }));
    assert.ok(drawn > 0 && drawn <= 15, `${drawn} in the first frame`);
    await page.locator('#\\:nav .found li').nth(49).waitFor();
    assert.equal(fetched, 1);
  });
});

test('what a page carries does not grow with the site', async () => {
  await window({}, async (page) => {
    await page.goto(large + 's1/p100.html');
    const links = await page.locator('#\\:nav li').count();
    assert.ok(links < 70, `${links} entries`);
    await visible(page.locator('#\\:nav a:text-is("Page 1.101")'));
    assert.ok(await page.locator('header nav.top li').count() < 30);
    await page.click('#\\:nav .gap a >> nth=0');
    assert.equal(new URL(page.url()).pathname, '/toc.html');
    // The list may still be on its way.
    await page.locator('.whole a').nth(1000).waitFor({ state: 'attached' });
  });
});

test('the headings of a page follow the reader', async () => {
  await window({}, async (page) => {
    await page.goto(manual + 'write/text.html');
    const last = page.locator('aside.outline a').last();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.waitForFunction(() => document.querySelector('aside.outline li:last-child a[aria-current=true]'));
    assert.equal(await page.locator('aside.outline [aria-current]').count(), 1);
    assert.equal(await last.getAttribute('aria-current'), 'true');
  });
});

test('a page is fetched ahead when its link is pointed at, and not where data is to be saved', async () => {
  for (const { saveData, plain } of [{}, { plain: true }, { saveData: true }, { saveData: true, plain: true }]) {
    await window({}, async (page) => {
      const found = complaints(page, manual);
      const asked = [];
      page.on('request', (request) => { if (request.url().endsWith('variants.html')) asked.push(request.url()); });
      // As in browsers that have no rules for it.
      if (plain) await page.addInitScript(() => delete HTMLScriptElement.supports);
      if (saveData) await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
      await page.goto(manual + 'write/index.html');
      await page.hover('#\\:nav a:text-is("Variants")');
      await page.waitForTimeout(600);
      assert.equal(asked.length, saveData ? 0 : 1);
      assert.deepEqual(found, []);
    });
  }
});

test('the menu of a small screen keeps the focus, and gives it back', async () => {
  await window({ viewport: { width: 360, height: 640 } }, async (page) => {
    await page.goto(manual + 'write/links.html');
    await page.locator('.menu').focus();
    await page.keyboard.press('Enter');
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('dialog.drawer')));
      assert.ok(inside, `the focus leaves the menu at step ${step}`);
    }
    await page.keyboard.press('Escape');
    assert.ok(await page.evaluate(() => document.activeElement.classList.contains('menu')));
  });
});

test('from the disk the navigation works without fetching', async () => {
  await window({}, async (page) => {
    const root = pathToFileURL(join(built(), 'partner')).href + '/';
    const found = complaints(page, root);
    await page.goto(root + 'write/links.html');
    await hidden(page.locator('#\\:nav .filter'));
    await page.click('#\\:nav a:text-is("Alerts")');
    assert.equal(await page.locator('article h1').innerText(), 'Alerts');
    assert.deepEqual(found, []);
  });
});

// Where the settings of the host are those that are written, the browser makes a page while its link is pointed at.
test('R40: a page is made ahead as the written headers say, and shows what was chosen since', async () => {
  const texts = { 'playbook.yml': 'title: Harbour\nextras: [_headers]\n', 'toc.yml': '- name: Quay\n  href: index.md\n- name: Pier\n  href: pier.md\n' };
  for (const name of ['index', 'pier']) texts[`${name}.md`] = `# ${name}\n\n### [Sail](#tab/sail)\n\nHoist.\n\n### [Steam](#tab/steam)\n\nStoke.\n\n***\n`;
  const folder = generated('ahead', texts);
  const headers = hosted(folder), asked = [];
  const root = await serve(folder, '/', (path, request) => {
    asked.push(path);
    if (path === '/pier.html') asked.push(request.headers['sec-purpose'] ?? 'opened');
    return headers(path);
  });
  await tab(1, async ({ messages, evaluate, open, until, ahead, hover, click }) => {
    await open(`${root}index.html`);
    await until('document.documentElement.classList.contains("ready") && document.readyState === "complete"');
    const place = await evaluate('(({ x, y }) => [x + 20, y + 10])(document.querySelector("#\\\\:nav a[href=\'pier.html\']").getBoundingClientRect())');
    await hover(place);
    for (const end = Date.now() + 20_000; Date.now() < end && !(ahead() && asked.includes('/pier.html')); await new Promise((next) => setTimeout(next, 50)));
    await new Promise((next) => setTimeout(next, 500));
    assert.deepEqual(asked.filter((path) => /pier|prefetch|opened/.test(path)), ['/pier.html', 'prefetch;prerender']);
    // The reader chooses after that page was made.
    await evaluate('document.querySelector(".scheme").click(), document.querySelector("[data-tab=steam]").click()');
    const chosen = await evaluate('document.documentElement.dataset.theme');
    await click(place);
    await until('location.pathname === "/pier.html" && !document.prerendering');
    assert.ok(await evaluate('performance.getEntriesByType("navigation")[0].activationStart > 0'));
    assert.equal(await evaluate('document.documentElement.dataset.theme'), chosen);
    assert.equal(await evaluate('document.querySelector("[role=tab][aria-selected=true]").dataset.tab'), 'steam');
    assert.deepEqual(messages, []);
  });
});
