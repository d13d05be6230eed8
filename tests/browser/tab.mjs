// Tab: a browser of its own with one tab, spoken to without what drives the other tests.
//
// In:    a browser (`CHROMIUM`, else /usr/bin/chromium).
// Out:   `tab()`: sends commands to the page that is shown, whichever that is, and takes the browser away.
// Never: attaches itself to a page: where something does, the browser makes no page ahead.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Opens a tab, with its processor slowed down by `rate`, does something with it, and closes it, whatever happens. */
export async function tab(rate, use) {
  const profile = mkdtempSync(join(tmpdir(), 'playbook-tab-'));
  // A machine without a mouse has none, unless the browser is told.
  const mouse = '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4';
  const flags = [mouse, '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--window-size=1280,900', '--remote-debugging-pipe', `--user-data-dir=${profile}`];
  const process_ = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const gone = new Promise((tell) => process_.once('exit', tell));
  const [, , , input, output] = process_.stdio;
  const waiting = new Map(), pages = [], messages = [];
  let count = 0, text = '';
  const command = (method, params = {}, sessionId = undefined) => new Promise((done, fail) => {
    count += 1;
    waiting.set(count, [done, fail]);
    input.write(`${JSON.stringify({ id: count, method, params, sessionId })}\0`);
  });
  const heard = ({ id, result, error, method, params }) => {
    if (id) {
      const [done, fail] = waiting.get(id);
      waiting.delete(id);
      if (error) fail(new Error(error.message)); else done(result);
    }
    if (method === 'Target.attachedToTarget' && params.targetInfo.type === 'page') {
      const { sessionId, targetInfo } = params;
      pages.push({ sessionId, targetInfo });
      for (const [name, given] of [['Emulation.setCPUThrottlingRate', { rate }], ['Log.enable', {}]]) command(name, given, sessionId).catch(() => {});
    }
    if (method === 'Target.detachedFromTarget') pages.splice(0, pages.length, ...pages.filter(({ sessionId }) => sessionId !== params.sessionId));
    if (method === 'Target.targetInfoChanged') pages.filter(({ targetInfo }) => targetInfo.targetId === params.targetInfo.targetId).forEach((page) => { page.targetInfo = params.targetInfo; });
    if (method === 'Log.entryAdded') messages.push(params.entry.text);
  };
  output.on('data', (part) => {
    const all = (text + part).split('\0');
    text = all.pop();
    all.forEach((message) => heard(JSON.parse(message)));
  });
  const send = (method, params) => command(method, params, pages.findLast(({ targetInfo }) => targetInfo.subtype !== 'prerender').sessionId);
  try {
    const { targetInfos } = await command('Target.getTargets', { filter: [{ type: 'tab' }] });
    const { sessionId } = await command('Target.attachToTarget', { targetId: targetInfos[0].targetId, flatten: true });
    await command('Target.setDiscoverTargets', { discover: true });
    await command('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true, filter: [{}] }, sessionId);
    const evaluate = async (expression) => (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result.value;
    const point = (type, [x, y]) => send('Input.dispatchMouseEvent', { type, x, y, ...(type !== 'mouseMoved' && { button: 'left', clickCount: 1 }) });
    return await use({
      messages,
      evaluate,
      open: (url) => send('Page.navigate', { url }),
      /** Waits until something is true of the page that is shown. */
      until: async (expression) => {
        for (const end = Date.now() + 30_000; Date.now() < end;) {
          if (await evaluate(expression).catch(() => false)) return;
          await new Promise((next) => setTimeout(next, 50));
        }
        throw new Error(`never true: ${expression}`);
      },
      /** Whether a page is being made ahead. */
      ahead: () => pages.some(({ targetInfo }) => targetInfo.subtype === 'prerender'),
      /** Points at a place. */
      hover: async ([x, y]) => { for (const far of [8, 4, 0]) await point('mouseMoved', [x + far, y]); },
      /** Presses and lets go; what is sent to a page that gives way is not answered. */
      click: async (place) => {
        point('mousePressed', place).catch(() => {});
        await new Promise((next) => setTimeout(next, 60));
        point('mouseReleased', place).catch(() => {});
      },
    });
  } finally {
    command('Browser.close').catch(() => {});
    const late = setTimeout(() => process_.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(late);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
