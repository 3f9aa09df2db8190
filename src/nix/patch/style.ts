/** How a file is written: what is put into it looks like what is there. */
import { bare, type NixBinding, type NixList, type NixSet } from '../../base/nix/tree.ts';
import type { Span } from '../../base/text.ts';
import type { ModuleText } from '../declared/module.ts';
import type { TextEdit } from './edit.ts';

/** The line break that the file uses. */
function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The blanks at the beginning of the line of an offset. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** One level of indentation: what the bindings of the set have more than the line on which it begins. */
export function levelOf(text: string, set: NixSet): string {
  const [first] = set.bindings;
  const outer = indentAt(text, set.open);
  const inner = first && beginsLine(text, first.start) ? indentAt(text, first.start) : '';
  if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  return /^\t/m.test(text) && !/^ {2}/m.test(text) ? '\t' : '  ';
}

function beginsLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}

/** Whether a binding has a comment directly above it, or one of its neighbours does. */
export function hasCommentsAbove({ source, file }: ModuleText, bindings: readonly NixBinding[]): boolean {
  return bindings.some(({ start }) =>
    file.comments.some(({ end }) => end <= start && /^\r?\n[ \t]*$/.test(source.text.slice(end, start))),
  );
}

/** Whether the last two bindings are apart by a blank line. */
export function isSpaced(text: string, bindings: readonly NixBinding[]): boolean {
  const [before, last] = bindings.slice(-2);
  return before !== undefined && last !== undefined && /\n[ \t\r]*\n/.test(text.slice(before.end, last.start));
}

/**
 * Lines after a binding, each written without indentation. A comment behind the binding stays with it. In a set that
 * is written on one line they come on that line.
 */
export function afterBinding(module: ModuleText, set: NixSet, binding: NixBinding, lines: readonly string[]): TextEdit {
  const { text } = module.source;
  const isOneLine = !text.slice(set.open, set.end).includes('\n');
  const plain = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (isOneLine) return { start: binding.end, end: binding.end, text: plain.map((line) => ` ${line}`).join('') };
  const at = endOfLine(module, binding.end);
  const first = beginsLine(text, binding.start) ? binding : set.bindings.find(({ start }) => beginsLine(text, start));
  const indent = first ? indentAt(text, first.start) : indentAt(text, set.open) + levelOf(text, set);
  return { start: at, end: at, text: written(lines, indent, lineBreakOf(text)) };
}

/** Lines in a set that has none yet. */
export function intoEmpty(module: ModuleText, set: NixSet, lines: readonly string[]): TextEdit {
  const { text } = module.source;
  const eol = lineBreakOf(text);
  const outer = indentAt(text, set.open);
  const body = written(lines, outer + levelOf(text, set), eol);
  // What is in it is blanks and comments, which stay.
  const last = module.file.comments.findLast(({ start, end }) => start > set.open && end < set.end);
  const from = last ? last.end : set.open + 1;
  return { start: from, end: set.end - 1, text: `${body}${eol}${outer}` };
}

function written(lines: readonly string[], indent: string, eol: string): string {
  return lines.map((line) => `${eol}${line === '' ? '' : indent}${line}`).join('');
}

/** Behind a comment that follows on the same line. */
function endOfLine({ source, file }: ModuleText, end: number): number {
  const rest = /^[ \t]*/.exec(source.text.slice(end))?.[0].length ?? 0;
  const comment = file.comments.find(({ start }) => start === end + rest);
  return comment && !source.text.slice(comment.start, comment.end).includes('\n') ? comment.end : end;
}

/** The nested set of a binding, if it has one. */
export function setOfBinding(binding: NixBinding): NixSet | undefined {
  const value = binding.kind === 'definition' ? bare(binding.value) : undefined;
  return value?.kind === 'set' ? value : undefined;
}

/** A line before everything else in a set, apart from it by a blank line. */
export function atTop(module: ModuleText, set: NixSet, line: string): TextEdit {
  const { text } = module.source;
  const after = set.open + 1;
  if (!text.slice(set.open, set.end).includes('\n')) return { start: after, end: after, text: ` ${line}` };
  const at = endOfLine(module, after);
  const first = set.bindings.find(({ start }) => beginsLine(text, start));
  const indent = first ? indentAt(text, first.start) : indentAt(text, set.open) + levelOf(text, set);
  const eol = lineBreakOf(text);
  const isBlank = /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(at));
  return { start: at, end: at, text: `${eol}${indent}${line}${isBlank ? '' : eol}` };
}

/** One more element at the end of a list, on a line of its own where the others have theirs. */
export function intoList(module: ModuleText, list: NixList, element: string): TextEdit {
  const { text } = module.source;
  const eol = lineBreakOf(text);
  const [first] = list.elements;
  const last = list.elements.at(-1);
  if (last && !(first && beginsLine(text, first.start) && beginsLine(text, last.start)))
    return { start: last.end, end: last.end, text: ` ${element}` };
  if (last) {
    const at = endOfLine(module, last.end);
    return { start: at, end: at, text: `${eol}${indentAt(text, last.start)}${element}` };
  }
  const comment = module.file.comments.findLast(({ start, end }) => start > list.start && end < list.end);
  if (!comment) return { start: list.start + 1, end: list.end - 1, text: ` ${element} ` };
  const outer = indentAt(text, list.start);
  const level = indentAt(text, comment.start).length > outer.length ? indentAt(text, comment.start) : `${outer}  `;
  return { start: comment.end, end: list.end - 1, text: `${eol}${level}${element}${eol}${outer}` };
}

/** Takes an element out of a list: with its line where it has one of its own, a comment behind it included. */
export function outOfList(module: ModuleText, list: NixList, { start, end }: Span): TextEdit {
  const { text } = module.source;
  const after = endOfLine(module, end);
  const hasLine = beginsLine(text, start) && /^[ \t]*\r?\n/.test(text.slice(after));
  if (hasLine) {
    const from = text.lastIndexOf('\n', start - 1) + 1;
    return { start: from, end: text.indexOf('\n', after) + 1, text: '' };
  }
  const blanks = /[ \t]*$/.exec(text.slice(list.start + 1, start))?.[0].length ?? 0;
  return { start: start - blanks, end, text: '' };
}
