/** Ages of textfiles: found by the arguments of a node exporter that runs, or in the folder that was asked for. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { FactsDocument } from '../../src/base/facts.ts';
import { textfileFolder } from '../../src/host/platform/areas.ts';
import { probeScript } from '../../src/host/script.ts';
import { findProgram, needs } from '../support/needs.ts';
import { at, decode, needsNamespace, nonce, probeHost, run } from './support/probed-host.ts';
import { freePort } from './support/sshd.ts';

const areas = ['textfiles'] as const;
const script = (textfiles?: string) =>
  probeScript({ active: false, platform: { areas, ...(textfiles === undefined ? {} : { textfiles }) } });

/** Path -> its age in whole minutes. */
function minutes({ facts }: FactsDocument): Record<string, number> {
  return Object.fromEntries(
    Object.entries(facts.textfiles?.files ?? {}).map(([path, { age }]) => [path, Math.floor(age / 60)]),
  );
}

const files = {
  'metrics/fresh.prom': 'x 1\n',
  'metrics/stale one.prom': 'x 1\n',
  'metrics/-n.prom': 'x 1\n',
  'metrics/other.txt': 'x 1\n',
  'metrics/gone.prom': { link: '/nowhere' },
  'more/\u00e4.prom': 'x 1\n',
  'empty/.keep': '',
};
const touched = "/usr/bin/touch -d '2 hours ago' '/run/metrics/stale one.prom'";

/** A process by such a name, with such arguments. */
const exporter = (name: string, words: string) =>
  `${[
    `printf '#!/usr/bin/dash\\nsleep 10\\n' >/run/${name}`,
    `chmod +x /run/${name}`,
    `/run/${name} ${words} >/dev/null 2>&1 & exporters="$exporters $!"`,
    'sleep 0.2',
  ].join('\n')}\n`;

async function probed(shell: 'dash' | 'bash' | 'ash', before: string, textfiles?: string): Promise<FactsDocument> {
  const busybox = shell === 'ash' ? { head: 'busybox', stat: 'busybox', tr: 'busybox' } : {};
  const printed = await probeHost({
    shell,
    programs: { head: 'head', stat: 'stat', tr: 'tr', touch: 'touch', chmod: 'chmod', dash: 'dash', ...busybox },
    folders: { '/run': files },
    ownProcesses: true,
    script: `${touched}\nexporters=\n${before}\n( ${script(textfiles)} )\nfor pid in $exporters; do kill $pid; done\n`,
  });
  return decode(printed, areas);
}

t.test('in each shell', needsNamespace('stat', 'touch'), async (t) => {
  const before =
    exporter('node_exporter', '--web.listen-address=:1 --collector.textfile.directory=/run/metrics') +
    exporter('prometheus-node-exporter', '-collector.textfile.directory /run/more --no-collector.zfs');
  for (const shell of ['dash', 'bash', 'ash'] as const) {
    const document = await probed(shell, before);
    t.same(
      minutes(document),
      {
        '/run/metrics/fresh.prom': 0,
        '/run/metrics/stale one.prom': 120,
        '/run/metrics/-n.prom': 0,
        '/run/more/\u00e4.prom': 0,
      },
      shell,
    );
    t.same(new Set(document.facts.textfiles?.folders), new Set(['/run/metrics', '/run/more']));
    t.equal(at(document, '/textfiles/files/~1run~1metrics~1fresh.prom/path'), '/run/metrics/fresh.prom');
  }
});

t.test('what there is instead of files', needsNamespace('stat', 'touch'), async (t) => {
  const none = await probed('dash', '');
  t.equal(at(none, '/textfiles'), 'missing: no node exporter runs on the host');
  const plain = await probed('dash', exporter('node_exporter', '--web.listen-address=:1'));
  t.equal(at(plain, '/textfiles'), 'empty: no --collector.textfile.directory in the arguments of the node exporter');
  const gone = await probed('dash', exporter('node_exporter', '--collector.textfile.directory=/run/nowhere'));
  t.equal(at(gone, '/textfiles/files/~1run~1nowhere'), 'missing: a folder of textfiles');
  const empty = await probed('dash', '', '/run/empty');
  t.same(empty.facts.textfiles, { folders: ['/run/empty'], files: {} });
});

t.test(
  'of more files than there is room for, the rest is not passed over',
  needsNamespace('stat', 'touch'),
  async (t) => {
    const before = 'i=0; while [ $i -lt 3000 ]; do : >/run/empty/metrics-of-number-$i.prom; i=$((i + 1)); done';
    const document = await probed('dash', before, '/run/empty');
    const paths = Object.keys(document.facts.textfiles?.files ?? {});
    t.ok(paths.length >= 400 && paths.length <= 500, `${paths.length}`);
    t.ok(
      paths.every((path) => /^\/run\/empty\/metrics-of-number-\d+\.prom$/.test(path)),
      'none is cut',
    );
    t.equal(at(document, '/textfiles/files/others'), 'unreadable: there are too many to be told');
  },
);

t.test('a folder that is asked for is a plain path', async (t) => {
  for (const path of ['/var/lib/node-exporter', '/a', '/x/y.z_1@b+c']) t.equal(textfileFolder(path), path);
  for (const path of [
    '',
    'a',
    '/',
    '/a/',
    '/a//b',
    '/../etc',
    '/a/../b',
    '/a b',
    "/a'b",
    '/a$b',
    '/a\nb',
    `/${'a'.repeat(300)}`,
  ])
    t.throws(() => textfileFolder(path), { name: 'InputError' }, JSON.stringify(path));
});

t.test('the real node exporter', needs('prometheus-node-exporter', 'stat'), async (t) => {
  const folder = mkdtempSync('/tmp/preflight-textfiles-');
  t.teardown(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'metrics'));
  const path = join(folder, 'metrics/backup.prom');
  writeFileSync(path, 'backup_last_success 1\n');
  const hour = Date.now() / 1000 - 3600;
  utimesSync(path, hour, hour);
  const listen = `127.0.0.1:${await freePort()}`;
  const program = findProgram('prometheus-node-exporter') ?? '';
  const words = [`--collector.textfile.directory=${join(folder, 'metrics')}`, `--web.listen-address=${listen}`];
  const child = spawn(program, words, { stdio: 'ignore' });
  t.teardown(() => child.kill());
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`http://${listen}/metrics`).catch(() => undefined);
    if (answer?.ok && (await answer.text()).includes('node_textfile_mtime_seconds')) break;
    await delay(100);
  }
  const document = decode(await run('/bin/sh', ['-s', '--', nonce], script()), areas);
  const age = document.facts.textfiles?.files?.[path]?.age ?? 0;
  t.ok(age >= 3600 && age < 3700, `${age}`);
});
