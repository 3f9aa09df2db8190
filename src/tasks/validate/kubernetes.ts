/** What is said of each set of manifests. */
import { summariesOf } from '../../agree/link.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import { checkKubernetes } from '../../kubernetes/check.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import type { Gathered } from './gathered.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';

/** What is said of manifests elsewhere, such as of the arguments in them. */
interface Others {
  readonly diagnostics: readonly Diagnostic[];
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
  const left = new Set([...(cluster?.diagnostics ?? []), ...checked.diagnostics, ...others.diagnostics]);
  const open = [...(cluster?.notLookedInto ?? []), ...checked.notLookedInto, ...others.notLookedInto];
  const known = new Set(sets.flatMap(({ files }) => files));
  return sets.map((set, index) => {
    const files = new Set(set.files);
    // Nothing is lost that is found elsewhere.
    const own = [...left].filter(({ file }) => files.has(file) || (index === sets.length - 1 && !known.has(file)));
    for (const diagnostic of own) left.delete(diagnostic);
    return {
      target: targetOf({
        language: 'kubernetes',
        name: targetName(set),
        files: [...files],
        notLookedInto: [...notLookedInto(set), ...(index === 0 ? open : [])],
      }),
      judged: [...set.diagnostics, ...own].map(fault),
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
