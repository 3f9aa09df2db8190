import type * as apps from 'kubernetes-types/apps/v1.js';
import type * as batch from 'kubernetes-types/batch/v1.js';
import type * as core from 'kubernetes-types/core/v1.js';
import type { LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1.js';
import type { Place } from '../../base/located.ts';
import type { ManifestObject, ManifestSet } from '../../base/rollout/manifests.ts';
import type { Selector, Workload } from '../../base/rollout/workload.ts';
import { entryOf } from '../../base/yaml-documents.ts';
import { required } from './container.ts';
import { badValue, type Faults } from './faults.ts';
import { fieldsOf } from './fields.ts';
import { objectName, objectPath } from './object.ts';
import { podOf } from './pod.ts';
import { claimOf } from './volumes.ts';
import { keyPlace, labelsOf, listOf, mapIn, mapOf, numberOf, plainLabels, textOf, type Written } from './written.ts';

type Kind = Workload['kind'];

const kinds: ReadonlySet<string> = new Set<Kind>(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod']);

export function isWorkload(kind: string): kind is Kind {
  return kinds.has(kind);
}

/** Undefined where the object has no pod to speak of. */
export function workloadOf(set: ManifestSet, object: ManifestObject, kind: Kind, faults: Faults): Workload | undefined {
  const read = bodyOf(object, kind, faults);
  if (!read) return undefined;
  const { name, namespace } = object;
  const metadata = entryOf(object.node, 'metadata')?.value;
  const written =
    metadata &&
    mapIn<ObjectMeta>(metadata, faults, `${objectPath(kind, name)}.metadata`, 'metadata', fieldsOf.objectMeta);
  const annotations = written ? plainLabels(labelsOf(written, 'annotations')) : new Map<string, string>();
  return { set, kind, name, namespace, annotations, at: objectName(object), volumeClaims: [], ...read };
}

type Body = Pick<Workload, 'pod' | 'replicas' | 'selector' | 'serviceName' | 'podManagementPolicy'> & {
  readonly volumeClaims?: Workload['volumeClaims'];
};

function bodyOf({ node, name }: ManifestObject, kind: Kind, faults: Faults): Body | undefined {
  const path = objectPath(kind, name);
  if (kind === 'Pod') {
    const at = mapIn<core.Pod>(node, faults, path, 'the object', fieldsOf.pod);
    return at && withPod(at);
  }
  if (kind === 'DaemonSet') {
    const at = mapIn<apps.DaemonSet>(node, faults, path, 'the object', fieldsOf.daemonSet);
    const spec = at && required(at, 'spec', mapOf(at, 'spec', fieldsOf.daemonSetSpec));
    return spec && templated(spec);
  }
  if (kind === 'Deployment') {
    const at = mapIn<apps.Deployment>(node, faults, path, 'the object', fieldsOf.deployment);
    const spec = at && required(at, 'spec', mapOf(at, 'spec', fieldsOf.deploymentSpec));
    const body = spec && templated(spec);
    return body && { ...body, replicas: numberOf(spec, 'replicas') };
  }
  if (kind === 'StatefulSet') return statefulSet(mapIn(node, faults, path, 'the object', fieldsOf.statefulSet));
  if (kind === 'Job') {
    const at = mapIn<batch.Job>(node, faults, path, 'the object', fieldsOf.job);
    const spec = at && required(at, 'spec', mapOf(at, 'spec', fieldsOf.jobSpec));
    return spec && inTemplate(spec);
  }
  const at = mapIn<batch.CronJob>(node, faults, path, 'the object', fieldsOf.cronJob);
  const spec = at && required(at, 'spec', mapOf(at, 'spec', fieldsOf.cronJobSpec));
  const job = spec && required(spec, 'jobTemplate', mapOf(spec, 'jobTemplate', fieldsOf.jobTemplateSpec));
  const inner = job && required(job, 'spec', mapOf(job, 'spec', fieldsOf.jobSpec));
  return inner && inTemplate(inner);
}

function statefulSet(at: Written<apps.StatefulSet> | undefined): Body | undefined {
  const spec = at && required(at, 'spec', mapOf(at, 'spec', fieldsOf.statefulSetSpec));
  const body = spec && templated(spec);
  if (!body) return undefined;
  const policy = textOf(spec, 'podManagementPolicy');
  if (policy && policy.value !== 'Parallel' && policy.value !== 'OrderedReady')
    spec.faults.report(badValue, policy, `${spec.path}.podManagementPolicy`, {
      message: 'podManagementPolicy is OrderedReady or Parallel',
    });
  return {
    ...body,
    replicas: numberOf(spec, 'replicas'),
    serviceName: textOf(spec, 'serviceName'),
    podManagementPolicy: policy,
    volumeClaims: (listOf(spec, 'volumeClaimTemplates', fieldsOf.persistentVolumeClaim) ?? []).flatMap(
      (claim) => claimOf(claim) ?? [],
    ),
  };
}

interface Templated {
  readonly template: core.PodTemplateSpec;
  readonly selector: LabelSelector;
}

function templated(spec: Written<Templated>): Body | undefined {
  const selector = required(spec, 'selector', mapOf(spec, 'selector', fieldsOf.labelSelector));
  const body = inTemplate(spec);
  return body && { ...body, selector: selector && selectorOf(selector) };
}

function selectorOf(at: Written<LabelSelector>): Selector {
  return {
    labels: labelsOf(at, 'matchLabels'),
    hasExpressions: keyPlace(at, 'matchExpressions') !== undefined,
  };
}

function inTemplate(spec: Written<Pick<Templated, 'template'>>): Body | undefined {
  const template = required(spec, 'template', mapOf(spec, 'template', fieldsOf.podTemplateSpec));
  return template && withPod(template);
}

function withPod(at: Written<Pick<core.PodTemplateSpec, 'metadata' | 'spec'>>): Body | undefined {
  const metadata = mapOf(at, 'metadata', fieldsOf.objectMeta);
  const spec = required(at, 'spec', mapOf(at, 'spec', fieldsOf.podSpec));
  const place: Place | undefined = keyPlace(at, 'spec');
  return spec && place && { pod: podOf(metadata, spec, place) };
}
