// Shots: pictures of every kind of page, to be looked at.
//
//     node tests/browser/shots.mjs FOLDER [AUDIENCE]
//
// writes one file for each kind of page × scheme × width; `full` pictures are as long as the page.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, built, done, serve, window } from './site.mjs';

const [folder, audience = 'internal'] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tests/browser/shots.mjs FOLDER [AUDIENCE]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
try {
  const root = await serve(join(built(), audience));
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 820, 1280]) {
      await window({ colorScheme, viewport: { width, height: width < 500 ? 740 : 800 } }, async (page) => {
        for (const path of [...KINDS, 'no-such-page.html']) {
          const name = path.replace('.html', '').replaceAll('/', '-');
          await page.goto(root + path);
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) });
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}-full.png`), fullPage: true });
        }
      });
    }
  }
  await window({}, async (page) => {
    for (const path of KINDS) {
      await page.goto(root + path);
      await page.pdf({ path: join(folder, `${path.replace('.html', '').replaceAll('/', '-')}.pdf`), format: 'A4' });
    }
  });
} finally {
  await done();
}
