/** What a YAML scalar is to go.yaml.in/yaml/v3, which Pyroscope reads its configuration with. Source: its resolve.go. */
import type { YamlText } from '../../base/yaml-documents.ts';

export type Scalar = string | number | boolean | null;

const words: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
]);

const whole = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9]\d*))$/;
const real = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

const tagPrefix = 'tag:yaml.org,2002:';
const known = new Set(['str', 'int', 'float', 'bool', 'null', 'timestamp', 'binary']);

/** Whether the tag that is written before a scalar is one that the decoder takes; without a tag, it is. */
export function hasKnownTag({ tag }: YamlText): boolean {
  return tag === undefined || tag === '!' || (tag.startsWith(tagPrefix) && known.has(tag.slice(tagPrefix.length)));
}

/** The value: text that is quoted or a block stays text; a date stays text too. */
export function resolveScalar({ text, style, tag }: YamlText): Scalar {
  const isTagged = tag !== undefined && tag !== '!';
  if (tag === `${tagPrefix}str` || tag === '!' || (!isTagged && style !== 'plain')) return text;
  return resolvePlain(text);
}

/** A plain scalar's value: `010` is 8, `1_000` is 1000, `1e3` is 1000, `yes` is text. */
function resolvePlain(text: string): Scalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  return /^[-+.\d]/.test(text) ? (numberOf(text.replaceAll('_', '')) ?? text) : text;
}

/** A number as Go reads it with base 0, or with a fraction or exponent. undefined: the text is none. */
export function numberOf(text: string): number | undefined {
  const [, sign, hexadecimal, octal, binary, decimal] = whole.exec(text) ?? [];
  if (sign !== undefined) {
    const size =
      hexadecimal !== undefined
        ? Number.parseInt(hexadecimal, 16)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : binary !== undefined
            ? Number.parseInt(binary, 2)
            : Number(decimal);
    return sign === '-' ? -size : size;
  }
  return real.test(text) ? Number(text) : undefined;
}

const truths = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const falsehoods = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);

/** The words of YAML 1.1, which are truth values only where one is wanted, also in quotes. */
export function truthOf(value: Scalar): Scalar {
  if (typeof value !== 'string') return value;
  return truths.has(value) ? true : falsehoods.has(value) ? false : value;
}
