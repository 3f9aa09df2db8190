/**
 * Text of anybody in Markdown that GitHub, Forgejo and GitLab show: it stays text, and calls nobody. Sources: CommonMark
 * 0.31, GitHub Flavored Markdown 0.29.
 */
import { oneLine } from '../words/one-line.ts';
import { markupText } from './markup.ts';

/** Between the halves of what would become a link of its own accord; shown as nothing. */
const gap = '<!-- -->';

/** What means something in the middle of a line. An underscore does so at the edge of a word alone. */
const special = /[\\`*[\]<>#|~&$^]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** What does so where a line begins. */
const leading = /^(?:\d{1,9}(?=[.)])|(?=[-+=]))/;

/** Inline text on one line; also in a table. */
export function markdownText(text: string): string {
  return unlinked(oneLine(text), (part) => part.replace(special, '\\$&').replace(leading, '$&\\'));
}

/** The same inside of an HTML element, such as a summary. */
export function summaryText(text: string): string {
  return unlinked(oneLine(text), markupText);
}

/**
 * Mentions, references to issues, emoji and addresses are found by the forge in the text that a reader would see, escaped or
 * not. `inert` is applied to the parts between the gaps.
 */
function unlinked(text: string, inert: (part: string) => string): string {
  return text
    .split(
      /(?<=@)(?=\w)|(?<=[#!])(?=\d)|(?<=GH)(?=-\d)|(?<=:)(?=(?:[a-z+-][\w+-]{0,60}|100|1234):)|(?<=https?|ftp|mailto|xmpp)(?=:)|(?<=www)(?=\.)/i,
    )
    .map((part) => inert(part))
    .join(gap);
}

/** A code span on one line: nothing in it is read as anything. Not for a table. */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  // A blank at each end is taken off again where there are both.
  const pad = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return fence + pad + line + pad + fence;
}

/** A block of code, whose lines are printable already. */
export function codeBlock(lines: readonly string[], language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n'), '`') + 1));
  return [fence + language, ...lines, fence].join('\n');
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
