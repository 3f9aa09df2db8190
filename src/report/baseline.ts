/** A report judged against an earlier one: what failed there already does not count, and what is not known still does. */
import type { Baseline, Finding, FindingBaseline, Report } from '../generated/report-types.ts';
import { buildReport } from './build.ts';
import { type Compared, compareReports } from './compare.ts';

/** The same report with its findings marked, and its verdict given anew. */
export function withBaseline(report: Report, baseline: Report): Report {
  return judgedAgainst(report, baseline).report;
}

/** That, with what it follows from: the findings of the one beside those of the other, the later ones marked. */
export function judgedAgainst(
  report: Report,
  baseline: Report,
): { readonly report: Report; readonly compared: readonly Compared[] } {
  const found = compareReports(baseline, report);
  const marked = new Map<Finding, Finding>();
  for (const one of found) if (one.after) marked.set(one.after, { ...one.after, baseline: markOf(one) });
  const compared = found.map((one) => (one.after ? { ...one, after: marked.get(one.after) ?? one.after } : one));
  const { tool, startedAt, durationMs, targets, notJudged, interrupted, next } = report;
  const { axis, strict, ...told } = tool;
  const judged = buildReport({
    tool: told,
    startedAt: new Date(startedAt),
    durationMs,
    targets: targets.map(({ verdict: _, ...target }) => target),
    findings: report.findings.map((finding) => marked.get(finding) ?? finding),
    ...(notJudged ? { notJudged } : {}),
    ...(interrupted ? { interrupted } : {}),
    ...(next ? { next } : {}),
    ...(axis === undefined ? {} : { axis }),
    ...(strict === undefined ? {} : { strict }),
    baseline: sumOf(baseline, found),
  });
  return { report: judged, compared };
}

function markOf({ state, before, after, isOld }: Compared): FindingBaseline {
  const was = before && after ? differing(before, after) : {};
  return {
    state: state === 'changed' || state === 'unchanged' ? state : 'new',
    ...(isOld ? { old: true } : {}),
    ...(Object.keys(was).length > 0 ? { was } : {}),
  };
}

/** What the earlier finding says otherwise. */
function differing(before: Finding, after: Finding): NonNullable<FindingBaseline['was']> {
  return {
    ...(before.status === after.status ? {} : { status: before.status }),
    ...(before.severity === after.severity ? {} : { severity: before.severity }),
    ...(before.message === after.message ? {} : { message: before.message }),
  };
}

function sumOf({ startedAt, verdict, tool }: Report, compared: readonly Compared[]): Baseline {
  const number = (state: Compared['state']) => compared.filter((one) => one.state === state).length;
  const earlier = (state: Compared['state']) =>
    compared.flatMap((one) => (one.state === state && one.before ? [withoutMark(one.before)] : []));
  return {
    startedAt,
    version: tool.version,
    verdict,
    new: number('new'),
    changed: number('changed'),
    unchanged: number('unchanged'),
    gone: earlier('gone'),
    notExamined: earlier('not-examined'),
  };
}

/** How it stood to a baseline of its own is of no matter here. */
function withoutMark({ baseline: _, ...finding }: Finding): Finding {
  return finding;
}
