/**
 * Static Analysis Results Interchange Format 2.1.0 (OASIS). A result for each finding that fails, is not known or is waived;
 * of one in a file the range, of one on a host its name as a logical location.
 */
import type { Finding, Report, Target } from '../../generated/report-types.ts';
import type { Writer } from '../format.ts';
import { detailsOf } from '../words/details.ts';
import { oneLine } from '../words/one-line.ts';
import { waiverText } from '../words/waiver.ts';
import { hostLocation, locationsOf, relatedLocations } from './sarif/locations.ts';
import { levelOf, rulesOf } from './sarif/rules.ts';
import { messageText } from './sarif/text.ts';

export const sarif: Writer = {
  format: 'sarif',
  extension: 'sarif',
  wantsRules: true,
  mark: '{\n  "properties": {\n    "preflight": {',
  write(report) {
    const ids = new Set(report.findings.map(({ id }) => id));
    // Of findings of one id, a number may have passed on to the next.
    const gone = new Set(report.baseline?.gone.filter(({ id }) => !ids.has(id)));
    const shown = [...report.findings.filter(({ status }) => status !== 'pass' && status !== 'skip'), ...gone];
    const rules = rulesOf(shown, report.rules);
    const indices = new Map(rules.map(({ id }, index) => [id, index]));
    const kinds = new Map(report.targets.map((target) => [target.name, target.kind]));
    const log = {
      properties: { preflight: { verdict: report.verdict, sentence: oneLine(report.summary.sentence) } },
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'preflight', version: report.tool.version, rules } },
          invocations: [invocation(report)],
          columnKind: 'utf16CodeUnits',
          results: shown.map((finding) => ({
            ruleIndex: indices.get(oneLine(finding.check)),
            ...resultOf(finding, report, kinds.get(finding.target)),
            ...(report.baseline && { baselineState: gone.has(finding) ? 'absent' : stateOf(finding) }),
          })),
        },
      ],
    };
    return `${JSON.stringify(log, undefined, 2)}\n`;
  },
};

function resultOf(finding: Finding, report: Report, kind: Target['kind'] | undefined) {
  const { check, id, status, severity, axis, target, remedy } = finding;
  const related = relatedLocations(finding);
  return {
    ruleId: oneLine(check),
    // A result of another kind has no level, by the standard.
    ...(status === 'unknown' ? { kind: 'open', level: 'none' } : { kind: 'fail', level: levelOf(severity) }),
    message: { text: messageText(finding.message, remedy?.text) },
    locations: locationsOf(finding, kind),
    ...(related.length > 0 && { relatedLocations: related }),
    fingerprints: { 'preflight/v1': oneLine(id) },
    partialFingerprints: { 'preflight/v1': oneLine(id) },
    ...(status === 'waived' && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: oneLine(waiverText(finding, report)) }],
    }),
    properties: {
      target: oneLine(target),
      severity,
      axis,
      status,
      details: detailsOf(finding).map(({ label, text }) => `${label}: ${text}`),
    },
  };
}

/** As the standard names it (section 3.27.24). */
function stateOf({ baseline }: Finding): 'new' | 'updated' | 'unchanged' {
  return baseline?.state === 'changed' ? 'updated' : (baseline?.state ?? 'new');
}

/** A target that could not be examined is trouble of the run, and no result. */
function invocation({ targets, startedAt, durationMs }: Report) {
  const began = Date.parse(startedAt);
  const notifications = targets.flatMap((target) => [
    ...(target.error
      ? [notification(target, 'error', `could not be examined (${target.error.kind}): ${target.error.message}`)]
      : []),
    ...(target.stale === true ? [notification(target, 'error', 'the facts are too old to judge by')] : []),
    ...(target.notes ?? []).map((note) => notification(target, 'note', note)),
    ...(target.notLookedInto ?? []).map((thing) => notification(target, 'note', `not looked into: ${thing}`)),
  ]);
  return {
    executionSuccessful: targets.every(({ error, stale }) => !error && stale !== true),
    ...(Number.isFinite(began) && {
      startTimeUtc: new Date(began).toISOString(),
      endTimeUtc: new Date(began + durationMs).toISOString(),
    }),
    ...(notifications.length > 0 && { toolExecutionNotifications: notifications }),
  };
}

function notification(target: Target, level: 'error' | 'note', text: string) {
  return {
    level,
    message: { text: messageText(`${target.name}: ${text}`) },
    locations: [hostLocation(target.name, target.kind)],
  };
}
