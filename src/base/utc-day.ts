/** Days of the calendar in UTC, whatever the time zone of this machine. */

/** Milliseconds. */
const day = 86_400_000;

/**
 * `2026-12-31` -> when the day ends and the next one begins, in milliseconds since 1970. Undefined for anything that is no day,
 * such as 2026-02-30 or a date with a time.
 */
export function dayEnd(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const begins = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes 2026-02-30 for the second of March.
  return Number.isFinite(begins) && new Date(begins).toISOString().startsWith(text) ? begins + day : undefined;
}

/**
 * Whole days from the day of `now` to the last day of what holds until then: 0 on that day, below 0 from the moment at which
 * the next one begins. Undefined where one of them is no day.
 */
export function daysLeft(until: string, now: Date): number | undefined {
  const end = dayEnd(until);
  const left = end === undefined ? Number.NaN : Math.floor((end - 1 - now.getTime()) / day);
  return Number.isFinite(left) ? left : undefined;
}
