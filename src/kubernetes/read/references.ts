/** What a pod names and cannot start without: ConfigMaps, Secrets, claims, its account. */
import type * as core from 'kubernetes-types/core/v1.js';
import type { Located } from '../../base/located.ts';
import type { Reference } from '../../base/rollout/workload.ts';
import { fieldsOf } from './fields.ts';
import { booleanOf, listOf, mapOf, textOf, type Written } from './written.ts';

export function referencesOf(pod: Written<core.PodSpec>): Reference[] {
  // What is wrong with these fields has been said: they are read for their values, too.
  const at = { ...pod, faults: { ...pod.faults, report: () => undefined, guess: () => undefined } };
  const containers = [
    ...(listOf(at, 'initContainers', fieldsOf.container) ?? []),
    ...(listOf(at, 'containers', fieldsOf.container) ?? []),
  ];
  return [
    ...reference('ServiceAccount', textOf(at, 'serviceAccountName') ?? textOf(at, 'serviceAccount')),
    ...(listOf(at, 'volumes', fieldsOf.volume) ?? []).flatMap(ofVolume),
    ...containers.flatMap(ofContainer),
  ];
}

function ofVolume(volume: Written<core.Volume>): Reference[] {
  const configMap = mapOf(volume, 'configMap', fieldsOf.configMapVolumeSource);
  const secret = mapOf(volume, 'secret', fieldsOf.secretVolumeSource);
  const claim = mapOf(volume, 'persistentVolumeClaim', fieldsOf.persistentVolumeClaimVolumeSource);
  const projected = mapOf(volume, 'projected', fieldsOf.projectedVolumeSource);
  return [
    ...(configMap ? ofProjection('ConfigMap', textOf(configMap, 'name'), configMap) : []),
    ...(secret ? ofProjection('Secret', textOf(secret, 'secretName'), secret) : []),
    ...(claim ? reference('PersistentVolumeClaim', textOf(claim, 'claimName')) : []),
    ...((projected && listOf(projected, 'sources', fieldsOf.volumeProjection)) ?? []).flatMap((source) => {
      const map = mapOf(source, 'configMap', fieldsOf.configMapProjection);
      const secrets = mapOf(source, 'secret', fieldsOf.secretProjection);
      return [
        ...(map ? ofProjection('ConfigMap', textOf(map, 'name'), map) : []),
        ...(secrets ? ofProjection('Secret', textOf(secrets, 'name'), secrets) : []),
      ];
    }),
  ];
}

function ofProjection(
  kind: Reference['kind'],
  name: Located<string> | undefined,
  at: Written<Pick<core.ConfigMapProjection, 'items' | 'optional'>>,
): Reference[] {
  const items = listOf(at, 'items', fieldsOf.keyToPath) ?? [];
  return reference(
    kind,
    name,
    booleanOf(at, 'optional')?.value ?? false,
    items.flatMap((item) => textOf(item, 'key') ?? []),
  );
}

function ofContainer(container: Written<core.Container>): Reference[] {
  const variables = (listOf(container, 'env', fieldsOf.envVar) ?? []).flatMap((variable) => {
    const from = mapOf(variable, 'valueFrom', fieldsOf.envVarSource);
    if (!from) return [];
    const configMap = mapOf(from, 'configMapKeyRef', fieldsOf.configMapKeySelector);
    const secret = mapOf(from, 'secretKeyRef', fieldsOf.secretKeySelector);
    return [...(configMap ? ofKey('ConfigMap', configMap) : []), ...(secret ? ofKey('Secret', secret) : [])];
  });
  const wholes = (listOf(container, 'envFrom', fieldsOf.envFromSource) ?? []).flatMap((from) => {
    const configMap = mapOf(from, 'configMapRef', fieldsOf.configMapEnvSource);
    const secret = mapOf(from, 'secretRef', fieldsOf.secretEnvSource);
    return [...(configMap ? ofWhole('ConfigMap', configMap) : []), ...(secret ? ofWhole('Secret', secret) : [])];
  });
  return [...variables, ...wholes];
}

function ofKey(kind: Reference['kind'], at: Written<core.ConfigMapKeySelector>): Reference[] {
  const key = textOf(at, 'key');
  return reference(kind, textOf(at, 'name'), booleanOf(at, 'optional')?.value ?? false, key ? [key] : []);
}

function ofWhole(kind: Reference['kind'], at: Written<core.ConfigMapEnvSource>): Reference[] {
  return reference(kind, textOf(at, 'name'), booleanOf(at, 'optional')?.value ?? false);
}

function reference(
  kind: Reference['kind'],
  name: Located<string> | undefined,
  isOptional = false,
  keys: readonly Located<string>[] = [],
): Reference[] {
  if (!name || name.value === '') return [];
  return [{ kind, name: name.value, keys, isOptional, file: name.file, span: name.span }];
}
