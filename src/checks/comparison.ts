/** Leaves that compare a fact with another fact or with a parameter. */
import { isDeepStrictEqual } from 'node:util';
import { versionRange } from '../base/version.ts';
import { matchesList } from '../base/wildcards.ts';
import type { Comparison, Leaf } from './check.ts';
import { valueText } from './value-text.ts';

export type Operator = 'same' | 'atMost' | 'atLeast' | 'among' | 'inRange';

/** How a fact is compared, and the pointer of what it is compared with. */
export interface Compared {
  readonly operator: Operator;
  readonly other: string;
}

export function comparedIn(leaf: Comparison): Compared {
  if ('same' in leaf) return { operator: 'same', other: leaf.same };
  if ('atMost' in leaf) return { operator: 'atMost', other: leaf.atMost };
  if ('atLeast' in leaf) return { operator: 'atLeast', other: leaf.atLeast };
  if ('among' in leaf) return { operator: 'among', other: leaf.among };
  return { operator: 'inRange', other: leaf.inRange };
}

/** The same of any leaf; undefined for one that compares nothing. */
export function comparisonOf(leaf: Leaf): Compared | undefined {
  return 'is' in leaf || 'gap' in leaf ? undefined : comparedIn(leaf);
}

/** Whether the comparison holds; undefined where the two values cannot be compared, such as a text with a number. */
export function holds(operator: Operator, value: unknown, other: unknown): boolean | undefined {
  if (operator === 'same') return isDeepStrictEqual(value, other);
  if (operator === 'among') return typeof other === 'string' ? strangers(value, other)?.length === 0 : undefined;
  if (operator === 'inRange') return inRange(value, other);
  if (typeof value !== 'number' || typeof other !== 'number') return undefined;
  return operator === 'atMost' ? value <= other : value >= other;
}

/** What is not among the names and patterns of `list`: the text itself, or members of a list of texts. */
export function strangers(value: unknown, list: string): string[] | undefined {
  const patterns = list.split(/[\s,]+/).filter((pattern) => pattern !== '');
  const members: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = members.filter((member) => typeof member === 'string');
  if (texts.length < members.length) return undefined;
  return texts.filter((text) => !matchesList(text, patterns));
}

function inRange(version: unknown, range: unknown): boolean | undefined {
  if (typeof version !== 'string' || typeof range !== 'string') return undefined;
  try {
    return versionRange(range)(version);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What is wanted, in words: `at most 60`. */
export function wantedOf(operator: Operator, other: unknown): string {
  const words = { same: '', atMost: 'at most ', atLeast: 'at least ', among: 'among ', inRange: 'version ' };
  return words[operator] + (operator === 'among' && other === '' ? 'none' : valueText(other));
}
