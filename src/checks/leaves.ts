/** The leaves of a pack file, and what is refused about them at load: pointers, ranges, patterns, contradictions. */
import { excerpt } from '../base/display.ts';
import type { InputError } from '../base/errors.ts';
import { versionRange } from '../base/version.ts';
import type { YamlPath } from '../base/yaml.ts';
import type { Check, Override, PackFile } from '../generated/pack-types.ts';
import type { Leaf, LeafSchema, Requirement } from './check.ts';
import { comparisonOf } from './comparison.ts';
import { pointerFault } from './known-facts.ts';
import { sayPointers } from './say.ts';
import { leavesOf, schemasWithin } from './walk.ts';

/** Where in the file something stands, for complaints. */
export interface Places {
  /** `file:line:column`. */
  readonly of: (path: YamlPath, part?: 'key' | 'value') => string;
  readonly complain: (path: YamlPath, message: string, part?: 'key' | 'value') => InputError;
}

/** What stands under `require`, or replaces it in an override. */
export type Require = Check['require'];

/** The pack's schema refuses a leaf schema without one of these keys, and no requirement has one. */
export function isRequirement(require: Require): require is Extract<Require, Requirement> {
  return !['type', 'const', 'enum'].some((key) => Object.hasOwn(require, key));
}

/** A leaf with where its parts stand. `each` counts as one without a schema. */
export interface PlacedLeaf {
  readonly pointers: readonly { readonly pointer: string; readonly path: YamlPath; readonly part?: 'each' }[];
  readonly schema?: { readonly schema: LeafSchema; readonly path: YamlPath };
  /** What relative pointers start from: a pointer, nothing, or in an override perhaps the `each` of another file. */
  readonly base: string | 'none' | 'elsewhere';
}

/** Every leaf of the file. */
export function* placedLeaves(file: PackFile): Generator<PlacedLeaf> {
  for (const [index, check] of (file.checks ?? []).entries()) yield* leavesIn(check, ['checks', index], 'none');
  for (const [id, override] of Object.entries(file.overrides ?? {}))
    yield* leavesIn(override, ['overrides', id], 'elsewhere');
}

function* leavesIn(check: Check | Override, path: YamlPath, otherwise: 'none' | 'elsewhere'): Generator<PlacedLeaf> {
  const { each, fact, tell = [], say, when, require } = check;
  const base = each ?? otherwise;
  if (each !== undefined) yield { pointers: [{ pointer: each, path: [...path, 'each'], part: 'each' }], base: 'none' };
  if (tell.length > 0)
    yield { pointers: tell.map((pointer, index) => ({ pointer, path: [...path, 'tell', index] })), base };
  if (say !== undefined)
    yield { pointers: sayPointers(say).map((pointer) => ({ pointer, path: [...path, 'say'] })), base };
  if (when) yield* requirementLeaves(when, [...path, 'when'], base);
  if (require === undefined) return;
  if (isRequirement(require)) yield* requirementLeaves(require, [...path, 'require'], base);
  else {
    const pointers = fact === undefined ? [] : [{ pointer: fact, path: [...path, 'fact'] }];
    yield { pointers, schema: { schema: require, path: [...path, 'require'] }, base };
  }
}

function* requirementLeaves(requirement: Requirement, path: YamlPath, base: string): Generator<PlacedLeaf> {
  for (const { part, path: inner } of leavesOf(requirement)) yield { ...placedLeaf(part, [...path, ...inner]), base };
}

function placedLeaf(leaf: Leaf, path: YamlPath): Omit<PlacedLeaf, 'base'> {
  const fact = { pointer: leaf.fact, path: [...path, 'fact'] };
  const comparison = comparisonOf(leaf);
  if (comparison) return { pointers: [fact, { pointer: comparison.other, path: [...path, comparison.operator] }] };
  return { pointers: [fact], ...('is' in leaf ? { schema: { schema: leaf.is, path: [...path, 'is'] } } : {}) };
}

/** Regular expression -> where it stands. Throws InputError at the first leaf that is bad. */
export async function judgeLeaves(leaves: readonly PlacedLeaf[], places: Places): Promise<[string, string][]> {
  const { compileLeaf, leafAjv } = await import('./leaf.ts');
  const ajv = leafAjv();
  const patterns: [string, string][] = [];
  for (const { pointers, schema: placed, base } of leaves) {
    for (const { pointer, path, part } of pointers) {
      const fault = pointerFault(pointer, base, part);
      if (fault !== undefined) throw places.complain(path, fault);
    }
    if (!placed) continue;
    for (const { part, path } of schemasWithin(placed.schema)) {
      patterns.push(...judgeTexts(part, [...placed.path, ...path], places));
    }
    try {
      compileLeaf(ajv, placed.schema);
    } catch (error) {
      throw places.complain(placed.path, `${contradiction(error)} Mend it or leave the keyword out.`);
    }
  }
  return patterns;
}

/** ajv's own words, without the name of its mode and its path. */
function contradiction(error: unknown): string {
  const reason = error instanceof Error ? error.message.replace(/^strict mode: /, '').replace(/ at ".*$/s, '') : '';
  return `the schema of the leaf contradicts itself: ${excerpt(reason)}.`;
}

/** The keywords whose text is in a language of its own. */
function judgeTexts(schema: LeafSchema, path: YamlPath, places: Places): [string, string][] {
  if (schema.version !== undefined) {
    const problem = syntaxError(versionRange, schema.version);
    const advice = 'Write a range such as ">=5.10", ">=1.13 <1.19" or "<5 || >=6.1".';
    if (problem !== undefined) throw places.complain([...path, 'version'], `${problem}. ${advice}`);
  }
  const found = [
    ...(schema.pattern === undefined
      ? []
      : [{ pattern: schema.pattern, at: [...path, 'pattern'], on: 'value' as const }]),
    ...Object.keys(schema.patternProperties ?? {}).map((pattern) => {
      return { pattern, at: [...path, 'patternProperties', pattern], on: 'key' as const };
    }),
  ];
  return found.map(({ pattern, at, on }) => {
    const problem = syntaxError((text) => new RegExp(text, 'u'), pattern);
    if (problem !== undefined) throw places.complain(at, `the pattern is wrong: ${problem}. Mend it.`, on);
    return [pattern, places.of(at, on)];
  });
}

function syntaxError(read: (text: string) => unknown, text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return excerpt(error.message);
    throw error;
  }
}
