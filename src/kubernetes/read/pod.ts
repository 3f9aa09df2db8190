import type * as core from 'kubernetes-types/core/v1.js';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import type { Place } from '../../base/located.ts';
import type { Container, Pod, Toleration } from '../../base/rollout/workload.ts';
import { placeOf } from '../manifests/nodes.ts';
import { containerOf, podSecurityOf, required } from './container.ts';
import { fieldsOf } from './fields.ts';
import { referencesOf } from './references.ts';
import { volumeOf } from './volumes.ts';
import { booleanOf, labelsOf, listOf, numberOf, plainLabels, textOf, type Written } from './written.ts';

/** `at` is where its `spec` is written. */
export function podOf(metadata: Written<ObjectMeta> | undefined, spec: Written<core.PodSpec>, at: Place): Pod {
  const containers = required(spec, 'containers', listOf(spec, 'containers', fieldsOf.container));
  return {
    at,
    labels: metadata ? plainLabels(labelsOf(metadata, 'labels')) : new Map(),
    annotations: metadata ? plainLabels(labelsOf(metadata, 'annotations')) : new Map(),
    hostPID: booleanOf(spec, 'hostPID'),
    hostUsers: booleanOf(spec, 'hostUsers'),
    hostNetwork: booleanOf(spec, 'hostNetwork'),
    serviceAccount: textOf(spec, 'serviceAccountName') ?? textOf(spec, 'serviceAccount'),
    security: podSecurityOf(spec),
    tolerations: listOf(spec, 'tolerations', fieldsOf.toleration)?.map(tolerationOf),
    gracePeriodSeconds: numberOf(spec, 'terminationGracePeriodSeconds'),
    initContainers: containersIn(listOf(spec, 'initContainers', fieldsOf.container)),
    containers: containersIn(containers),
    volumes: (listOf(spec, 'volumes', fieldsOf.volume) ?? []).flatMap((volume) => volumeOf(volume) ?? []),
    references: referencesOf(spec),
  };
}

function containersIn(written: readonly Written<core.Container>[] | undefined): Container[] {
  return (written ?? []).flatMap((container) => containerOf(container) ?? []);
}

function tolerationOf(at: Written<core.Toleration>): Toleration {
  return {
    ...placeOf(at.node),
    key: textOf(at, 'key')?.value,
    operator: textOf(at, 'operator')?.value,
    effect: textOf(at, 'effect')?.value,
  };
}
