/** Judges the arguments of containers that run Alloy. */
import { readArguments } from '../../alloy/arguments.ts';
import type { AlloyVersion } from '../../alloy/version.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { excerpt } from '../../base/display.ts';
import { type Asked, settle } from '../alloy-settings.ts';
import type { InSet } from './kubernetes.ts';
import { deployedAs, type Run } from './runs.ts';
import { fault, upgraded } from './target.ts';

interface Context {
  readonly texts: ReadonlyMap<string, string>;
  readonly upgradeTo: AlloyVersion | undefined;
}

/** Each for the version of its image. Throws InputError for a version or a level of the command line that there is not. */
export function judgeAlloyArguments(
  runs: readonly Run[],
  asked: Asked,
  { texts, upgradeTo }: Context,
): { readonly judged: readonly InSet[]; readonly notLookedInto: readonly string[] } {
  const judged: InSet[] = [];
  const notLookedInto: string[] = [];
  for (const run of runs) {
    if (run.program !== 'alloy') continue;
    const { args, command, name, image } = run.container;
    const line = { args, command, image: image?.name };
    const { version, obstacle } = settle(asked, deployedAs(run, texts, { otherImages: [] }));
    if (obstacle) {
      notLookedInto.push(`the arguments of the container "${excerpt(name, 60)}": ${obstacle.message}`);
      continue;
    }
    const now = readArguments(line, version);
    const { set } = run.workload;
    judged.push(...now.diagnostics.map((one) => ({ judged: fault(one), set })));
    notLookedInto.push(...now.notLookedInto);
    if (!upgradeTo) continue;
    const known = new Set(now.diagnostics.map(keyOf));
    const later = readArguments(line, upgradeTo).diagnostics.filter((one) => !known.has(keyOf(one)));
    judged.push(...later.map((one) => ({ judged: upgraded(one, 'Alloy', upgradeTo.shown), set })));
  }
  return { judged, notLookedInto };
}

/** The same finding with another version. */
function keyOf({ rule, file, span }: Diagnostic): string {
  return `${rule} ${span.start} ${file}`;
}
