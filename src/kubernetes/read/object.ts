import { excerpt } from '../../base/display.ts';
import type { Place } from '../../base/located.ts';
import type { ManifestObject } from '../../base/rollout/manifests.ts';
import { textAt } from '../../base/yaml-documents.ts';
import { placeOf } from '../manifests/nodes.ts';

/** Where the object's name is written, or where the object begins. */
export function objectName({ node, at }: ManifestObject): Place {
  const name = textAt(node, 'metadata', 'name');
  return name ? placeOf(name) : at;
}

/** `DaemonSet.alloy`: how findings name an object, whatever line it stands in. */
export function objectPath(kind: string, name: string): string {
  return `${excerpt(kind, 80)}.${excerpt(name, 80)}`;
}
