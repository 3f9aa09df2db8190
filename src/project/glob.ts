/**
 * Globs over paths with slashes: `*` and `?` within a name, `**` over folders, `{a,b}` one of several. Matching takes time
 * in the product of the two lengths at most, whatever the glob is: no regular expression is made of it.
 */

/** A glob without braces: names between slashes. */
type Pattern = readonly string[];

export interface Glob {
  /** Whether a path is one of those. */
  readonly matches: (path: string) => boolean;
  /** The folder that every match is in; '' is the top. */
  readonly folder: string;
}

/** Alternatives that braces may give in one glob. */
const alternativeLimit = 64;

export function isGlob(text: string): boolean {
  return /[*?{}[\]]/.test(text);
}

/** Why a text is no glob, with the way out; undefined when it is one, or a plain path. */
export function globFault(text: string): string | undefined {
  if (/[[\]]/.test(text)) return 'holds a bracket. Write {a,b} for one of several, and ? for any character.';
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (depth < 0 || depth > 1) return 'has braces that do not fit. Write {a,b}, and none inside of others.';
  }
  if (depth !== 0) return 'has a brace that is not closed. Write {a,b}.';
  if (/\{[^},]*\}/.test(text)) return 'has braces around one thing alone. Write {a,b}, or take the braces out.';
  if (text.split('/').some((name) => name.includes('**') && name !== '**'))
    return 'has ** beside other letters. Write ** as a name of its own, as in deploy/**/*.yaml.';
  return expanded(text) === undefined
    ? `stands for more than ${alternativeLimit} globs. Write it as several.`
    : undefined;
}

/** Steps that all globs of a run may still take together. Below 0, nothing matches any more and what was found is not whole. */
export interface Effort {
  left: number;
}

/** Of a text without a fault. */
export function globOf(text: string, effort: Effort = { left: Number.POSITIVE_INFINITY }): Glob {
  const patterns = (expanded(text) ?? []).map((one): Pattern => one.split('/'));
  const plain = patterns.map((names) => {
    const first = names.findIndex(isGlob);
    return first < 0 ? names.slice(0, -1) : names.slice(0, first);
  });
  const [start = []] = plain;
  const common = start.filter((_, at) =>
    plain.every((names) => names.slice(0, at + 1).join('/') === start.slice(0, at + 1).join('/')),
  );
  return {
    folder: common.join('/'),
    matches: (path) => {
      const names = path.split('/');
      return patterns.some((pattern) => matchesNames(pattern, names, effort));
    },
  };
}

/** Without braces; undefined: too many. */
function expanded(text: string): readonly string[] | undefined {
  let all = [''];
  for (const part of text.split(/(\{[^}]*\})/)) {
    const choices = part.startsWith('{') ? part.slice(1, -1).split(',') : [part];
    if (all.length * choices.length > alternativeLimit) return undefined;
    all = all.flatMap((head) => choices.map((choice) => head + choice));
  }
  return all;
}

function matchesNames(pattern: Pattern, names: readonly string[], effort: Effort): boolean {
  return matchesAll(pattern, names, '**', effort, (wanted, name) => matchesName(wanted, name, effort));
}

function matchesName(pattern: string, name: string, effort: Effort): boolean {
  if (!isGlob(pattern)) return pattern === name;
  return matchesAll([...pattern], [...name], '*', effort, (wanted, letter) => wanted === '?' || wanted === letter);
}

/** Goes back to the last wildcard alone: what an earlier one took more of, the last one can take as well. */
function matchesAll(
  pattern: readonly string[],
  parts: readonly string[],
  wildcard: string,
  effort: Effort,
  matchesOne: (wanted: string, part: string) => boolean,
): boolean {
  let at = 0;
  let again: { readonly pattern: number; part: number } | undefined;
  for (let part = 0; part < parts.length; ) {
    if (--effort.left < 0) return false;
    const wanted = pattern[at];
    const found = parts[part];
    if (wanted === wildcard) {
      again = { pattern: ++at, part };
    } else if (wanted !== undefined && found !== undefined && matchesOne(wanted, found)) {
      at++;
      part++;
    } else if (again) {
      again.part++;
      part = again.part;
      at = again.pattern;
    } else return false;
  }
  return pattern.slice(at).every((rest) => rest === wildcard);
}
