/** What a rehearsal found, as findings of a report. */
import { excerpt } from '../../base/display.ts';
import type { RuleText } from '../../base/rule-text.ts';
import type { Finding, Related } from '../../generated/report-types.ts';
import type { NotRehearsed, Rehearsal } from '../../git/rehearse.ts';
import type { Conflict, ReplayedCommit } from '../../git/replay.ts';
import {
  bothChangedRule,
  conflictRule,
  emptyRule,
  mergeRule,
  notRehearsedRule,
  turnsBackRule,
  upstreamRule,
} from '../../git/rules.ts';
import { shortCommit } from '../../report/words/how.ts';
import type { ShownTexts } from './texts.ts';
import type { ComparedVersions, TurnedBack } from './turned-back.ts';

/** Files in conflict that are told of one by one, and ranges of one file. */
const conflictLimit = 500;
const rangeLimit = 10;

export function findingsOf(
  rehearsal: Rehearsal,
  { older, unread }: ComparedVersions,
  texts: ShownTexts,
): readonly Finding[] {
  const { branch, onto, commits } = rehearsal;
  const make = findingMaker(branch.name);
  const conflicts = commits.flatMap((commit) => commit.conflicts.map((conflict) => ({ commit, conflict })));
  const inConflict = new Set(conflicts.map(({ conflict }) => conflict.path));
  const more = conflicts.length - conflictLimit;
  return [
    ...conflicts.slice(0, conflictLimit).map(({ commit, conflict }) => {
      const { location, related } = placesOf(conflict, commit, onto.name, texts);
      const remedy = `Settle it in the branch, or when git rebase stops at ${shortCommit(commit.id)}`;
      return make(conflictRule, conflict.path, conflictText(conflict, commit, onto.name), {
        location,
        related,
        remedy,
      });
    }),
    ...(more > 0 ? [make(conflictRule, 'more', `${more} more files are in conflict`)] : []),
    ...older.map((one) => turnedBackFinding(make, one, onto.name, texts)),
    ...unread.map((path) => notCompared(make, path)),
    ...commits.flatMap((commit) => commitFinding(make, commit, onto.name)),
    ...rehearsal.bothChanged
      .filter((path) => !inConflict.has(path))
      .map((path) =>
        make(bothChangedRule, path, `${branch.name} and ${onto.name} both changed it`, { location: { file: path } }),
      ),
  ];
}

function notCompared(make: Make, path: string): Finding {
  const message = 'whether a version goes back cannot be said: the file is not in this clone, or too large';
  const remedy = 'Fetch all of it (git fetch --refetch --no-filter), or compare its versions yourself';
  return { ...make(turnsBackRule, path, message, { location: { file: path }, remedy }), status: 'unknown' };
}

/** The only finding where there is no rehearsal. */
export function notRehearsed(branch: string, { message, hint }: NotRehearsed): Finding {
  return { ...findingMaker(branch)(notRehearsedRule, '', message, { remedy: hint }), status: 'unknown' };
}

interface Parts {
  readonly severity?: Finding['severity'];
  readonly location?: NonNullable<Finding['location']>;
  readonly related?: readonly Related[];
  readonly remedy?: string;
}

type Make = (rule: RuleText, place: string, message: string, parts?: Parts) => Finding;

function findingMaker(target: string): Make {
  return ({ id, severity, title, why }, place, message, { location, related = [], remedy, ...parts } = {}) => ({
    id: [id, target, place].filter(Boolean).join(':'),
    check: id,
    target,
    status: 'fail',
    severity: parts.severity ?? severity,
    axis: 'function',
    title,
    message,
    why,
    evidence: [],
    ...(location ? { location } : {}),
    ...(related.length > 0 ? { related: [...related] } : {}),
    ...(remedy === undefined ? {} : { remedy: { text: remedy } }),
  });
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['contents', 'changes the same lines as'],
  ['binary', 'changes the same binary file as'],
  ['modify/delete', 'changes a file that the other deletes: it and'],
  ['add/add', 'adds a file of the same name as'],
]);

function conflictText({ kinds: found, messages }: Conflict, { id, subject }: ReplayedCommit, onto: string): string {
  const who = `${shortCommit(id)} (${excerpt(subject, 60)})`;
  const [kind = ''] = found;
  const words = kinds.get(kind);
  if (found.length === 1 && words !== undefined && kind !== 'modify/delete') return `${who} ${words} ${onto}`;
  // git's own sentence says which side did what.
  const said = (messages[0] ?? '').replace(/^CONFLICT \([^)]*\): */, '').replace(/\.$/, '');
  return `${who} is in conflict with ${onto}${found.length === 0 ? '' : ` (${found.join(', ')})`}: ${excerpt(said.replaceAll('the new base', onto), 300)}`;
}

/** The lines of the side that the branch is put onto stand at the file's own path, those of the commit at `COMMIT:PATH`, as git names it. */
function placesOf(
  { path, texts }: Conflict,
  { id }: ReplayedCommit,
  onto: string,
  shown: ShownTexts,
): { readonly location: NonNullable<Finding['location']>; readonly related: readonly Related[] } {
  const [first] = texts?.ranges ?? [];
  if (!texts || !first) return { location: { file: path }, related: [] };
  const own = `${shortCommit(id)}:${path}`;
  const related = texts.ranges
    .slice(0, rangeLimit)
    .flatMap(({ ours, theirs }, index): Related[] => [
      ...(index === 0 ? [] : [{ ...shown.lines(path, texts.ours, ours.start, ours.end), message: `lines of ${onto}` }]),
      { ...shown.lines(own, texts.theirs, theirs.start, theirs.end), message: 'lines of the commit' },
    ]);
  const rest = texts.ranges.length - rangeLimit;
  return {
    location: shown.lines(path, texts.ours, first.ours.start, first.ours.end),
    related: [...related, ...(rest > 0 ? [{ file: path, message: `${rest} more places` }] : [])],
  };
}

function turnedBackFinding(
  make: Make,
  { path, text, span, what, before, after, isUndone }: TurnedBack,
  onto: string,
  texts: ShownTexts,
): Finding {
  const reason = isUndone ? `${onto} raised it since the branch was begun` : 'the branch lowers it';
  return make(
    turnsBackRule,
    `${path}/${what}`,
    `${excerpt(what, 120)} would go back from ${excerpt(before, 60)} to ${excerpt(after, 60)}: ${reason}`,
    {
      severity: isUndone ? 'blocker' : 'warning',
      location: texts.span(path, text, span),
      remedy: isUndone
        ? `Take the version of ${onto} into the branch`
        : `If that is not meant, take the version of ${onto}`,
    },
  );
}

function commitFinding(make: Make, commit: ReplayedCommit, onto: string): Finding[] {
  const { id, subject, state, isLost } = commit;
  const who = `${shortCommit(id)} (${excerpt(subject, 60)})`;
  if (state === 'already-upstream')
    return [make(upstreamRule, id, `${who} is in ${onto} already, with the same patch`)];
  if (state === 'becomes-empty') return [make(emptyRule, id, `${who} changes nothing that ${onto} has not`)];
  if (state !== 'merge') return [];
  return isLost === true
    ? [
        make(
          mergeRule,
          id,
          `${who} is a merge commit, which git rebase leaves out, and what it settled by hand is lost`,
        ),
      ]
    : [make(mergeRule, id, `${who} is a merge commit, which git rebase leaves out`, { severity: 'info' })];
}
