/** How the facts of a target were come by, and what a file was judged as. */
import { printable } from '../../base/display.ts';
import type { Rehearsal, Target } from '../../generated/report-types.ts';

const kinds: Readonly<Record<Target['kind'], string>> = {
  host: '',
  facts: 'recorded facts',
  closure: 'closure',
  file: 'file',
  branch: 'branch',
  service: 'service',
};
const transports: Readonly<Record<NonNullable<Target['transport']>, string>> = {
  ssh2: 'over ssh2',
  openssh: 'over openssh',
  local: 'this machine',
  demo: 'recorded host of the demo',
};
/** Names of files that are listed. */
const shownFiles = 3;

/** `over ssh2, as deploy with sudo, read 2026-11-03 09:12:44 UTC`. */
export function howText({ kind, transport, user, sudo, collectedAt, hostKey, rehearsal }: Target): string {
  const who = user === undefined ? '' : `as ${user}`;
  const root = sudo === undefined || user === 'root' ? '' : sudo ? 'with sudo' : 'without sudo';
  return [
    kinds[kind],
    ...(rehearsal ? rehearsalTexts(rehearsal) : []),
    transport === undefined ? '' : transports[transport],
    [who, root].filter(Boolean).join(' '),
    collectedAt === undefined ? '' : `read ${momentText(collectedAt)}`,
    hostKey === undefined ? '' : `host key ${hostKey}`,
  ]
    .filter(Boolean)
    .map((part) => printable(part))
    .join(', ');
}

/** As git shows the id of a commit to people. */
export function shortCommit(id: string): string {
  return id.slice(0, 10);
}

function rehearsalTexts({ onto, ontoCommit, bases, ahead, behind }: Rehearsal): string[] {
  const since = bases.map(shortCommit).join(' and ');
  return [`onto ${onto} (${shortCommit(ontoCommit)})`, `${ahead} ahead and ${behind} behind since ${since}`];
}

/** `2026-11-03T09:12:44.120Z` -> `2026-11-03 09:12:44 UTC`; anything else stays as it is. */
export function momentText(moment: string): string {
  return moment.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/, '$1 $2 UTC');
}

/** Of a target that is files: which they are, unless its name says so, and the version that was judged. */
export function fileTexts({ name, judgedFor, files = [] }: Target): string[] {
  const more = files.length > shownFiles ? [`${files.length - shownFiles} more`] : [];
  const named =
    files.length === 1 && name.startsWith(files[0] ?? '') ? '' : [...files.slice(0, shownFiles), ...more].join(', ');
  const version =
    judgedFor === undefined ? '' : `judged for ${judgedFor.program} ${judgedFor.version} (${judgedFor.from})`;
  return [named, version].filter(Boolean);
}
