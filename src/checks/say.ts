/**
 * The sentence that a check has for its failure: `{POINTER}` stands for a value, and a part in brackets is left out where a
 * value in it is not there. One made of facts alone is right, and reads as none that a person would write.
 */
import { excerpt } from '../base/display.ts';
import { durationText } from '../base/duration.ts';
import type { Reading } from '../base/facts.ts';
import { segmentsOf } from '../base/pointer.ts';

const placeholder = /\{([^{}:]+)(?::(age|no|none))?\}/g;
const optional = /\[([^[\]]*)\]/;

/** More members of a list hide what matters. */
const shown = 5;

/** The pointers in it, as they were written; `.` stands for the key of the member. */
export function sayPointers(say: string): string[] {
  return [...say.matchAll(placeholder)].flatMap(([, pointer = '']) => (pointer === '.' ? [] : [pointer]));
}

/**
 * The sentence with values, one line without control characters; undefined where a value outside of brackets is not there.
 * `read` takes pointers as they were written, `member` is the pointer of the member that is judged.
 */
export function saidOf(say: string, member: string, read: (pointer: string) => Reading): string | undefined {
  const parts = say.split(optional).map((part, index) => {
    const text = filled(part, member, read);
    // Every second part stood in brackets.
    return index % 2 === 1 ? (text ?? '') : text;
  });
  return parts.includes(undefined) ? undefined : parts.join('');
}

function filled(text: string, member: string, read: (pointer: string) => Reading): string | undefined {
  let lacks = false;
  const result = text.replace(placeholder, (_, pointer: string, form: string | undefined) => {
    const value = pointer === '.' ? excerpt(segmentsOf(member).at(-1) ?? '') : valueAs(form, read(pointer));
    lacks ||= value === undefined;
    return value ?? '';
  });
  return lacks ? undefined : result;
}

/** `age` are seconds in words; `no` is nothing where the value is false, `none` nothing where there is no value. */
function valueAs(form: string | undefined, reading: Reading): string | undefined {
  if (form === 'none') return 'gap' in reading ? '' : undefined;
  if ('gap' in reading) return undefined;
  const { value } = reading;
  if (form === 'no') return value === false ? '' : undefined;
  if (form === 'age') return typeof value === 'number' ? durationText(value * 1000) : undefined;
  return valueText(value);
}

function valueText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // A sentence in a sentence has no full stop.
  if (typeof value === 'string') return excerpt(value.trim().replace(/\.$/, ''), 300) || undefined;
  if (!Array.isArray(value)) return undefined;
  const members = value.flatMap((member: unknown) => valueText(member) ?? []);
  const more = members.length > shown ? [`and ${members.length - shown} more`] : [];
  return [...members.slice(0, shown), ...more].join(', ') || undefined;
}
