/** What the definitions of several modules make of one key. Source: nixpkgs, lib/modules.nix. */
import type { SysctlDefinition } from './definitions.ts';
import type { ModuleText } from './module.ts';
import type { SysctlValue } from './properties.ts';

export interface Defined {
  readonly module: ModuleText;
  readonly definition: SysctlDefinition;
}

export type Merged =
  | { readonly status: 'undefined' }
  | { readonly status: 'value'; readonly value: SysctlValue; readonly by: Defined }
  /** Several of the same strength: NixOS refuses them, also when they are equal. */
  | { readonly status: 'conflict'; readonly by: readonly Defined[] }
  /** The strongest one is computed, or depends on a condition. */
  | { readonly status: 'unknown'; readonly by: Defined };

/** Every definition of boot.kernel.sysctl, in the order of the modules. */
export function definitionsOf(modules: readonly ModuleText[]): Defined[] {
  return modules.flatMap((module) =>
    module.said.flatMap((definition) => (definition.kind === 'definition' ? [{ module, definition }] : [])),
  );
}

/** The option is weighed as a whole first, then key by key. A conditional definition may be none. */
export function mergeKey(all: readonly Defined[], key: string): Merged {
  const certain = all.filter(({ definition }) => !definition.condition);
  const whole = Math.min(...certain.map(({ definition }) => definition.whole));
  const standing = all.filter(({ definition }) => definition.whole <= whole);
  const ofKey = standing.filter(({ definition }) => definition.key === key);
  const own = Math.min(
    ...ofKey.filter(({ definition }) => !definition.condition).map(({ definition }) => definition.own),
  );
  const conditional = ofKey.find(
    ({ definition }) => definition.condition && (definition.own <= own || definition.whole < whole),
  );
  if (conditional) return { status: 'unknown', by: conditional };
  const best = ofKey.filter(({ definition }) => definition.own === own && !definition.condition);
  const [by, ...others] = best;
  if (!by) return { status: 'undefined' };
  if (others.length > 0) return { status: 'conflict', by: best };
  const { value } = by.definition;
  return value === undefined ? { status: 'unknown', by } : { status: 'value', value, by };
}
