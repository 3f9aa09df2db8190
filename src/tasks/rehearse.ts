/** Rehearses the rebase of a branch, and judges what would come of it. */
import type { Finding, Report } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { NotRehearsed, type Rehearsal, withRehearsal } from '../git/rehearse.ts';
import { buildReport, type TargetInput } from '../report/build.ts';
import { numbered } from '../report/numbered.ts';
import { shortCommit } from '../report/words/how.ts';
import { findingsOf, notRehearsed } from './rehearse/findings.ts';
import { shownTexts } from './rehearse/texts.ts';
import type { RehearsedOptions } from './rehearse/validated.ts';

export interface RehearseTaskRequest {
  /** The folder of the repository, or one in it. */
  readonly repository: string;
  readonly branch: string;
  readonly onto: string;
  /** Files and folders of the rehearsed tree that are judged, too, from the root of the repository. */
  readonly validate: readonly string[];
  /** What they are judged for; else what `validate` takes where nobody says. */
  readonly judgedFor?: Omit<RehearsedOptions, 'facts' | 'signal'>;
  /** Recorded facts of the host that they go to. */
  readonly factsFile?: string;
  /** Warnings count like blockers. */
  readonly strict: boolean;
  readonly signal?: AbortSignal;
}

export interface Rehearsed {
  readonly report: Report;
  /** The texts of the files that findings are in. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Throws InputError for a repository, a branch or a path that is not there; other trouble is in the report. */
export async function rehearse(request: RehearseTaskRequest): Promise<Rehearsed> {
  const startedAt = new Date();
  const options = await optionsOf(request);
  const judged = await withRehearsal(request, (rehearsal) => judge(rehearsal, request.validate, options)).catch(
    (error: unknown) => {
      if (!(error instanceof NotRehearsed)) throw error;
      const target: TargetInput = { kind: 'branch', name: request.branch };
      return { targets: [target], findings: [notRehearsed(request.branch, error)], texts: new Map<string, string>() };
    },
  );
  const parameters =
    request.validate.length === 0 ? {} : (await import('./validate.ts')).versionParameters(request.judgedFor ?? {});
  const report = buildReport({
    tool: { version, packs: [], parameters: { onto: request.onto, ...parameters } },
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    targets: judged.targets,
    findings: numbered(judged.findings),
    strict: request.strict,
  });
  return { report, texts: judged.texts };
}

interface Judged {
  readonly targets: readonly TargetInput[];
  readonly findings: readonly Finding[];
  readonly texts: ReadonlyMap<string, string>;
}

/** What cannot be meant is refused before anything is rehearsed. */
async function optionsOf({
  validate,
  judgedFor = {},
  factsFile,
  signal,
}: RehearseTaskRequest): Promise<RehearsedOptions> {
  if (validate.length === 0) return {};
  await (await import('./validate/versions.ts')).refuseVersions(judgedFor);
  const facts =
    factsFile === undefined ? undefined : await (await import('../host/recorded.ts')).readFactsFile(factsFile);
  return { ...judgedFor, ...(facts ? { facts: Promise.resolve(facts) } : {}), ...(signal ? { signal } : {}) };
}

async function judge(rehearsal: Rehearsal, validate: readonly string[], options: RehearsedOptions): Promise<Judged> {
  const isClean = hasTree(rehearsal);
  const isNotValidated = validate.length > 0 && !isClean;
  const branch = await judgeBranch(rehearsal, isNotValidated ? [notValidated] : []);
  if (validate.length === 0 || !isClean) return { ...branch, targets: [branch.target] };
  const { judgeRehearsed, namedFiles } = await import('./rehearse/validated.ts');
  const files = await judgeRehearsed(rehearsal, namedFiles(rehearsal, validate), options);
  const target = { ...branch.target, notes: [...(branch.target.notes ?? []), ...files.notes] };
  return {
    targets: [target.notes.length > 0 ? target : branch.target, ...files.targets],
    findings: [...branch.findings, ...files.findings],
    texts: new Map([...files.texts, ...branch.texts]),
  };
}

const notValidated = 'No file was judged: what would exist after the rebase hangs on how the conflicts are settled.';

export interface JudgedBranch {
  readonly target: TargetInput;
  readonly findings: readonly Finding[];
  readonly texts: ReadonlyMap<string, string>;
}

/** The branch itself: what is in conflict, what goes back. `notes` are more that a reader must know. */
export async function judgeBranch(rehearsal: Rehearsal, notes: readonly string[] = []): Promise<JudgedBranch> {
  const { turnedBack } = await import('./rehearse/turned-back.ts');
  const texts = shownTexts();
  const findings = findingsOf(rehearsal, await turnedBack(rehearsal), texts);
  return { target: targetOf(rehearsal, [...notesOf(rehearsal), ...notes]), findings, texts: texts.all };
}

/** Whether the rebase goes through, so that what would exist after it is known. */
export function hasTree({ commits }: Pick<Rehearsal, 'commits'>): boolean {
  return commits.every(({ state }) => state !== 'conflict');
}

function targetOf(rehearsal: Rehearsal, notes: readonly string[]): TargetInput {
  const { branch, onto, bases, ahead, behind, commits, trees } = rehearsal;
  return {
    kind: 'branch',
    name: branch.name,
    ...(notes.length > 0 ? { notes: [...notes] } : {}),
    rehearsal: {
      onto: onto.name,
      ontoCommit: onto.commit,
      commit: branch.commit,
      bases: [...bases],
      ahead,
      behind,
      ...(hasTree(rehearsal) ? { tree: trees.rehearsed } : {}),
      commits: commits.map(({ id, subject, state, isAssumed }) => ({
        commit: id,
        subject,
        state,
        ...(isAssumed ? { assumed: true } : {}),
      })),
    },
  };
}

function notesOf({ branch, onto, bases, commits, drivers }: Rehearsal): string[] {
  const first = commits.find(({ state }) => state === 'conflict');
  return [
    ...(commits.length === 0 ? [`Nothing is to be replayed: ${onto.name} has every commit of ${branch.name}.`] : []),
    ...(bases.length > 1
      ? [
          `The histories cross: ${bases.length} commits are the nearest that both have (${bases.map(shortCommit).join(', ')}).`,
        ]
      : []),
    ...(first && first !== commits.at(-1)
      ? [
          `What comes after ${shortCommit(first.id)} is rehearsed as if each conflict were settled as the branch has it.`,
        ]
      : []),
    ...(drivers.length > 0
      ? [
          `.gitattributes name programs that merge (${drivers.join(', ')}): they are not run, and their files are merged as text.`,
        ]
      : []),
    ...(branch.worktree === undefined
      ? []
      : [`The branch is checked out in ${branch.worktree}: git rebase works there and in no other working tree.`]),
  ];
}
