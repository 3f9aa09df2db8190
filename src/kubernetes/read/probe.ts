import type { Container, Probe as WrittenProbe } from 'kubernetes-types/core/v1.js';
import type { Probe } from '../../base/rollout/workload.ts';
import { fieldsOf } from './fields.ts';
import { keyPlace, mapOf, numberOf, portOf, textOf, textsOf, type Written } from './written.ts';

export function probeOf(
  container: Written<Container>,
  key: 'readinessProbe' | 'livenessProbe' | 'startupProbe',
): Probe | undefined {
  const at = mapOf(container, key, fieldsOf.probe);
  const place = keyPlace(container, key);
  if (!at || !place) return undefined;
  return {
    ...place,
    ...actionOf(at),
    initialDelaySeconds: numberOf(at, 'initialDelaySeconds')?.value,
    periodSeconds: numberOf(at, 'periodSeconds')?.value,
    failureThreshold: numberOf(at, 'failureThreshold')?.value,
  };
}

function actionOf(at: Written<WrittenProbe>): Pick<Probe, 'kind' | 'path' | 'port' | 'command'> {
  const http = mapOf(at, 'httpGet', fieldsOf.httpGet);
  if (http) return { kind: 'httpGet', path: textOf(http, 'path'), port: portOf(http, 'port') };
  const tcp = mapOf(at, 'tcpSocket', fieldsOf.tcpSocket);
  if (tcp) return { kind: 'tcpSocket', port: portOf(tcp, 'port') };
  const grpc = mapOf(at, 'grpc', fieldsOf.grpc);
  if (grpc) return { kind: 'grpc', port: numberOf(grpc, 'port') };
  const exec = mapOf(at, 'exec', fieldsOf.exec);
  return exec ? { kind: 'exec', command: textsOf(exec, 'command')?.map(({ value }) => value) } : { kind: 'other' };
}
