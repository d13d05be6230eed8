// Task lists: filter, sort, address, download, and the same without JavaScript. The tasks are made here.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { complaints, done, program, serve, window } from './site.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROLES = ['Mate', 'Captain', 'Harbour pilot'];
const SERVICES = ['Freight', 'Passengers', 'Mail'];
const TASKS = 2000;

let folder;
let root;

// Pages of fifty tasks, in steps of 25; every third task is optional.
function write(source) {
  for (let page = 0; page < TASKS / 50; page += 1) {
    const lines = [`---\ntitle: Page ${page}\n---\n# Page ${page}\n\nPhase: **Phase ${page % 5}**\n`];
    for (let step = 0; step < 2; step += 1) {
      lines.push(`## Step ${page}.${step}\n\n| Task ID | Task Name | M/O | Role | Services |\n|---|---|---|---|---|`);
      for (let row = 0; row < 25; row += 1) {
        const n = page * 50 + step * 25 + row;
        const services = [SERVICES[n % 3], SERVICES[(n + 1) % 3]].join(' / ');
        const name = n === 5 ? '=HYPERLINK("x")' : `Löse the "line", number ${n}`;
        lines.push(`| ${n + 1} | ${name} | ${n % 3 ? 'M' : 'O'} | ${ROLES[n % ROLES.length]} | ${services} |`);
      }
      lines.push('');
    }
    writeFileSync(join(source, `page-${page}.md`), lines.join('\n'));
  }
  writeFileSync(join(source, 'index.md'), '# Start\n\n| Task ID | Task |\n|---|---|\n| 1 | Löse the "line", number 0 |\n');
  writeFileSync(join(source, 'toc.yml'), '- name: Start\n  href: index.md\n');
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'playbook-tasks-'));
  const source = join(folder, 'source');
  mkdirSync(source);
  write(source);
  execFileSync(program, ['build', source, '--no-search', '--out', join(folder, 'site')], { stdio: ['ignore', 'ignore', 'inherit'] });
  root = await serve(join(folder, 'site'));
});
after(async () => {
  await done();
  rmSync(folder, { recursive: true, force: true });
});

// Long lists are shown over several frames.
const settled = (page) => page.waitForFunction(() => !document.querySelector('.tasks [aria-busy]'));
const shown = async (page) => (await settled(page), page.evaluate(() => [...document.querySelectorAll('.tasks tbody tr')].filter((row) => !row.hidden).map((row) => [...row.cells].map((cell) => cell.textContent.trim()))));
const select = (page, label) => page.getByRole('combobox', { name: label, exact: true });

test('without JavaScript the whole list is there, and no control', async () => {
  await window({ javaScriptEnabled: false }, async (page) => {
    await page.goto(root + 'tasks.html');
    assert.equal(await page.locator('.tasks tbody tr').count(), TASKS + 1);
    assert.equal(await page.locator(':is(.task-filters, .task-actions, .tasks th button):visible').count(), 0);
  });
});

test('filters by text, role, phase, service and level; the number is told; the choice is in the address', async () => {
  await window({}, async (page) => {
    const found = complaints(page, root);
    await page.goto(root + 'tasks.html');
    const status = page.locator('.task-actions p');
    assert.equal(await status.textContent(), `${TASKS + 1} of ${TASKS + 1} tasks`);
    await page.getByLabel('Filter the tasks').fill('lose NUMBER 19');
    await select(page, 'Role').selectOption('Captain');
    await select(page, 'Services').selectOption('Mail');
    await select(page, 'Phase').selectOption('Phase 3');
    await select(page, 'Mandatory or optional').selectOption('Mandatory');
    const rows = await shown(page);
    assert.ok(rows.length > 0);
    for (const [id, name, level, role, services, phase] of rows) {
      assert.match(`${id} ${name}`, /19/);
      assert.deepEqual([level, role, phase], ['Mandatory', 'Captain', 'Phase 3']);
      assert.ok(services.split(' / ').includes('Mail'));
    }
    assert.equal(await status.textContent(), `${rows.length} of ${TASKS + 1} tasks`);
    const address = new URL(page.url());
    assert.deepEqual(Object.fromEntries(address.searchParams), { q: 'lose NUMBER 19', role: 'Captain', service: 'Mail', phase: 'Phase 3', level: 'Mandatory' });
    await page.goto('about:blank');
    await page.goto(address.href);
    assert.deepEqual(await shown(page), rows);
    await page.getByRole('button', { name: 'Show all' }).click();
    assert.equal((await shown(page)).length, TASKS + 1);
    assert.equal(new URL(page.url()).search, '');
    assert.deepEqual(found, []);
  });
});

