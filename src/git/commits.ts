/** What lies between a branch and the one that it is put onto. */
import { git, parts } from './git.ts';
import type { Store } from './repository.ts';

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly tree: string;
  readonly subject: string;
  /** The other side has a commit with the same patch. */
  readonly isUpstream: boolean;
}

/** Commits that two sides have in common, the nearest ones. Of a criss-cross there are several; of strangers none. */
export async function mergeBases({ place }: Store, onto: string, branch: string): Promise<readonly string[]> {
  const { bytes } = await git(place, ['merge-base', '--all', onto, branch], { codes: [0, 1] });
  return bytes.toString('utf8').split('\n').filter(Boolean);
}

/** How many commits each side has that the other has not, merge commits included. */
export async function distance(
  { place }: Store,
  onto: string,
  branch: string,
): Promise<{ readonly ahead: number; readonly behind: number }> {
  const { bytes } = await git(place, ['rev-list', '--count', '--left-right', `${onto}...${branch}`]);
  const [behind, ahead] = bytes.toString('utf8').trim().split('\t').map(Number);
  return { ahead: ahead ?? 0, behind: behind ?? 0 };
}

/** Whether a commit of either side has lost its parents, as those at which a shallow clone ends. */
export async function hasRoot({ place }: Store, onto: string, branch: string): Promise<boolean> {
  const words = ['--max-parents=0', '--max-count=1', `${onto}...${branch}`] as const;
  return (await git(place, ['rev-list', ...words])).bytes.length > 0;
}

const format = '--format=%m%x00%H%x00%P%x00%T%x00%s%x00';

/** The commits of the branch in the order in which git rebase replays them, merge commits among them. */
export async function commitsBetween({ place }: Store, onto: string, branch: string): Promise<readonly Commit[]> {
  const order = ['--topo-order', '--reverse', '--cherry-mark', '--right-only'] as const;
  const { bytes } = await git(place, ['rev-list', '--no-commit-header', format, ...order, `${onto}...${branch}`]);
  const fields = parts(bytes);
  const commits: Commit[] = [];
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [mark = '', id = '', parents = '', tree = '', subject = ''] = fields.slice(at, at + 5);
    commits.push({
      id,
      parents: parents.split(' ').filter(Boolean),
      tree,
      subject,
      isUpstream: mark.trim() === '=',
    });
  }
  return commits;
}

/** The trees of commits, in their order. */
export async function treesOf({ place }: Store, commits: readonly string[]): Promise<readonly string[]> {
  if (commits.length === 0) return [];
  const input = commits.map((id) => `${id}^{tree}\n`).join('');
  const { bytes } = await git(place, ['cat-file', '--batch-check=%(objectname)'], { input });
  return bytes.toString('utf8').trimEnd().split('\n');
}
