/** `replicas`: how many pods the workloads of a name get. */
import { excerpt } from '../../../base/display.ts';
import { itemsAt, textAt } from '../../../base/yaml-documents.ts';
import { changeAt, isMap, placeOf } from '../nodes.ts';
import { identityOf, kindOf } from '../resource.ts';
import { kustomization as kustomizationRule } from '../rules.ts';
import { type Building, type Kustomization, type Resources, say } from './building.ts';

const scaled = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

export function setReplicas(building: Building, kustomization: Kustomization, resources: Resources): void {
  for (const item of itemsAt(kustomization.node, 'replicas')) {
    const [name, count] = [textAt(item, 'name'), textAt(item, 'count')];
    if (!name || !count) continue;
    let found = false;
    for (const resource of resources) {
      const names = [identityOf(resource), ...resource.former].map((identity) => identity.name);
      if (!scaled.has(kindOf(resource)) || !names.includes(name.text)) continue;
      found = true;
      const node = changeAt(resource.node, { keys: ['spec', 'replicas'], create: placeOf(count) }, () => count);
      if (isMap(node)) resource.node = node;
    }
    if (found) continue;
    const message = `there is no workload "${excerpt(name.text)}" to scale, and kustomize fails`;
    say(building, kustomizationRule, placeOf(name), message);
  }
}