test('sorts by each column, both ways, with the keyboard', async () => {
  await window({}, async (page) => {
    await page.goto(root + 'tasks.html');
    const head = page.getByRole('columnheader', { name: 'Task ID' });
    const column = async (at) => (await shown(page)).map((row) => row[at]);
    const cue = () => head.getByRole('button').evaluate((b) => { const { opacity, rotate } = getComputedStyle(b, '::after'); return `${rotate} ${opacity}`; });
    const [up, down] = ['225deg 1', '45deg 1'];
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    assert.equal(await cue(), up);
    assert.deepEqual((await column(0)).slice(0, 12), ['1', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11']);
    await page.keyboard.press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    assert.equal(await cue(), down);
    assert.equal((await column(0))[0], String(TASKS));
    await page.getByRole('columnheader', { name: 'Role' }).first().getByRole('button').click();
    const roles = await column(3);
    // The task without a role comes last.
    assert.equal(roles.at(-1), '');
    assert.deepEqual(roles.slice(0, -1), roles.slice(0, -1).toSorted());
    assert.match(page.url(), /sort=4/);
  });
});

test('the download holds just what is shown', async () => {
  await window({ acceptDownloads: true }, async (page) => {
    await page.goto(root + 'tasks.html?q=1235+1234');
    const rows = await shown(page);
    assert.equal(rows.length, 1);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as CSV' }).click()]);
    assert.equal(download.suggestedFilename(), 'tasks.csv');
    const text = readFileSync(await download.path(), 'utf8');
    const [header, first, end] = text.split('\r\n');
    assert.equal(header, '\ufeffTask ID,Task,Mandatory or optional,Role,Services,Phase,Step');
    assert.equal(first, `1235,"Löse the ""line"", number 1234",${rows[0].slice(2).join(',')}`);
    assert.equal(end, '');
  });
});

test('no cell of the download is a formula', async () => {
  await window({ acceptDownloads: true }, async (page) => {
    await page.goto(root + 'tasks.html?q=hyperlink');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as CSV' }).click()]);
    const [, row] = readFileSync(await download.path(), 'utf8').split('\r\n');
    assert.match(row, /^6,"'=HYPERLINK\(""x""\)",/);
  });
});

test('the page shows the rows that the program lists', async () => {
  const listed = JSON.parse(execFileSync(program, ['tasks', join(folder, 'source'), '--format', 'json'])).tasks;
  await window({ javaScriptEnabled: false }, async (page) => {
    await page.goto(root + 'tasks.html');
    const level = { true: 'Mandatory', false: 'Optional', null: '' };
    const rows = await page.evaluate(() => [...document.querySelectorAll('.tasks tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
    const expected = listed.map((task) => [task.id, task.name, level[task.mandatory], task.roles.join(' / '), task.services.join(' / '), task.phase, task.step]);
    assert.deepEqual(rows, expected);
  });
});

// What a key or a sort costs is how many rows are laid out; tests/bench/reader.mjs times it.
test('of 2,000 rows a key or a sort lays out one screen at once, and the others in frames that follow', async () => {
  await window({}, async (page) => {
    await page.goto(root + 'tasks.html');
    const steps = await page.evaluate(async () => {
      const input = document.querySelector('.task-search input'), box = document.querySelector('.tasks'), table = box.querySelector('table');
      const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      const all = () => [...table.tBodies[0].rows], seen = () => all().filter((row) => !row.hidden), steps = [];
      const type = (words) => () => { input.value = words; input.dispatchEvent(new Event('input', { bubbles: true })); };
      const sort = () => table.querySelector('th button').click();
      for (const [what, act] of [['number 7', type('number 7')], ['', type('')], ['sort', sort]]) {
        do await frame(); while (table.hasAttribute('aria-busy'));
        const before = new Set(what === 'sort' ? [] : seen()), height = box.offsetHeight;
        act();
        // In the frame that shows what the event did, after all that the page does in it.
        const [added, laid] = await new Promise((tell) => requestAnimationFrame(() => tell([seen().filter((row) => !before.has(row)).length, seen().length])));
        const kept = box.offsetHeight === height;
        do await frame(); while (table.hasAttribute('aria-busy'));
        steps.push({ what, added, laid, kept, shown: seen().length, of: all().length });
      }
      return steps;
    });
    const [, every, sorted] = steps;
    assert.ok(steps[0].shown < steps[0].of && every.shown === every.of && every.of >= 2000 && sorted.shown === sorted.of, JSON.stringify(steps));
    assert.ok(steps.every(({ added, laid }) => added <= 50 && laid <= 50), JSON.stringify(steps));
    assert.ok(sorted.kept, 'what is below a sorted table moves');
  });
});

test('long tables of articles get the same, short ones and other pages nothing', async () => {
  await window({}, async (page) => {
    await page.goto(root + 'page-3.html');
    assert.equal(await page.locator('.task-filters').count(), 2);
    const first = page.locator('.task-filters').first();
    await first.getByRole('combobox', { name: 'Role', exact: true }).selectOption('Captain');
    const roles = await page.evaluate(() => [...document.querySelector('.tasks tbody').rows].filter((row) => !row.hidden).map((row) => row.cells[3].textContent));
    assert.ok(roles.length > 0 && roles.every((role) => role === 'Captain'));
    assert.equal(new URL(page.url()).search, '');
    await page.goto(root + 'index.html');
    assert.equal(await page.locator('.task-filters').count(), 0);
    assert.equal(await page.locator('script[src*="tasks."]').count(), 0);
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 360]) {
    test(`axe finds nothing on the list, ${colorScheme}, ${width} px`, async () => {
      await window({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
        await page.goto(root + 'tasks.html?q=number+12');
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run({ rules: { 'target-size': { enabled: true } } }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      });
    });
  }
}

test('each sheet of a printed list begins with the heads of its columns', async () => {
  await window({}, async (page) => {
    await page.goto(root + 'page-0.html');
    await settled(page);
    const file = join(folder, 'page.pdf');
    await page.pdf({ path: file, format: 'A5' });
    const sheets = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').filter((sheet) => /number \d/.test(sheet));
    assert.ok(sheets.length > 2, `${sheets.length} sheets`);
    sheets.forEach((sheet, at) => assert.match(sheet, /Task Name/, `sheet ${at + 1}`));
  });
});

test('a row that an address names stands below the head of its table, however high that is', async () => {
  const source = join(folder, 'high');
  mkdirSync(source);
  const rows = Array.from({ length: 40 }, (_, n) => `| ${3000 + n} | Row ${n} | Mate | x | y |`);
  const remarks = 'Remarks on this and that '.repeat(8);
  writeFileSync(join(source, 'index.md'), `# High head\n\n| Task ID | Task Name | Role | ${remarks} | More |\n|${'---|'.repeat(5)}\n${rows.join('\n')}\n`);
  execFileSync(program, ['build', source, '--no-search', '--out', join(folder, 'high-site')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const high = await serve(join(folder, 'high-site'));
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
    await window({ viewport }, async (page) => {
      await page.goto(high + 'index.html#task-3020');
      await settled(page);
      // The head is measured, and the row is there.
      await page.waitForFunction(() => document.documentElement.style.getPropertyValue('--head') && document.querySelector('#task-3020').getBoundingClientRect().bottom <= innerHeight);
      const [bar, head, row, height] = await page.evaluate(() => {
        const box = (selector) => document.querySelector(selector).getBoundingClientRect();
        return [box('.bar').bottom, box('.tasks thead'), box('#task-3020'), innerHeight];
      });
      assert.ok(head.top >= bar - 2, `head at ${head.top}, bar to ${bar}, ${viewport.width} px`);
      assert.ok(row.top >= head.bottom - 2 && row.bottom <= height, `row at ${row.top}, head to ${head.bottom}, ${viewport.width} px`);
    });
  }
});
