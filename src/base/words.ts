/** Words of messages about values that people write. */
import { excerpt } from './display.ts';

/** ['y', 'm', 'n'] -> 'y, m or n'. */
export function list(words: readonly string[], last: 'and' | 'or'): string {
  const head = words.slice(0, -1);
  return head.length === 0 ? words.join('') : `${head.join(', ')} ${last} ${words.at(-1)}`;
}

/** The types of a JSON Schema: ['string', 'null'] -> 'text or null'. */
export function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type.map(String) : [String(type)];
  return list(
    types.map(
      (one) =>
        new Map([
          ['object', 'a map'],
          ['array', 'a list'],
          ['string', 'text'],
        ]).get(one) ?? one,
    ),
    'or',
  );
}

/** Of what is no map, none. */
export function keysOf(value: unknown): string[] {
  return value !== null && typeof value === 'object' ? Object.keys(value) : [];
}

/** What somebody wrote, short and safe to show. */
export function quoted(text: string): string {
  return `"${excerpt(text, 80)}"`;
}
