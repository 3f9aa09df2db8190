/** namePrefix and nameSuffix, and the names by which objects refer to others that were renamed. */
import { textAt, type YamlText } from '../../../base/yaml-documents.ts';
import { changeAt, isMap, placeOf, textNode } from '../nodes.ts';
import { type Identity, identityOf, kindOf, type Resource } from '../resource.ts';
import type { Resources } from './building.ts';
import { podTemplateOf } from './fields.ts';

/** Kinds whose names kustomize leaves alone. */
const kept = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

/** `at` is the text of the kustomization that says the prefix or the suffix. */
export function rename(resources: Resources, at: YamlText, part: 'prefix' | 'suffix'): void {
  for (const resource of resources) {
    const before = identityOf(resource);
    if (kept.has(kindOf(resource)) || before.name === '') continue;
    const name = part === 'prefix' ? at.text + before.name : before.name + at.text;
    const node = changeAt(resource.node, { keys: ['metadata', 'name'] }, () => textNode(name, placeOf(at)));
    if (isMap(node)) resource.node = node;
    resource.former.push(before);
  }
}

/** Lets every reference to an object that was renamed, or moved to another namespace, follow it. */
export function followNames(resources: Resources): void {
  const byName = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (resource.former.length === 0) continue;
    const names = new Set([identityOf(resource), ...resource.former].map(({ name }) => name));
    for (const name of names) {
      const key = `${kindOf(resource)} ${name}`;
      const others = byName.get(key);
      if (others) others.push(resource);
      else byName.set(key, [resource]);
    }
  }
  if (byName.size === 0) return;
  // A reference is made of the names as they were before any was followed.
  for (const resource of resources) {
    for (const { keys, kind } of referencesOf(resource)) follow(byName, resource, keys, kind);
    followSubjects(byName, resource);
  }
}

interface Reference {
  readonly keys: readonly string[];
  readonly kind: string;
}

/** Within the specification of a pod. Source: kustomize, builtinpluginconsts/namereference.go. */
const podReferences: readonly Reference[] = [
  { keys: ['serviceAccountName'], kind: 'ServiceAccount' },
  { keys: ['priorityClassName'], kind: 'PriorityClass' },
  { keys: ['imagePullSecrets[]', 'name'], kind: 'Secret' },
  { keys: ['volumes[]', 'configMap', 'name'], kind: 'ConfigMap' },
  { keys: ['volumes[]', 'secret', 'secretName'], kind: 'Secret' },
  { keys: ['volumes[]', 'persistentVolumeClaim', 'claimName'], kind: 'PersistentVolumeClaim' },
  { keys: ['volumes[]', 'projected', 'sources[]', 'configMap', 'name'], kind: 'ConfigMap' },
  { keys: ['volumes[]', 'projected', 'sources[]', 'secret', 'name'], kind: 'Secret' },
  ...['containers[]', 'initContainers[]'].flatMap((list) => [
    { keys: [list, 'env[]', 'valueFrom', 'configMapKeyRef', 'name'], kind: 'ConfigMap' },
    { keys: [list, 'env[]', 'valueFrom', 'secretKeyRef', 'name'], kind: 'Secret' },
    { keys: [list, 'envFrom[]', 'configMapRef', 'name'], kind: 'ConfigMap' },
    { keys: [list, 'envFrom[]', 'secretRef', 'name'], kind: 'Secret' },
  ]),
];

