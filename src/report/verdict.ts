/** What a report comes to, and the exit code that a gate reads. */
import type { Axis, Finding, Report, Target, Verdict } from '../generated/report-types.ts';

/** What narrows or sharpens a verdict. */
export interface Judging {
  /** Only findings of this axis count. */
  readonly axis?: Axis;
  /** Warnings count like blockers. */
  readonly strict?: boolean;
}

/** Whether a finding that fails or is unknown keeps the target from being ready. What failed in the baseline does not. */
export function decides(finding: Finding, judging: Judging): boolean {
  return !isOld(finding) && mayDecide(finding, judging);
}

/** Whether findings of this axis and severity do. */
export function mayDecide(finding: Finding, { axis, strict }: Judging): boolean {
  if (axis !== undefined && finding.axis !== axis) return false;
  return finding.severity === 'blocker' || (strict === true && finding.severity === 'warning');
}

/** Whether it failed in the baseline, too, at least as badly. Nobody asks that of a remark. */
export function isOld({ status, severity, baseline }: Finding): boolean {
  return status === 'fail' && severity !== 'info' && baseline?.old === true;
}

/**
 * The verdict of one target from its own findings. A target in trouble, or with facts older than --max-age, is
 * undetermined whatever else was found: old facts prove neither that it is ready nor that it is still blocked.
 */
export function verdictOf(
  target: Pick<Target, 'error' | 'stale'> & Partial<Pick<Target, 'kind' | 'rehearsal'>>,
  findings: readonly Finding[],
  judging: Judging,
): Verdict {
  if (target.error || target.stale) return 'undetermined';
  const deciding = findings.filter((finding) => decides(finding, judging));
  if (deciding.some(({ status }) => status === 'fail')) return 'blocked';
  // Whatever axis is asked for: of a rebase that nobody rehearsed nothing is known.
  if (target.kind === 'branch' && !target.rehearsal) return 'undetermined';
  return deciding.some(({ status }) => status === 'unknown') ? 'undetermined' : 'ready';
}

/** One blocked target blocks the whole, even when another is unknown; no target at all is undetermined. */
export function wholeVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('blocked')) return 'blocked';
  return verdicts.length === 0 || verdicts.includes('undetermined') ? 'undetermined' : 'ready';
}

const exitCodes = { ready: 0, blocked: 1, undetermined: 3 } as const satisfies Record<Verdict, number>;

/** The exit code of a report. 2 (bad input) and 4 (a defect, an output not written) are the command's, not a report's. */
export function exitCodeOf(report: Pick<Report, 'verdict'>): 0 | 1 | 3 {
  return exitCodes[report.verdict];
}
