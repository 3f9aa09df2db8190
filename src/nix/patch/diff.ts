/** A unified diff that `git apply` takes. */
import type { TextEdit } from './edit.ts';
import { withEdits } from './edit.ts';

/** Lines around a change. */
const context = 3;

interface Change {
  /** Lines of the text before, counted from 0. */
  readonly start: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** `path` is relative to the top of the repository, with slashes. Empty where nothing changes. */
export function unifiedDiff(path: string, text: string, edits: readonly TextEdit[]): string {
  const lines = linesOf(text);
  const changes = changesOf(text, lines, edits);
  if (changes.length === 0) return '';
  const hunks: string[] = [];
  let shift = 0;
  for (const group of grouped(changes)) {
    const first = group[0]?.start ?? 0;
    const last = group.at(-1);
    const from = Math.max(0, first - context);
    const to = Math.min(lines.length, (last?.start ?? 0) + (last?.removed.length ?? 0) + context);
    const body: string[] = [];
    let at = from;
    for (const { start, removed, added } of group) {
      body.push(...lines.slice(at, start).map((line) => marked(' ', line)));
      body.push(...removed.map((line) => marked('-', line)), ...added.map((line) => marked('+', line)));
      at = start + removed.length;
    }
    body.push(...lines.slice(at, to).map((line) => marked(' ', line)));
    const grown = group.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0);
    const old = to - from;
    hunks.push(`@@ -${range(from, old)} +${range(from + shift, old + grown)} @@\n${body.join('')}`);
    shift += grown;
  }
  const [before, after] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  return `diff --git ${before} ${after}\n--- ${before}\n+++ ${after}\n${hunks.join('')}`;
}

/** The same of a file that is not there yet. */
export function newFileDiff(path: string, text: string): string {
  const lines = linesOf(text);
  const [before, after] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const body = lines.map((line) => marked('+', line)).join('');
  return `diff --git ${before} ${after}\nnew file mode 100644\n--- /dev/null\n+++ ${after}\n@@ -0,0 +1,${lines.length} @@\n${body}`;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function marked(mark: string, line: string): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1},${count}`;
}

function changesOf(text: string, lines: readonly string[], edits: readonly TextEdit[]): Change[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const lineAt = (offset: number): number => {
    const after = starts.findIndex((start) => start > offset);
    return after < 0 ? Math.max(0, lines.length - 1) : after - 1;
  };
  const touched: { start: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of edits.toSorted((left, right) => left.start - right.start)) {
    const [start, end] = [lineAt(edit.start), lineAt(edit.end) + 1];
    const before = touched.at(-1);
    if (before && before.end >= start) {
      before.end = Math.max(before.end, end);
      before.edits.push(edit);
    } else touched.push({ start, end, edits: [edit] });
  }
  return touched.flatMap(({ start, end, edits: own }) => {
    const base = starts[start] ?? 0;
    const old = text.slice(base, starts[end] ?? text.length);
    const moved = own.map((edit) => ({ ...edit, start: edit.start - base, end: edit.end - base }));
    const change = trimmed(linesOf(old), linesOf(withEdits(old, moved)));
    return change ? [{ ...change, start: start + change.start }] : [];
  });
}

/** Without the lines that both begin or end with. */
function trimmed(removed: readonly string[], added: readonly string[]): Change | undefined {
  let start = 0;
  while (start < Math.min(removed.length, added.length) && removed[start] === added[start]) start++;
  let end = 0;
  const most = Math.min(removed.length, added.length) - start;
  while (end < most && removed.at(-1 - end) === added.at(-1 - end)) end++;
  const change = {
    start,
    removed: removed.slice(start, removed.length - end),
    added: added.slice(start, added.length - end),
  };
  return change.removed.length + change.added.length > 0 ? change : undefined;
}

/** Changes whose surroundings would overlap share a hunk. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last && change.start - (last.start + last.removed.length) <= 2 * context) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups;
}

/** As git writes a path that is more than plain characters. */
function quoted(path: string): string {
  if (/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(path)) return path;
  const bytes = [...Buffer.from(path)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : character;
  });
  return `"${bytes.join('')}"`;
}
