/** Which lines of both sides are in conflict. */
import { git } from './git.ts';
import type { Merged } from './merge.ts';
import type { Store } from './repository.ts';
import { listTree, readBlobs } from './tree.ts';

/** Lines of a text, from 1; without lines of its own (`end` is `start - 1`) the place before `start`. */
interface LineRange {
  readonly start: number;
  readonly end: number;
}

interface ConflictRange {
  readonly ours: LineRange;
  readonly theirs: LineRange;
}

/** Both sides of one file in conflict. */
export interface ConflictTexts {
  readonly ours: string;
  readonly theirs: string;
  readonly ranges: readonly ConflictRange[];
  /** The file with every conflict settled as the commit has it, and the rest merged. */
  readonly settled: Buffer;
}

/** A file beyond it is told of without its lines. */
const sizeLimit = 1 << 20;
/** Files of one commit that are looked into. */
const fileLimit = 50;

/** By the paths of the conflicts; of binary files, links and files that one side does not have there is nothing. */
export async function rangesOf(store: Store, merged: Merged): Promise<ReadonlyMap<string, ConflictTexts>> {
  const both = merged.conflicts
    .flatMap(({ path, ours, theirs, kinds }) =>
      ours && theirs && !kinds.includes('binary') && [ours, theirs].every(({ mode }) => mode.startsWith('100'))
        ? [{ path, ours: ours.id, theirs: theirs.id }]
        : [],
    )
    .slice(0, fileLimit);
  if (both.length === 0) return new Map();
  const entries = await listTree(
    store,
    merged.tree,
    both.map(({ path }) => path),
  );
  const ids = new Map(entries.map(({ path, id }) => [path, id]));
  const wanted = both.flatMap(({ path, ours, theirs }) => [ids.get(path) ?? ours, ours, theirs]);
  const limits = { each: sizeLimit, total: wanted.length * sizeLimit };
  const blobs = await readBlobs(
    store,
    wanted.map((id) => ({ id })),
    limits,
  );
  const texts = new Map<string, ConflictTexts>();
  for (const { path, ours, theirs } of both) {
    const id = ids.get(path);
    const [mixed, left, right] = [id, ours, theirs].map((one) => (one === undefined ? undefined : blobs.get(one)));
    if (id === undefined || !mixed || !left || !right) continue;
    const marks = marksIn(mixed.toString('latin1'), merged.ours);
    if (marks.length === 0) continue;
    const [toOurs, toTheirs] = [await linesOf(store, ours, id), await linesOf(store, theirs, id)];
    texts.set(path, {
      ours: left.toString('utf8'),
      theirs: right.toString('utf8'),
      ranges: marks.map(({ begin, middle, end }) => ({
        ours: rangeOf(toOurs, begin, middle),
        theirs: rangeOf(toTheirs, middle, end),
      })),
      settled: settledIn(mixed.toString('latin1'), marks),
    });
  }
  return texts;
}

/** Lines of the text with markers, from 1: `<<<<<<<`, `=======` and `>>>>>>>`. */
interface Marks {
  readonly begin: number;
  readonly middle: number;
  readonly end: number;
}

/** Where a conflict begins stands the id of a commit that nobody else knows; what a file itself holds is not taken for it. */
function marksIn(text: string, ours: string): Marks[] {
  const marks: Marks[] = [];
  let begin: number | undefined;
  let middle: number | undefined;
  let size = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1;
    const opening = /^<{7,} ?/.exec(line);
    if (opening && line.slice(opening[0].length).startsWith(ours)) {
      [begin, middle, size] = [number, undefined, opening[0].trim().length];
    } else if (begin !== undefined && middle === undefined && line.replace(/\r$/, '') === '='.repeat(size)) {
      middle = number;
    } else if (begin !== undefined && middle !== undefined && line.startsWith(`${'>'.repeat(size)} `)) {
      marks.push({ begin, middle, end: number });
      begin = undefined;
    }
  }
  return marks;
}

/** `text` in latin1, so that every byte stays what it is. */
function settledIn(text: string, marks: readonly Marks[]): Buffer {
  const dropped = new Set<number>();
  for (const { begin, middle, end } of marks) {
    for (let line = begin; line <= middle; line++) dropped.add(line);
    dropped.add(end);
  }
  const kept = text.split('\n').filter((_, index) => !dropped.has(index + 1));
  return Buffer.from(kept.join('\n'), 'latin1');
}

/** The lines between two markers. */
function rangeOf(toSide: (line: number) => number, from: number, to: number): LineRange {
  const start = toSide(from + 1);
  return { start, end: start + (to - from - 1) - 1 };
}

interface Hunk {
  /** First of the lines that only the side has, and how many. */
  readonly side: number;
  readonly sideCount: number;
  readonly mixed: number;
  readonly mixedCount: number;
}

/** From a line of the text with markers to the line of the side; of a line that the side lacks, to the next that it has. */
async function linesOf({ place }: Store, side: string, mixed: string): Promise<(line: number) => number> {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--text', '--unified=0'] as const;
  const { bytes } = await git(place, ['diff', ...plain, side, mixed]);
  const hunks = [...bytes.toString('utf8').matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map(
    ([, first = '', firstCount = '1', second = '', secondCount = '1']): Hunk => {
      const [sideCount, mixedCount] = [Number(firstCount), Number(secondCount)];
      // Of no lines git names the line before.
      const at = (line: string, count: number) => Number(line) + (count === 0 ? 1 : 0);
      return { side: at(first, sideCount), sideCount, mixed: at(second, mixedCount), mixedCount };
    },
  );
  return (line) => {
    const before = hunks.findLast(({ mixed: start }) => start <= line);
    if (!before) return line;
    const behind = line - (before.mixed + before.mixedCount);
    return before.side + before.sideCount + Math.max(0, behind);
  };
}
