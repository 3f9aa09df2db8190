/** What to say of the place where a text stops being Nix. */
import type { Language, Parser } from 'web-tree-sitter';
import { excerpt } from '../display.ts';
import { expectedIn, type Stop, stopOf } from './stop.ts';
import type { NixProblem } from './syntax-node.ts';

export function unexpected(parser: Parser, language: Language, text: string, stop: Stop | undefined): NixProblem {
  const at = stop?.at ?? text.length;
  if (at >= text.length) return ending(parser, language, text, stop);
  const word = wordAt(text, at);
  const where = { start: at, end: at + word.length };
  const opened = stop && openedString(expectedIn(language, stop.state));
  if (opened) return { ...where, message: unclosed(opened) };
  if (text.startsWith('/*', at)) return { ...where, message: 'a comment begins here and is not closed' };
  return {
    ...where,
    message: `${excerpt(JSON.stringify(word), 60)} is not expected here`,
    ...hint(parser, text, at, word),
  };
}

function hint(parser: Parser, text: string, at: number, word: string): { readonly hint?: string } {
  const missing = missingBefore(parser, text, at, word);
  if (missing !== undefined) return { hint: `Is a \`${missing}\` missing in front of it?` };
  if (word !== '=') return {};
  // `a = 1` and then `b = 2;`: what Nix reads as `1 b` is the end of one definition and the name of the next.
  const name = /[\w."'-]+\s*$/.exec(text.slice(Math.max(0, at - 500), at));
  const start = at - (name?.[0].length ?? 0);
  if (!name || missingBefore(parser, text, start, text.slice(start, at + 1)) !== ';') return {};
  return { hint: `Is a \`;\` missing in front of ${excerpt(name[0].trim(), 60)}?` };
}

function ending(parser: Parser, language: Language, text: string, stop: Stop | undefined): NixProblem {
  const where = { start: text.length, end: text.length };
  const opened = stop && openedString(expectedIn(language, stop.state));
  if (opened) return { ...where, message: unclosed(opened) };
  const message = 'the text ends in the middle of an expression';
  const missing = missingBefore(parser, text, text.length, '');
  return missing === undefined ? { ...where, message } : { ...where, message, hint: `A \`${missing}\` is missing.` };
}

function unclosed(quote: string): string {
  return `a string that ${quote} began is not closed`;
}

function openedString(wanted: ReadonlySet<string>): string | undefined {
  if (!wanted.has('string_fragment') || wanted.has('identifier')) return undefined;
  return ["''", '"'].find((quote) => wanted.has(quote));
}

/** What Nix would take for one token. */
function wordAt(text: string, start: number): string {
  const token = /(?:[a-zA-Z_][\w'-]*|[0-9]+|==|!=|<=|>=|&&|\|\||->|\/\/|\+\+|''|\$\{|\.\.\.)/y;
  token.lastIndex = start;
  return token.exec(text)?.[0] ?? String.fromCodePoint(text.codePointAt(start) ?? 0);
}

/** A semicolon first: it is what is forgotten most. */
const separators = [';', ':', '='];
const closing = [';', '}', ')', ']', ' then ', ' else ', ':', '='];

/** Longer texts are not read again for the sake of a hint. */
const limit = 1 << 16;

/** The token that, put there, makes the parser go on beyond the word. */
function missingBefore(parser: Parser, text: string, at: number, word: string): string | undefined {
  if (at > limit) return undefined;
  const endsSomething = /^(?:[})\];]|in|then|else|)$/.test(word);
  const candidates = endsSomething ? closing : separators;
  return candidates
    .find((token) => {
      const attempt = `${text.slice(0, at)}${token} `;
      const stop = stopOf(parser, attempt + word);
      return stop === undefined || stop.at >= attempt.length + word.length;
    })
    ?.trim();
}
