/** Values of flags, as Go's package flag and the types of dskit read them. */
import { bytesPattern } from '../bytes.ts';
import type { DefaultValue, KeyType, RawKey } from '../catalogue.ts';
import { goSeconds, prometheusSeconds } from '../duration.ts';
import { numberOf } from '../yaml/resolve.ts';

interface Described {
  readonly type: KeyType;
  readonly raw: Pick<RawKey, 'words' | 'flagWords'>;
}

const truths = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const falsehoods = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);
const bytesForm = new RegExp(bytesPattern);

/** What the flag sets its key to; undefined: the server refuses the value. */
export function valueOfFlag(text: string, { type, raw }: Described): DefaultValue | undefined {
  const words = raw.words ?? raw.flagWords;
  if (words && !words.includes(text)) return undefined;
  if (type === 'boolean') return truths.has(text) ? true : falsehoods.has(text) ? false : undefined;
  if (type === 'int' || type === 'int32' || type === 'uint') {
    const value = numberOf(text);
    if (value === undefined || !Number.isInteger(value) || /[.eE]/.test(text.replace(/^[-+]?0[xX].*/, '')))
      return undefined;
    return type === 'uint' && value < 0 ? undefined : value;
  }
  if (type === 'float') return numberOf(text);
  if (type === 'duration-go') return goSeconds(text) === undefined ? undefined : text;
  if (type === 'duration-prometheus') return prometheusSeconds(text) === undefined ? undefined : text;
  if (type === 'bytes') return bytesForm.test(text) ? text : undefined;
  return text;
}
