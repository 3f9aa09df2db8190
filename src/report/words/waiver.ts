import type { Finding, Report } from '../../generated/report-types.ts';

const day = 86_400_000;

/** `until 2026-12-01 (28 days left): reason`. Days are UTC, and the last one counts: the waiver holds on it. */
export function waiverText({ waiver }: Finding, { startedAt }: Pick<Report, 'startedAt'>): string {
  if (!waiver) return '';
  const { until, reason } = waiver;
  return until === undefined ? reason : `until ${until}${leftText(until, startedAt)}: ${reason}`;
}

function leftText(until: string, startedAt: string): string {
  const left = Math.floor((Date.parse(until.slice(0, 10)) - Date.parse(startedAt.slice(0, 10))) / day);
  if (!Number.isFinite(left)) return '';
  if (left < 0) return ' (expired)';
  if (left === 0) return ' (its last day)';
  return ` (${left} day${left === 1 ? '' : 's'} left)`;
}
