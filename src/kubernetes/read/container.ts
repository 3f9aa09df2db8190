import type * as core from 'kubernetes-types/core/v1.js';
import type { Located, Place } from '../../base/located.ts';
import type {
  Container,
  ContainerPort,
  EnvironmentVariable,
  Image,
  Mount,
  SecurityContext,
} from '../../base/rollout/workload.ts';
import { partsOf } from '../manifests/kustomize/images.ts';
import { placeOf } from '../manifests/nodes.ts';
import { badValue, missingField } from './faults.ts';
import { fieldsOf } from './fields.ts';
import { probeOf } from './probe.ts';
import { booleanOf, keyPlace, listOf, mapOf, numberOf, textOf, textsOf, type Written } from './written.ts';

/** Undefined for a container without a name: nothing could be said of it. */
export function containerOf(at: Written<core.Container>): Container | undefined {
  const name = required(at, 'name', textOf(at, 'name'));
  if (!name) return undefined;
  const lifecycle = mapOf(at, 'lifecycle', fieldsOf.lifecycle);
  return {
    name: name.value,
    at: name,
    image: imageOf(textOf(at, 'image')),
    command: textsOf(at, 'command'),
    args: textsOf(at, 'args'),
    workingDir: textOf(at, 'workingDir'),
    env: (listOf(at, 'env', fieldsOf.envVar) ?? []).flatMap((variable) => variableOf(variable) ?? []),
    hasEnvFrom: (listOf(at, 'envFrom', fieldsOf.envFromSource) ?? []).length > 0,
    ports: (listOf(at, 'ports', fieldsOf.containerPort) ?? []).flatMap((port) => containerPortOf(port) ?? []),
    mounts: (listOf(at, 'volumeMounts', fieldsOf.volumeMount) ?? []).flatMap((mount) => mountOf(mount) ?? []),
    security: containerSecurityOf(at),
    readinessProbe: probeOf(at, 'readinessProbe'),
    livenessProbe: probeOf(at, 'livenessProbe'),
    startupProbe: probeOf(at, 'startupProbe'),
    execHooks: lifecycle ? execHooksOf(lifecycle) : [],
  };
}

/** Reports what Kubernetes refuses an object without. */
export function required<T, V>(at: Written<T>, key: keyof T & string, value: V | undefined): V | undefined {
  // What is there and is of the wrong type has been reported.
  if (value === undefined && keyPlace(at, key) === undefined) {
    const { file, span } = placeOf(at.node);
    const first = at.node.entries[0];
    const where: Place = { file, span: first?.keySpan ?? { start: span.start, end: span.start } };
    at.faults.report(missingField, where, at.path, { message: `${key} is missing here, and Kubernetes requires it` });
  }
  return value;
}

/** A port that Kubernetes takes; reports one that it does not. */
export function portNumberIn<T>(at: Written<T>, port: Located<number> | undefined): Located<number> | undefined {
  if (port && (port.value < 1 || port.value > 65535))
    at.faults.report(badValue, port, at.path, { message: `${port.value} is no port: they go from 1 to 65535` });
  return port;
}

function imageOf(image: Located<string> | undefined): Image | undefined {
  if (!image || image.value === '') return undefined;
  return { file: image.file, span: image.span, ...partsOf(image.value) };
}

function variableOf(at: Written<core.EnvVar>): EnvironmentVariable | undefined {
  const name = required(at, 'name', textOf(at, 'name'));
  const value = textOf(at, 'value');
  const from = mapOf(at, 'valueFrom', fieldsOf.envVarSource);
  const field = from && mapOf(from, 'fieldRef', fieldsOf.objectFieldSelector);
  if (!name) return undefined;
  return {
    file: name.file,
    span: name.span,
    name: name.value,
    value: from ? undefined : (value?.value ?? ''),
    valueAt: value && { file: value.file, span: value.span },
    fieldPath: field && textOf(field, 'fieldPath')?.value,
    isReference: from !== undefined && field === undefined,
  };
}

function containerPortOf(at: Written<core.ContainerPort>): ContainerPort | undefined {
  const port = portNumberIn(at, required(at, 'containerPort', numberOf(at, 'containerPort')));
  return port && { file: port.file, span: port.span, name: textOf(at, 'name')?.value, port: port.value };
}

function mountOf(at: Written<core.VolumeMount>): Mount | undefined {
  const volume = required(at, 'name', textOf(at, 'name'));
  const path = required(at, 'mountPath', textOf(at, 'mountPath'));
  if (!volume || !path) return undefined;
  const { file, span, value } = path;
  const subPath = textOf(at, 'subPath') ?? textOf(at, 'subPathExpr');
  return {
    file,
    span,
    volume: volume.value,
    path: value,
    subPath,
    isReadOnly: booleanOf(at, 'readOnly')?.value ?? false,
  };
}

function containerSecurityOf(container: Written<core.Container>): SecurityContext {
  const at = mapOf(container, 'securityContext', fieldsOf.securityContext);
  if (!at) return { addedCapabilities: [], droppedCapabilities: [] };
  const capabilities = mapOf(at, 'capabilities', fieldsOf.capabilities);
  return {
    ...identityOf(at),
    at: keyPlace(container, 'securityContext'),
    privileged: booleanOf(at, 'privileged'),
    allowPrivilegeEscalation: booleanOf(at, 'allowPrivilegeEscalation'),
    readOnlyRootFilesystem: booleanOf(at, 'readOnlyRootFilesystem'),
    addedCapabilities: (capabilities && textsOf(capabilities, 'add')) ?? [],
    droppedCapabilities: (capabilities && textsOf(capabilities, 'drop')) ?? [],
  };
}

export function podSecurityOf(pod: Written<core.PodSpec>): SecurityContext {
  const at = mapOf(pod, 'securityContext', fieldsOf.podSecurityContext);
  if (!at) return { addedCapabilities: [], droppedCapabilities: [] };
  return {
    ...identityOf(at),
    at: keyPlace(pod, 'securityContext'),
    fsGroup: numberOf(at, 'fsGroup'),
    addedCapabilities: [],
    droppedCapabilities: [],
  };
}

/** What the security contexts of a pod and of a container have in common. */
type Common = Pick<
  core.PodSecurityContext & core.SecurityContext,
  'appArmorProfile' | 'runAsGroup' | 'runAsNonRoot' | 'runAsUser' | 'seccompProfile'
>;

function identityOf(at: Written<Common>) {
  const seccomp = mapOf(at, 'seccompProfile', fieldsOf.seccompProfile);
  const appArmor = mapOf(at, 'appArmorProfile', fieldsOf.appArmorProfile);
  return {
    runAsNonRoot: booleanOf(at, 'runAsNonRoot'),
    runAsUser: numberOf(at, 'runAsUser'),
    runAsGroup: numberOf(at, 'runAsGroup'),
    seccompProfile: seccomp && textOf(seccomp, 'type'),
    appArmorProfile: appArmor && textOf(appArmor, 'type'),
  };
}

function execHooksOf(lifecycle: Written<core.Lifecycle>): Place[] {
  const hooks = ['postStart', 'preStop'] as const;
  return hooks.flatMap((hook) => {
    const handler = mapOf(lifecycle, hook, fieldsOf.lifecycleHandler);
    return handler && mapOf(handler, 'exec', fieldsOf.exec) ? (keyPlace(lifecycle, hook) ?? []) : [];
  });
}
