/**
 * Metrics for the node exporter's textfile collector, in the text format of Prometheus
 * (prometheus/docs, exposition_formats.md). The names are an interface: alert rules and dashboards are written for them.
 */
import { excerpt, printable } from '../../base/display.ts';
import { dayEnd } from '../../base/utc-day.ts';
import type { Finding, Report } from '../../generated/report-types.ts';
import type { Writer } from '../format.ts';
import { isOld } from '../verdict.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

export const textfile: Writer = {
  format: 'textfile',
  extension: 'prom',
  mark: '# HELP preflight_',
  write(report) {
    return [
      metric('preflight_ready', 'Whether the rollout may go on: 1 where every target is ready.', [
        [{}, Number(report.verdict === 'ready')],
      ]),
      metric('preflight_target_ready', 'Whether the target is ready.', byVerdict(report, 'ready')),
      metric('preflight_target_blocked', 'Whether the target is blocked.', byVerdict(report, 'blocked')),
      metric(
        'preflight_target_undetermined',
        'Whether the target could not be judged.',
        byVerdict(report, 'undetermined'),
      ),
      metric('preflight_check_failed', 'Findings of the check that fail.', byCheck(report, 'fail')),
      metric('preflight_check_unknown', 'Findings of the check that could not be judged.', byCheck(report, 'unknown')),
      metric('preflight_check_waived', 'Findings of the check that are waived.', byCheck(report, 'waived')),
      metric(
        'preflight_waiver_end_timestamp_seconds',
        'When a waiver stops to hold, in seconds since 1970.',
        waiverEnds(report),
      ),
      metric(
        'preflight_baseline_findings',
        'Findings by how they stand to the baseline; old ones fail in both and do not count.',
        byState(report),
      ),
      metric('preflight_run_timestamp_seconds', 'When the run began, in seconds since 1970.', [
        [{}, Date.parse(report.startedAt) / 1000],
      ]),
      metric('preflight_run_duration_seconds', 'How long the run took.', [[{}, report.durationMs / 1000]]),
      metric('preflight_build_info', 'The version of preflight that ran.', [[{ version: report.tool.version }, 1]]),
    ].join('');
  },
};

function byVerdict({ targets }: Report, verdict: Report['verdict']): Sample[] {
  return targets.map((target) => [{ target: target.name, kind: target.kind }, Number(target.verdict === verdict)]);
}

/** One sample for each check of each target, 0 where none of its findings is in that state: a series stays while it is 0. */
function byCheck({ findings }: Report, status: Finding['status']): Sample[] {
  const samples = new Map<string, { readonly labels: Labels; count: number }>();
  for (const finding of findings) {
    const { target, check, severity, axis } = finding;
    const key = JSON.stringify([target, check, severity, axis]);
    const sample = samples.get(key) ?? { labels: { target, check, severity, axis }, count: 0 };
    samples.set(key, sample);
    if (finding.status === status) sample.count++;
  }
  return [...samples.values()].map(({ labels, count }) => [labels, count]);
}

function byState({ baseline, findings }: Report): Sample[] {
  if (!baseline) return [];
  const { new: added, changed, unchanged, gone, notExamined } = baseline;
  const numbers = { new: added, changed, unchanged, gone: gone.length, 'not-examined': notExamined.length };
  const old = findings.filter(isOld).length;
  return Object.entries({ ...numbers, old }).map(([state, value]) => [{ state }, value]);
}

/** Of the waivers that hold. */
function waiverEnds({ findings }: Report): Sample[] {
  return findings.flatMap(({ status, target, check, waiver }): Sample[] => {
    const end = dayEnd(waiver?.until ?? '');
    if (status !== 'waived' || !waiver || end === undefined) return [];
    return [[{ target, check, reason: excerpt(waiver.reason) }, end / 1000]];
  });
}

/** Nothing at all of a metric without samples: a HELP line alone would be read as a metric without a type. */
function metric(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = unique(samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`));
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

/** Two targets of one name would be one series twice, which the collector refuses as a whole. */
function unique(lines: readonly string[]): string[] {
  const series = new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line]));
  return [...series.values()];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** What a terminal would obey becomes visible first, line breaks among it. */
function escaped(value: string): string {
  return printable(value).replace(/[\\"]/g, '\\$&');
}
