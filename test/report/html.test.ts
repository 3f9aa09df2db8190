// The page in a real browser: what it shows, what it asks for, whether everybody can read it, and what a hostile text does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import fc from 'fast-check';
import { chromium, type Page } from 'playwright-core';
import t from 'tap';
import type { Report } from '../../src/generated/report-types.ts';
import { oneLine } from '../../src/report/words/one-line.ts';
import { loadWriter } from '../../src/report/writer.ts';
import { findProgram, needs } from '../support/needs.ts';
import { everythingBy, fixtureReports, hostileText } from './support/reports.ts';

const { write } = await loadWriter('html');
const texts = new Map([
  ['deploy/alloy/config.alloy', Array.from({ length: 30 }, (_, n) => `line ${n + 1}`).join('\n')],
]);
const pageOf = (report: Report) => write(report, { width: 80, color: false, texts });
const reports = await fixtureReports();
const everything = reports.get('everything') as Report;

t.test('in a browser', needs('chromium'), async (t) => {
  const hostile = await Promise.all(
    fc.sample(hostileText, 25).map(async (text) => everythingBy((before) => text + before + text)),
  );
  const served: Report[] = [everything, reports.get('ready') as Report, ...hostile];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const report = served[Number(request.url?.slice(1))];
    response.setHeader('content-type', 'text/html');
    response.end(report ? pageOf(report) : '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const executablePath = findProgram('chromium') ?? '';
  // The sandbox needs an ordinary user.
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  t.teardown(async () => {
    await browser.close();
    server.close();
  });

  await t.test('light, dark and narrow: no fault that axe knows', async (t) => {
    const shots: Buffer[] = [];
    for (const colorScheme of ['light', 'dark'] as const)
      for (const index of [0, 1]) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 1000, height: 900 } });
        await page.goto(`${address}/${index}`);
        t.same(await faults(page), [], `${colorScheme} ${index}`);
        shots.push(await page.screenshot());
        await page.setViewportSize({ width: 360, height: 700 });
        t.same(await faults(page), [], `${colorScheme} ${index}, narrow`);
        const [scroll, client] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
        );
        t.ok(scroll <= client, `nothing sticks out at 360 pixels (${scroll} of ${client})`);
        await page.close();
      }
    t.equal(new Set(shots.map((shot) => shot.toString('base64'))).size, 4, 'each looks otherwise');
    const bad = await browser.newPage();
    await bad.setContent('<img src="data:,"><p style="color:#ccc;background:#fff">faint</p>');
    t.match((await faults(bad)).join('\n'), /color-contrast:.*image-alt:/s, 'axe sees what is wrong');
    await bad.close();
  });

  await t.test('what it shows, without a script and without asking anybody', async (t) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    asked.length = 0;
    await page.goto(`${address}/0`);
    const shown = await page.innerText('body');
    for (const { status, message, check } of everything.findings)
      if (status === 'fail' && check !== 'nixos.drift')
        t.ok(shown.toLowerCase().includes(oneLine(message).toLowerCase()), message);
    for (const text of [
      'BLOCKED',
      '27 days left',
      'boot.kernel.sysctl."kernel.kptr_restrict" = 0;',
      'no answer within 15 s',
    ])
      t.ok(shown.includes(text), text);
    t.same([asked, requests], [['/0'], [`${address}/0`]], 'one request, for the page itself');
    await context.close();
  });

  await t.test('from the keyboard, and on paper', async (t) => {
    const page = await browser.newPage();
    await page.goto(`${address}/0`);
    await page.keyboard.press('Tab');
    t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to what was found');
    await page.keyboard.press('Enter');
    t.equal(await page.evaluate('location.hash'), '#findings');
    const folded = page.locator('details:not([open]) > summary').first();
    await folded.focus();
    await page.keyboard.press('Enter');
    t.equal(await page.evaluate('document.activeElement.parentElement.open'), true);
    const hidden = page.locator('details:not([open]) li').first();
    t.equal(await hidden.isVisible(), false, 'a fold is closed on the screen');
    await page.emulateMedia({ media: 'print' });
    t.equal(await hidden.isVisible(), true, 'and open on paper');
    await page.close();
  });

  await t.test('a hostile text stays text', async (t) => {
    const page = await browser.newPage();
    const trouble: string[] = [];
    page.on('dialog', (dialog) => trouble.push(dialog.message()));
    page.on('request', (request) => trouble.push(request.url()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    for (const [index, report] of served.entries()) {
      await page.goto(`${address}/${index}`);
      const all = (query: string, of: string) =>
        page.evaluate<string[]>(`[...document.querySelectorAll('${query}')].map((element) => element.${of})`);
      const elements = await all('*', 'localName');
      const names = await all('h2', 'firstChild.textContent');
      const links = await all('a', "getAttribute('href')");
      t.same(
        elements.filter((name) => !known.has(name)),
        [],
        `${index}: elements`,
      );
      t.same(
        names.map(collapsed),
        [...(report.next ? ['Next'] : []), ...report.targets.map(({ name }) => collapsed(oneLine(name)))],
        `${index}: names`,
      );
      t.ok(
        links.every((link) => /^#(?:findings|target-\d+)$/.test(link)),
        `${index}: links`,
      );
    }
    t.same(
      trouble,
      served.map((_, index) => `${address}/${index}`),
      'nothing ran, and nothing was asked for',
    );
    await page.close();
  });
});

const known = new Set(
  'html head meta link title style body a header h1 h2 h3 span nav table thead tbody tr th td main section details summary p b dl div dt dd code pre ul ol li br footer'.split(
    ' ',
  ),
);

const collapsed = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What axe finds, as `rule: the element`. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)).sort();
}

t.test('a page begins with its mark, and names its own style as the only one', async (t) => {
  const page = pageOf(everything);
  t.ok(page.startsWith('<!doctype html>\n<!-- preflight -->\n'));
  t.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
  t.notMatch(page, /<script|javascript:| style="| on\w+="|https?:\/\//);
});
