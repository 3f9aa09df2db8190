/**
 * The sentence that a check has for its failure: `{POINTER}` stands for a value, and a part in brackets is left out where a
 * value in it is not there. One made of facts alone is right, and reads as none that a person would write.
 */
import { excerpt } from '../base/display.ts';
import { durationText } from '../base/duration.ts';
import type { Reading } from '../base/facts.ts';
import { strangers } from './comparison.ts';

const placeholder = /\{([^{}:]+)(?::(age|no|none|others))?\}/g;
const optional = /\[([^[\]]*)\]/;

/** More members of a list hide what matters. */
const shown = 5;

/** What a sentence is filled from. Pointers are as they were written. */
export interface SayValues {
  /** Of the members that `*` and then `each` itself stand for. */
  readonly keys: readonly string[];
  readonly read: (pointer: string) => Reading;
  /** The names that the failed requirement allows in the list at the pointer; undefined: it does not say. */
  readonly allowed: (pointer: string) => string | undefined;
}

/** The pointers in it, as they were written; `.` and `..` stand for keys. */
export function sayPointers(say: string): string[] {
  return [...say.matchAll(placeholder)].flatMap(([, pointer = '']) => (isKey(pointer) ? [] : [pointer]));
}

function isKey(pointer: string): boolean {
  return pointer === '.' || pointer === '..';
}

/**
 * The sentence with values, one line without control characters. Undefined where a value outside of brackets is not there,
 * and where all that says something stands in brackets and none of them is there.
 */
export function saidOf(say: string, values: SayValues): string | undefined {
  // Every second part stood in brackets.
  const parts = say.split(optional).map((part, index) => {
    const text = filled(part, values);
    return { inner: index % 2 === 1, bare: !/\w/.test(part.replace(placeholder, '')), text };
  });
  if (parts.some(({ inner, text }) => !inner && text === undefined)) return undefined;
  const empty = parts.every(({ inner, bare, text }) => (inner ? text === undefined : bare));
  if (empty && parts.some(({ inner }) => inner)) return undefined;
  return parts.map(({ text = '' }) => text).join('');
}

function filled(text: string, values: SayValues): string | undefined {
  let lacks = false;
  const result = text.replace(placeholder, (_, pointer: string, form: string | undefined) => {
    const value = isKey(pointer) ? keyText(pointer, values) : valueAs(form, pointer, values);
    lacks ||= value === undefined;
    return value ?? '';
  });
  return lacks ? undefined : result;
}

function keyText(pointer: string, { keys }: SayValues): string | undefined {
  const key = keys.at(-pointer.length);
  return key === undefined ? undefined : excerpt(key);
}

/**
 * `age` are seconds in words; `no` is nothing where the value is false or 0, `none` nothing where there is no value; `others` are
 * the members of a list that are not allowed.
 */
function valueAs(form: string | undefined, pointer: string, { read, allowed }: SayValues): string | undefined {
  const reading = read(pointer);
  if (form === 'none') return 'gap' in reading ? '' : undefined;
  if ('gap' in reading) return undefined;
  const { value } = reading;
  if (form === 'no') return value === false || value === 0 ? '' : undefined;
  if (form === 'age') return typeof value === 'number' ? durationText(value * 1000) : undefined;
  if (form !== 'others') return valueText(value);
  const names = allowed(pointer);
  return names === undefined ? undefined : valueText(strangers(value, names));
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
