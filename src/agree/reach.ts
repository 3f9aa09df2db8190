/** Which pods a Service leads to, and to which of their ports. */
import type { Place } from '../base/located.ts';
import type { Container, Service, ServicePort, Workload } from '../base/rollout/workload.ts';

export function selects({ selector, namespace }: Service, { pod, namespace: other }: Workload): boolean {
  if (selector.size === 0) return false;
  if (namespace !== undefined && other !== undefined && namespace !== other) return false;
  return [...selector].every(([key, value]) => pod.labels.get(key) === value);
}

/** The number that a port of a Service leads to in a pod, and where that number stands; undefined: no port of that name. */
export function reached(
  { port, targetPort, file, span }: ServicePort,
  { pod }: Workload,
): { readonly number: number; readonly at: Place; readonly container?: Container } | undefined {
  const target = targetPort?.value ?? port;
  if (typeof target === 'number') return { number: target, at: targetPort ?? { file, span } };
  for (const container of pod.containers)
    for (const one of container.ports) if (one.name === target) return { number: one.port, at: one, container };
  return undefined;
}
