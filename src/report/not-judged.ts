/** What nobody has judged: it is in the report with the reason, and is never ready. */
import type { Finding, Target } from '../generated/report-types.ts';
import { count } from './count.ts';
import { notJudgedRule } from './not-judged-rule.ts';
import { type Judging, mayDecide } from './verdict.ts';

/** The finding that says why; its target is undetermined by it. */
export function notJudged(target: string, reason: string): Finding {
  const { id, severity, title, why } = notJudgedRule;
  return {
    id: `${id}:${target}`,
    check: id,
    target,
    status: 'unknown',
    severity,
    axis: 'function',
    title,
    message: reason,
    why,
    evidence: [],
  };
}

type Unfinished = Omit<Target, 'verdict'>;

/** The findings, with one for each target of which no check was judged. What is not judged counts on the axis that is asked for. */
export function withNotJudged(
  targets: readonly Unfinished[],
  findings: readonly Finding[],
  judging: Judging,
): readonly Finding[] {
  const onAxis = (finding: Finding): Finding =>
    finding.check === notJudgedRule.id ? { ...finding, axis: judging.axis ?? finding.axis } : finding;
  const told = findings.map(onAxis);
  const byTarget = new Map<string, Finding[]>();
  for (const finding of told) {
    const own = byTarget.get(finding.target);
    if (own) own.push(finding);
    else byTarget.set(finding.target, [finding]);
  }
  const more = targets.flatMap((target) => {
    const own = byTarget.get(target.name) ?? [];
    return isJudged(target, own, judging) ? [] : [onAxis(notJudged(target.name, reasonOf(own, judging)))];
  });
  return [...told, ...more];
}

/** Of files and of a rehearsed branch nothing need be found; what packs ask of the others must have an answer. */
function isJudged({ kind, error, stale }: Unfinished, findings: readonly Finding[], judging: Judging): boolean {
  if (kind === 'file' || kind === 'branch' || error || stale) return true;
  return findings.some(
    (finding) =>
      isOnAxis(finding, judging) &&
      (['pass', 'fail', 'waived'].includes(finding.status) ||
        // It says itself what is not known.
        (finding.status === 'unknown' && mayDecide(finding, judging))),
  );
}

function isOnAxis(finding: Finding, { axis }: Judging): boolean {
  return axis === undefined || finding.axis === axis;
}

function reasonOf(findings: readonly Finding[], judging: Judging): string {
  const own = findings.filter((finding) => isOnAxis(finding, judging));
  const what = judging.axis === undefined ? 'no check' : `no check of the ${judging.axis} axis`;
  if (own.length === 0) return `${what} is about it. Name a pack that is`;
  const skipped = own.filter(({ status }) => status === 'skip').length;
  const unknown = own.length - skipped;
  const parts = [...(skipped > 0 ? [`${skipped} skipped`] : []), ...(unknown > 0 ? [`${unknown} not known`] : [])];
  return `${what} could be judged: of ${count(own.length, 'check')}, ${parts.join(' and ')}. Name a pack that is about it`;
}
