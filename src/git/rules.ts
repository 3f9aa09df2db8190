/** What a rehearsed rebase is judged by. */
import { ourOwn } from '../base/rule-sources.ts';
import type { RuleText } from '../base/rule-text.ts';

export const conflictRule: RuleText = {
  id: 'rebase.conflict',
  severity: 'blocker',
  title: 'Every commit can be replayed',
  why: 'git rebase stops at the commit, and what comes of it hangs on how a person settles it.',
  sources: ['git docs, git-merge-tree', 'git docs, git-rebase'],
};

export const turnsBackRule: RuleText = {
  id: 'rebase.turns-back',
  severity: 'blocker',
  title: 'No version is older than the one that it replaces',
  why: 'The branch was begun before the version was raised. Nothing is in conflict, and the rollout installs the old version again.',
  sources: [ourOwn('rehearse.md', 'versions before and after the rebase are compared with those of the base')],
};

export const upstreamRule: RuleText = {
  id: 'rebase.already-upstream',
  severity: 'info',
  title: 'A commit with the same patch is there already',
  why: 'git rebase leaves the commit out.',
  sources: ['git docs, git-rebase', 'git docs, git-patch-id'],
};

export const emptyRule: RuleText = {
  id: 'rebase.becomes-empty',
  severity: 'info',
  title: 'What a commit changes is changed already',
  why: 'Nothing is left of the commit, and git rebase drops it.',
  sources: ['git docs, git-rebase (--empty)'],
};

export const bothChangedRule: RuleText = {
  id: 'rebase.both-changed',
  severity: 'info',
  title: 'Both sides changed the file',
  why: 'It merges line by line. Whether the lines still mean what either side wanted is for a person to read.',
  sources: ['git docs, git-merge-tree'],
};

export const mergeRule: RuleText = {
  id: 'rebase.merge-left-out',
  severity: 'warning',
  title: 'A merge commit is left out',
  why: 'git rebase replays the commits of both its sides in a row, and what a person settled in the merge itself is lost.',
  sources: ['git docs, git-rebase (--rebase-merges)'],
};

export const notRehearsedRule: RuleText = {
  id: 'rebase.not-rehearsed',
  severity: 'blocker',
  title: 'The rebase can be rehearsed',
  why: 'A rebase that was not rehearsed proves nothing.',
  sources: [ourOwn('rehearse.md', 'what is not known proves nothing')],
};

export const rebaseRules: readonly RuleText[] = [
  conflictRule,
  turnsBackRule,
  upstreamRule,
  emptyRule,
  bothChangedRule,
  mergeRule,
  notRehearsedRule,
];
