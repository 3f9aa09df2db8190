// Metrics for the node exporter, read by promtool.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { buildReport, type ReportInput } from '../../src/report/build.ts';
import { loadWriter } from '../../src/report/writer.ts';
import { findProgram, onlyWhere } from '../support/needs.ts';

const folder = join(import.meta.dirname, 'fixtures');
const { write } = await loadWriter('textfile');
const looks = { width: 80, color: false };

async function input(fixture: string): Promise<ReportInput> {
  const text = JSON.parse(await readFile(join(folder, fixture, 'input.json'), 'utf8'));
  return { ...text, startedAt: new Date(text.startedAt) };
}

/** What promtool says of metrics; '' when it takes them. */
function promtool(metrics: string): Promise<string> {
  return new Promise((done) => {
    const child = execFile('promtool', ['check', 'metrics'], (error, stdout, stderr) =>
      done(error ? `${stdout}${stderr}` : ''),
    );
    child.stdin?.end(metrics);
  });
}

t.test(
  'promtool takes the metrics of every report',
  onlyWhere(findProgram('promtool') ? [] : ['prometheus']),
  async (t) => {
    for (const fixture of await readdir(folder))
      t.equal(await promtool(write(buildReport(await input(fixture)), looks)), '', fixture);
    t.match(await promtool('preflight_ready{a="1"} x\n'), /error/, 'and refuses what is none');
  },
);

t.test('what the metrics say', async (t) => {
  const text = write(buildReport(await input('blocked-by-policy')), looks);
  t.match(text, /^preflight_ready 0$/m);
  t.match(text, /^preflight_target_blocked\{target="[^"]+",kind="host"\} 1$/m);
  t.match(
    text,
    /^preflight_check_failed\{target="[^"]+",check="sysctl\.kptr-restrict",severity="blocker",axis="policy"\} 1$/m,
  );
  t.match(text, /^preflight_check_failed\{[^}]+\} 0$/m, 'a check that passes is a series, too');
  t.match(text, /^preflight_run_timestamp_seconds \d{10}(\.\d+)?$/m);
  t.match(write(buildReport(await input('ready')), looks), /^preflight_ready 1$/m);
});

t.test('whatever a host is called, a label holds it', async (t) => {
  const base = await input('ready');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string(), async (name, check) => {
      const targets = base.targets.map((target) => ({ ...target, name }));
      const findings = base.findings.slice(0, 2).map((finding) => ({ ...finding, target: name, check }));
      const lines = write(buildReport({ ...base, targets, findings }), looks).split('\n');
      const sample = /^[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? [\d.e+-]+$/;
      const others = lines.filter((line) => line !== '' && !line.startsWith('# ') && !sample.test(line));
      if (others.length > 0) throw new Error(JSON.stringify(others));
      const series = lines.filter((line) => sample.test(line)).map((line) => line.slice(0, line.lastIndexOf(' ')));
      if (new Set(series).size < series.length) throw new Error('a series is there twice');
    }),
    { numRuns: 300 },
  );
  t.pass();
});
