/** One object on its way through kustomizations: what it is now, and by which names others may refer to it. */
import type { Place } from '../../base/located.ts';
import type { ConfigMapEntry, ManifestObject } from '../../base/rollout/manifests.ts';
import { itemsAt, textAt, type YamlMap, type YamlNode } from '../../base/yaml-documents.ts';
import { isMap, placeOf } from './nodes.ts';

export interface Resource {
  /** Changes put another node in its place. */
  node: YamlMap;
  /** Names and namespaces that it had before, the first one first. */
  readonly former: Identity[];
  /** Of a ConfigMap or a Secret that a generator makes. */
  readonly generated?: Generated;
}

interface Generated {
  readonly hasHash: boolean;
  /** By key; none of a Secret, whose values are nobody's business. */
  readonly entries: ReadonlyMap<string, ConfigMapEntry>;
  /** Keys whose files could not be read. */
  readonly unread: readonly string[];
  readonly at: Place;
}

export interface Identity {
  readonly name: string;
  readonly namespace: string | undefined;
}

export function kindOf({ node }: Pick<Resource, 'node'>): string {
  return textAt(node, 'kind')?.text ?? '';
}

export function apiVersionOf({ node }: Pick<Resource, 'node'>): string {
  return textAt(node, 'apiVersion')?.text ?? '';
}

export function identityOf({ node }: Pick<Resource, 'node'>): Identity {
  return {
    name: textAt(node, 'metadata', 'name')?.text ?? '',
    namespace: textAt(node, 'metadata', 'namespace')?.text || undefined,
  };
}

/** Entries of a List: a manifest needs a few, and lists in lists none. */
const listDepth = 4;

/** The objects of documents, those in a List, too. What is no object of Kubernetes is left out. */
export function resourcesIn(documents: readonly YamlNode[]): Resource[] {
  return documents.flatMap((document) => objectsIn(document, 0).map((node) => ({ node, former: [] })));
}

function objectsIn(node: YamlNode, depth: number): YamlMap[] {
  if (!isMap(node)) return [];
  const kind = textAt(node, 'kind')?.text;
  if (kind === undefined) return [];
  if (!/^(?:List|\w+List)$/.test(kind) || depth >= listDepth) return [node];
  const items = itemsAt(node, 'items');
  return items.length === 0 && kind !== 'List' ? [node] : items.flatMap((item) => objectsIn(item, depth + 1));
}

export function objectOf(resource: Resource): ManifestObject {
  return {
    apiVersion: apiVersionOf(resource),
    kind: kindOf(resource),
    ...identityOf(resource),
    node: resource.node,
    at: resource.generated?.at ?? placeOf(resource.node),
  };
}
