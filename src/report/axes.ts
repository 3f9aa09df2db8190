/** What the two axes of the pack `profiling` mean together: whether policy holds, and whether the profiler would work. */
import type { Axis, Finding } from '../generated/report-types.ts';
import { count, names } from './count.ts';
import { isOld, type Judging, mayDecide } from './verdict.ts';

export interface AxisState {
  readonly failed: readonly string[];
  readonly unknown: readonly string[];
  readonly judged: number;
  /** Findings of any severity that were not skipped. */
  readonly checked: number;
  /** Findings that fail as in the baseline. */
  readonly old: number;
}

/** What decides on one axis. */
export function axisOf(findings: readonly Finding[], axis: Axis, { strict }: Judging): AxisState {
  const all = findings.filter((finding) => mayDecide(finding, { axis, strict: strict === true }));
  const deciding = all.filter((finding) => !isOld(finding));
  const checks = (status: Finding['status']) =>
    deciding.filter((finding) => finding.status === status).map(({ check }) => check);
  return {
    failed: checks('fail'),
    unknown: checks('unknown'),
    judged: all.length - checks('skip').length,
    checked: findings.filter((finding) => finding.axis === axis && finding.status !== 'skip').length,
    old: all.length - deciding.length,
  };
}

/** With --axis, the other axis is nobody's question. */
export function axisSentence(state: AxisState, axis: Axis, profiler: string): string {
  const { failed, unknown } = state;
  const isPolicy = axis === 'policy';
  if (failed.length > 0) {
    return isPolicy ? `policy: ${count(failed.length, 'violation')}` : `the profiler would fail: ${names(failed)}`;
  }
  const holds = isPolicy ? 'policy holds' : `${profiler} would work`;
  if (unknown.length > 0) return `not known: whether ${holds} (${names(unknown)})`;
  return heldText(state, axis, holds);
}

export function axesSentence(policy: AxisState, works: AxisState, profiler: string): string {
  const violations = `policy: ${count(policy.failed.length, 'violation')}`;
  const wouldFail = `the profiler would fail: ${names(works.failed)}`;
  const workUnknown = `whether ${profiler} would work`;
  const policyUnknown = `whether policy holds`;
  const worksText = heldText(works, 'function', `${profiler} would work`);
  if (policy.failed.length > 0) {
    if (works.failed.length > 0) return `${violations}, and ${wouldFail}`;
    if (works.unknown.length > 0) return `${violations}; ${workUnknown} is not known (${names(works.unknown)})`;
    return `${violations}; ${worksText}`;
  }
  const policyText = heldText(policy, 'policy', 'policy holds');
  if (works.failed.length > 0) {
    if (policy.unknown.length > 0) return `${wouldFail}; ${policyUnknown} is not known (${names(policy.unknown)})`;
    return `${policyText}, but ${wouldFail}`;
  }
  if (policy.unknown.length > 0) {
    const first = `not known: ${policyUnknown} (${names(policy.unknown)})`;
    if (works.unknown.length > 0) return `${first} and ${workUnknown} (${names(works.unknown)})`;
    return `${first}; ${worksText}`;
  }
  if (works.unknown.length > 0) return `not known: ${workUnknown} (${names(works.unknown)}); ${policyText}`;
  if (policy.judged + works.judged === 0) return 'nothing that decides was checked';
  const isPlain = policy.judged > 0 && works.judged > 0 && policy.old + works.old === 0;
  return isPlain ? `${policyText} and ${worksText}` : `${policyText}; ${worksText}`;
}

/** Of an axis on which nothing fails that counts. */
function heldText({ judged, checked, old }: AxisState, axis: Axis, holds: string): string {
  if (old > 0) return `${axis}: nothing new`;
  if (judged > 0) return holds;
  return checked === 0 ? `${axis} was not checked` : `${axis} has nothing that decides`;
}
