/** What a finding means for whoever reads the report: what every format tells apart, in words or in colour. */
import type { Finding, Report } from '../../generated/report-types.ts';
import { decides, isOld } from '../verdict.ts';

/** Whether it keeps its target from being ready, as the verdict was computed. */
export function blocks(finding: Finding, { tool }: Pick<Report, 'tool'>): boolean {
  const { axis, strict } = tool;
  const isOpen = finding.status === 'fail' || finding.status === 'unknown';
  return isOpen && decides(finding, { ...(axis && { axis }), ...(strict && { strict }) });
}

export type Word = 'FAIL' | 'WARN' | 'NOTE' | 'OLD' | 'UNKNOWN' | 'WAIVED' | 'PASS' | 'SKIP';

const plainly = { unknown: 'UNKNOWN', waived: 'WAIVED', pass: 'PASS', skip: 'SKIP' } as const;
const failing = { blocker: 'FAIL', warning: 'WARN', info: 'NOTE' } as const;

export function wordOf(finding: Finding): Word {
  const { status, severity } = finding;
  if (isOld(finding)) return 'OLD';
  return status === 'fail' ? failing[severity] : plainly[status];
}

export type Tone = 'bad' | 'doubtful' | 'good' | 'quiet';

const tones: Readonly<Record<Word, Tone>> = {
  FAIL: 'bad',
  WARN: 'doubtful',
  UNKNOWN: 'doubtful',
  NOTE: 'quiet',
  OLD: 'quiet',
  WAIVED: 'quiet',
  SKIP: 'quiet',
  PASS: 'good',
};

export function toneOf(finding: Finding): Tone {
  return tones[wordOf(finding)];
}

export const verdictTones = { ready: 'good', blocked: 'bad', undetermined: 'doubtful' } as const;
