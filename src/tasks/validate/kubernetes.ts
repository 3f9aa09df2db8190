/** What is said of each set of manifests. */
import { summariesOf } from '../../agree/link.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import { checkKubernetes } from '../../kubernetes/check.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import type { Judged } from '../../report/diagnostics/findings.ts';
import type { Gathered } from './gathered.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';

/** What is said of manifests elsewhere, such as of the arguments in them. */
interface Others {
  readonly judged: readonly Judged[];
  readonly notLookedInto: readonly string[];
}

/** A target for every set of manifests. What is found in a file of several sets is said of the first one. */
export function judgeManifests(
  { sets, cluster }: Gathered,
  rollout: Rollout,
  { facts, others }: { readonly facts: FactsDocument | undefined; readonly others: Others },
): JudgedTarget[] {
  const uses = summariesOf(rollout);
  const checked = checkKubernetes(rollout.cluster, { uses, ...(facts ? { facts } : {}) });
  const found = [...(cluster?.diagnostics ?? []), ...checked.diagnostics].map(fault);
  const left = new Set([...found, ...others.judged]);
  const open = [...(cluster?.notLookedInto ?? []), ...checked.notLookedInto, ...others.notLookedInto];
  const known = new Set(sets.flatMap(({ files }) => files));
  return sets.map((set, index) => {
    const files = new Set(set.files);
    // Nothing is lost that is found elsewhere.
    const isOwn = (file: string) => files.has(file) || (index === sets.length - 1 && !known.has(file));
    const own = [...left].filter(({ diagnostic }) => isOwn(diagnostic.file));
    for (const one of own) left.delete(one);
    return {
      target: targetOf({
        language: 'kubernetes',
        name: targetName(set),
        files: [...files],
        notLookedInto: [...notLookedInto(set), ...(index === 0 ? open : [])],
      }),
      judged: [...set.diagnostics.map(fault), ...own],
      placed: [],
    };
  });
}

/** The folder of a set may hold a configuration of another language, too, which bears its name. */
function targetName({ name, isFolder }: ReadSet): string {
  return isFolder ? `${name} (manifests)` : name;
}

function notLookedInto({ notUnderstood }: ReadSet): string[] {
  return [...new Set(notUnderstood.map(({ value }) => value))];
}
