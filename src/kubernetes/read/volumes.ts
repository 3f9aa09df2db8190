import type * as core from 'kubernetes-types/core/v1.js';
import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import type { Volume, VolumeClaim } from '../../base/rollout/workload.ts';
import { textAt } from '../../base/yaml-documents.ts';
import { placeOf } from '../manifests/nodes.ts';
import { required } from './container.ts';
import { badValue, wrongType } from './faults.ts';
import { fieldsOf } from './fields.ts';
import { quantityOf } from './quantity.ts';
import { listOf, mapOf, textOf, textsOf, type Written } from './written.ts';

export function volumeOf(at: Written<core.Volume>): Volume | undefined {
  const name = required(at, 'name', textOf(at, 'name'));
  if (!name) return undefined;
  return { file: name.file, span: name.span, name: name.value, source: sourceOf(at) };
}

function sourceOf(at: Written<core.Volume>): Volume['source'] {
  const configMap = mapOf(at, 'configMap', fieldsOf.configMapVolumeSource);
  if (configMap) {
    const items = listOf(configMap, 'items', fieldsOf.keyToPath);
    const name = textOf(configMap, 'name')?.value ?? '';
    return items ? { kind: 'configMap', name, items: new Map(items.flatMap(pathOfKey)) } : { kind: 'configMap', name };
  }
  const hostPath = mapOf(at, 'hostPath', fieldsOf.hostPathVolumeSource);
  if (hostPath) return { kind: 'hostPath', path: textOf(hostPath, 'path')?.value ?? '' };
  const claim = mapOf(at, 'persistentVolumeClaim', fieldsOf.persistentVolumeClaimVolumeSource);
  if (claim) return { kind: 'persistentVolumeClaim', claim: textOf(claim, 'claimName')?.value ?? '' };
  // `name: data` alone is an emptyDir, too.
  const other = at.node.entries.find(({ key }) => key !== 'name' && key !== 'emptyDir');
  if (other) return { kind: 'other', type: other.key };
  mapOf(at, 'emptyDir', fieldsOf.emptyDirVolumeSource);
  return { kind: 'emptyDir' };
}

/** Key and path of an item. */
function pathOfKey(at: Written<core.KeyToPath>): [string, string][] {
  const key = required(at, 'key', textOf(at, 'key'));
  const path = required(at, 'path', textOf(at, 'path'));
  return key && path ? [[key.value, path.value]] : [];
}

/** A PersistentVolumeClaim, or a StatefulSet's template of one. */
export function claimOf(at: Written<core.PersistentVolumeClaim>): VolumeClaim | undefined {
  const metadata = mapOf(at, 'metadata', fieldsOf.objectMeta);
  const name = metadata && required(metadata, 'name', textOf(metadata, 'name'));
  const spec = mapOf(at, 'spec', fieldsOf.persistentVolumeClaimSpec);
  if (!name) return undefined;
  return {
    file: name.file,
    span: name.span,
    name: name.value,
    size: spec && sizeOf(spec),
    accessModes: (spec && textsOf(spec, 'accessModes'))?.map(({ value }) => value) ?? [],
  };
}

/** Bytes. A quantity may be written as a number. */
function sizeOf(spec: Written<core.PersistentVolumeClaimSpec>): Located<number> | undefined {
  const resources = mapOf(spec, 'resources', fieldsOf.volumeResourceRequirements);
  const written = resources && textAt(resources.node, 'requests', 'storage');
  if (!written) return undefined;
  const value = quantityOf(written.text);
  if (value !== undefined) return { value, ...placeOf(written) };
  const path = `${spec.path}.resources.requests.storage`;
  const isNothing = written.text === '' && written.style === 'plain';
  spec.faults.report(isNothing ? wrongType : badValue, placeOf(written), path, {
    message: `"${excerpt(written.text, 40)}" is no quantity`,
    hint: 'Write a number and a unit without a blank, such as 10Gi',
  });
  return undefined;
}
