/** Jinja, Go and Helm templates: a text that becomes a configuration only once something has rendered it. */
import type { Span } from '../base/text.ts';

export interface Templates {
  /** The first tag that no string literal or comment of Alloy could hold. */
  readonly outside?: Span;
  /** Tags within string literals; Alloy's own stages use them, too (`template = "{{ .Value }}"`). */
  readonly inside: readonly Tag[];
}

interface Tag extends Span {
  /** The string literal around it, with its quotes. */
  readonly literal: Span;
  /** Alloy itself has no use for it: {% … %}, or a bare quote within. */
  readonly isForeign: boolean;
}

/** Finds the tags of a template in the text of a configuration, up to the first one outside of strings. */
export function templatesIn(text: string): Templates {
  const inside: Tag[] = [];
  if (!/\{[{%#]/.test(text)) return { inside };
  const scan = { text, next: finder(text) };
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 96) {
      const string = code === 34 ? quotedString(scan, at) : rawString(scan, at);
      const literal = { start: at, end: string.end };
      for (const tag of string.tags) inside.push({ ...tag, literal });
      at = string.end;
    } else if (code === 47 && text[at + 1] === '/') at = lineEnd(text, at);
    else if (code === 47 && text[at + 1] === '*') at = behind(text, '*/', at + 2);
    else if (code === 123 && '{%#'.includes(text[at + 1] ?? ' ')) return { inside, outside: tagAt(text, at) };
    else at++;
  }
  return { inside };
}

/** The text with every tag inside of a string literal replaced by letters, and the literals that held one. */
export function withoutPlaceholders(
  text: string,
  { inside }: Templates,
): { readonly text: string; readonly opaque: readonly Span[] } {
  const pieces: string[] = [];
  const opaque: Span[] = [];
  let from = 0;
  for (const { start, end, literal } of inside) {
    pieces.push(text.slice(from, start), letters(text.slice(start, end)));
    from = end;
    if (opaque.at(-1)?.start !== literal.start) opaque.push(literal);
  }
  pieces.push(text.slice(from));
  return { text: pieces.join(''), opaque };
}

interface Scan {
  readonly text: string;
  readonly next: Finder;
}

interface ScannedString {
  readonly tags: readonly Omit<Tag, 'literal'>[];
  readonly end: number;
}

function quotedString(scan: Scan, start: number): ScannedString {
  const { text, next } = scan;
  const tags: Omit<Tag, 'literal'>[] = [];
  const stop = next('\n', start);
  for (let at = start + 1; at < stop; ) {
    const code = text.charCodeAt(at);
    if (code === 34) return { tags, end: at + 1 };
    const tag = code === 123 ? tagWithin(scan, at, stop) : undefined;
    if (tag) {
      tags.push(tag);
      at = tag.end;
    } else at += code === 92 ? 2 : 1;
  }
  return { tags, end: stop };
}

function rawString(scan: Scan, start: number): ScannedString {
  const { text, next } = scan;
  const tags: Omit<Tag, 'literal'>[] = [];
  const stop = next('`', start + 1);
  for (let at = next('{', start); at < stop; at = next('{', at)) {
    const tag = tagWithin(scan, at, stop);
    if (tag) tags.push(tag);
    at = tag?.end ?? at + 1;
  }
  return { tags, end: Math.min(text.length, stop + 1) };
}

/**
 * The tag that begins here and ends before `stop`. A quote in it belongs to it, as in "{{ index .Values "a" }}", when
 * something of the tag follows at once; else it ends the literal, as in "{{" + name + "}}".
 */
function tagWithin({ text, next }: Scan, at: number, stop: number): Omit<Tag, 'literal'> | undefined {
  const close = text[at + 1] === '{' ? '}}' : text[at + 1] === '%' ? '%}' : undefined;
  if (close === undefined) return undefined;
  const end = next(close, at + 2);
  if (end + 2 > stop || (close === '%}' && !/^[-+]?\s*[a-z]/.test(text.slice(at + 2, end)))) return undefined;
  let quote = next('"', at + 2);
  while (quote < end && text[quote - 1] === '\\') quote = next('"', quote + 1);
  if (quote < end && !/[\w.$/%-]/.test(text[quote + 1] ?? '')) return undefined;
  return { start: at, end: end + 2, isForeign: quote < end || close === '%}' };
}

function tagAt(text: string, at: number): Span {
  const close = { '{': '}}', '%': '%}', '#': '#}' }[text[at + 1] ?? ''] ?? '}';
  const end = text.indexOf(close, at + 2);
  return { start: at, end: end < 0 || end > lineEnd(text, at) ? at + 2 : end + 2 };
}

/** As many letters as the tag has units, the same for the same tag: two different labels stay different. */
function letters(tag: string): string {
  let hash = 5381;
  for (let at = 0; at < tag.length; at++) hash = (hash * 33 + tag.charCodeAt(at)) >>> 0;
  let made = '';
  for (let at = 0; at < tag.length; at++) {
    made += String.fromCharCode(97 + (hash % 26));
    hash = ((hash >>> 5) * 31 + hash) >>> 0;
  }
  return made;
}

/** Where a text next occurs at or behind an offset, or the length. */
type Finder = (wanted: string, from: number) => number;

/** What was found is kept: a search never goes twice over what lies between, however often it is asked. */
function finder(text: string): Finder {
  const known = new Map<string, { readonly from: number; readonly at: number }>();
  return (wanted, from) => {
    const last = known.get(wanted);
    if (last && last.from <= from && from <= last.at) return last.at;
    const found = text.indexOf(wanted, from);
    const at = found < 0 ? text.length : found;
    known.set(wanted, { from, at });
    return at;
  };
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

function behind(text: string, close: string, from: number): number {
  const at = text.indexOf(close, from);
  return at < 0 ? text.length : at + close.length;
}
