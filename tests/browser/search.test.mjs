// The search, as readers use it: with the keyboard, in each language, under the strict policy. One behaviour a test.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { complaints, done, files, hidden, program, serve, window } from './site.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const page = (title, body, more = '') => `---\ntitle: ${title}\n${more}ft.audience: internal, partner\n---\n# ${title}\n\n${body}\n`;

// A small handbook of a harbour. 5120 is a task; the word "quayside" is in two sections.
const PLAYBOOK = {
  'playbook.yml':
    'title: Harbour\naudiences: [internal, partner]\nlanguages: [{tag: de, suffix: "-de"}, {tag: ja, suffix: "-jp"}]\nsearch: {facets: {Kind: kind}}\n',
  'toc.yml': '- name: Berths\n  href: berths/index.md\n- name: Crews\n  href: crews/index.md\n',
  'index.md': page('Welcome', 'The handbook of the harbour. Task 5120 comes first.'),
  'berths/toc.yml': '- name: Berths\n  href: index.md\n- name: Kick-off\n  href: kickoff.md\n- name: Tasks\n  href: tasks.md\n',
  'berths/index.md': page('Berths', 'Every quayside has a number.', 'kind: Overview\n'),
  'berths/kickoff.md': page('Kickoff of a season', '## Before the kickoff\n\nInvite the crews.\n\n## After it\n\nWrite the minutes <b>soon</b> & `a < b`.', 'kind: Guide\n'),
  'berths/kickoff-de.md': page('Auftakt der Saison', '## Einführung\n\nLaden Sie die Besatzungen ein.', 'kind: Guide\n'),
  'berths/kickoff-jp.md': page('シーズンのキックオフ', '## 準備\n\n乗組員を招待します。キックオフの前に確認します。', 'kind: Guide\n'),
  'berths/tasks.md': page('Tasks', '| Task ID | Task | Role |\n|---|---|---|\n| 5120 | Paint the bollards | Painter |\n| 5121 | Count the ropes | Mate |', 'kind: Tasks\n'),
  'crews/index.md': page('Crews', 'A crew waits at the quayside. '.repeat(3), 'kind: Overview\n'),
  'crews/toc.yml': '- name: Crews\n  href: index.md\n',
  'crews/secret.md': '---\ntitle: Secret\nft.audience: internal\n---\n# Secret\n\nThe zanzibar plan of the quayside.\n',
  'crews/hidden.md': page('Hidden', 'Nobody shall find the ottawa list.', '_noindex: true\n'),
};

