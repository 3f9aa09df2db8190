/** Judges Nix files that build images of containers. */

import type { ContainerSummary } from '../../base/rollout/configurations.ts';
import type { Configured } from '../../base/rollout/rollout.ts';
import { type ContainerOptions, checkContainer } from '../../container/check.ts';
import type { Gathered } from './gathered.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';

export interface JudgedContainers {
  readonly targets: readonly JudgedTarget[];
  readonly configured: readonly Configured<ContainerSummary>[];
}

/** Where Nix is installed, it has the last word on what is valid. */
export async function judgeContainers(gathered: Gathered, options: ContainerOptions): Promise<JudgedContainers> {
  const targets: JudgedTarget[] = [];
  const configured: Configured<ContainerSummary>[] = [];
  for (const file of gathered.of('container')) {
    const { diagnostics, notLookedInto, summary } = await checkContainer(file, options);
    const target = targetOf({ language: 'container', name: file.path, files: [file.path], notLookedInto });
    targets.push({ target, judged: diagnostics.map(fault), placed: [] });
    if (summary) configured.push({ paths: [file.path], summary });
  }
  return { targets, configured };
}
