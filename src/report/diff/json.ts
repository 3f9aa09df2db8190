/** For a program: schemas/diff.schema.json. */
import type { Diff, DiffFinding, DiffState } from '../../generated/diff-types.ts';
import type { Finding, Report } from '../../generated/report-types.ts';
import type { Compared } from '../compare.ts';
import { jsonText } from '../escape/json.ts';
import { findingOf, type ReportDiff, targetsOf } from './diff.ts';

export function diffJson(diff: ReportDiff): string {
  const { before, after, verdictAfter, compared } = diff;
  const number = (state: Compared['state']) => compared.filter((one) => one.state === state).length;
  const document: Diff = {
    schemaVersion: 1,
    before: sideOf(before),
    after: { ...sideOf(after), verdict: verdictAfter },
    verdict: after.verdict,
    sentence: after.summary.sentence,
    counts: {
      new: number('new'),
      changed: number('changed'),
      gone: number('gone'),
      notExamined: number('not-examined'),
      unchanged: number('unchanged'),
      old: compared.filter(({ isOld }) => isOld).length,
    },
    targets: targetsOf(diff),
    findings: compared.map(entryOf),
  };
  return jsonText(document);
}

function sideOf({ startedAt, tool, verdict }: Report): Diff['before'] {
  return { startedAt, version: tool.version, verdict };
}

function entryOf(one: Compared): DiffFinding {
  const { id, check, target, title } = findingOf(one);
  return {
    state: one.state,
    id,
    check,
    target,
    title,
    ...(one.isOld ? { old: true } : {}),
    ...(one.before ? { before: stateOf(one.before) } : {}),
    ...(one.after ? { after: stateOf(one.after) } : {}),
  };
}

function stateOf({ status, severity, message, location }: Finding): DiffState {
  if (!location) return { status, severity, message };
  const { file, line, column } = location;
  const place = { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  return { status, severity, message, location: place };
}
