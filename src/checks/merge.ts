/** Makes one set of checks out of packs: every check once, then the overrides in the order of the packs. */
import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { pointersOf } from './asked.ts';
import type { LoadedCheck, LoadedPacks } from './check.ts';
import type { DeclaredParameter, Pack, PackOverride } from './pack.ts';
import { type Given, parametersOf } from './parameters.ts';
import { filled } from './placeholders.ts';

interface Entry {
  readonly check: LoadedCheck;
  readonly disabled: boolean;
  readonly place: string;
}

/** `packs`: each once, an extended pack before the one that extends it. Throws InputError. */
export function mergePacks(packs: readonly Pack[], given: Given): LoadedPacks {
  const entries = new Map<string, Entry>();
  const declared = new Map<string, DeclaredParameter>();
  for (const pack of packs) {
    for (const parameter of pack.parameters) declared.set(parameter.name, parameter);
    for (const entry of pack.checks) {
      const { id } = entry.check;
      const other = entries.get(id);
      if (other)
        throw new InputError(
          `${entry.place}: the id "${id}" is taken by ${other.place}. To change that check, write it under "overrides".`,
        );
      entries.set(id, entry);
    }
    for (const override of pack.overrides) entries.set(override.id, overridden(override, entries));
  }
  for (const pack of packs) refuseUnknownParameters(pack, declared);
  const parameters = parametersOf(declared, given);
  const checks = [...entries.values()].flatMap(({ check, disabled }) =>
    disabled ? [] : [{ ...check, runbook: filled(check.runbook, parameters) }],
  );
  if (checks.length === 0)
    throw new InputError(
      `no check is left in ${packs.map(({ source }) => source).join(', ')}. Nothing could be judged.`,
    );
  return {
    checks,
    parameters,
    descriptions: new Map(
      [...declared].flatMap(([name, { description }]) => (description === undefined ? [] : [[name, description]])),
    ),
    packs: packs.map(({ name, source, sha256 }) => ({ name, source, sha256 })),
    patterns: new Map(packs.flatMap(({ patterns }) => patterns)),
  };
}

function overridden(override: PackOverride, entries: ReadonlyMap<string, Entry>): Entry {
  const { id, place, changes, schema } = override;
  const entry = entries.get(id);
  if (!entry)
    throw new InputError(
      `${place}: no check "${id}" to override.${didYouMean(id, entries.keys())} Packs are read in the order in which they are named.`,
    );
  const { require } = entry.check;
  if (schema !== undefined && !('is' in require))
    throw new InputError(
      `${place}: "${id}" is more than one leaf, so a schema cannot replace it. Write a requirement.`,
    );
  const leaf = schema !== undefined && 'is' in require ? { require: { fact: require.fact, is: schema } } : {};
  const check = { ...entry.check, ...changes, ...leaf };
  if (check.each === undefined && usesRelative(check))
    throw new InputError(`${place}: "${id}" has no "each", so its pointers must begin with "/".`);
  return { check, disabled: override.disabled ?? entry.disabled, place: entry.place };
}

function usesRelative(check: LoadedCheck): boolean {
  return pointersOf(check).some((pointer) => !pointer.startsWith('/'));
}

function refuseUnknownParameters({ uses }: Pack, declared: ReadonlyMap<string, DeclaredParameter>): void {
  for (const { parameter, place } of uses) {
    if (declared.has(parameter)) continue;
    throw new InputError(
      `${place}: the parameter "${parameter}" is not declared.${didYouMean(parameter, declared.keys())} Declare it under "params".`,
    );
  }
}
