/** What is said of each set of manifests. */
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import type { Gathered } from './gather.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';

/** What the rules found in all sets together. */
export interface FoundInManifests {
  readonly diagnostics: readonly Diagnostic[];
  readonly notLookedInto: readonly string[];
}

/** A target for every set of manifests. What is found in a file of several sets is said of the first one. */
export function judgeManifests({ sets }: Gathered, found: FoundInManifests): JudgedTarget[] {
  const left = new Set(found.diagnostics);
  return sets.map((set, index) => {
    const files = filesOf(set);
    const own = [...left].filter(({ file }) => files.has(file));
    for (const diagnostic of own) left.delete(diagnostic);
    return {
      target: targetOf({
        language: 'kubernetes',
        name: targetName(set),
        files: [...files],
        notLookedInto: [...notLookedInto(set), ...(index === 0 ? found.notLookedInto : [])],
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

function filesOf({ name, isKustomization, objects, configMaps, diagnostics }: ReadSet): Set<string> {
  const places = [...objects, ...configMaps].map(({ at }) => at.file);
  return new Set([...(isKustomization ? [name] : []), ...places, ...diagnostics.map(({ file }: Diagnostic) => file)]);
}

function notLookedInto({ notUnderstood }: ReadSet): string[] {
  return [...new Set(notUnderstood.map(({ value }) => value))];
}
