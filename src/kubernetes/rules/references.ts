import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import type { ManifestObject } from '../../base/rollout/manifests.ts';
import type { Reference, Workload } from '../../base/rollout/workload.ts';
import { didYouMean, nearest } from '../../base/suggest.ts';
import { textAt } from '../../base/yaml-documents.ts';
import { sameNamespace } from '../names.ts';
import { workloadName } from '../programs.ts';
import { alsoAt, type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

export const misspelledReference: KubernetesRule = {
  id: 'kubernetes.misspelled-reference',
  severity: 'blocker',
  title: 'What a pod names is spelled like what is there',
  why: 'A pod whose ConfigMap, Secret, claim or ServiceAccount is not there does not start: it waits in ContainerCreating, and its controller logs an event.',
  check(context) {
    for (const { workload, reference, candidates } of missingIn(context)) {
      const meant = nearest(reference.name, candidates);
      if (meant === undefined) continue;
      context.report(reference, placeIn(workload, undefined, reference.kind), {
        message: `${reference.kind} "${excerpt(reference.name, 80)}" is not among the files`,
        hint: didYouMean(reference.name, [meant]).trim(),
      });
    }
  },
};

export const missingReference: KubernetesRule = {
  id: 'kubernetes.missing-reference',
  severity: 'warning',
  title: 'What a pod names is among the files',
  why: 'What is not there must be in the cluster already, or come from elsewhere: a pod whose ConfigMap, Secret, claim or ServiceAccount is missing does not start.',
  check(context) {
    for (const { workload, reference, candidates } of missingIn(context)) {
      if (nearest(reference.name, candidates) !== undefined) continue;
      const unread = workload.set.notUnderstood.length > 0;
      if (unread) {
        context.notLookedInto.add(
          `whether ${reference.kind} ${excerpt(reference.name, 80)} is part of what could not be read of ${excerpt(workload.set.name, 120)}`,
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

interface Missing {
  readonly workload: Workload;
  readonly reference: Reference;
  /** Names that are there. */
  readonly candidates: readonly string[];
}

/** What every namespace has. */
const given = new Set(['ServiceAccount default', 'ConfigMap kube-root-ca.crt']);

function missingIn(context: RuleContext): Missing[] {
  return context.cluster.workloads.flatMap((workload) =>
    workload.pod.references.flatMap((reference) => {
      if (reference.isOptional || given.has(`${reference.kind} ${reference.name}`)) return [];
      const candidates = namesOf(context, workload, reference.kind);
      return candidates.includes(reference.name) ? [] : [{ workload, reference, candidates }];
    }),
  );
}

function namesOf({ cluster }: RuleContext, { namespace }: Workload, kind: Reference['kind']): string[] {
  const near = <T extends { readonly namespace: string | undefined }>(objects: readonly T[]): readonly T[] =>
    objects.filter((object) => sameNamespace(object.namespace, namespace));
  if (kind === 'ServiceAccount') return near(cluster.serviceAccounts).map(({ name }) => name);
  if (kind === 'PersistentVolumeClaim') return near(cluster.claims).map(({ name }) => name);
  if (kind === 'ConfigMap') return cluster.sets.flatMap(({ configMaps }) => near(configMaps).map(({ name }) => name));
  return cluster.sets.flatMap(({ objects }) => near(objects).flatMap(secretsOf));
}

/** The Secret that an object is or makes. */
function secretsOf({ kind, name, node }: ManifestObject): string[] {
  if (kind === 'Secret' || kind === 'SealedSecret') return [name];
  if (kind === 'ExternalSecret') return [textAt(node, 'spec', 'target', 'name')?.text ?? name];
  if (kind === 'Certificate') return [textAt(node, 'spec', 'secretName')?.text ?? name];
  return [];
}

export const unknownKey: KubernetesRule = {
  id: 'kubernetes.unknown-key',
  severity: 'blocker',
  title: 'Keys that a pod asks a ConfigMap for are in it',
  why: 'A pod that asks for a key by items, subPath or configMapKeyRef that the ConfigMap lacks does not start; with subPath an empty folder is mounted in place of the file.',
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
  const configMap = context.cluster.sets
    .flatMap(({ configMaps }) => configMaps)
    .find((candidate) => candidate.name === name && sameNamespace(candidate.namespace, workload.namespace));
  // One that is not there has been reported.
  if (!configMap || key === '') return;
  const keys = [...configMap.entries.map((entry) => entry.key), ...configMap.unread];
  if (keys.includes(key)) return;
  const hint = didYouMean(key, keys).trim();
  context.report(at, placeIn(workload, undefined, `ConfigMap/${excerpt(key, 80)}`), {
    message: `ConfigMap ${excerpt(name, 80)} has no key "${excerpt(key, 80)}"`,
    hint: hint === '' ? `Its keys are ${excerpt(keys.join(', '), 200)}` : hint,
    related: alsoAt(configMap.at, 'the ConfigMap'),
  });
}
