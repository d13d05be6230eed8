// The preview in a browser: tabs follow saves, the bar leads to the other audiences and shows what is wrong.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { complaints, done, program, window } from './site.mjs';

const BOTH = '---\nft.audience: internal, partner\n---\n';
let folder;
let server;
let base;

const write = (name, text) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const long = (words) =>
  `${BOTH}# Long\n\n${Array.from({ length: 40 }, (_, at) => `## Part ${at}\n\n${`Text of part ${at}. `.repeat(20)}`).join('\n\n')}\n\n` +
  `<details><summary>More</summary>\n\nHidden words.\n\n</details>\n\n${words}\n`;

async function start(port) {
  const child = spawn(program, ['serve', folder, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((found, failed) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      const line = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (line) found(line[0]);
    });
    child.on('exit', () => failed(new Error(`the preview ended: ${said}`)));
  });
  return { child, address };
}

const end = (child) => new Promise((ended) => { child.on('exit', ended); child.kill(); });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'playbook-preview-'));
  write('playbook.yml', 'title: Handbook\naudiences: [internal, partner]\n');
  write('toc.yml', '- href: index.md\n- href: long.md\n- href: secret.md\n');
  write('index.md', `${BOTH}# Home\n\nFirst words.\n\n[gone](gone.md)\n`);
  write('long.md', long('End.'));
  write('secret.md', '---\nft.audience: internal\n---\n# Secret\n\nFor some.\n');
  write('shared.md', `${BOTH}# Shared\n\nFor all.\n\n[!INCLUDE [x](part.md)]\n`);
  write('part.md', '---\nft.audience: internal\n---\nOnly for those inside.\n');
  server = await start(0);
  base = server.address;
});
after(async () => {
  await done();
  await end(server.child);
  rmSync(folder, { recursive: true, force: true });
});

const bar = (page, selector, options) => page.locator(`#playbook-preview-bar ${selector}`, options);
const DETAILS = 'details:has-text("Hidden words")';

test('a save is shown, at the same place and with details open, and only where the page changed', () =>
  window({}, async (page, context) => {
    const found = complaints(page, base);
    await page.goto(`${base}/partner/long.html`);
    await bar(page, '.bar').waitFor();
    const other = await context.newPage();
    await other.goto(`${base}/partner/index.html`);
    await bar(other, '.bar').waitFor();
    await other.evaluate(() => { globalThis.stays = true; });
    await page.locator(DETAILS).evaluate((details) => { details.open = true; });
    await page.locator('#part-20').evaluate((heading) => heading.scrollIntoView({ behavior: 'instant' }));
    const top = await page.locator('#part-20').evaluate((heading) => heading.getBoundingClientRect().top);
    write('long.md', long('Another end.').replace('## Part 3\n', 'More text above.\n\n## Part 3\n'));
    await page.getByText('Another end.').waitFor({ state: 'attached' });
    await page.locator(`${DETAILS}[open]`).waitFor();
    const now = await page.locator('#part-20').evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(Math.abs(now - top) < 3, `the place moved from ${top} to ${now}`);
    assert.equal(await other.evaluate(() => globalThis.stays), true, 'a page that did not change is not loaded again');
    assert.deepEqual(found, []);
  }));

test('a style sheet is exchanged without loading the page', () =>
  window({}, async (page) => {
    write('look/style.css', ':root { --probe: 1; }\n');
    write('playbook.yml', 'title: Handbook\naudiences: [internal, partner]\ntheme: look\n');
    await page.goto(`${base}/partner/index.html`);
    const probe = (value) => page.waitForFunction((value) => getComputedStyle(document.documentElement).getPropertyValue('--probe').trim() === value, value);
    await probe('1');
    await bar(page, '.bar').waitFor();
    await page.evaluate(() => { globalThis.stays = true; });
    write('look/style.css', ':root { --probe: 2; }\n');
    await probe('2');
    assert.equal(await page.evaluate(() => globalThis.stays), true);
    write('playbook.yml', 'title: Handbook\naudiences: [internal, partner]\n');
    await page.waitForFunction(() => globalThis.stays === undefined || getComputedStyle(document.documentElement).getPropertyValue('--probe') === '');
  }));

test('the bar leads to the same place for another audience, and says why a page is not there', () =>
  window({}, async (page) => {
    await page.goto(`${base}/internal/long.html`);
    await page.locator('#part-12').evaluate((heading) => heading.scrollIntoView({ behavior: 'instant' }));
    await bar(page, 'a.site', { hasText: 'partner' }).first().click();
    await page.waitForURL(`${base}/partner/long.html`);
    await bar(page, '.bar').waitFor();
    const top = await page.locator('#part-12').evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(Math.abs(top) < 200, `part 12 is at ${top}`);
    await page.goto(`${base}/internal/secret.html`);
    await bar(page, '.why').waitFor();
    assert.match(await bar(page, '.why').textContent(), /Not in partner: `secret\.md` is not for partner/);
    await page.goto(`${base}/internal/shared.html`);
    await bar(page, 'button', { hasText: 'Only for' }).first().click();
    await page.waitForFunction(() => document.documentElement.dataset.playbookOutlined === '1');
    const outlined = await page.locator('main p').evaluateAll((all) => all.filter((p) => p.style.outline !== '').map((p) => p.textContent));
    assert.deepEqual(outlined, ['Only for those inside.']);
    await bar(page, 'button', { hasText: 'Only for' }).first().click();
  }));

