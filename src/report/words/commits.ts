/** The commits of a branch whose rebase was rehearsed, for a table. */
import type { RehearsedCommit } from '../../generated/report-types.ts';
import type { Tone } from './standing.ts';

/** What becomes of a commit. */
export const commitWords: Readonly<Record<RehearsedCommit['state'], string>> = {
  replayed: 'replayed',
  'already-upstream': 'already there',
  'becomes-empty': 'becomes empty',
  conflict: 'CONFLICT',
  merge: 'merge, left out',
  'not-tried': 'not tried',
};

export const commitTones: Readonly<Record<RehearsedCommit['state'], Tone>> = {
  replayed: 'good',
  'already-upstream': 'quiet',
  'becomes-empty': 'quiet',
  conflict: 'bad',
  merge: 'doubtful',
  'not-tried': 'doubtful',
};

/**
 * The rows of a table with so many, and how many more commits are replayed without trouble. What needs a person stays in the
 * table, however long it is.
 */
export function commitRows(
  commits: readonly RehearsedCommit[],
  limit: number,
): { readonly rows: readonly RehearsedCommit[]; readonly folded: number } {
  const isRoutine = ({ state }: RehearsedCommit) => state === 'replayed';
  let room = Math.max(0, limit - commits.filter((one) => !isRoutine(one)).length);
  const rows = commits.filter((one) => !isRoutine(one) || room-- > 0);
  return { rows, folded: commits.length - rows.length };
}
