/** Values in messages. */
import { excerpt } from '../base/display.ts';

/** A value in a sentence: text bare when it is one word that is no number, else as JSON, as lists and objects are. */
export function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[\w@%+=:,./-]+$/.test(value) && !readsAsOther.test(value)) return excerpt(value);
  return excerpt(JSON.stringify(value) ?? 'nothing');
}

/** Text that would be taken for a value of another type. */
const readsAsOther = /^(-?\d+(\.\d+)?|true|false|null)$/;
