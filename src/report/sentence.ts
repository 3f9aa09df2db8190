/** One sentence for a person: what the verdict means, and what the difference between the axes means today. */
import { aroundChecks } from '../generated/around-checks.ts';
import type { DriftRow, Finding, Report, Target } from '../generated/report-types.ts';
import { axesSentence, axisOf, axisSentence } from './axes.ts';
import { count, names } from './count.ts';
import { isOfDrift } from './group.ts';
import { notJudgedRule } from './not-judged-rule.ts';
import { isOld, type Judging } from './verdict.ts';

export interface SentenceInput extends Judging {
  readonly targets: readonly Target[];
  readonly findings: readonly Finding[];
  /** What the findings were judged by. Its parameter `profiler` says `privileged` for a privileged pod. */
  readonly tool: Pick<Report['tool'], 'packs' | 'parameters'>;
}

/** No capital, no full stop: it follows the verdict in a line of its own. */
export function sentenceOf(input: SentenceInput): string {
  const [first, ...others] = input.targets;
  if (!first) return 'not known: nothing was examined';
  const text = others.length === 0 ? targetSentence(first, input) : manySentence(input);
  return input.axis === undefined ? text : `${text} (the verdict counts the ${input.axis} axis alone)`;
}

/** The same for one target among several. */
export function targetSentence(target: Target, input: SentenceInput): string {
  if (target.error) return `not known: ${target.name} could not be examined (${target.error.kind})`;
  if (target.kind === 'file') return fileSentence(target, input);
  const own = input.findings.filter((finding) => finding.target === target.name);
  const open = own.find(({ check }) => check === notJudgedRule.id);
  if (open && target.verdict === 'undetermined') return `not known: ${open.message}`;
  if (target.kind === 'branch') return branchSentence(target, own);
  if (target.kind === 'service') return countsSentence(own, input);
  const settings = target.drift ? driftSentence(target.drift, own) : '';
  if (target.drift && own.every(isOfDrift)) return [settings, ...setAside(own)].join('; ');
  if (target.stale) return `not known: the facts of ${target.name} are too old to judge by`;
  const { about, around } = bySubject(own);
  if (!judgesProfiler(input) || (about.length === 0 && around.length > 0))
    return [countsSentence(own, input), settings].filter(Boolean).join('; ');
  const policy = axisOf(about, 'policy', input);
  const works = axisOf(about, 'function', input);
  const profiler = input.tool.parameters.profiler === 'privileged' ? 'a privileged pod' : 'the profiler';
  const text =
    input.axis === undefined
      ? axesSentence(policy, works, profiler)
      : axisSentence(input.axis === 'policy' ? policy : works, input.axis, profiler);
  const asides = [...warnings(about, input), ...setAside(about)];
  const beside = around.some(({ axis }) => input.axis === undefined || axis === input.axis)
    ? [`around the rollout: ${countsSentence(around, input)}`]
    : [];
  return [text, settings, ...asides, ...beside].filter(Boolean).join('; ');
}

/** Of the profiler, and of what is around it: a sick pod or service does not say that the profiler would fail. */
function bySubject(findings: readonly Finding[]): { readonly about: Finding[]; readonly around: Finding[] } {
  return {
    about: findings.filter(({ check }) => !aroundChecks.has(check)),
    around: findings.filter(({ check }) => aroundChecks.has(check)),
  };
}

/** Other packs say nothing of a profiler. A pack that extends `profiling` stands beside it among the packs. */
function judgesProfiler({ tool }: SentenceInput): boolean {
  return tool.packs.some(({ name }) => name === 'profiling');
}

/** What was found, and how much is not known; with --axis, of that axis alone. */
function countsSentence(findings: readonly Finding[], { axis }: Judging): string {
  const own = findings.filter((one) => axis === undefined || one.axis === axis);
  if (own.every(({ status }) => status === 'skip')) return 'nothing was checked';
  const part = (severity: Finding['severity'], status: Finding['status'], noun: string) => {
    const number = own.filter((one) => one.severity === severity && one.status === status && !isOld(one)).length;
    return number === 0 ? [] : [count(number, noun)];
  };
  const parts = (status: Finding['status']) => [
    ...part('blocker', status, 'blocker'),
    ...part('warning', status, 'warning'),
    ...part('info', status, 'note'),
  ];
  const failed = [...parts('fail'), ...setAside(own)];
  const doubts = parts('unknown');
  const unknown = doubts.length === 0 ? [] : [`not known: ${doubts.join(', ')}`];
  const known = failed.length > 0 ? [failed.join(', ')] : unknown.length > 0 ? [] : ['nothing wrong'];
  return [...known, ...unknown].join('; ');
}

/** What was found in files, and what kept them from being judged. */
export function fileSentence({ name, judgedFor }: Target, { findings }: Pick<SentenceInput, 'findings'>): string {
  const own = findings.filter(({ target }) => target === name);
  const failed = (severity: Finding['severity'], noun: string) => {
    const number = failing(own, severity);
    return number === 0 ? [] : [count(number, noun)];
  };
  const blockers = failed('blocker', 'blocker');
  const rest = [...failed('warning', 'warning'), ...failed('info', 'note'), ...setAside(own)];
  const doubts = [...new Set(own.filter(({ status }) => status === 'unknown').map(({ message }) => message))];
  const [doubt, ...others] = doubts;
  if (doubt !== undefined) {
    const unknown = `not known: ${doubt}${others.length > 0 ? ` (and ${others.length} more)` : ''}`;
    return [[...blockers, ...rest].join(', '), unknown].filter(Boolean).join('; ');
  }
  if (blockers.length > 0) return [...blockers, ...rest].join(', ');
  const isNew = own.some(isOld) ? ' new' : '';
  const nothing = judgedFor
    ? `nothing${isNew} that ${judgedFor.program} ${judgedFor.version} would refuse`
    : `nothing${isNew || ' wrong'}`;
  return [nothing, ...rest].join('; ');
}

