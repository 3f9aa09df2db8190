// A real Prometheus that scrapes a real node exporter, with a textfile that goes stale and a target that goes down.
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/generated/report-types.ts';
import { temporaryFolder } from '../support/files.ts';
import { needs } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';
import { startPrometheus } from './support/prometheus.ts';

t.test('Prometheus and the node exporter', needs('prometheus', 'prometheus-node-exporter'), async (t) => {
  const real = await startPrometheus({ remoteWrite: true });
  t.teardown(real.stop);
  const { path: cwd, write, remove } = await temporaryFolder();
  t.teardown(remove);
  await write({
    'preflight.yaml': `version: 1\nservices:\n  - { name: metrics, kind: prometheus, url: "${real.url}", version: ">=2 <4", remoteWrite: true }\n`,
  });
  const check = async (...words: string[]) => {
    const { code, stdout, stderr } = await preflight(['check', '--pack', 'stack', '--format', 'json', ...words], {
      cwd,
    });
    const report: Report = JSON.parse(stdout === '' ? 'null' : stdout);
    t.equal(stderr, '');
    const of = (status: string) =>
      report.findings
        .filter((finding) => finding.status === status)
        .map(({ check, message }) => `${check}: ${message}`);
    return { code, passed: of('pass'), failed: of('fail'), unknown: of('unknown') };
  };
  const file = 'node_textfile_mtime_seconds';
  await real.until(file, (values) => values.length === 1);
  await real.until('up', (values) => values[0] === 1);

  const well = await check();
  t.equal(well.code, 0);
  t.match(well.passed, [
    'prometheus.ready: metrics is ready: true',
    /^service.version: the version of metrics is \d+\.\d+\.\d+/,
    'prometheus.remote-write: metrics takes remote writes: true',
    'prometheus.targets: ',
    /^prometheus.textfiles: the age in seconds of the textfile 127\.0\.0\.1:\d+:\/.*\/backup\.prom is \d+$/,
  ]);
  t.same([well.failed, well.unknown], [[], []]);

  const before = Date.now() / 1000 - 3 * 3600;
  await utimes(join(real.textfiles, 'backup.prom'), before, before);
  await real.until(`time() - ${file}`, ([age = 0]) => age > 7200);
  const stale = await check();
  t.equal(stale.code, 0, 'that warns');
  t.match(stale.failed, [
    /^prometheus.textfiles: metrics: 127.*:\/.*\/backup\.prom was written 3 h .*ago, wanted at most 2 h$/,
  ]);
  t.same((await check('--set', 'textfile-seconds=20000')).failed, []);

  await real.stopExporter();
  await real.until('up', (values) => values[0] === 0);
  const down = `prometheus.targets: metrics: targets that are down, of 1: node/${real.instance}`;
  t.match((await check()).failed, [down]);
  t.same((await check('--set', 'targets-ignored=other/*, node/127.*')).failed, [], 'unless it is ignored');
});

t.test(
  'a Prometheus that takes no remote writes blocks who pushes',
  needs('prometheus', 'prometheus-node-exporter'),
  async (t) => {
    const real = await startPrometheus({ remoteWrite: false });
    t.teardown(real.stop);
    const { path: cwd, remove } = await temporaryFolder({
      'other.yaml': `version: 1\nservices:\n  - { name: metrics, kind: prometheus, url: "${real.url}/", remoteWrite: true }\n`,
    });
    t.teardown(remove);
    await real.until('up', (values) => values[0] === 1);
    const run = await preflight(
      ['check', '--pack', 'stack', '--config', 'other.yaml', '--set', 'runbooks=https://wiki.example/r'],
      { cwd },
    );
    t.equal(run.code, 1);
    t.match(run.stdout, /BLOCKED|FAIL +Prometheus must take remote writes/);
    t.match(run.stdout, 'https://wiki.example/r/runbook-service-probe-failure');
  },
);
