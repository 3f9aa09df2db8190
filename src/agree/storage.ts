/** Where a folder of a container is kept. */
import type { Cluster, Container, VolumeClaim, Workload } from '../base/rollout/workload.ts';
import { mountOf } from './mounted.ts';

/** The claim for the volume that a folder lies on; undefined where it lies elsewhere. */
export function claimOf(
  { claims }: Cluster,
  workload: Workload,
  container: Container,
  folder: string,
): VolumeClaim | undefined {
  const mount = mountOf(container, folder);
  if (!mount) return undefined;
  const template = workload.volumeClaims.find(({ name }) => name === mount.volume);
  if (template) return template;
  const source = workload.pod.volumes.find(({ name }) => name === mount.volume)?.source;
  if (source?.kind !== 'persistentVolumeClaim') return undefined;
  return claims.find(({ name, namespace }) => name === source.claim && namespace === workload.namespace);
}