function referencesOf(resource: Resource): readonly Reference[] {
  const kind = kindOf(resource);
  const template = podTemplateOf(resource);
  const own: Reference[] = template
    ? podReferences.map((reference) => ({ ...reference, keys: [...template, 'spec', ...reference.keys] }))
    : [];
  if (kind === 'StatefulSet') {
    own.push({ keys: ['spec', 'serviceName'], kind: 'Service' });
    own.push({ keys: ['spec', 'volumeClaimTemplates[]', 'spec', 'storageClassName'], kind: 'StorageClass' });
  }
  if (kind === 'PersistentVolumeClaim') {
    own.push({ keys: ['spec', 'storageClassName'], kind: 'StorageClass' });
    own.push({ keys: ['spec', 'volumeName'], kind: 'PersistentVolume' });
  }
  if (kind === 'Ingress') {
    own.push({ keys: ['spec', 'rules[]', 'http', 'paths[]', 'backend', 'service', 'name'], kind: 'Service' });
    own.push({ keys: ['spec', 'defaultBackend', 'service', 'name'], kind: 'Service' });
    own.push({ keys: ['spec', 'tls[]', 'secretName'], kind: 'Secret' });
  }
  if (kind === 'ServiceAccount') own.push({ keys: ['imagePullSecrets[]', 'name'], kind: 'Secret' });
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    const role = textAt(resource.node, 'roleRef', 'kind')?.text;
    if (role === 'Role' || role === 'ClusterRole') own.push({ keys: ['roleRef', 'name'], kind: role });
  }
  if (kind === 'HorizontalPodAutoscaler') {
    const target = textAt(resource.node, 'spec', 'scaleTargetRef', 'kind')?.text;
    if (target !== undefined) own.push({ keys: ['spec', 'scaleTargetRef', 'name'], kind: target });
  }
  return own;
}

type ByName = ReadonlyMap<string, readonly Resource[]>;

function follow(byName: ByName, resource: Resource, keys: readonly string[], kind: string): void {
  const node = changeAt(resource.node, { keys }, (value) => {
    if (value?.kind !== 'text') return value;
    const target = targetOf(byName, resource, kind, value.text, identityOf(resource).namespace);
    const name = target && nameNode(target);
    return name && name.text !== value.text ? textNode(name.text, placeOf(value)) : value;
  });
  if (isMap(node)) resource.node = node;
}

/** Accounts in a binding follow their name and their namespace. */
function followSubjects(byName: ByName, resource: Resource): void {
  if (!/RoleBinding$/.test(kindOf(resource))) return;
  const node = changeAt(resource.node, { keys: ['subjects[]'] }, (subject) => {
    if (!subject || textAt(subject, 'kind')?.text !== 'ServiceAccount') return subject;
    const [name, namespace] = [textAt(subject, 'name'), textAt(subject, 'namespace')];
    const target = name && targetOf(byName, resource, 'ServiceAccount', name.text, namespace?.text);
    if (!name || !target) return subject;
    const renamed = changeAt(subject, { keys: ['name'] }, () => textNode(identityOf(target).name, placeOf(name)));
    const moved = textAt(target.node, 'metadata', 'namespace');
    return namespace && moved ? changeAt(renamed, { keys: ['namespace'] }, () => moved) : renamed;
  });
  if (isMap(node)) resource.node = node;
}

function nameNode({ node }: Resource): YamlText | undefined {
  return textAt(node, 'metadata', 'name');
}

/** The one object that a name means: of several, the one that had the name in the namespace of who refers to it. */
function targetOf(
  byName: ByName,
  from: Resource,
  kind: string,
  name: string,
  namespace: string | undefined,
): Resource | undefined {
  const candidates = byName.get(`${kind} ${name}`) ?? [];
  const wanted = new Set([namespace, ...[identityOf(from), ...from.former].map((one) => one.namespace)].map(shown));
  const isHere = ({ name: own, namespace: at }: Identity): boolean =>
    own === name &&
    (kind === 'ServiceAccount' && namespace !== undefined ? shown(at) === namespace : wanted.has(shown(at)));
  const near = candidates.filter((one) => [identityOf(one), ...one.former].some(isHere));
  const [only, ...others] = near;
  if (others.length === 0) return only ?? (kind === 'ServiceAccount' ? undefined : clusterWide(candidates));
  // Two objects of one kind, renamed from the same name: the one that bears the same parts around its name.
  return near.find((one) => sameAffixes(one, from));
}

function clusterWide(candidates: readonly Resource[]): Resource | undefined {
  const [only, ...others] = candidates;
  return others.length === 0 && only && identityOf(only).namespace === undefined ? only : undefined;
}

function sameAffixes(one: Resource, other: Resource): boolean {
  return affixes(one) === affixes(other);
}

function affixes(resource: Resource): string {
  const [first] = resource.former;
  return first ? identityOf(resource).name.replace(first.name, '\0') : '\0';
}

function shown(namespace: string | undefined): string {
  return namespace === undefined || namespace === '' ? 'default' : namespace;
}
