// Zones for choices: the selector shows one choice at a time, for this page and the next; without JavaScript all of them are there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { complaints, done, generated, hidden, serve, visible, window } from './site.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const zone = (pivot, text) => `::: zone pivot="${pivot}"\n${text}\n::: zone-end\n\n`;
const page = (title, text) => `---\nzone_pivot_groups: boats\n---\n# ${title}\n\nFor all.\n\n${text}\n## After\n\n${'More for all. '.repeat(200)}\n`;

let root;

before(async () => {
  root = await serve(generated('pivots', {
    'playbook.yml': 'title: Harbour\n',
    'zone-pivot-groups.yml':
      'groups:\n- id: boats\n  title: Boats\n  prompt: What do you travel with?\n  pivots:\n  - {id: oars, title: A rowing boat}\n  - {id: sail, title: A sailing boat}\n  - {id: motor, title: A motor boat}\n',
    'toc.yml': '- href: index.md\n- href: back.md\n',
    'index.md': page('Leaving', zone('sail', '## Sails\n\nHoist the sail.') + zone('oars,motor', '## Boats\n\nCast off.') + zone('oars', 'Row.')),
    'back.md': page('Coming back', zone('oars', 'Ship the oars.') + zone('sail', 'Lower the sail.')),
  }));
});
after(done);

const shown = (page) => page.locator('article .zone:visible').evaluateAll((zones) => zones.map((zone) => zone.querySelector(':scope > :last-child').textContent));
const current = (page) => page.locator('.pivots [aria-current]').allTextContents();

test('the first choice is shown, a click shows another, and the address and the next page keep it', () =>
  window({}, async (page) => {
    const found = complaints(page, root);
    await page.goto(root + 'index.html');
    assert.equal(await page.locator('.pivots p').textContent(), 'What do you travel with?');
    assert.deepEqual(await current(page), ['A rowing boat']);
    assert.deepEqual(await shown(page), ['Cast off.', 'Row.']);
    await page.getByRole('link', { name: 'A sailing boat' }).click();
    assert.deepEqual(await current(page), ['A sailing boat']);
    assert.deepEqual(await shown(page), ['Hoist the sail.']);
    assert.equal(new URL(page.url()).searchParams.get('pivots'), 'sail');
    await page.goto(root + 'back.html');
    assert.deepEqual(await current(page), ['A sailing boat']);
    assert.deepEqual(await shown(page), ['Lower the sail.']);
    assert.deepEqual(found, []);
  }));

test('an address asks for a choice, or for a heading in one', () =>
  window({}, async (page) => {
    await page.goto(root + 'index.html?pivots=motor');
    assert.deepEqual(await current(page), ['A motor boat']);
    assert.deepEqual(await shown(page), ['Cast off.']);
    await page.goto(root + 'back.html?pivots=submarine');
    assert.deepEqual(await shown(page), ['Ship the oars.']);
    await page.goto(root + 'index.html#sails');
    assert.deepEqual(await shown(page), ['Hoist the sail.']);
    await visible(page.locator('#sails'));
  }));

test('what stands on the page is in its outline, and nothing else', () =>
  window({}, async (page) => {
    await page.goto(root + 'index.html?pivots=sail');
    const outline = () => page.locator('aside.outline a:visible').allTextContents();
    assert.deepEqual(await outline(), ['Sails', 'After']);
    await page.getByRole('link', { name: 'A rowing boat' }).click();
    assert.deepEqual(await outline(), ['Boats', 'After']);
    await page.locator('#after').evaluate((heading) => heading.scrollIntoView({ behavior: 'instant' }));
    await page.waitForFunction(() => document.querySelector('aside.outline [aria-current]')?.textContent === 'After');
  }));

test('nothing moves while the page loads', () =>
  window({}, async (page) => {
    await page.addInitScript(() => {
      globalThis.shifts = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.shifts += entry.value; }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      await page.goto(root + 'index.html?pivots=motor', { waitUntil: 'networkidle' });
      const shifts = await page.evaluate(() => globalThis.shifts);
      assert.ok(shifts <= 0.01, `at ${width}: ${shifts}`);
    }
  }));

test('without JavaScript all zones are there with what they are for, and no selector', () =>
  window({ javaScriptEnabled: false }, async (page) => {
    await page.goto(root + 'index.html?pivots=sail');
    assert.deepEqual(await shown(page), ['Hoist the sail.', 'Cast off.', 'Row.']);
    assert.deepEqual(await page.locator('.choices:visible').allTextContents(), ['A sailing boat', 'A rowing boat, A motor boat', 'A rowing boat']);
    await hidden(page.locator('.pivots'));
  }));

test('where the script cannot be had, nothing stays hidden', () =>
  window({}, async (page) => {
    await page.route(/theme\.[^/]*js$/, (route) => route.abort());
    await page.goto(root + 'index.html');
    await page.waitForFunction(() => [...document.querySelectorAll('.zone')].every((zone) => getComputedStyle(zone).visibility === 'visible'), null, { timeout: 5000 });
    assert.deepEqual(await shown(page), ['Hoist the sail.', 'Cast off.', 'Row.']);
  }));

test('axe finds nothing', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      await window({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
        await page.goto(root + 'index.html?pivots=sail');
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const result = await globalThis.axe.run(document, { rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true } } });
          return result.violations.map((found) => `${found.id}: ${found.nodes[0].html}`);
        });
        assert.deepEqual(violations, [], `${colorScheme}, ${width} px`);
      });
    }
  }
});
