/** Finds links in runs of prose, outside of code spans and comments. Each character is looked at a bounded number of times. */
import type { Span } from '../../base/text.ts';

export interface MarkdownLink extends Span {
  /** `[[target]]`, or `[text](target)` and the definition of a reference. */
  readonly kind: 'wiki' | 'path';
  /** As it is written: of a wiki link without its text, of a path without its title, escapes resolved. */
  readonly target: string;
}

/** Longer ones are no links. */
const lengthLimit = 1000;
/** CommonMark allows a limit; 32 is the one that it names. */
const parenthesesLimit = 32;

/** The links between two offsets of a file, in order. Spans are those of the targets, in the file. */
export function linksIn(file: string, { start, end }: Span): readonly MarkdownLink[] {
  // Searches end with the run, not with the file.
  const text = file.slice(start, end);
  const definition = definitionIn(text);
  const from = definition?.end ?? 0;
  const links = linksOfRun(text.slice(from)).map((link) => moved(link, from));
  return (definition ? [definition, ...links] : links).map((link) => moved(link, start));
}

function moved(link: MarkdownLink, by: number): MarkdownLink {
  return { ...link, start: by + link.start, end: by + link.end };
}

function linksOfRun(text: string): readonly MarkdownLink[] {
  const links: MarkdownLink[] = [];
  const codeEnds = codeSpans(text);
  const wikiEnd = finder(text, ']]');
  const commentEnd = finder(text, '-->');
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 2;
    else if (code === 96) at = codeEnds.get(at) ?? behindRun(text, at, 96);
    else if (code === 60 && text.startsWith('<!--', at)) {
      const close = commentEnd(at);
      at = close === -1 ? at + 4 : close + 3;
    } else if (code === 91) {
      const wiki = text[at + 1] === '[' && text[at + 2] !== '[' ? wikiAt(text, at + 2, wikiEnd(at)) : undefined;
      if (wiki) {
        links.push(wiki);
        at = wikiEnd(at) + 2;
      } else {
        depth++;
        at++;
      }
    } else if (code === 93 && depth > 0) {
      depth--;
      const link = text[at + 1] === '(' ? destinationAt(text, at + 2) : undefined;
      if (link) links.push(link.link);
      at = link ? link.next : at + 1;
    } else at++;
  }
  return links;
}

/** `[label]: target`, which is a link wherever it is used. Footnotes (`[^1]:`) are none. */
function definitionIn(text: string): MarkdownLink | undefined {
  const head = /^ {0,3}\[(?!\^)(?:[^\]\\\n]|\\.){1,999}\]:[ \t]*/.exec(text.slice(0, lengthLimit + 100));
  if (!head) return undefined;
  const from = head[0].length;
  const [written = ''] = /^(?:<[^<>\n]*>|[^\s<]\S*)/.exec(text.slice(from, from + lengthLimit)) ?? [];
  if (written === '') return undefined;
  return pathLink(text, from, from + written.length);
}

function wikiAt(text: string, start: number, close: number): MarkdownLink | undefined {
  if (close === -1 || close - start > lengthLimit) return undefined;
  const content = text.slice(start, close);
  if (/[[\]\n]/.test(content)) return undefined;
  // In a table the bar is escaped.
  const [target = ''] = content.split(/\\?\|/, 1);
  return { kind: 'wiki', target: target.trim(), start, end: start + target.length };
}

/** `target "title")` behind an opening parenthesis. */
function destinationAt(
  text: string,
  start: number,
): { readonly link: MarkdownLink; readonly next: number } | undefined {
  const from = skipBlank(text, start);
  const limit = Math.min(text.length, from + lengthLimit);
  const to = text[from] === '<' ? pointedEnd(text, from, limit) : bareEnd(text, from, limit);
  if (to === undefined) return undefined;
  const behind = skipBlank(text, to);
  const close = behind > to ? titleEnd(text, behind, Math.min(text.length, behind + lengthLimit)) : behind;
  const next = skipBlank(text, close);
  return text[next] === ')' ? { link: pathLink(text, from, to), next: next + 1 } : undefined;
}

function pointedEnd(text: string, from: number, limit: number): number | undefined {
  for (let at = from + 1; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '>') return at + 1;
    else if (text[at] === '<' || text[at] === '\n') return undefined;
  }
  return undefined;
}

function bareEnd(text: string, from: number, limit: number): number | undefined {
  let depth = 0;
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 40 && ++depth > parenthesesLimit) return undefined;
    else if (code === 41 && depth-- === 0) return at;
    else if (code <= 32) return at;
  }
  return undefined;
}

function titleEnd(text: string, from: number, limit: number): number {
  const close = { '"': '"', "'": "'", '(': ')' }[text[from] ?? ''];
  if (close === undefined) return from;
  for (let at = from + 1; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === close) return at + 1;
    else if (text[at] === '(' && close === ')') return from;
  }
  return from;
}

function pathLink(text: string, from: number, to: number): MarkdownLink {
  const isPointed = text[from] === '<';
  const [start, end] = isPointed ? [from + 1, to - 1] : [from, to];
  const target = text
    .slice(start, end)
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('&amp;', '&');
  return { kind: 'path', target, start, end };
}

/** Where each code span that begins at a run of backticks ends. */
function codeSpans(text: string): ReadonlyMap<number, number> {
  const runs: { readonly at: number; readonly length: number }[] = [];
  for (let at = text.indexOf('`'); at !== -1; ) {
    const to = behindRun(text, at, 96);
    runs.push({ at, length: to - at });
    at = text.indexOf('`', to);
  }
  const ends = new Map<number, number>();
  const nextOf = new Map<number, number>();
  for (const { at, length } of runs.reverse()) {
    const close = nextOf.get(length);
    if (close !== undefined) ends.set(at, close + length);
    nextOf.set(length, at);
  }
  return ends;
}

/** Where a text is found from an offset on, asked with ascending offsets: each search begins where the last one ended. */
function finder(text: string, wanted: string): (from: number) => number {
  let found = -2;
  return (from) => {
    if (found !== -1 && found < from) found = text.indexOf(wanted, from);
    return found;
  };
}

function behindRun(text: string, at: number, code: number): number {
  let to = at;
  while (text.charCodeAt(to) === code) to++;
  return to;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}
