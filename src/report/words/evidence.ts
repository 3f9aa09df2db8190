/** Where a finding was read, and on what grade. What was found and wanted stands in its message. */
import { excerpt } from '../../base/display.ts';
import type { Evidence, Finding } from '../../generated/report-types.ts';

/** More than this hides what matters; the JSON report holds all of it. */
const shown = 6;

/** One text per fact; several facts are told apart by what was found at each. */
export function readTexts({ evidence, grade }: Finding): string[] {
  // The message names every fact: one that bears no place, or no value to tell it apart, has nothing to add.
  const placed = evidence.filter(({ from, gap }) => from !== undefined || gap === undefined);
  // So is it where all of them were read at one place.
  const single = new Set(placed.map(({ fact, from }) => from ?? fact)).size === 1;
  const texts = placed.flatMap((one) => {
    if (single && one.from === undefined) return [];
    const place = excerpt(one.from ?? one.fact);
    const found = single ? '' : `: ${foundText(one)}`;
    const onGrade = one.grade ?? (single ? grade : undefined);
    return [`${place}${found}${onGrade === undefined ? '' : ` (${onGrade})`}`];
  });
  const distinct = [...new Set(texts)];
  const more = distinct.length > shown ? [`and ${distinct.length - shown} more; --format json holds all`] : [];
  return [...distinct.slice(0, shown), ...more];
}

function foundText({ actual, gap }: Evidence): string {
  return gap ? `nothing (${excerpt(gap.reason)})` : valueText(actual);
}

/** A value in one line; texts that could be mistaken for something else are quoted. */
function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' && /^[\w.+/:-]+$/.test(value)) return excerpt(value);
  return excerpt(JSON.stringify(value));
}