let folder, sites, roots;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'playbook-search-'));
  for (const [path, text] of Object.entries(PLAYBOOK)) {
    mkdirSync(dirname(join(folder, 'in', path)), { recursive: true });
    writeFileSync(join(folder, 'in', path), text);
  }
  sites = join(folder, 'out');
  execFileSync(program, ['build', join(folder, 'in'), '--out', sites], { stdio: ['ignore', 'ignore', 'inherit'] });
  roots = { partner: await serve(join(sites, 'partner'), '/a/handbook/'), internal: await serve(join(sites, 'internal')) };
});
after(async () => {
  await done();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

// Asks and gives the titles found, in order.
async function ask(tab, words) {
  if (!(await tab.locator('dialog.searching').isVisible())) await tab.keyboard.press('Control+k');
  await tab.locator('dialog.searching input[role=searchbox]').fill(words);
  await settled(tab, words);
  return tab.locator('.searching li b').allInnerTexts();
}

// The number of results is said when they are there.
const settled = (tab, words) =>
  tab.waitForFunction(
    (asked) => {
      const said = document.querySelector('.searching .found').textContent;
      const hits = document.querySelectorAll('.searching li').length;
      return hits > 0 ? /\d+$/.test(said) && [...document.querySelectorAll('.searching li a')].every((a) => new URL(a.href).searchParams.get('highlight') === asked) : said.endsWith(asked) && asked;
    },
    words,
    { timeout: 10_000 },
  );

test('nothing of the search is loaded before it is used', async () => {
  await window({}, async (tab) => {
    const asked = [];
    tab.on('request', (request) => asked.push(request.url()));
    await tab.goto(roots.partner);
    await tab.waitForTimeout(300);
    assert.deepEqual(asked.filter((url) => url.includes('search')), []);
  });
});

test('each language finds its own pages, without a complaint, below a folder of a host', async () => {
  await window({}, async (tab) => {
    const found = complaints(tab, roots.partner);
    for (const [from, words, first] of [
      ['index.html', 'bollards', ['Tasks']],
      ['index.html', 'kickoff', ['Kickoff of a season']],
      ['index.html', 'kick', ['Kickoff of a season']],
      ['berths/kickoff-jp.html', 'キックオフ', ['シーズンのキックオフ']],
      ['berths/kickoff-jp.html', '乗組員', ['シーズンのキックオフ']],
      ['berths/kickoff-de.html', 'Einführung', ['Auftakt der Saison']],
      ['berths/kickoff-de.html', 'einfuhrung', ['Auftakt der Saison']],
    ]) {
      await tab.goto(roots.partner + from);
      assert.deepEqual((await ask(tab, words)).slice(0, first.length).sort(), [...first].sort(), words);
    }
    assert.deepEqual(found, []);
  });
});

test('the page of a task comes before those that mention it', async () => {
  await window({}, async (tab) => {
    await tab.goto(roots.partner);
    assert.deepEqual(await ask(tab, '5120'), ['Tasks', 'Welcome']);
    assert.deepEqual(await tab.locator('.searching select[name=role] option').allInnerTexts(), ['All', 'Mate (1)', 'Painter (1)']);
    assert.equal(await tab.locator('.searching label:has(select[name=role]) span').innerText(), 'Role');
  });
});

test('a part of a number finds the numbers that begin so, and no others', async () => {
  await window({}, async (tab) => {
    await tab.goto(roots.partner);
    assert.deepEqual(await ask(tab, '512'), ['Tasks', 'Welcome']);
    assert.deepEqual(await ask(tab, '5121'), ['Tasks']);
    assert.deepEqual(await ask(tab, '519'), []);
  });
});

test('what an audience may not read, and what asks not to be found, is not found', async () => {
  await window({}, async (tab) => {
    await tab.goto(roots.partner);
    assert.deepEqual(await ask(tab, 'zanzibar'), []);
    assert.deepEqual(await ask(tab, 'ottawa'), []);
    await tab.goto(roots.internal);
    assert.deepEqual(await ask(tab, 'zanzibar'), ['Secret']);
  });
});

test('the keyboard opens, moves, follows and closes', async () => {
  await window({}, async (tab) => {
    const focus = () => tab.evaluate(() => document.activeElement.getAttribute('role') || document.activeElement.innerText);
    await tab.goto(roots.partner);
    await tab.keyboard.press('/');
    await tab.locator('dialog.searching').waitFor();
    await tab.keyboard.type('quayside');
    await settled(tab, 'quayside');
    assert.equal(await focus(), 'searchbox');
    assert.equal(await tab.locator('.searching .found').innerText(), 'Results: 2');
    await tab.keyboard.press('ArrowDown');
    const first = await focus();
    await tab.keyboard.press('ArrowDown');
    const second = await focus();
    assert.deepEqual([first, second].sort(), ['Berths', 'Crews']);
    await tab.keyboard.press('ArrowUp');
    await tab.keyboard.press('ArrowUp');
    assert.equal(await focus(), 'searchbox');
    await tab.keyboard.press('Escape');
    await hidden(tab.locator('dialog.searching'));
    await tab.locator('button.search').focus();
    await tab.keyboard.press('Enter');
    await tab.keyboard.press('Escape');
    assert.ok(await tab.evaluate(() => document.activeElement.matches('button.search')), 'the focus returns');
    await tab.keyboard.press('Control+k');
    await tab.keyboard.type('bollards');
    await tab.keyboard.press('Enter');
    await tab.waitForURL('**/berths/tasks.html');
    assert.deepEqual(await tab.locator('article mark.hit').allInnerTexts(), ['bollards']);
    await tab.keyboard.press('Escape');
    assert.equal(await tab.locator('mark.hit').count(), 0);
  });
});

test('a heading that was found leads to its place', async () => {
  await window({}, async (tab) => {
    await tab.goto(roots.partner);
    await ask(tab, 'minutes');
    assert.equal(await tab.locator('.searching li div').nth(1).innerText().then((text) => text.includes('soon & a < b')), true);
    await tab.locator('.searching .part a').first().click();
    await tab.waitForURL('**/berths/kickoff.html#after-it');
  });
});

test('the slash can be switched off, and stays off', async () => {
  await window({}, async (tab) => {
    await tab.goto(roots.partner);
    await tab.keyboard.press('Control+k');
    await tab.locator('.searching input[type=checkbox]').uncheck();
    await tab.keyboard.press('Escape');
    await tab.goto(roots.partner + 'berths/index.html');
    await tab.keyboard.press('/');
    await tab.waitForTimeout(200);
    assert.equal(await tab.locator('dialog.searching').count(), 0);
  });
});

test('facets narrow the results, and say how many there are', async () => {
  await window({}, async (tab) => {
    await tab.goto(roots.partner);
    await ask(tab, 'quayside');
    const options = await tab.locator('.searching select[name=section] option').allInnerTexts();
    assert.deepEqual(options, ['All', 'Berths (1)', 'Crews (1)']);
    assert.deepEqual(await tab.locator('.searching select[name=Kind] option').allInnerTexts(), ['All', 'Guide (0)', 'Overview (2)', 'Tasks (0)']);
    await tab.locator('.searching select[name=section]').selectOption('Crews');
    await tab.waitForFunction(() => document.querySelector('.searching .found').textContent === 'Results: 1');
    assert.deepEqual(await tab.locator('.searching li b').allInnerTexts(), ['Crews']);
  });
});

test('what is typed before the search is there is asked', async () => {
  await window({}, async (tab) => {
    let late;
    await tab.route('**/search.*.js', async (route) => { await new Promise((go) => { late = go; }); await route.continue(); });
    await tab.goto(roots.internal);
    await tab.keyboard.press('Control+k');
    await tab.keyboard.type('ottax/');
    for (let step = 0; step < 3; step++) await tab.keyboard.press('Backspace');
    await tab.keyboard.type('quay');
    assert.equal(await tab.locator('dialog.searching').count(), 0);
    late();
    await tab.locator('dialog.searching input[role=searchbox]').waitFor();
    await tab.keyboard.type('side');
    assert.equal(await tab.locator('dialog.searching input[role=searchbox]').inputValue(), 'ottquayside');
    await tab.keyboard.press('Escape');
    assert.deepEqual((await ask(tab, 'quayside')).toSorted(), ['Berths', 'Crews', 'Secret']);
  });
});

test('all of the search is in reach, however low the window', async () => {
  for (const [width, height] of [[1280, 900], [1366, 640], [1024, 600], [740, 360], [360, 640]]) {
    await window({ viewport: { width, height } }, async (tab) => {
      await tab.goto(roots.internal);
      assert.ok((await ask(tab, 'quayside')).length > 1);
      const place = (selector) => tab.locator(selector).evaluate((it) => { it.scrollIntoView(); const { top, bottom, height } = it.getBoundingClientRect(); return [top, innerHeight - bottom, height]; });
      for (const selector of ['.searching', '.searching .ask', '.searching li >> nth=0', '.searching li >> nth=-1', '.searching > label']) {
        const [above, below, tall] = await place(selector);
        assert.ok(above >= -1 && below >= -1 && tall > 20, `${selector} at ${width} × ${height}: ${above}, ${below}, ${tall}`);
      }
    });
  }
});

test('the page for missing addresses asks for what its address says', async () => {
  await window({}, async (tab) => {
    await tab.goto(roots.internal + 'old/bollards.html');
    await tab.click('button.find');
    await settled(tab, 'bollards');
    assert.deepEqual(await tab.locator('.searching li b').allInnerTexts(), ['Tasks']);
  });
});

test('from the disk the search says what it needs', async () => {
  await window({}, async (tab) => {
    await tab.goto(pathToFileURL(join(sites, 'partner', 'index.html')).href);
    await tab.keyboard.press('Control+k');
    await tab.waitForFunction(() => document.querySelector('.searching .found').textContent.includes('web server'));
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing in the search: ${colorScheme}, ${width} px`, async () => {
      await window({ colorScheme, viewport: { width, height: 800 } }, async (tab) => {
        await tab.goto(roots.partner);
        await ask(tab, 'quayside');
        await tab.evaluate(axe);
        const violations = await tab.evaluate(async () => {
          const result = await globalThis.axe.run(document, {
            resultTypes: ['violations'],
            rules: { 'target-size': { enabled: true } },
            runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
          });
          return result.violations.map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' … ')}`);
        });
        assert.deepEqual(violations, []);
        const surplus = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(surplus <= 0);
      });
    });
  }
}

