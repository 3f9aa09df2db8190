/** What a reader must know of how a target's facts were read. */
import { durationText } from '../base/duration.ts';
import type { FactsDocument } from '../base/facts.ts';
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
