/** Finds objects by what others call them, in time that does not grow with the square of their number. */
import type { ConfigMap, ManifestObject, ManifestSet } from '../base/rollout/manifests.ts';
import type { Cluster, Grant, OpenBinding, Reference, Service, Workload } from '../base/rollout/workload.ts';
import { textAt } from '../base/yaml-documents.ts';
import { sameNamespace } from './names.ts';

export interface Lookups {
  /** The workloads whose pods a Service selects. */
  readonly pods: (service: Service) => readonly Workload[];
  /** Workloads of a set, at most some hundred. */
  readonly workloadsIn: (set: ManifestSet) => readonly Workload[];
  /** As a workload of the namespace would get it, rather of its own set. */
  readonly configMap: (name: string, workload: Workload) => ConfigMap | undefined;
  /** What is bound to the account of a name, or to every account. */
  readonly grants: (account: string) => readonly Grant[];
  readonly openBindings: (account: string) => readonly OpenBinding[];
  readonly service: (name: string, namespace: string | undefined) => Service | undefined;
  readonly serviceNames: () => Iterable<string>;
  readonly has: (kind: Reference['kind'], name: string, namespace: string | undefined) => boolean;
  readonly names: (kind: Reference['kind']) => Iterable<string>;
}

/** Looked at of those that share one label or one name. */
const limit = 1000;

export function lookupsOf(cluster: Cluster): Lookups {
  const byLabel = grouped(cluster.workloads, ({ pod }) => [...pod.labels].map(([key, value]) => `${key}=${value}`));
  const bySet = grouped(cluster.workloads, ({ set }) => [set]);
  const grants = grouped(cluster.grants, ({ serviceAccount }) => [serviceAccount]);
  const open = grouped(cluster.openBindings, ({ serviceAccount }) => [serviceAccount]);
  const services = grouped(cluster.services, ({ name }) => [name]);
  const maps = cluster.sets.flatMap((set) => set.configMaps.map((map) => ({ set, map })));
  const byName = grouped(maps, ({ map }) => [map.name]);
  const named: Readonly<Record<Reference['kind'], ReadonlyMap<string, readonly Named[]>>> = {
    ConfigMap: grouped(
      cluster.sets.flatMap(({ configMaps }) => configMaps),
      ({ name }) => [name],
    ),
    Secret: grouped(
      cluster.sets.flatMap(({ objects }) => objects.flatMap(secretsOf)),
      ({ name }) => [name],
    ),
    PersistentVolumeClaim: grouped(cluster.claims, ({ name }) => [name]),
    ServiceAccount: grouped(cluster.serviceAccounts, ({ name }) => [name]),
  };
  return {
    pods({ selector, namespace }) {
      const groups = [...selector].map(([key, value]) => byLabel.get(`${key}=${value}`) ?? []);
      const [first = []] = groups.sort((left, right) => left.length - right.length);
      return first.filter(
        (workload) =>
          sameNamespace(workload.namespace, namespace) &&
          [...selector].every(([key, value]) => workload.pod.labels.get(key) === value),
      );
    },
    workloadsIn: (set) => bySet.get(set) ?? [],
    configMap(name, { set, namespace }) {
      const fits = (byName.get(name) ?? []).filter(({ map }) => sameNamespace(map.namespace, namespace));
      return (fits.find((candidate) => candidate.set === set) ?? fits[0])?.map;
    },
    grants: (account) => [...(grants.get(account) ?? []), ...(grants.get(undefined) ?? [])],
    openBindings: (account) => [...(open.get(account) ?? []), ...(open.get(undefined) ?? [])],
    service: (name, namespace) => services.get(name)?.find((service) => sameNamespace(service.namespace, namespace)),
    serviceNames: () => services.keys(),
    has: (kind, name, namespace) =>
      (named[kind].get(name) ?? []).some((object) => sameNamespace(object.namespace, namespace)),
    names: (kind) => named[kind].keys(),
  };
}

interface Named {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** The Secret that an object is or makes. */
function secretsOf({ kind, name, namespace, node }: ManifestObject): Named[] {
  if (kind === 'Secret' || kind === 'SealedSecret') return [{ name, namespace }];
  if (kind === 'ExternalSecret') return [{ name: textAt(node, 'spec', 'target', 'name')?.text ?? name, namespace }];
  if (kind === 'Certificate') return [{ name: textAt(node, 'spec', 'secretName')?.text ?? name, namespace }];
  return [];
}

function grouped<T, K>(items: readonly T[], keysOf: (item: T) => readonly K[]): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (!group) groups.set(key, [item]);
      else if (group.length < limit) group.push(item);
    }
  return groups;
}
