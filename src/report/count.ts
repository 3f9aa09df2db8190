/** Numbers and names in a sentence. */

/** At most three names, so that the sentence stays one. */
export function names(all: readonly string[]): string {
  const unique = [...new Set(all)];
  return unique.length <= 3 ? unique.join(', ') : `${unique.slice(0, 2).join(', ')} and ${unique.length - 2} more`;
}

/** `1 violation`, `2 violations`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
