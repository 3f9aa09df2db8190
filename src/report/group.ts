/** The findings of a report by what they are about and how much they matter. */
import type { Finding, Report, Target } from '../generated/report-types.ts';
import { isOld } from './verdict.ts';

/** Every target with its own findings, in the order of the report. */
export function byTarget({ targets, findings }: Pick<Report, 'targets' | 'findings'>): [Target, Finding[]][] {
  const own = new Map<string, Finding[]>(targets.map(({ name }) => [name, []]));
  for (const finding of findings) own.get(finding.target)?.push(finding);
  return targets.map((target) => [target, own.get(target.name) ?? []]);
}

/** In the order in which the files first occur. */
export function byFile(findings: readonly Finding[]): [string, Finding[]][] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = finding.location?.file ?? '';
    const own = files.get(file);
    if (own) own.push(finding);
    else files.set(file, [finding]);
  }
  return [...files];
}

/** The findings of one target as a reader takes them: what is wrong, what is not known, what may be passed over. */
export interface Parts {
  /** Blockers before warnings. */
  readonly failed: readonly Finding[];
  readonly unknown: readonly Finding[];
  /** Remarks, which cannot block. */
  readonly noted: readonly Finding[];
  readonly waived: readonly Finding[];
  /** What failed in the baseline already. */
  readonly old: readonly Finding[];
  readonly passed: readonly Finding[];
  readonly skipped: readonly Finding[];
}

const order = ['blocker', 'warning', 'info'] as const;

/** Whether it is found by comparing what is declared, deployed and live, and by no check of a pack. */
export function isOfDrift({ check }: Pick<Finding, 'check'>): boolean {
  return check === 'nixos.drift' || check === 'nixos.declared';
}

/** What the table of settings says of a target (preflight drift) is left out: it is not said twice. Waivers it does not say. */
export function partsOf(target: Target, own: readonly Finding[]): Parts {
  const told = target.drift ? own.filter(({ check, status }) => check !== 'nixos.drift' || status === 'waived') : own;
  const sorted = order.flatMap((severity) => told.filter((finding) => finding.severity === severity));
  const withStatus = (status: Finding['status']) => sorted.filter((finding) => finding.status === status);
  const isRemark = ({ severity }: Finding) => severity === 'info';
  return {
    failed: withStatus('fail').filter((finding) => !isRemark(finding) && !isOld(finding)),
    unknown: withStatus('unknown').filter((finding) => !isRemark(finding)),
    noted: sorted.filter((finding) => isRemark(finding) && (finding.status === 'fail' || finding.status === 'unknown')),
    waived: withStatus('waived'),
    old: sorted.filter(isOld),
    passed: withStatus('pass'),
    skipped: withStatus('skip'),
  };
}