/** Whether the commits can be replayed, and what would go back. */
function branchSentence({ rehearsal }: Target, own: readonly Finding[]): string {
  const doubt = own.find(({ status }) => status === 'unknown');
  if (!rehearsal) return `not known: ${doubt?.message ?? 'the rebase was not rehearsed'}`;
  const { commits, onto } = rehearsal;
  const inConflict = commits.filter(({ state }) => state === 'conflict').length;
  const replayed = commits.filter(({ state }) => state === 'replayed').length;
  const text =
    inConflict > 0
      ? `${inConflict} of ${count(commits.length, 'commit')} ${inConflict === 1 ? 'is' : 'are'} in conflict with ${onto}`
      : replayed === 0
        ? `nothing is left to replay onto ${onto}`
        : `${count(replayed, 'commit')} ${replayed === 1 ? 'replays' : 'replay'} onto ${onto} without a conflict`;
  const back = own.filter(({ check, status }) => check === 'rebase.turns-back' && status === 'fail').length;
  return [text, ...(back > 0 ? [`${count(back, 'version')} would go back`] : []), ...setAside(own)].join('; ');
}

function driftSentence(rows: readonly DriftRow[], own: readonly Finding[]): string {
  const [other] = own.filter((finding) => finding.status === 'unknown' && finding.check === 'nixos.declared');
  const unread = rows.filter(({ state }) => state === 'unknown').map(({ key }) => key);
  const differing = rows.filter(({ state }) => state !== 'agrees' && state !== 'unknown');
  const doubts = [
    ...(other ? ['not known: what the configuration declares'] : []),
    ...(unread.length > 0 ? [`not known: what ${names(unread)} ${unread.length === 1 ? 'is' : 'are'} now`] : []),
  ];
  const text =
    differing.length === 0
      ? 'every setting that was compared agrees'
      : `${differing.length} of ${count(rows.length, 'setting')} ${differing.length === 1 ? 'differs' : 'differ'}`;
  return [...(differing.length === 0 && doubts.length > 0 ? [] : [text]), ...doubts].join('; ');
}

function warnings(findings: readonly Finding[], { strict }: Judging): string[] {
  const failed = failing(findings, 'warning');
  return failed === 0 || strict === true ? [] : [count(failed, 'warning')];
}

/** What fails and does not count. */
function setAside(findings: readonly Finding[]): string[] {
  const waived = findings.filter(({ status }) => status === 'waived').length;
  return [...(waived === 0 ? [] : [`${waived} waived`]), ...oldTexts(findings)];
}

function oldTexts(findings: readonly Finding[]): string[] {
  const old = findings.filter(isOld).length;
  return old === 0 ? [] : [`${old} in the baseline`];
}

function failing(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((finding) => finding.severity === severity && finding.status === 'fail' && !isOld(finding))
    .length;
}

function manySentence(input: SentenceInput): string {
  const { targets } = input;
  const noun = targets.every(({ kind }) => kind === 'host') ? 'host' : 'target';
  const named = (verdict: Target['verdict']) =>
    targets.filter((target) => target.verdict === verdict).map(({ name }) => name);
  const [ready, blocked, unknown] = [named('ready'), named('blocked'), named('undetermined')];
  const tally = [
    ...(ready.length > 0 ? [`${ready.length} ready`] : []),
    ...(blocked.length > 0 ? [`${blocked.length} blocked (${names(blocked)})`] : []),
    ...(unknown.length > 0 ? [`${unknown.length} not known (${names(unknown)})`] : []),
  ];
  const byPolicy = blocked.filter((name) => {
    if (!judgesProfiler(input)) return false;
    const { about, around } = bySubject(input.findings.filter(({ target }) => target === name));
    const works = axisOf(about, 'function', input);
    const others = [axisOf(around, 'function', input), axisOf(around, 'policy', input)];
    return works.judged > 0 && [works, ...others].every(({ failed, unknown }) => failed.length + unknown.length === 0);
  });
  const alone = byPolicy.length > 0 ? [`policy alone blocks ${names(byPolicy)}`] : [];
  const found = targets.every(({ kind }) => kind === 'file') ? faults(input.findings) : [];
  return [`${count(targets.length, noun)}: ${tally.join(', ')}`, ...found, ...alone, ...oldTexts(input.findings)].join(
    '; ',
  );
}

/** Of files that are told of together. */
export function filesSentence(findings: readonly Finding[]): string {
  const unknown = findings.filter(({ status }) => status === 'unknown').length;
  const doubts = unknown === 0 ? [] : [`${unknown} not known`];
  return [...faults(findings), ...doubts, ...setAside(findings)].join('; ') || 'nothing wrong';
}

/** `2 blockers, 1 warning` of all files; nothing where there is none. */
function faults(findings: readonly Finding[]): string[] {
  const parts = (['blocker', 'warning'] as const).flatMap((severity) => {
    const number = failing(findings, severity);
    return number === 0 ? [] : [count(number, severity)];
  });
  return parts.length === 0 ? [] : [parts.join(', ')];
}
