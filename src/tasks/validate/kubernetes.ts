/** What is said of each set of manifests. */
import { summariesOf } from '../../agree/link.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { ManifestSet } from '../../base/rollout/manifests.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import { checkKubernetes } from '../../kubernetes/check.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import type { Judged } from '../../report/diagnostics/findings.ts';
import type { Gathered } from './gathered.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';
import { folded, samePlace, type Variant } from './variants.ts';

/** Something that is said of a place in a set, or in a base that it shares with others. */
export interface InSet {
  readonly judged: Judged;
  readonly set: ManifestSet;
}

/** What is said of manifests elsewhere, such as of the arguments in them. */
interface Others {
  readonly judged: readonly InSet[];
  readonly notLookedInto: readonly string[];
}

/** A finding, and the sets in one of which it belongs. */
interface Assigned {
  readonly judged: Judged;
  readonly among: ReadonlySet<ManifestSet>;
}

/**
 * A target for every set of manifests. What is found in a file of several sets is said of the first one, of overlays of one
 * base the first one in which it is found.
 */
export function judgeManifests(
  { sets, cluster }: Gathered,
  rollouts: readonly (readonly [Variant, Rollout])[],
  { facts, others }: { readonly facts: FactsDocument | undefined; readonly others: Others },
): JudgedTarget[] {
  const checked = rollouts.map(([variant, rollout]) => {
    const uses = summariesOf(rollout);
    return [variant, checkKubernetes(variant.cluster, { uses, ...(facts ? { facts } : {}) })] as const;
  });
  const ofObjects = folded(
    checked.map(([variant, { diagnostics }]) => [variant, diagnostics] as const),
    samePlace,
  );
  const everywhere = new Set(sets);
  const left = new Set<Assigned>([
    ...(cluster?.diagnostics ?? []).map((one) => ({ judged: fault(one), among: everywhere })),
    ...ofObjects.map(({ one, variants }) => ({
      judged: fault(one),
      among: new Set(variants.flatMap((variant) => variant.sets)),
    })),
    ...each(others.judged),
  ]);
  const open = new Set([
    ...(cluster?.notLookedInto ?? []),
    ...checked.flatMap(([, { notLookedInto }]) => notLookedInto),
    ...others.notLookedInto,
  ]);
  const known = new Set(sets.flatMap(({ files }) => files));
  const ofSets = new Set<string>();
  return sets.map((set, index) => {
    const files = new Set(set.files);
    // Nothing is lost that is found elsewhere.
    const isOwn = ({ judged: { diagnostic }, among }: Assigned) =>
      (files.has(diagnostic.file) && among.has(set)) || (index === sets.length - 1 && !known.has(diagnostic.file));
    const own = [...left].filter(isOwn);
    for (const one of own) left.delete(one);
    // Overlays of one base are told the same of it.
    const ofSet = set.diagnostics.filter((one) => isFirst(ofSets, `${samePlace(one)} ${one.message}`));
    return {
      target: targetOf({
        language: 'kubernetes',
        name: targetName(set),
        files: [...files],
        notLookedInto: [...notLookedInto(set), ...(index === 0 ? open : [])],
      }),
      judged: [...ofSet.map(fault), ...own.map(({ judged }) => judged)],
      placed: [],
    };
  });
}

/** What is said of several sets that share a place, once. */
function each(said: readonly InSet[]): Assigned[] {
  const bySet = new Map<ManifestSet, Judged[]>();
  for (const { judged, set } of said) {
    const known = bySet.get(set);
    if (known) known.push(judged);
    else bySet.set(set, [judged]);
  }
  return folded(bySet, ({ variant = '', diagnostic }) => `${variant} ${samePlace(diagnostic)}`).map(
    ({ one, variants }) => ({ judged: one, among: new Set(variants) }),
  );
}

function isFirst(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** The folder of a set may hold a configuration of another language, too, which bears its name. */
function targetName({ name, isFolder }: ReadSet): string {
  return isFolder ? `${name} (manifests)` : name;
}

function notLookedInto({ notUnderstood }: ReadSet): string[] {
  return [...new Set(notUnderstood.map(({ value }) => value))];
}
