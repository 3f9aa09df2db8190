import { readFile } from 'node:fs/promises';
import type { FactsDocument } from '../../../src/base/facts.ts';
import type { Container } from '../../../src/base/rollout/workload.ts';
import { checkKubernetes, type KubernetesResult } from '../../../src/kubernetes/check.ts';
import { readCluster } from '../../../src/kubernetes/cluster.ts';
import type { Uses } from '../../../src/kubernetes/programs.ts';
import { setsOf } from './sets.ts';
import { usesIn } from './uses.ts';

export const docs = await readFile('docs/kubernetes-rules.md', 'utf8');

/** The rollout of the documentation, in which nothing is found. */
export const rollout = /```yaml\n(.*?)```/s.exec(docs)?.[1] ?? '';

/** What reading and judging a text say, together. */
export async function judge(
  text: string,
  uses: (container: Container) => Uses = usesIn(text),
  facts?: FactsDocument,
): Promise<KubernetesResult> {
  const { cluster, diagnostics, notLookedInto } = readCluster(await setsOf(text));
  const result = checkKubernetes(cluster, { uses, ...(facts ? { facts } : {}) });
  return {
    diagnostics: [...diagnostics, ...result.diagnostics],
    notLookedInto: [...notLookedInto, ...result.notLookedInto],
  };
}
