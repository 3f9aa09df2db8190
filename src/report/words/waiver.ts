import { daysLeft } from '../../base/utc-day.ts';
import type { Finding, Report } from '../../generated/report-types.ts';

/** Of a finding that is waived: `until 2026-12-01 (28 days left): reason`. */
export function waiverText({ waiver }: Finding, { startedAt }: Pick<Report, 'startedAt'>): string {
  if (!waiver) return '';
  const { until, reason, status } = waiver;
  const text = until === undefined ? reason : `until ${until}${leftText(until, startedAt)}: ${reason}`;
  return status === 'unknown' ? `not known; ${text}` : text;
}

/** Of a finding whose waiver has ended: `ended on 2026-12-01: reason`; of any other one ''. */
export function endedWaiverText({ status, waiver }: Finding): string {
  if (!waiver || status === 'waived') return '';
  return `ended${waiver.until === undefined ? '' : ` on ${waiver.until}`}: ${waiver.reason}`;
}

function leftText(until: string, startedAt: string): string {
  const left = daysLeft(until, new Date(startedAt));
  if (left === undefined) return '';
  if (left < 0) return ' (expired)';
  if (left === 0) return ' (its last day)';
  return ` (${left} day${left === 1 ? '' : 's'} left)`;
}
