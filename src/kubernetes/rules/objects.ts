import { excerpt } from '../../base/display.ts';
import type { ManifestObject, ManifestSet } from '../../base/rollout/manifests.ts';
import { textAt } from '../../base/yaml-documents.ts';
import { placeOf } from '../manifests/nodes.ts';
import { objectName, objectPath } from '../read/object.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule } from './rule.ts';

interface Served {
  readonly now: string;
  /** Versions that were taken out, with the release of Kubernetes that did. */
  readonly removed: Readonly<Record<string, string>>;
}

const workloads = { 'extensions/v1beta1': '1.16', 'apps/v1beta1': '1.16', 'apps/v1beta2': '1.16' };
const access = { 'rbac.authorization.k8s.io/v1alpha1': '1.22', 'rbac.authorization.k8s.io/v1beta1': '1.22' };
const rbac: Served = { now: 'rbac.authorization.k8s.io/v1', removed: access };
const core: Served = { now: 'v1', removed: {} };

/** Source: Kubernetes, deprecated API migration guide. */
const served: ReadonlyMap<string, Served> = new Map([
  ['Deployment', { now: 'apps/v1', removed: workloads }],
  ['DaemonSet', { now: 'apps/v1', removed: workloads }],
  ['StatefulSet', { now: 'apps/v1', removed: workloads }],
  ['Job', { now: 'batch/v1', removed: {} }],
  ['CronJob', { now: 'batch/v1', removed: { 'batch/v1beta1': '1.25', 'batch/v2alpha1': '1.21' } }],
  ['Role', rbac],
  ['ClusterRole', rbac],
  ['RoleBinding', rbac],
  ['ClusterRoleBinding', rbac],
  [
    'Ingress',
    { now: 'networking.k8s.io/v1', removed: { 'extensions/v1beta1': '1.22', 'networking.k8s.io/v1beta1': '1.22' } },
  ],
  ['NetworkPolicy', { now: 'networking.k8s.io/v1', removed: { 'extensions/v1beta1': '1.16' } }],
  ['PodDisruptionBudget', { now: 'policy/v1', removed: { 'policy/v1beta1': '1.25' } }],
  ['PodSecurityPolicy', { now: '', removed: { 'policy/v1beta1': '1.25', 'extensions/v1beta1': '1.16' } }],
  ...['Pod', 'Service', 'ConfigMap', 'Secret', 'ServiceAccount', 'Namespace', 'PersistentVolumeClaim'].map(
    (kind): [string, Served] => [kind, core],
  ),
]);

export const apiVersion: KubernetesRule = {
  id: 'kubernetes.api-version',
  severity: 'blocker',
  title: 'Objects are of a version that Kubernetes still serves',
  why: 'The API server refuses an object of a version that was taken out, such as extensions/v1beta1, or that never was.',
  sources: [sources.deprecations],
  check({ cluster, notLookedInto, report }) {
    for (const { objects } of cluster.sets)
      for (const object of objects) {
        const known = served.get(object.kind);
        if (!known || object.apiVersion === known.now) continue;
        const written = textAt(object.node, 'apiVersion');
        const removed = new Map(Object.entries(known.removed)).get(object.apiVersion);
        if (object.apiVersion === '') {
          report(object.at, `${objectPath(object.kind, object.name)}/apiVersion`, {
            message: `this ${excerpt(object.kind, 80)} has no apiVersion`,
            hint: `Write apiVersion: ${known.now}`,
          });
          continue;
        }
        // Operators have kinds of the same name, such as Knative's Service.
        if (removed === undefined && isForeign(object.apiVersion)) {
          notLookedInto.add(`objects of kind ${excerpt(object.kind, 80)} of ${excerpt(object.apiVersion, 80)}`);
          continue;
        }
        report(written ? placeOf(written) : object.at, `${objectPath(object.kind, object.name)}/apiVersion`, {
          message: `${excerpt(object.kind, 80)} is ${removed === undefined ? 'not' : 'no more'} served as ${excerpt(object.apiVersion, 80)}${removed === undefined ? '' : `, since Kubernetes ${removed}`}`,
          ...(known.now === '' ? {} : { hint: `Write apiVersion: ${known.now}` }),
        });
      }
  },
};

function isForeign(version: string): boolean {
  const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : '';
  return group.includes('.') && !group.endsWith('.k8s.io');
}

export const repeatedObject: KubernetesRule = {
  id: 'kubernetes.repeated-object',
  severity: 'blocker',
  title: 'An object is there once',
  why: 'kustomize refuses two objects of one kind, name and namespace; kubectl applies one after the other, and the last one stays.',
  sources: [sources.kustomizeResources],
  check({ cluster, report }) {
    for (const set of cluster.sets)
      for (const [first, again] of repeatedIn(set))
        report(objectName(again), objectPath(again.kind, again.name), {
          message: `there are two objects ${excerpt(again.kind, 80)} "${excerpt(again.name, 80)}"${again.namespace === undefined ? '' : ` in namespace ${excerpt(again.namespace, 80)}`}`,
          related: alsoAt(objectName(first), 'the first one'),
        });
  },
};

function repeatedIn({ objects }: ManifestSet): [ManifestObject, ManifestObject][] {
  const seen = new Map<string, ManifestObject>();
  return objects.flatMap((object): [ManifestObject, ManifestObject][] => {
    const { apiVersion, kind, name, namespace = '' } = object;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const key = JSON.stringify([group, kind, namespace, name]);
    const first = seen.get(key);
    if (!first) seen.set(key, object);
    // Nothing is known of an object without a name: generateName makes a new one each time.
    return first && name !== '' ? [[first, object]] : [];
  });
}
