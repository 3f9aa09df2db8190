/** Alert rules and the dashboard: their expressions are run by Prometheus over what we write for it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import type { Report } from '../../src/generated/report-types.ts';
import { buildReport } from '../../src/report/build.ts';
import { loadWriter } from '../../src/report/writer.ts';
import { temporaryFolder } from '../support/files.ts';
import { needs } from '../support/needs.ts';

const { write } = await loadWriter('textfile');

async function reportOf(fixture: string): Promise<Report> {
  const input = JSON.parse(await readFile(`test/report/fixtures/${fixture}/input.json`, 'utf8'));
  return buildReport({ ...input, startedAt: new Date(input.startedAt) });
}

/** By the name of the machine that wrote it. */
const reports: Readonly<Record<string, Report>> = {
  fresh: await reportOf('ready'),
  stale: await reportOf('everything'),
  waiving: await reportOf('everything'),
};

/** Series for promtool, one sample a minute. Time begins at 0 there, so a run that is always young began just now. */
function seriesOf(instance: string, report: Report): readonly { readonly series: string; readonly values: string }[] {
  const samples = write(report, { width: 80, color: false })
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return samples.map((line) => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    return {
      series: `${name}{${[labels, `instance="${instance}"`].filter(Boolean).join(',')}}`,
      values: valuesOf(instance, name, value),
    };
  });
}

/** Of `waiving` the waiver ends in three days, of all others in the far future. */
function valuesOf(instance: string, name: string, value: string): string {
  if (name === 'preflight_run_timestamp_seconds') return instance === 'stale' ? '0x600' : '0+60x600';
  if (name === 'preflight_waiver_end_timestamp_seconds' && instance === 'waiving') return `${3 * 86_400}x600`;
  return `${value}x600`;
}

interface AlertRule {
  readonly uid: string;
  readonly title: string;
  readonly for: string;
  readonly condition: string;
  readonly annotations: { readonly runbook_url: string; readonly summary: string; readonly description: string };
  readonly data: readonly {
    readonly refId: string;
    readonly model: {
      readonly expr?: string;
      readonly conditions?: readonly {
        readonly evaluator: { readonly type: string; readonly params: readonly number[] };
      }[];
    };
  }[];
}

const alerts: readonly AlertRule[] = parse(await readFile('examples/grafana/alerts.yaml', 'utf8')).groups[0].rules;
const dashboard: {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
} = JSON.parse(await readFile('examples/grafana/dashboard.json', 'utf8'));

/** The query and the threshold behind it, as one expression. */
function expressionOf({ data }: AlertRule): string {
  const { type, params } = data.find(({ refId }) => refId === 'C')?.model.conditions?.[0]?.evaluator ?? {};
  const sign = type === 'lt' ? '<' : '>';
  return `(${data.find(({ refId }) => refId === 'A')?.model.expr}) ${sign} ${params?.[0]}`;
}

t.test('every alert has a runbook, and the runbook names the alert', async (t) => {
  t.same(
    alerts.map(({ uid }) => uid),
    ['preflight-blocked', 'preflight-undetermined', 'preflight-stale', 'preflight-waiver-ends'],
  );
  for (const { uid, annotations, condition, data } of alerts) {
    t.ok(
      data.some(({ refId }) => refId === condition),
      uid,
    );
    const page = basename(new URL(annotations.runbook_url).pathname);
    t.match(await readFile(join('docs/runbooks', page), 'utf8'), `\`${uid}\``, page);
  }
});

t.test('every metric that is named is one that we write', async (t) => {
  const written = new Set(
    Object.values(reports).flatMap((report) =>
      [...write(report, { width: 80, color: false }).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name),
    ),
  );
  const texts = [
    ...alerts.map(expressionOf),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  const named = new Set(texts.flatMap((text) => [...text.matchAll(/\bpreflight_\w+/g)].map(([name]) => name)));
  t.same(
    [...named].filter((name) => !written.has(name)),
    [],
  );
  t.same(
    [...written].filter((name) => !named.has(name ?? '')),
    ['preflight_target_ready'],
    'and nearly all of them are used',
  );
});

t.test('Prometheus raises the alerts that it should, and every panel shows something', needs('promtool'), async (t) => {
  const panels = dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ alert: `panel: ${title}`, expr: `count(${expr}) > 0` })),
  );
  const rules = [
    ...alerts.map((alert) => ({ alert: alert.uid, expr: expressionOf(alert), for: alert.for })),
    ...panels,
  ];
  const of = (verdict: Report['verdict']) =>
    Object.entries(reports).flatMap(([instance, { targets }]) =>
      targets
        .filter((target) => target.verdict === verdict)
        .map(({ name, kind }) => ({ exp_labels: { instance, target: name, kind } })),
    );
  const expected: Readonly<Record<string, readonly { readonly exp_labels: Record<string, string> }[]>> = {
    'preflight-blocked': of('blocked'),
    'preflight-undetermined': of('undetermined'),
    'preflight-stale': [{ exp_labels: { instance: 'stale' } }],
    'preflight-waiver-ends':
      reports.waiving?.findings
        .filter(({ status }) => status === 'waived')
        .map(({ target, check }) => ({ exp_labels: { instance: 'waiving', target, check } })) ?? [],
    ...Object.fromEntries(panels.map(({ alert }) => [alert, [{ exp_labels: {} }]])),
  };
  for (const [name, some] of Object.entries(expected)) t.ok(some.length > 0, `${name}: is expected somewhere`);
  const unit = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(reports).flatMap(([instance, report]) => seriesOf(instance, report)),
        alert_rule_test: [
          ...Object.entries(expected).map(([alertname, exp_alerts]) => ({ eval_time: '4h', alertname, exp_alerts })),
          // Not yet: the run is young, and what is blocked has not been so for long.
          { eval_time: '5m', alertname: 'preflight-stale', exp_alerts: [] },
          { eval_time: '5m', alertname: 'preflight-blocked', exp_alerts: [] },
        ],
      },
    ],
  };
  const { path, remove } = await temporaryFolder({
    'rules.yaml': JSON.stringify({ groups: [{ name: 'preflight', interval: '1m', rules }] }),
    'test.yaml': JSON.stringify(unit),
  });
  t.teardown(remove);
  const said = await new Promise<string>((done) =>
    execFile('promtool', ['test', 'rules', 'test.yaml'], { cwd: path }, (error, stdout, stderr) =>
      done(error ? stdout + stderr : ''),
    ),
  );
  t.equal(said, '');
});
