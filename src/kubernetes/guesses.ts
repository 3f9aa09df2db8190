import { nearest } from '../base/suggest.ts';

/** What a mistyped word most likely means; undefined where nothing is near, or where too much was asked already. */
export type Guess = (word: string, candidates: Iterable<string>) => string | undefined;

/** Comparing words is slow, and one finding about each of a hundred thousand names helps nobody. */
const limit = { words: 300, candidates: 200 };

export function guesses(): Guess {
  let left = limit.words;
  return (word, candidates) => {
    if (left <= 0) return undefined;
    left--;
    const some: string[] = [];
    for (const candidate of candidates) if (some.push(candidate) >= limit.candidates) break;
    return nearest(word, some);
  };
}

/** `Did you mean "NAME"?`, or undefined where nothing is meant. */
export function meaning(word: string | undefined): string | undefined {
  return word === undefined ? undefined : `Did you mean "${word}"?`;
}
