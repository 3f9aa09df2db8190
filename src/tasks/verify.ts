/** What a configuration makes of each setting: its value, and every definition with its strength. */
import { realpath } from 'node:fs/promises';
import { InputError } from '../base/errors.ts';
import { lineStarts, positionAt } from '../base/text.ts';

import { type Defined, definitionsOf, mergeKey } from '../nix/declared/merge.ts';
import type { SysctlValue } from '../nix/declared/properties.ts';
import { EvaluationError } from '../nix/evaluated/evaluation-error.ts';
import { evaluateFlake } from '../nix/evaluated/flake.ts';
import { evaluateKeys, type ModuleDefinition } from '../nix/evaluated/modules.ts';
import { firstProblem, loadModules, modulesOfFlake } from './modules.ts';

export interface VerifiedKey {
  readonly key: string;
  /** Undefined: it has none, or it is not known. */
  readonly value: SysctlValue | undefined;
  /** `refused`: no value of a sysctl, such as the set that a key without quotes nests. */
  readonly status: 'value' | 'conflict' | 'refused' | 'unknown';
  readonly definitions: readonly {
    readonly place: string;
    readonly value: SysctlValue | undefined;
    /** As the module system weighs it; undefined where that is not told. */
    readonly priority: number | undefined;
    /** A condition takes it out, or may. */
    readonly condition: 'holds' | 'does not hold' | 'not known';
  }[];
}

export interface Verified {
  /** Which way was used, in words. */
  readonly by: string;
  readonly keys: readonly VerifiedKey[];
  /** What could not be looked into, and why no value comes of the whole. */
  readonly notes: readonly string[];
  /** The evaluator refuses the configuration. */
  readonly refused: boolean;
}

/**
 * Of a flake that cannot be evaluated, the modules that it names by literal path are taken instead. Throws InputError for what
 * cannot be read at all, EvaluationError for a flake that comes to no value and names none.
 */
export async function verify(files: readonly string[], flake: string | undefined, seconds: number): Promise<Verified> {
  if (flake === undefined) return ofFiles(files, seconds);
  try {
    return await ofFlake(flake, seconds);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const modules = await modulesOfFlake(flake, error);
    if (modules.length === 0) throw error;
    const verified = await ofFiles(modules, seconds);
    return { ...verified, notes: [`${error.message}; so its modules were taken instead`, ...verified.notes] };
  }
}

async function ofFiles(files: readonly string[], seconds: number): Promise<Verified> {
  const { root, modules, notFollowed: notes } = await loadModules(files);
  const problem = firstProblem(modules);
  if (problem !== undefined) throw new InputError(`${problem}.`);
  const read = definitionsOf(modules);
  try {
    return { ...(await ofModules(files, root, seconds)), notes };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const mistyped = modules.flatMap(({ said, source }) =>
      said.flatMap((one) => (one.kind === 'mistyped' ? [`${source.path}: the key ${one.key} must be quoted`] : [])),
    );
    return {
      by: 'Read without evaluating',
      keys: [...new Set(read.map(({ definition }) => definition.key))].sort().map((key) => byText(read, key)),
      notes: [...notes, ...mistyped, error.message],
      refused: mistyped.length > 0,
    };
  }
}

async function ofModules(files: readonly string[], root: string, seconds: number): Promise<Omit<Verified, 'notes'>> {
  const request = { files: await Promise.all(files.map((file) => realpath(file))), root, seconds };
  const { values, definitions } = await evaluateKeys(request);
  const keys = [...new Set(definitions.map(({ key }) => key))].sort();
  const verified = keys.map((key) =>
    weighed(
      key,
      definitions.filter((one) => one.key === key),
      values,
    ),
  );
  const by = 'Merged by nix through a stand-in for nixpkgs’ module system';
  return { by, keys: verified, refused: [...values.values()].includes(undefined) };
}

function weighed(
  key: string,
  definitions: readonly ModuleDefinition[],
  values: ReadonlyMap<string, number | string | undefined>,
): VerifiedKey {
  const standing = definitions.filter(({ active }) => active !== false);
  const whole = Math.min(...standing.map((one) => one.whole));
  const own = Math.min(...standing.filter((one) => one.whole === whole).map((one) => one.own));
  const best = standing.filter((one) => one.whole === whole && one.own === own);
  const value = values.get(key) ?? (best.length === 1 ? best[0]?.value : undefined);
  const isRefused = values.has(key) && values.get(key) === undefined;
  const status =
    best.length > 1
      ? 'conflict'
      : isRefused
        ? 'refused'
        : value === undefined && best[0]?.active === undefined
          ? 'unknown'
          : 'value';
  return {
    key,
    value: status === 'value' ? value : undefined,
    status,
    definitions: definitions.map((one) => ({
      place: one.file,
      value: one.value,
      priority: one.whole === 100 ? one.own : one.whole,
      condition: one.active === undefined ? 'not known' : one.active ? 'holds' : 'does not hold',
    })),
  };
}

function byText(all: readonly Defined[], key: string): VerifiedKey {
  const merged = mergeKey(all, key);
  return {
    key,
    value: merged.status === 'value' ? merged.value : undefined,
    status: merged.status === 'value' || merged.status === 'undefined' ? 'value' : merged.status,
    definitions: all
      .filter(({ definition }) => definition.key === key)
      .map(({ module, definition }) => {
        const { line } = positionAt(lineStarts(module.source.text), definition.expression.start);
        return {
          place: `${module.source.path}:${line}`,
          value: definition.value,
          priority: definition.whole === 100 ? definition.own : definition.whole,
          condition: definition.condition ? ('not known' as const) : ('holds' as const),
        };
      }),
  };
}

async function ofFlake(flake: string, seconds: number): Promise<Verified> {
  const { values, files } = await evaluateFlake({ flake, seconds });
  const keys = [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, value]): VerifiedKey => ({
        key,
        value,
        status: 'value',
        definitions: (files.get(key) ?? []).map((place) => ({
          place,
          value: undefined,
          priority: undefined,
          condition: 'holds',
        })),
      }),
    );
  return { by: `Evaluated by nix: ${flake}`, keys, notes: [], refused: false };
}
