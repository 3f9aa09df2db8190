/** Which objects a patch is for. Source: kustomize, api/types/selector.go: every part is an expression over the whole word. */
import { entryOf, textAt, type YamlNode } from '../../../base/yaml-documents.ts';
import { apiVersionOf, identityOf, kindOf, type Resource } from '../resource.ts';

/** Tells whether an object is selected. Undefined: an expression that is not understood here. */
export function selectorOf(target: YamlNode): ((resource: Resource) => boolean) | undefined {
  const words = ['group', 'version', 'kind', 'name', 'namespace'] as const;
  const patterns = words.map((word) => [word, textAt(target, word)?.text] as const);
  const tests: ((resource: Resource) => boolean)[] = [];
  for (const [word, pattern] of patterns) {
    if (pattern === undefined || pattern === '') continue;
    const matches = wholeWord(pattern);
    if (!matches) return undefined;
    tests.push((resource) => valuesOf(resource, word).some(matches));
  }
  for (const [key, kind] of [
    ['labelSelector', 'labels'],
    ['annotationSelector', 'annotations'],
  ] as const) {
    const text = textAt(target, key)?.text;
    if (text === undefined || text === '') continue;
    const matches = pairs(text);
    if (!matches) return undefined;
    tests.push(({ node }) =>
      matches((name) => textAt(entryOf(entryOf(node, 'metadata')?.value, kind)?.value, name)?.text),
    );
  }
  return (resource) => tests.every((test) => test(resource));
}

function valuesOf(resource: Resource, word: 'group' | 'version' | 'kind' | 'name' | 'namespace'): readonly string[] {
  const [first = '', second] = apiVersionOf(resource).split('/');
  switch (word) {
    case 'group':
      return [second === undefined ? '' : first];
    case 'version':
      return [second ?? first];
    case 'kind':
      return [kindOf(resource)];
    default:
      return [identityOf(resource), ...resource.former].map(
        (identity) => identity[word] ?? (word === 'namespace' ? 'default' : ''),
      );
  }
}

/** Expressions of plain characters, `.`, `.*` and `.+`, and such joined by `|`: others may take for ever, or mean something else. */
function wholeWord(pattern: string): ((text: string) => boolean) | undefined {
  const bare = pattern.replace(/^\^/, '').replace(/\$$/, '');
  const inner = /^\(([^()]*)\)$/.exec(bare)?.[1] ?? bare;
  if (!/^[\w./|*+-]*$/.test(inner) || inner.length > 500) return undefined;
  const alternatives = inner.split('|').map(piecesOf);
  if (alternatives.includes(undefined)) return undefined;
  return (text) => alternatives.some((pieces) => pieces !== undefined && fits(text, pieces));
}

/** Runs of characters between what may be anything; `isLong`: at least one character. */
interface Pieces {
  readonly texts: readonly string[];
  readonly gaps: readonly number[];
}

function piecesOf(pattern: string): Pieces | undefined {
  const texts = pattern.split(/\.[*+]/);
  // What is left of * and + repeats a character, which no name needs.
  if (texts.some((text) => /[*+]/.test(text))) return undefined;
  return { texts, gaps: [...pattern.matchAll(/\.([*+])/g)].map(([, sign]) => (sign === '+' ? 1 : 0)) };
}

/** Takes the first place where each piece occurs; the last one has to stand at the end. */
function fits(text: string, { texts, gaps }: Pieces): boolean {
  let at = 0;
  for (const [index, piece] of texts.entries()) {
    const isLast = index === texts.length - 1;
    const least = index === 0 ? 0 : at + (gaps[index - 1] ?? 0);
    if (index === 0 && isLast) return piece.length === text.length && standsAt(text, piece, 0);
    const found =
      index === 0
        ? standsAt(text, piece, 0)
          ? 0
          : -1
        : isLast
          ? lastPlace(text, piece, least)
          : next(text, piece, least);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

function standsAt(text: string, piece: string, at: number): boolean {
  if (at + piece.length > text.length) return false;
  for (let index = 0; index < piece.length; index++) {
    if (piece[index] !== '.' && piece[index] !== text[at + index]) return false;
  }
  return true;
}

function next(text: string, piece: string, from: number): number {
  for (let at = from; at + piece.length <= text.length; at++) if (standsAt(text, piece, at)) return at;
  return -1;
}

function lastPlace(text: string, piece: string, from: number): number {
  const at = text.length - piece.length;
  return at >= from && standsAt(text, piece, at) ? at : -1;
}

/** `a=b,c!=d,e in (f,g),h,!i`, as Kubernetes selects by labels. */
function pairs(text: string): ((labelOf: (name: string) => string | undefined) => boolean) | undefined {
  const parts = text.match(/(?:[^,()]|\([^()]*\))+/g) ?? [];
  const tests: ((labelOf: (name: string) => string | undefined) => boolean)[] = [];
  for (const part of parts.map((one) => one.trim())) {
    const [, not, exists] = /^(!?)\s*([\w./-]+)$/.exec(part) ?? [];
    const [, name = '', sign, value] = /^([\w./-]+)\s*(==|=|!=)\s*([\w./-]*)$/.exec(part) ?? [];
    const [, key = '', word, list = ''] = /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part) ?? [];
    if (exists !== undefined) tests.push((labelOf) => (labelOf(exists) !== undefined) === (not === ''));
    else if (sign !== undefined) tests.push((labelOf) => (labelOf(name) === value) === (sign !== '!='));
    else if (word !== undefined) {
      const values = list.split(',').map((one) => one.trim());
      tests.push((labelOf) => values.includes(labelOf(key) ?? '\0') === (word === 'in'));
    } else return undefined;
  }
  return (labelOf) => tests.every((test) => test(labelOf));
}
