/** Whether the files of a rollout agree with each other. */
import { checkAgreement } from '../../agree/check.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import { fault, type JudgedTarget, targetOf } from './target.ts';

/** A target of its own, named after what was given, where there is something to compare. */
export function judgeAgreement(
  rollout: Rollout,
  paths: readonly string[],
  facts: FactsDocument | undefined,
): JudgedTarget[] {
  const { diagnostics, notLookedInto } = checkAgreement(rollout, { facts });
  const parts = [
    rollout.cluster.workloads.length + rollout.cluster.services.length,
    rollout.alloy.length,
    rollout.pyroscope.length,
    rollout.dataSources.length,
    rollout.containers.length,
    rollout.versions.length,
  ];
  if (diagnostics.length === 0 && parts.filter((count) => count > 0).length < 2) return [];
  return [
    {
      target: targetOf({ language: 'agreement', name: `agreement of ${named(paths)}`, notLookedInto }),
      judged: diagnostics.map(fault),
      placed: [],
    },
  ];
}

function named(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