test('without the search there is no trace of it', () => {
  const out = join(folder, 'none');
  execFileSync(program, ['build', join(folder, 'in'), '--out', out, '--no-search'], { stdio: ['ignore', 'ignore', 'inherit'] });
  assert.equal(existsSync(join(out, 'partner', 'search')), false);
  for (const path of files(join(out, 'partner')).filter((path) => path.endsWith('.html'))) {
    assert.ok(!readFileSync(join(out, 'partner', path), 'utf8').includes('class="search'), path);
  }
});

test('building twice gives the same bytes', () => {
  const out = join(folder, 'again');
  execFileSync(program, ['build', join(folder, 'in'), '--out', out, '--jobs', '1'], { stdio: ['ignore', 'ignore', 'inherit'] });
  assert.deepEqual(files(out), files(sites));
  for (const path of files(out)) assert.ok(readFileSync(join(out, path)).equals(readFileSync(join(sites, path))), path);
});

// A real repository of six languages, where there is one: PLAYBOOK_CORPUS names it.
if (process.env.PLAYBOOK_CORPUS) test('a real repository is searched in its languages', async () => {
  const copy = join(folder, 'corpus');
  cpSync(process.env.PLAYBOOK_CORPUS, copy, { recursive: true });
  writeFileSync(
    join(copy, 'playbook.yml'),
    'languages: [{tag: de, suffix: "-de"}, {tag: ja, suffix: "-jp"}, {tag: pt-BR, suffix: "-pr"}, {tag: zh-CN, suffix: "-sc"}, {tag: es, suffix: "-es"}]\n',
  );
  try {
    execFileSync(program, ['build', copy, '--out', join(folder, 'real')], { stdio: 'ignore' });
  } catch (error) {
    // Errors in the content; the sites are written.
    assert.equal(error.status, 1);
  }
  const real = Object.fromEntries(await Promise.all(['internal', 'partner'].map(async (name) => [name, await serve(join(folder, 'real', name))])));
  const somePage = (site, ending) => readdirSync(join(folder, 'real', site), { recursive: true }).find((path) => path.endsWith(`${ending}.html`));
  await window({}, async (tab) => {
    const lines = [];
    for (const [site, ending, words, pattern] of [
      ['internal', '', '3186', /3186/],
      ['partner', '', 'kickoff', /kick-?off/i],
      ['partner', '-jp', 'キックオフ', /キックオフ/],
      ['partner', '-de', 'Einführung', /einführung/i],
    ]) {
      await tab.goto(real[site] + (ending ? somePage(site, ending) : 'index.html'));
      const titles = await ask(tab, words);
      lines.push(`${words}: ${titles.slice(0, 5).join(' | ')}`);
      const text = await tab.locator('.searching li').first().innerText();
      assert.match(text, pattern, words);
    }
    console.log(lines.join('\n'));
  });
});
