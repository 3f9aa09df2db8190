/** One pack file: read, validated whole, and brought into one form. */
import { createHash } from 'node:crypto';
import { excerpt, printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { segmentsOf } from '../base/pointer.ts';
import { versionRange } from '../base/version.ts';
import { type LocatedYaml, parseYaml, YamlError, type YamlPath } from '../base/yaml.ts';
import type { Check, Override, PackFile, Parameter, Scalar } from '../generated/pack-types.ts';
import type { Leaf, LeafSchema, LoadedCheck, Requirement } from './check.ts';
import { firstInvalid } from './invalid.ts';
import { leavesOf, schemasWithin } from './walk.ts';

/** A pack by itself, before it is merged with those that it extends. */
export interface Pack {
  readonly name: string;
  /** The file as it is shown to a person. */
  readonly source: string;
  readonly sha256: string;
  readonly extends: readonly { readonly reference: string; readonly place: string }[];
  readonly parameters: readonly DeclaredParameter[];
  readonly checks: readonly { readonly check: LoadedCheck; readonly disabled: boolean; readonly place: string }[];
  readonly overrides: readonly PackOverride[];
  /** Pointers to parameters, which may be declared by another pack. */
  readonly uses: readonly { readonly parameter: string; readonly place: string }[];
  /** Regular expression -> where it stands. */
  readonly patterns: readonly (readonly [string, string])[];
}

export interface DeclaredParameter {
  readonly name: string;
  readonly type: NonNullable<Parameter['type']>;
  readonly default: Scalar;
  readonly description?: string;
}

export interface PackOverride {
  readonly id: string;
  readonly place: string;
  readonly disabled?: boolean;
  readonly changes: Partial<Omit<LoadedCheck, 'id'>>;
  /** Replaces the schema of a check that is one leaf. */
  readonly schema?: LeafSchema;
}

/** Says what is wrong at a path of the file. */
type Complain = (path: YamlPath, message: string, part?: 'key' | 'value') => InputError;

/** A pack of the text of one file. Throws InputError, `source:line:column: what, and the way out`. */
export async function parsePack(text: string, source: string): Promise<Pack> {
  const yaml = await located(text, source);
  const placeOf = (path: YamlPath, part: 'key' | 'value' = 'value') => {
    const { line, column } = yaml.positionOf(path, part);
    return `${printable(source)}:${line}:${column}`;
  };
  const complain: Complain = (path, message, part) => new InputError(`${placeOf(path, part)}: ${message}`);
  const file = await packFile(yaml.value, complain);

  const checks = (file.checks ?? []).map((check, index) => {
    const path = ['checks', index];
    return { check: loadedCheck(check), disabled: check.disabled ?? false, place: placeOf([...path, 'id']) };
  });
  const repeated = checks.findIndex(
    ({ check }, index) => checks.findIndex((other) => other.check.id === check.id) < index,
  );
  const twice = checks[repeated];
  if (twice) {
    const first = checks.find(({ check }) => check.id === twice.check.id);
    throw complain(
      ['checks', repeated, 'id'],
      `the id "${twice.check.id}" is taken by ${first?.place}. Give each check its own.`,
    );
  }
  const references = file.extends === undefined ? [] : [file.extends].flat();
  const leaves = [...placedLeaves(file)];
  const patterns = await judgeLeaves(leaves, complain, placeOf);
  return {
    name: file.pack,
    source,
    sha256: createHash('sha256').update(text).digest('hex'),
    extends: references.map((reference, index) => ({
      reference,
      place: placeOf(Array.isArray(file.extends) ? ['extends', index] : ['extends']),
    })),
    parameters: Object.entries(file.params ?? {}).map(([name, value]) =>
      declaredParameter(name, value, (message) => complain(['params', name], message)),
    ),
    checks,
    overrides: Object.entries(file.overrides ?? {}).map(([id, override]) =>
      packOverride(id, override, placeOf(['overrides', id], 'key')),
    ),
    uses: leaves.flatMap(({ pointers }) =>
      pointers.flatMap(({ pointer, path }) => {
        const [area, parameter] = pointer.startsWith('/') ? segmentsOf(pointer) : [];
        return area === 'params' && parameter !== undefined ? [{ parameter, place: placeOf(path) }] : [];
      }),
    ),
    patterns,
  };
}

async function located(text: string, source: string): Promise<LocatedYaml> {
  try {
    return await parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { line, column } = error.position;
    throw new InputError(`${printable(source)}:${line}:${column}: ${excerpt(error.message)} Mend the YAML.`, {
      cause: error,
    });
  }
}

async function packFile(value: unknown, complain: Complain): Promise<PackFile> {
  const { default: validate } = await import('../generated/pack-validator.js');
  if (isPackFile(value, validate)) return value;
  const { path, message, part } = firstInvalid(validate.errors ?? []);
  throw complain(path, message, part);
}

function isPackFile(value: unknown, validate: (value: unknown) => boolean | Promise<unknown>): value is PackFile {
  return validate(value) === true;
}

/** Beside `fact`, `require` is a schema: short for one leaf. */
function loadedCheck({ fact, require, disabled: _, ...rest }: Check): LoadedCheck {
  return { ...rest, require: fact === undefined ? requirementOf(require) : { fact, is: schemaOf(require) } };
}

function packOverride(id: string, { fact, require, disabled, ...changes }: Override, place: string): PackOverride {
  const common = { id, place, ...(disabled === undefined ? {} : { disabled }) };
  if (require === undefined) return { ...common, changes };
  if (isRequirement(require)) return { ...common, changes: { ...changes, require } };
  if (fact !== undefined) return { ...common, changes: { ...changes, require: { fact, is: require } } };
  return { ...common, changes, schema: require };
}

type Require = Check['require'];

/** The pack's schema refuses a leaf schema without one of these keys, and no requirement has one. */
function isRequirement(require: Require): require is Extract<Require, Requirement> {
  return !['type', 'const', 'enum'].some((key) => Object.hasOwn(require, key));
}

function schemaOf(require: Require): LeafSchema {
  if (!isRequirement(require)) return require;
  throw new Error('a schema was expected');
}

function requirementOf(require: Require): Requirement {
  if (isRequirement(require)) return require;
  throw new Error('a requirement was expected');
}

interface PlacedPointer {
  readonly pointer: string;
  readonly path: YamlPath;
}

interface PlacedLeaf {
  readonly pointers: readonly PlacedPointer[];
  readonly schema?: { readonly schema: LeafSchema; readonly path: YamlPath };
  /** Whether a pointer may be relative; unknown in an override, whose check may have `each`. */
  readonly relative: boolean;
}

/** Every leaf of the file, with where its parts stand; `each` is one without a schema. */
function* placedLeaves(file: PackFile): Generator<PlacedLeaf> {
  for (const [index, check] of (file.checks ?? []).entries())
    yield* leavesIn(check, ['checks', index], check.each !== undefined);
  for (const [id, override] of Object.entries(file.overrides ?? {})) yield* leavesIn(override, ['overrides', id], true);
}

function* leavesIn(check: Check | Override, path: YamlPath, relative: boolean): Generator<PlacedLeaf> {
  const { each, fact, when, require } = check;
  if (each !== undefined) yield { pointers: [{ pointer: each, path: [...path, 'each'] }], relative: false };
  if (when) yield* requirementLeaves(when, [...path, 'when'], relative);
  if (require === undefined) return;
  if (isRequirement(require)) yield* requirementLeaves(require, [...path, 'require'], relative);
  else {
    const pointers = fact === undefined ? [] : [{ pointer: fact, path: [...path, 'fact'] }];
    yield { pointers, schema: { schema: require, path: [...path, 'require'] }, relative };
  }
}

function* requirementLeaves(requirement: Requirement, path: YamlPath, relative: boolean): Generator<PlacedLeaf> {
  for (const { part, path: inner } of leavesOf(requirement))
    yield { ...placedLeaf(part, [...path, ...inner]), relative };
}

function placedLeaf(leaf: Leaf, path: YamlPath): Omit<PlacedLeaf, 'relative'> {
  const fact = { pointer: leaf.fact, path: [...path, 'fact'] };
  if ('same' in leaf) return { pointers: [fact, { pointer: leaf.same, path: [...path, 'same'] }] };
  return { pointers: [fact], ...('is' in leaf ? { schema: { schema: leaf.is, path: [...path, 'is'] } } : {}) };
}

/** Refuses bad pointers, ranges, patterns and contradictions; returns the patterns with their places. */
async function judgeLeaves(
  leaves: readonly PlacedLeaf[],
  complain: Complain,
  placeOf: (path: YamlPath, part?: 'key' | 'value') => string,
): Promise<[string, string][]> {
  const { compileLeaf, leafAjv } = await import('./leaf.ts');
  const ajv = leafAjv();
  const patterns: [string, string][] = [];
  for (const { pointers, schema: placed, relative } of leaves) {
    for (const { pointer, path } of pointers) judgePointer(pointer, relative, (message) => complain(path, message));
    if (!placed) continue;
    for (const { part, path } of schemasWithin(placed.schema)) {
      const at = [...placed.path, ...path];
      if (part.version !== undefined) judgeRange(part.version, (message) => complain([...at, 'version'], message));
      const expressions = [
        ...(part.pattern === undefined
          ? []
          : [{ pattern: part.pattern, path: [...at, 'pattern'], on: 'value' as const }]),
        ...Object.keys(part.patternProperties ?? {}).map((pattern) => ({
          pattern,
          path: [...at, 'patternProperties', pattern],
          on: 'key' as const,
        })),
      ];
      for (const { pattern, path: where, on } of expressions) {
        judgePattern(pattern, (message) => complain(where, message, on));
        patterns.push([pattern, placeOf(where, on)]);
      }
    }
    try {
      compileLeaf(ajv, placed.schema);
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^strict mode: /, '').replace(/ at ".*$/s, '') : '';
      throw complain(
        placed.path,
        `the schema of the leaf contradicts itself: ${excerpt(reason)}. Mend it or leave the keyword out.`,
      );
    }
  }
  return patterns;
}

function judgePointer(pointer: string, relative: boolean, complain: (message: string) => InputError): void {
  const quoted = `"${excerpt(pointer, 100)}"`;
  if (!pointer.startsWith('/') && !relative)
    throw complain(
      `the pointer ${quoted} has no leading slash. Begin it with "/"; relative pointers are for a check with "each".`,
    );
  if (pointer === '.') return;
  try {
    const segments = segmentsOf(pointer.startsWith('/') ? pointer : `/${pointer}`);
    if (!segments.includes('')) return;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw complain(
    `${quoted} is no JSON Pointer to a fact. Write /area/name; in a name, ~1 stands for "/" and ~0 for "~".`,
  );
}

function judgeRange(range: string, complain: (message: string) => InputError): void {
  try {
    versionRange(range);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw complain(`${excerpt(error.message)}. Write a range such as ">=5.10", ">=1.13 <1.19" or "<5 || >=6.1".`);
  }
}

function judgePattern(pattern: string, complain: (message: string) => InputError): void {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw complain(`the pattern is no regular expression: ${excerpt(error.message)}. Mend it.`);
  }
}

function declaredParameter(
  name: string,
  value: Scalar | Parameter,
  complain: (message: string) => InputError,
): DeclaredParameter {
  const long = value !== null && typeof value === 'object' ? value : { default: value };
  const type = long.type ?? typeOf(long.default);
  if (long.default !== null && !fits(long.default, type))
    throw complain(`the default of "${name}" is not of its type, ${type}. Change one of them.`);
  return {
    name,
    type,
    default: long.default,
    ...(long.description === undefined ? {} : { description: long.description }),
  };
}

function typeOf(value: Scalar): DeclaredParameter['type'] {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return 'string';
}

function fits(value: Scalar, type: DeclaredParameter['type']): boolean {
  return type === 'number' ? typeof value === 'number' : typeOf(value) === type;
}
