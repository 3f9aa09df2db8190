/** What goes wrong with variables, in words. */
import type { Diagnostic } from '../../base/diagnostic.ts';
import { excerpt } from '../../base/display.ts';
import type { SourceText, Span } from '../../base/text.ts';
import { diagnosticOf } from '../rule.ts';
import type { Escape, Expression, Piece } from './syntax.ts';
import { brokenVariable, changedText, emptyVariable, noDefault, unexpanded } from './texts.ts';

/** Variables and escapes that are looked at; no configuration has so many. */
const lookLimit = 5000;

export function cannotExpand(
  file: string,
  { broken, isTooDeep }: { readonly broken: Span; readonly isTooDeep: boolean },
): Diagnostic {
  return diagnosticOf(
    brokenVariable,
    { file, span: broken },
    {
      message: isTooDeep
        ? 'Too many variables stand in each other’s defaults'
        : 'The server cannot read what begins here as a variable',
      hint: 'Write ${NAME} or ${NAME:-default}, or $${ for ${ itself',
    },
  );
}

/** What the server makes of pieces without a word. */
export function expansionFindings({ path: file, text }: SourceText, pieces: readonly Piece[]): Diagnostic[] {
  return pieces.slice(0, lookLimit).flatMap((piece) => {
    if (isInComment(text, piece.start)) return [];
    const { start, end } = piece;
    const at = { file, span: { start, end } };
    return piece.kind === 'escape' ? escapeFindings(text, piece, at) : expressionFindings(text, piece, at);
  });
}

type At = { readonly file: string; readonly span: Span };

function escapeFindings(text: string, { start, end, text: left }: Escape, at: At): Diagnostic[] {
  // $${ is how ${ is written.
  if (left === '$' && text.charAt(end) === '{') return [];
  const shown = text.slice(start, end);
  return [
    diagnosticOf(changedText, at, {
      message: `The server makes ${left} of ${shown} here`,
      hint: left === '/' ? 'Write / alone' : `Write ${shown}${shown} if it is meant`,
    }),
  ];
}

function expressionFindings(text: string, { name, operator, parts, start, end }: Expression, at: At): Diagnostic[] {
  if (/^\d+$/.test(name))
    return [
      diagnosticOf(emptyVariable, at, {
        message: `\${${excerpt(name, 20)}} is a variable that is never set`,
        hint: `Write $${excerpt(name, 20)} for the group of a regular expression`,
      }),
    ];
  const shown = excerpt(text.slice(start, end), 60);
  const [value] = parts;
  const wanted = typeof value === 'string' ? excerpt(value, 40) : 'default';
  if (operator === ':')
    return [
      diagnosticOf(noDefault, at, {
        message: `${shown} is a piece of ${name}, and has no default`,
        hint: `Write \${${name}:-${wanted}}`,
      }),
    ];
  if (operator === ':?' || operator === ':+')
    return [
      diagnosticOf(noDefault, at, {
        message: `${shown} gives what stands behind ${operator} when ${name} is empty, and no more`,
        hint: `Write \${${name}:-…} if that is meant`,
      }),
    ];
  return [];
}

const variable = /(?<![$])\$\{[A-Za-z_]\w*(?=[:=}])/g;

/** Groups of a regular expression and labels of usage groups are no variables. */
export function unexpandedFindings({ path: file, text }: SourceText): Diagnostic[] {
  const found: Diagnostic[] = [];
  let looked = 0;
  for (const { 0: shown, index } of text.matchAll(variable)) {
    if (looked++ > lookLimit) break;
    if (isInComment(text, index)) continue;
    const name = shown.slice(2);
    found.push(
      diagnosticOf(
        unexpanded,
        { file, span: { start: index, end: index + shown.length } },
        {
          message: `\${${excerpt(name, 60)} is taken as it stands: the server runs without -config.expand-env`,
          hint: 'Add -config.expand-env=true to the arguments',
        },
      ),
    );
  }
  return found;
}

/** Whether the line is a comment up to here, or a comment begins before it outside of quotes. */
function isInComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 1000), at);
  return /^[ \t]*#/.test(before) || /^(?:"[^"]*"|'[^']*'|[^"'])*?[ \t]#/.test(before);
}
