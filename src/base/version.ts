/**
 * Versions as kernels and Go programs write them, and ranges of them.
 *
 * A version is one to three numbers, a `v` before them allowed: 6.12.74, v1.13.1, 6.18. `-rcN` directly after them
 * (also `-rc.N`) is a release candidate and comes before the release: uname says 6.18.0-rc1 for the first candidate of
 * 6.18. Whatever else follows is the distribution's and says nothing: 6.1.0-13-amd64, 5.15.0-1051-aws.
 *
 * A range is comparators that all hold, separated by blanks, and `||` between alternatives: `>=1.13 <1.19 || >=2`.
 * `>=` and `<` take missing numbers as 0. `=`, `<=` and `>` compare only the numbers that are given, as npm does:
 * `<=6.12` holds for 6.12.74, `>6.12` does not.
 */

/** Major, minor, patch, and the number of the release candidate; Infinity for a release. */
type Version = readonly [number, number, number, number];

/** Whether a version is in the range. undefined: the text is no version. */
export type VersionRange = (version: string) => boolean | undefined;

interface Bound {
  readonly operator: string;
  readonly version: Version;
  /** How many of the numbers were given; 4 with a release candidate. */
  readonly given: number;
}

const versionText = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-rc\.?(\d{1,9}))?(?![\d])/;
const boundText = /^(>=|<=|>|<|=)(v?\d{1,9}(?:\.\d{1,9}){0,2}(?:-rc\.?\d{1,9})?)$/;

/** Reads a range once, to be asked often. Throws a SyntaxError that names the part which is no comparator. */
export function versionRange(range: string): VersionRange {
  const alternatives = range.split('||').map((alternative) => alternative.trim().split(/\s+/).map(boundOf));
  return (text) => {
    const version = versionOf(text);
    return version && alternatives.some((bounds) => bounds.every((bound) => holds(version, bound)));
  };
}

/** Below 0 where the left version is the older one, 0 where they are the same; undefined: one of them is no version. */
export function compareVersions(left: string, right: string): number | undefined {
  const [a, b] = [versionOf(left), versionOf(right)];
  return a && b && compare(a, b, 4);
}

function boundOf(text: string): Bound {
  const [, operator, bound] = boundText.exec(text) ?? [];
  const version = bound === undefined ? undefined : versionOf(bound);
  if (operator === undefined || bound === undefined || version === undefined)
    throw new SyntaxError(`"${text}" is no comparator of versions such as >=5.10`);
  return { operator, version, given: bound.includes('-rc') ? 4 : bound.split('.').length };
}

function versionOf(text: string): Version | undefined {
  const match = versionText.exec(text);
  if (!match) return undefined;
  const [, major, minor = '0', patch = '0', candidate] = match;
  return [Number(major), Number(minor), Number(patch), candidate === undefined ? Infinity : Number(candidate)];
}

function holds(version: Version, { operator, version: bound, given }: Bound): boolean {
  if (operator === '>=') return compare(version, bound, 4) >= 0;
  if (operator === '<') return compare(version, bound, 4) < 0;
  const order = compare(version, bound, given);
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order === 0;
}

/** Compares the first `count` numbers. */
function compare(left: Version, right: Version, count: number): number {
  for (let index = 0; index < count; index++) {
    const [a, b] = [left[index] ?? 0, right[index] ?? 0];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}
