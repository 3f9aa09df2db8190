/** What the two added keywords of leaf schemas test. Compiled leaves of the shipped packs call these, too. */
import { type VersionRange, versionRange } from '../base/version.ts';

const ranges = new Map<string, VersionRange>();

/** `version`: text that is no version is in no range. Throws a SyntaxError on a bad range. */
export function inRange(range: string, text: string): boolean {
  const known = ranges.get(range) ?? versionRange(range);
  ranges.set(range, known);
  return known(text) ?? false;
}

/** `hasAll`: every wanted value is a member. */
export function hasAll(wanted: readonly unknown[], members: readonly unknown[]): boolean {
  return wanted.every((value) => members.includes(value));
}
