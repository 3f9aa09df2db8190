/** Tells the lines of a Markdown text that are prose from code, comments and frontmatter. One pass. */
import type { Span } from '../../base/text.ts';

export interface Blocks {
  /** Between the lines of dashes, and the whole with them. */
  readonly frontmatter?: { readonly body: Span; readonly whole: Span; readonly isClosed: boolean };
  /** Runs of lines in which links and code spans are looked for: a paragraph, an item, a heading, a row of a table. */
  readonly runs: readonly Run[];
}

export interface Run extends Span {
  readonly kind: 'text' | 'heading' | 'row';
}

/** Deeper, a line is code, unless a list is open. */
const codeIndent = 4;

export function blocksOf(text: string): Blocks {
  const frontmatter = frontmatterOf(text);
  const runs: Run[] = [];
  let open: { start: number; end: number } | undefined;
  const close = (kind: Run['kind'] = 'text'): void => {
    if (open) runs.push({ kind, ...open });
    open = undefined;
  };
  let fence: { readonly mark: string; readonly length: number } | undefined;
  let inComment = false;
  let inList = false;
  let afterBlank = true;
  for (let at = frontmatter?.whole.end ?? 0; at < text.length; ) {
    const { end, next } = lineAt(text, at);
    const line = text.slice(at, end);
    const span = { start: at, end };
    at = next;
    if (inComment) {
      inComment = !line.includes('-->');
      continue;
    }
    // A fence may stand in a quotation or an item.
    const inner = line.replace(/^(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])[ \t])*/, '');
    const mark = fenceOf(inner);
    if (fence) {
      if (mark && mark.mark === fence.mark && mark.length >= fence.length && mark.info === '') fence = undefined;
      continue;
    }
    if (mark && !(mark.mark === '`' && mark.info.includes('`'))) {
      close();
      fence = mark;
      continue;
    }
    if (inner === '') {
      close();
      afterBlank = true;
      continue;
    }
    const indent = indentOf(line);
    const isItem = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/.test(line);
    if (isItem) inList = true;
    else if (afterBlank && indent === 0) inList = false;
    if (indent >= codeIndent && afterBlank && !inList) continue;
    afterBlank = false;
    if (indent < codeIndent && /^[ \t]*<!--/.test(line)) {
      close();
      inComment = !line.includes('-->');
      continue;
    }
    if (/^ {0,3}#{1,6}(?:[ \t]|$)/.test(line)) {
      close();
      runs.push({ kind: 'heading', ...span });
    } else if (open && !isItem && /^ {0,3}(?:=+|-+)[ \t]*$/.test(line)) close('heading');
    else if (/^[ \t>]*\|/.test(line)) {
      close();
      runs.push({ kind: 'row', ...span });
    } else if (open && !isItem && !/^ {0,3}\[(?!\^)[^\]]{1,999}\]:/.test(line)) open.end = end;
    else {
      close();
      open = span;
    }
  }
  close();
  return { ...(frontmatter ? { frontmatter } : {}), runs };
}

function frontmatterOf(text: string): Blocks['frontmatter'] {
  const from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = lineAt(text, from);
  if (!/^---[ \t]*$/.test(text.slice(from, first.end))) return undefined;
  for (let at = first.next; at < text.length; ) {
    const { end, next } = lineAt(text, at);
    if (/^(?:---|\.\.\.)[ \t]*$/.test(text.slice(at, end)))
      return { body: { start: first.next, end: at }, whole: { start: from, end: next }, isClosed: true };
    at = next;
  }
  // What would be frontmatter is then a line and a text.
  const whole = { start: from, end: first.end };
  return { body: whole, whole, isClosed: false };
}

function lineAt(text: string, at: number): { readonly end: number; readonly next: number } {
  const feed = text.indexOf('\n', at);
  if (feed === -1) return { end: text.length, next: text.length };
  return { end: text[feed - 1] === '\r' && feed > at ? feed - 1 : feed, next: feed + 1 };
}

function fenceOf(line: string): { readonly mark: string; readonly length: number; readonly info: string } | undefined {
  const [, run = ''] = /^(`{3,}|~{3,})/.exec(line) ?? [];
  return run === '' ? undefined : { mark: run[0] ?? '', length: run.length, info: line.slice(run.length).trim() };
}

function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns++;
    else if (character === '\t') columns += 4 - (columns % 4);
    else break;
  }
  return columns;
}
