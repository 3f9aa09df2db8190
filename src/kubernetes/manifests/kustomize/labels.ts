/** commonLabels, labels and commonAnnotations. Source: kustomize, builtinpluginconsts/commonlabels.go, commonannotations.go. */
import { entryOf, itemsAt, type YamlEntry, type YamlNode } from '../../../base/yaml-documents.ts';
import { changeAt, type FieldPath, isMap, isTrue, mapNode, placeOf, withEntry } from '../nodes.ts';
import { kindOf, type Resource } from '../resource.ts';
import { fieldOf, type Kustomization, type Resources } from './building.ts';
import { podTemplateOf } from './fields.ts';

export function setLabels(kustomization: Kustomization, resources: Resources): void {
  for (const item of itemsAt(kustomization.node, 'labels')) {
    const [withSelectors, withTemplates] = ['includeSelectors', 'includeTemplates'].map((key) =>
      isTrue(entryOf(item, key)?.value),
    );
    const depth = withSelectors ? 'selectors' : withTemplates ? 'templates' : 'metadata';
    put(resources, entryOf(item, 'pairs')?.value, (resource) => labelFields(resource, depth));
  }
  put(resources, fieldOf(kustomization, 'commonLabels'), (resource) => labelFields(resource, 'selectors'));
}

export function setAnnotations(kustomization: Kustomization, resources: Resources): void {
  put(resources, fieldOf(kustomization, 'commonAnnotations'), (resource) => {
    const template = podTemplateOf(resource) ?? [];
    const inTemplate = template.length > 0 ? [[...template, 'metadata', 'annotations']] : [];
    return [...always([['metadata', 'annotations'], ...inTemplate])];
  });
}

/** A field that is made where it is missing, or one that is only changed where it is. */
interface Field {
  readonly keys: readonly string[];
  readonly isMade: boolean;
}

function always(fields: readonly (readonly string[])[]): Field[] {
  return fields.map((keys) => ({ keys, isMade: true }));
}

function labelFields(resource: Resource, depth: 'metadata' | 'templates' | 'selectors'): Field[] {
  const own = always([['metadata', 'labels']]);
  const kind = kindOf(resource);
  const template = podTemplateOf(resource) ?? [];
  if (depth === 'metadata') return own;
  if (template.length > 0) own.push(...always([[...template, 'metadata', 'labels']]));
  if (depth === 'templates') return own;
  if (kind === 'Service' || kind === 'ReplicationController') own.push(...always([['spec', 'selector']]));
  if (['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].includes(kind)) {
    own.push(...always([['spec', 'selector', 'matchLabels']]));
  }
  if (kind === 'StatefulSet') own.push(...always([['spec', 'volumeClaimTemplates[]', 'metadata', 'labels']]));
  const changed = {
    Job: [['spec', 'selector', 'matchLabels']],
    CronJob: [['spec', 'jobTemplate', 'spec', 'selector', 'matchLabels']],
    PodDisruptionBudget: [['spec', 'selector', 'matchLabels']],
    NetworkPolicy: [['spec', 'podSelector', 'matchLabels']],
  };
  const here = Object.entries(changed).find(([name]) => name === kind)?.[1] ?? [];
  return [...own, ...here.map((keys) => ({ keys, isMade: false }))];
}

function put(
  resources: Resources,
  pairs: YamlNode | undefined,
  fieldsOf: (resource: Resource) => readonly Field[],
): void {
  if (!pairs || !isMap(pairs) || pairs.entries.length === 0) return;
  const at = placeOf(pairs);
  for (const resource of resources) {
    for (const { keys, isMade } of fieldsOf(resource)) {
      const path: FieldPath = isMade ? { keys, create: at } : { keys };
      const node = changeAt(resource.node, path, (old) =>
        old === undefined && !isMade ? undefined : withEntries(old, pairs.entries, at),
      );
      if (isMap(node)) resource.node = node;
    }
  }
}

function withEntries(
  old: YamlNode | undefined,
  entries: readonly YamlEntry[],
  at: ReturnType<typeof placeOf>,
): YamlNode {
  const map = old?.kind === 'map' ? old : mapNode([], at);
  return entries.reduce(withEntry, map);
}
