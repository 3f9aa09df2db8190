/** The lines of the templates for kubectl (probe/cluster): a word that says what it is, and words escaped as in a URL. */
import type { Gap } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { type Draft, gapAt, observed } from '../facts/draft.ts';

export interface Row {
  readonly kind: string;
  /** The text of word N; undefined where there is none. */
  readonly text: (index: number) => string | undefined;
  /** The word N as a whole number of at least 0. */
  readonly count: (index: number) => number | undefined;
  /** The texts from word N on. */
  readonly rest: (index: number) => string[];
}

export interface Listed {
  readonly rows: readonly Row[];
  /** How many objects the API server has. */
  readonly total: number;
  /** Why some are not told, where some are not. */
  readonly untold?: string;
}

/** Objects of one kind that a facts document holds at most, and characters of a text (ShortText). */
const most = 500;
const longest = 255;

/** What kubectl told under `kube.NAME`, or the gap in its place. */
export function listed(draft: Draft, name: string): Listed | Gap {
  const key = `kube.${name}`;
  const state = draft.frame.facts.get(key);
  if (state === undefined) return gapAt(draft, key);
  const lines = draft.frame.lists.get(key) ?? [];
  const [head, ...all] = lines;
  const total = /^list (\d{1,9})$/.exec(head ?? '')?.[1];
  if (total === undefined) return { reason: 'unreadable', detail: 'what kubectl printed is not of its template' };
  // The last line of a list that was cut may be half a line.
  const body = (state === 'whole' ? all : all.slice(0, -1)).flatMap((line) => rowOf(line) ?? []);
  const cut = state !== 'whole' || body.length < all.length;
  const untold = cut
    ? 'the list was too long to be told whole'
    : body.some(isNameless)
      ? 'what is listed has no name'
      : undefined;
  return { rows: body, total: Number(total), ...(untold === undefined ? {} : { untold }) };
}

/** Words at the beginning of a row that name a thing, such as its namespace and its name. */
const nameWords: ReadonlyMap<string, number> = new Map([
  ['node', 1],
  ['pod', 2],
  ['workload', 3],
  ['application', 2],
  ['cluster', 2],
]);

/** A thing without a name is told by none, and must not be passed over: kubectl takes any object for a list of one. */
function isNameless({ kind, text }: Row): boolean {
  return Array.from({ length: nameWords.get(kind) ?? 0 }, (_, index) => text(index)).includes(undefined);
}

export function isGap(listed: Listed | Gap): listed is Gap {
  return 'reason' in listed;
}

function rowOf(line: string): Row | undefined {
  const [kind = '', ...words] = line.split(' ');
  try {
    const texts = words.map((word) => decodeURIComponent(word.replaceAll('+', ' ')).slice(0, longest));
    const text = (index: number) => {
      const found = texts[index];
      return found === undefined || found === '' || found === '<nil>' ? undefined : found;
    };
    return {
      kind,
      text,
      count: (index) => (/^\d{1,9}$/.test(text(index) ?? '') ? Number(text(index)) : undefined),
      rest: (index) => texts.slice(index).filter((one) => one !== ''),
    };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/**
 * Members of a map of the facts document at `at`, in their order. What is not told is a member of which only a gap is
 * known, so that a check with `each` cannot pass over it.
 */
export function membersAt<T>(
  draft: Draft,
  at: readonly string[],
  list: Listed,
  members: readonly (readonly [string, T])[],
) {
  // No object has that name, and no document may hold it.
  const kept = members.filter(([key]) => key !== '__proto__').slice(0, most);
  const untold = kept.length < members.length ? `there are ${members.length - kept.length} more` : list.untold;
  if (untold !== undefined) draft.gaps.set(pointerOf([...at, 'others']), { reason: 'unreadable', detail: untold });
  return Object.fromEntries(kept);
}

/** Says that everything at a pointer was read with kubectl. */
export function told(draft: Draft, pointer: string, resources: string): void {
  observed(draft, pointer, `kubectl get ${resources}`);
}

/** Seconds from a time in RFC 3339 to `now` (milliseconds); undefined where it is none. A time to come is 0. */
export function secondsSince(time: string | undefined, now: number): number | undefined {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? undefined : Math.max(0, Math.floor((now - at) / 1000));
}
