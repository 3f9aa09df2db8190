/** Whether the files of a rollout agree with each other. */
import { checkAgreement } from '../../agree/check.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';
import { folded, samePlace, type Variant } from './variants.ts';

/**
 * A target of its own, named after what was given, where there is something to compare; and one more for every overlay in
 * which alone something is found.
 */
export function judgeAgreement(
  rollouts: readonly (readonly [Variant, Rollout])[],
  paths: readonly string[],
  { facts, notLookedInto }: { readonly facts: FactsDocument | undefined; readonly notLookedInto: readonly string[] },
): JudgedTarget[] {
  const checked = rollouts.map(([variant, rollout]) => [variant, checkAgreement(rollout, { facts })] as const);
  const found = folded(
    checked.map(([variant, { diagnostics }]) => [variant, diagnostics] as const),
    samePlace,
  );
  if (found.length === 0 && !rollouts.some(([, rollout]) => hasPair(rollout))) return [];
  const target = (name: string, some: typeof found, open: readonly string[]): JudgedTarget => ({
    target: targetOf({ language: 'agreement', name, notLookedInto: open }),
    judged: some.map(({ one }) => fault(one)),
    placed: [],
  });
  const name = `agreement of ${named(paths)}`;
  const open = new Set([...notLookedInto, ...checked.flatMap(([, result]) => result.notLookedInto)]);
  const everywhere = found.filter(({ variants }) => variants.length === rollouts.length);
  return [
    target(name, everywhere, [...open]),
    ...rollouts.flatMap(([variant]) => {
      const own = found.filter(({ variants }) => variants.length < rollouts.length && variants[0] === variant);
      return own.length === 0 ? [] : [target(`${name} (${variant.name})`, own, [])];
    }),
  ];
}

/** Whether there are two kinds of things to compare. */
function hasPair({ cluster, alloy, pyroscope, dataSources, containers, versions }: Rollout): boolean {
  const parts = [
    cluster.workloads.length + cluster.services.length,
    alloy.length,
    pyroscope.length,
    dataSources.length,
    containers.length,
    versions.length,
  ];
  return parts.filter((count) => count > 0).length > 1;
}

function named(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
