import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import type { Reference, Workload } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { meaning } from '../guesses.ts';
import { workloadName } from '../programs.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

export const misspelledReference: KubernetesRule = {
  id: 'kubernetes.misspelled-reference',
  severity: 'blocker',
  title: 'What a pod names is spelled like what is there',
  why: 'A pod whose ConfigMap, Secret, claim or ServiceAccount is not there does not start: it waits in ContainerCreating, and its controller logs an event.',
  sources: [sources.configMapsOfPods, commonSources.kubernetesVolumes],
  check(context) {
    for (const { workload, reference, meant } of missingIn(context))
      if (meant !== undefined)
        context.report(reference, placeIn(workload, undefined, reference.kind), {
          message: `${reference.kind} "${excerpt(reference.name, 80)}" is not among the files`,
          hint: meaning(meant),
        });
  },
};

export const missingReference: KubernetesRule = {
  id: 'kubernetes.missing-reference',
  severity: 'warning',
  title: 'What a pod names is among the files',
  why: 'What is not there must be in the cluster already, or come from elsewhere: a pod whose ConfigMap, claim or ServiceAccount is missing does not start. A Secret, which is rarely kept among files, is only named in the report.',
  sources: [sources.configMapsOfPods, commonSources.kubernetesVolumes],
  check(context) {
    for (const { workload, reference, meant } of missingIn(context)) {
      if (meant !== undefined) continue;
      const unread = workload.set.notUnderstood.length > 0;
      if (unread) {
        context.notLookedInto.add(
          `whether ${reference.kind} ${excerpt(reference.name, 80)} is part of what could not be read of ${excerpt(workload.set.name, 120)}`,
        );
        continue;
      }
      // A Secret is rarely among files, and should not be.
      if (reference.kind === 'Secret') {
        context.notLookedInto.add(
          `whether Secret ${excerpt(reference.name, 80)} of ${workloadName(workload)} is in the cluster`,
        );
        continue;
      }
      context.report(reference, placeIn(workload, undefined, reference.kind), {
        message: `${reference.kind} "${excerpt(reference.name, 80)}" of ${workloadName(workload)} is not among the files`,
        hint: 'Make sure that it is in the cluster before the rollout',
      });
    }
  },
};

/** Whether the name of the account is that of another one, misspelled. */
export function isMisspelledAccount({ lookups, guess }: RuleContext, { pod, namespace }: Workload): boolean {
  const name = pod.serviceAccount?.value;
  if (name === undefined || name === 'default' || lookups.has('ServiceAccount', name, namespace)) return false;
  return guess(name, lookups.names('ServiceAccount')) !== undefined;
}

interface Missing {
  readonly workload: Workload;
  readonly reference: Reference;
  /** A name that is there, which is meant most likely. */
  readonly meant: string | undefined;
}

/** What every namespace has. */
const given = new Set(['ServiceAccount default', 'ConfigMap kube-root-ca.crt']);

function missingIn({ cluster, lookups, guess }: RuleContext): Missing[] {
  return cluster.workloads.flatMap((workload) =>
    workload.pod.references.flatMap((reference) => {
      const { kind, name, isOptional } = reference;
      if (isOptional || given.has(`${kind} ${name}`) || lookups.has(kind, name, workload.namespace)) return [];
      return [{ workload, reference, meant: guess(name, lookups.names(kind)) }];
    }),
  );
}

export const unknownKey: KubernetesRule = {
  id: 'kubernetes.unknown-key',
  severity: 'blocker',
  title: 'Keys that a pod asks a ConfigMap for are in it',
  why: 'A pod that asks for a key by items, subPath or configMapKeyRef that the ConfigMap lacks does not start; with subPath an empty folder is mounted in place of the file.',
  sources: [sources.configMapsOfPods, commonSources.kubernetesVolumes],
  check(context) {
    for (const workload of context.cluster.workloads) {
      for (const { kind, name, keys, isOptional } of workload.pod.references)
        if (kind === 'ConfigMap' && !isOptional)
          for (const key of keys) checkKey(context, workload, name, key, key.value);
      for (const container of [...workload.pod.initContainers, ...workload.pod.containers])
        for (const { volume, subPath } of container.mounts) {
          const source = workload.pod.volumes.find(({ name }) => name === volume)?.source;
          if (!subPath || source?.kind !== 'configMap' || subPath.value.includes('$(')) continue;
          const [first = ''] = subPath.value.split('/');
          if (!source.items) checkKey(context, workload, source.name, subPath, first);
          else if (![...source.items.values()].some((path) => path === subPath.value || path.startsWith(`${first}/`)))
            context.report(subPath, placeIn(workload, container, 'volumeMounts/subPath'), {
              message: `the volume "${excerpt(volume, 80)}" has no file "${excerpt(subPath.value, 80)}"`,
              hint: `Its items are ${excerpt([...source.items.values()].join(', '), 200)}`,
            });
        }
    }
  },
};

function checkKey(context: RuleContext, workload: Workload, name: string, at: Located<string>, key: string): void {
  const configMap = context.lookups.configMap(name, workload);
  // One that is not there has been reported.
  if (!configMap || key === '') return;
  const keys = [...configMap.entries.map((entry) => entry.key), ...configMap.unread];
  if (keys.includes(key)) return;
  context.report(at, placeIn(workload, undefined, `ConfigMap/${excerpt(key, 80)}`), {
    message: `ConfigMap ${excerpt(name, 80)} has no key "${excerpt(key, 80)}"`,
    hint: meaning(context.guess(key, keys)) ?? `Its keys are ${excerpt(keys.slice(0, 20).join(', '), 200)}`,
    related: alsoAt(configMap.at, 'the ConfigMap'),
  });
}
