import type { NumberLiteral } from './tree.ts';

/** More digits than uint64 has in octal: beyond, a number is a float64 without a look. */
const integerDigits = 30;
const int64Limit = 2n ** 63n;
const uint64Limit = 2n ** 64n;

/**
 * What Alloy makes of digits: an octal number after a leading zero, int64, then uint64, then float64. Digits that are
 * no octal number are a decimal float64: 08 is 8. The value is Infinity where float64 does not reach.
 */
export function numberOf(raw: string, float: boolean): Pick<NumberLiteral, 'value' | 'holds'> {
  if (!float) {
    const octal = raw.length > 1 && raw.startsWith('0');
    if (!octal && raw.length < 16) return { value: Number(raw), holds: 'int64' };
    const integer = integerOf(raw, octal);
    if (integer !== undefined && integer < int64Limit) return { value: Number(integer), holds: 'int64' };
    if (integer !== undefined && integer < uint64Limit) return { value: Number(integer), holds: 'uint64' };
  }
  return { value: Number(raw), holds: 'float64' };
}

function integerOf(raw: string, octal: boolean): bigint | undefined {
  const digits = raw.replace(/^0+(?=.)/, '');
  if (digits.length > integerDigits || (octal && /[89]/.test(digits))) return undefined;
  return BigInt(octal ? `0o${digits}` : digits);
}
