/** What a reader must know of how a target's facts were read. */
import { excerpt } from '../base/display.ts';
import { durationText } from '../base/duration.ts';
import type { FactsDocument } from '../base/facts.ts';
import { strangers } from '../checks/comparison.ts';
import type { Gathered } from './gather.ts';

type How = NonNullable<Extract<Gathered, { document: FactsDocument }>['how']>;

/** That an ordinary user read, and why; that the host is no NixOS. */
export function notesOf(document: FactsDocument, how: How | undefined): string[] {
  const { id, name } = document.facts.os ?? {};
  const foreign = id !== undefined && id !== 'nixos';
  return [
    ...(how && !how.root ? [ordinaryUser(how)] : []),
    ...(foreign ? [`This is ${name ?? id} and not NixOS: what is said of NixOS options does not apply.`] : []),
  ];
}

function ordinaryUser({ user, asked }: How): string {
  const who = user === undefined ? 'an ordinary user' : `the ordinary user ${user}`;
  const why = asked.mode === 'never' ? '--sudo never' : `${asked.program} gave no root without a password`;
  return `Judged by what ${who} sees (${why}). What only root can read is missing.`;
}

/**
 * Which namespaces block, where something is in trouble in another one: a name that is mistyped makes a warning of a blocker.
 * `parameters`: of the packs; without the pack `platform` nothing is said.
 */
export function rolloutNote({ facts }: FactsDocument, parameters: Readonly<Record<string, unknown>>): string[] {
  const [rollout, ignored] = [parameters['rollout-namespaces'], parameters['ignore-namespaces']];
  if (typeof rollout !== 'string' || typeof ignored !== 'string') return [];
  const { pods, workloads } = facts.kubernetes ?? {};
  const troubled = [...Object.values(pods?.troubled ?? {}), ...Object.values(workloads?.unfinished ?? {})];
  const namespaces = troubled.flatMap(({ namespace }) => namespace ?? []);
  if (strangers(strangers(namespaces, rollout) ?? [], ignored)?.length === 0) return [];
  const own = `the rollout's own namespaces alone: ${excerpt(rollout)}`;
  return [`Pods and workloads block in ${own} (rollout-namespaces); elsewhere they warn.`];
}

/** Clocks of two machines are seldom equal: facts of up to five minutes ahead are taken as fresh. */
const clockTolerance = 5 * 60_000;

/** Why facts are too old to judge by, or undefined. `maxAge` is in milliseconds. */
export function tooOld(document: FactsDocument, maxAge: number, now: Date): string | undefined {
  const age = now.getTime() - Date.parse(document.collectedAt);
  if (age > maxAge)
    return `Facts are ${durationText(age)} old, and --max-age allows ${durationText(maxAge)}. Collect them anew.`;
  if (age < -clockTolerance)
    return `Facts bear a time that lies ${durationText(-age)} ahead of this machine's clock, so --max-age cannot hold.`;
  return undefined;
}