// Shows the long page of both sites side by side, and waits until both have the text, though perhaps not yet their styles.
const sideBySide = async (page) => {
  await bar(page, 'a.beside').click();
  await page.waitForFunction(() => [...document.querySelectorAll('iframe')].every((frame) => frame.contentDocument?.querySelector('#part-30')));
  return page.frames().filter((frame) => frame !== page.mainFrame());
};

// Waits until both are scrolled, and a heading of the long page stands at the same height in them.
const inStep = (page, id) =>
  page.waitForFunction((id) => {
    const frames = [...document.querySelectorAll('iframe')];
    const [left, right] = frames.map((frame) => frame.contentDocument.getElementById(id).getBoundingClientRect().top);
    return frames.every((frame) => frame.contentWindow.scrollY > 0) && Math.abs(left - right) < 4;
  }, id, { timeout: 15_000 });

const scrollTo = (frame, id) => frame.evaluate((id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' }), id);

test('two sites stand side by side and scroll in step', () =>
  window({}, async (page) => {
    await page.goto(`${base}/internal/long.html`);
    const [left, right] = await sideBySide(page);
    await scrollTo(left, 'part-25');
    await inStep(page, 'part-25');
    // Who was followed leads no more after a while.
    await page.waitForTimeout(300);
    await scrollTo(right, 'part-12');
    await page.waitForFunction(() => Math.abs(document.querySelector('iframe').contentDocument.getElementById('part-12').getBoundingClientRect().top) < 200);
    await inStep(page, 'part-12');
  }));

for (const late of ['internal', 'partner']) {
  test(`what is scrolled before the styles of the ${late} page have come is followed, too`, () =>
    window({}, async (page) => {
      await page.goto(`${base}/internal/long.html`);
      let release;
      const held = new Promise((resolve) => (release = resolve));
      await page.route(`**/${late}/assets/style.*.css`, (route) => held.then(() => route.continue()));
      const [left] = await sideBySide(page);
      await scrollTo(left, 'part-25');
      await page.waitForTimeout(300);
      release();
      await left.waitForLoadState('load');
      await inStep(page, 'part-25');
      // What the reader scrolled stays where it is, whatever the other page becomes.
      const top = await left.evaluate(() => document.getElementById('part-25').getBoundingClientRect().top);
      assert.ok(late === 'internal' || Math.abs(top) < 200, `part 25 is at ${top}`);
    }));
}

test('what is wrong is in the bar and on one page, and clears itself', () =>
  window({}, async (page, context) => {
    await page.goto(`${base}/partner/index.html`);
    await bar(page, 'button.findings').click();
    assert.match(await bar(page, '.list pre').first().textContent(), /`gone\.md` does not exist[\s\S]*index\.md:\d+:\d+/);
    const list = await context.newPage();
    await list.goto(`${base}/_playbook/`);
    await list.locator('h2', { hasText: 'index.md' }).waitFor();
    write('index.md', `${BOTH}# Home\n\nFirst words, mended.\n`);
    await page.getByText('First words, mended.').waitFor();
    await bar(page, 'button.findings', { hasText: 'No problems' }).waitFor();
    await list.locator('h2', { hasText: 'index.md' }).waitFor({ state: 'detached' });
    write('playbook.yml', 'audiences: [\n');
    await bar(page, '.trouble').waitFor();
    await list.locator('h2', { hasText: 'playbook.yml' }).waitFor();
    write('playbook.yml', 'title: Handbook\naudiences: [internal, partner]\n');
    await bar(page, '.trouble').waitFor({ state: 'detached' });
    await list.locator('h2', { hasText: 'playbook.yml' }).waitFor({ state: 'detached' });
    // Chromium does not close a page that is just being loaded again and speaks to its shared worker.
    await list.waitForLoadState('networkidle');
  }));

test('twelve tabs follow every save', () =>
  window({}, async (first, context) => {
    const tabs = [first, ...(await Promise.all(Array.from({ length: 11 }, () => context.newPage())))];
    await Promise.all(tabs.map((tab) => tab.goto(`${base}/partner/index.html`)));
    for (let round = 0; round < 5; round++) {
      write('index.md', `${BOTH}# Home\n\nRound ${round}.\n`);
      const begun = Date.now();
      await Promise.all(tabs.map((tab) => tab.getByText(`Round ${round}.`).waitFor({ timeout: 8000 })));
      assert.ok(Date.now() - begun < 8000);
    }
  }));

test('tabs find a server that was started again', () =>
  window({}, async (page) => {
    await page.goto(`${base}/partner/index.html`);
    await bar(page, '.bar').waitFor();
    await end(server.child);
    write('index.md', `${BOTH}# Home\n\nWritten while nobody served.\n`);
    server = await start(new URL(base).port);
    assert.equal(server.address, base);
    await page.getByText('Written while nobody served.').waitFor({ timeout: 15000 });
  }));
