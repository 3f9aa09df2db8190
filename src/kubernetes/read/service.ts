import type * as core from 'kubernetes-types/core/v1.js';
import type { ManifestObject, ManifestSet } from '../../base/rollout/manifests.ts';
import type { Service, ServicePort } from '../../base/rollout/workload.ts';
import { portNumberIn, required } from './container.ts';
import type { Faults } from './faults.ts';
import { fieldsOf } from './fields.ts';
import { objectName, objectPath } from './object.ts';
import {
  booleanOf,
  labelsOf,
  listOf,
  mapIn,
  mapOf,
  numberOf,
  plainLabels,
  portOf,
  textOf,
  type Written,
} from './written.ts';

export function serviceOf(set: ManifestSet, object: ManifestObject, faults: Faults): Service | undefined {
  const { name, namespace, node } = object;
  const at = mapIn<core.Service>(node, faults, objectPath('Service', name), 'the object', fieldsOf.service);
  const spec = at && required(at, 'spec', mapOf(at, 'spec', fieldsOf.serviceSpec));
  if (!spec) return undefined;
  return {
    set,
    name,
    namespace,
    at: objectName(object),
    type: textOf(spec, 'type')?.value ?? 'ClusterIP',
    isHeadless: textOf(spec, 'clusterIP')?.value === 'None',
    publishesNotReady: booleanOf(spec, 'publishNotReadyAddresses')?.value ?? false,
    selector: plainLabels(labelsOf(spec, 'selector')),
    ports: (listOf(spec, 'ports', fieldsOf.servicePort) ?? []).flatMap((port) => servicePortOf(port) ?? []),
  };
}

function servicePortOf(at: Written<core.ServicePort>): ServicePort | undefined {
  const port = portNumberIn(at, required(at, 'port', numberOf(at, 'port')));
  if (!port) return undefined;
  const { file, span, value } = port;
  return { file, span, name: textOf(at, 'name')?.value, port: value, targetPort: portOf(at, 'targetPort') };
}
