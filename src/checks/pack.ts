/** One pack file: read, validated whole, and brought into one form. Loads yaml, so it is imported for pack files alone. */
import { createHash } from 'node:crypto';
import { excerpt, printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { segmentsOf } from '../base/pointer.ts';
import { type LocatedYaml, parseYaml, YamlError, type YamlPath } from '../base/yaml.ts';
import type { Check, Override, PackFile, Parameter, Scalar } from '../generated/pack-types.ts';
import { isBaseUrl } from './base-url.ts';
import type { LeafSchema, LoadedCheck, Requirement } from './check.ts';
import { firstInvalid } from './invalid.ts';
import { isRequirement, judgeLeaves, type PlacedLeaf, type Places, placedLeaves, type Require } from './leaves.ts';
import { placeholdersIn } from './placeholders.ts';

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
  /** Parameters that are named, which may be declared by another pack. */
  readonly uses: readonly { readonly parameter: string; readonly place: string }[];
  /** Regular expression -> where it stands. */
  readonly patterns: readonly (readonly [string, string])[];
}

export interface DeclaredParameter {
  readonly name: string;
  readonly type: NonNullable<Parameter['type']>;
  readonly default: Scalar;
  /** The only values that it may have. */
  readonly enum?: readonly Scalar[];
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

/** A pack of the text of one file. Throws InputError, `source:line:column: what, and the way out`. */
export async function parsePack(text: string, source: string): Promise<Pack> {
  const yaml = located(text, source);
  const placeOf = (path: YamlPath, part: 'key' | 'value' = 'value') => {
    const { line, column } = yaml.positionOf(path, part);
    return `${printable(source)}:${line}:${column}`;
  };
  const complain: Places['complain'] = (path, message, part) => new InputError(`${placeOf(path, part)}: ${message}`);
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
  const patterns = await judgeLeaves(leaves, { of: placeOf, complain });
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
    uses: [...usesOf(leaves), ...runbookUses(file)].map(({ parameter, path }) => ({ parameter, place: placeOf(path) })),
    patterns,
  };
}

interface Use {
  readonly parameter: string;
  readonly path: YamlPath;
}

function usesOf(leaves: readonly PlacedLeaf[]): Use[] {
  return leaves.flatMap(({ pointers }) =>
    pointers.flatMap(({ pointer, path }) => {
      const [area, parameter] = pointer.startsWith('/') ? segmentsOf(pointer) : [];
      return area === 'params' && parameter !== undefined ? [{ parameter, path }] : [];
    }),
  );
}

function runbookUses({ checks = [], overrides = {} }: PackFile): Use[] {
  const texts = [
    ...checks.map(({ runbook }, index) => ({ runbook, path: ['checks', index, 'runbook'] })),
    ...Object.entries(overrides).map(([id, { runbook = '' }]) => ({ runbook, path: ['overrides', id, 'runbook'] })),
  ];
  return texts.flatMap(({ runbook, path }) => placeholdersIn(runbook).map((parameter) => ({ parameter, path })));
}

function located(text: string, source: string): LocatedYaml {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { line, column } = error.position;
    throw new InputError(`${printable(source)}:${line}:${column}: ${excerpt(error.message)}`, {
      cause: error,
    });
  }
}

async function packFile(value: unknown, complain: Places['complain']): Promise<PackFile> {
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

function schemaOf(require: Require): LeafSchema {
  if (!isRequirement(require)) return require;
  throw new Error('a schema was expected');
}

function requirementOf(require: Require): Requirement {
  if (isRequirement(require)) return require;
  throw new Error('a requirement was expected');
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
  const stranger = long.enum?.find((one) => !fits(one, type));
  if (stranger !== undefined)
    throw complain(
      `${excerpt(JSON.stringify(stranger))} in "enum" of "${name}" is not of its type, ${type}. Change it.`,
    );
  if (long.enum && long.default !== null && !long.enum.some((one) => one === long.default))
    throw complain(`the default of "${name}" is not among the values of its "enum". Add it there.`);
  return {
    name,
    type,
    default: long.default,
    ...(long.enum === undefined ? {} : { enum: long.enum }),
    ...(long.description === undefined ? {} : { description: long.description }),
  };
}

function typeOf(value: Scalar): DeclaredParameter['type'] {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return 'string';
}

function fits(value: Scalar, type: DeclaredParameter['type']): boolean {
  if (type === 'number') return typeof value === 'number';
  if (type === 'url') return typeof value === 'string' && (value === '' || isBaseUrl(value));
  return typeOf(value) === type;
}
