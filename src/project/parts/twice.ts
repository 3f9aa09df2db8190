import { excerpt } from '../../base/display.ts';
import { complaint, type Reading } from '../reading.ts';

/** Throws InputError for the second entry of a name; `what` is what an entry is. */
export function refuseTwice(
  reading: Reading,
  part: string,
  entries: readonly { readonly name: string }[],
  what: string,
): void {
  const seen = new Map<string, number>();
  for (const [index, { name }] of entries.entries()) {
    const first = seen.get(name);
    if (first !== undefined) {
      const { line } = reading.yaml.positionOf([part, first, 'name']);
      throw complaint(
        reading,
        [part, index, 'name'],
        `a ${what} "${excerpt(name, 80)}" stands in line ${line} already. Give each a name of its own.`,
      );
    }
    seen.set(name, index);
  }
}
