/**
 * By which keys Kubernetes merges the elements of a list. Source: x-kubernetes-patch-merge-key and x-kubernetes-list-map-keys of
 * the OpenAPI document of Kubernetes. A list that is not here is replaced as a whole.
 */
import { kindOf, type Resource } from '../resource.ts';
import { isBuiltIn, podTemplateOf } from './fields.ts';

/** The keys of a list's elements, by the name of the list and the one of the map that holds it. */
type MergeKeys = (path: readonly string[]) => readonly string[] | undefined;

/** Within the specification of a pod. `*` is any element of a list. */
const podLists: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  resourceClaims: ['name'],
  schedulingGates: ['name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
};
const containerLists: Readonly<Record<string, readonly string[]>> = {
  env: ['name'],
  ports: ['containerPort', 'protocol'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
};

/** The keys for the lists of an object; of a kind whose schema kustomize does not know, none is merged. */
export function mergeKeysOf(resource: Pick<Resource, 'node'>): MergeKeys {
  if (!isBuiltIn(resource)) return () => undefined;
  const kind = kindOf(resource);
  const template = podTemplateOf(resource);
  const spec = template ? [...template, 'spec'] : undefined;
  return (path) => {
    const [list = ''] = path.slice(-1);
    if (path.length === 2 && path[0] === 'metadata' && list === 'ownerReferences') return ['uid'];
    if (kind === 'Service' && path.join('/') === 'spec/ports') return ['port', 'protocol'];
    if (kind === 'ServiceAccount' && path.length === 1 && (list === 'secrets' || list === 'imagePullSecrets')) {
      return ['name'];
    }
    if (!spec || spec.some((key, at) => path[at] !== key)) return undefined;
    const below = path.slice(spec.length);
    if (below.length === 1) return own(podLists, list);
    const isContainer = below.length === 3 && /^(?:init|ephemeral)?[cC]ontainers$/.test(below[0] ?? '');
    return isContainer ? own(containerLists, list) : undefined;
  };
}

function own(lists: Readonly<Record<string, readonly string[]>>, name: string): readonly string[] | undefined {
  return Object.hasOwn(lists, name) ? lists[name] : undefined;
}
