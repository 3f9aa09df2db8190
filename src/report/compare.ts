/** Two reports beside each other: by the ids of their findings, which stay the same from run to run. */
import type { Finding, Report, Target } from '../generated/report-types.ts';
import { matched } from './compare/match.ts';

/**
 * `gone` only where somebody looked for it again. `not-examined`: its target, or its check, was not judged in the later
 * report, or more was found than is listed, so nobody knows.
 */
export type State = 'new' | 'gone' | 'changed' | 'unchanged' | 'not-examined';

export interface Compared {
  readonly state: State;
  /** Of a new one: the finding that passed or was skipped, where there was one. */
  readonly before?: Finding;
  readonly after?: Finding;
  /** It fails, and failed before, at least as badly. */
  readonly isOld: boolean;
}

/**
 * What either report tells: that something fails, is not known or is waived. First what the later one has, in its order, then
 * what only the earlier one has.
 */
export function compareReports(before: Report, after: Report): Compared[] {
  const sides = { before: sideOf(before), after: sideOf(after) };
  const { pairs, onlyBefore } = matched(before.findings.filter(tells), after.findings.filter(tells));
  return [
    ...pairs.map(([finding, earlier]): Compared => {
      if (earlier) return { ...pairOf(earlier, finding, sides.before), before: earlier, after: finding };
      const silent = sides.before.findings.get(keyOf(finding));
      return { state: 'new', ...(silent ? { before: silent } : {}), after: finding, isOld: false };
    }),
    ...onlyBefore.map(
      (finding): Compared => ({
        state: wasLookedFor(finding, sides.after) ? 'gone' : 'not-examined',
        before: finding,
        isOld: false,
      }),
    ),
  ];
}

/** Names of targets that both reports have. */
export function commonTargets(before: Report, after: Report): string[] {
  const names = new Set(before.targets.map(keyOfTarget));
  return after.targets.filter((target) => names.has(keyOfTarget(target))).map(({ name }) => name);
}

/** What passes or is skipped tells nothing. */
function tells({ status }: Finding): boolean {
  return status === 'fail' || status === 'unknown' || status === 'waived';
}

interface Side {
  readonly targets: ReadonlyMap<string, Target>;
  /** By target, check and id. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Checks that were judged, with their targets. */
  readonly checks: ReadonlySet<string>;
  /** Names of targets in which something could not be judged, or was found and only counted. */
  readonly doubtful: ReadonlySet<string>;
}

function sideOf({ targets, findings }: Report): Side {
  const isUnknown = ({ status, waiver }: Finding) =>
    status === 'unknown' || (status === 'waived' && waiver?.status === 'unknown');
  return {
    targets: new Map(targets.map((target) => [target.name, target])),
    findings: new Map(findings.map((finding) => [keyOf(finding), finding])),
    checks: new Set(findings.map(({ target, check }) => JSON.stringify([target, check]))),
    doubtful: new Set(findings.filter((finding) => isUnknown(finding) || isCount(finding)).map(({ target }) => target)),
  };
}

/** It stands for findings that are not listed: any of the earlier ones may be among them. */
function isCount({ check }: Finding): boolean {
  return check.endsWith('.more-findings');
}

function keyOf({ target, check, id }: Finding): string {
  return JSON.stringify([target, check, id]);
}

function keyOfTarget({ kind, name }: Target): string {
  return JSON.stringify([kind, name]);
}

function wasLookedFor(finding: Finding, { targets, findings, checks, doubtful }: Side): boolean {
  const { target: name, check } = finding;
  const target = targets.get(name);
  if (!target || isNotJudged(target)) return false;
  const now = findings.get(keyOf(finding));
  if (now && !tells(now)) return now.status === 'pass';
  // In files, only what is wrong is listed. On a host, a check that is not listed was not judged.
  const isOfText = target.kind === 'file' || target.kind === 'branch';
  return isOfText ? !doubtful.has(name) : checks.has(JSON.stringify([name, check]));
}

function isNotJudged({ error, stale }: Target): boolean {
  return error !== undefined || stale === true;
}

function pairOf(before: Finding, after: Finding, side: Side): Pick<Compared, 'state' | 'isOld'> {
  const isSame =
    before.status === after.status &&
    before.severity === after.severity &&
    before.message === after.message &&
    foundText(before) === foundText(after) &&
    JSON.stringify(before.waiver) === JSON.stringify(after.waiver);
  const target = side.targets.get(before.target);
  const isOld =
    before.status === 'fail' &&
    after.status === 'fail' &&
    before.axis === after.axis &&
    rank[before.severity] >= rank[after.severity] &&
    target !== undefined &&
    !isNotJudged(target) &&
    // Of what is only counted, one more is a new one.
    (before.message === after.message || !isCount(after));
  return { state: isSame ? 'unchanged' : 'changed', isOld };
}

const rank = { blocker: 2, warning: 1, info: 0 } as const;

/** What was found, without the grade and the place that it was read from. */
function foundText({ evidence }: Finding): string {
  return JSON.stringify(evidence.map(({ fact, actual, gap }) => [fact, actual, gap?.reason]));
}
