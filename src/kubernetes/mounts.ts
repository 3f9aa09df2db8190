/** What lies at a path of a container. */
import type { Container, Mount, Volume, Workload } from '../base/rollout/workload.ts';

export interface Mounted {
  readonly mount: Mount;
  /** Undefined: no volume of that name. */
  readonly volume: Volume | undefined;
  /** A claim of a StatefulSet's volumeClaimTemplates. */
  readonly isClaimed: boolean;
  /** What is behind the mount's path, without a leading slash. */
  readonly rest: string;
}

/** The mount that a path of the container lies on: the one with the longest path. */
export function mountAt(workload: Workload, { mounts }: Container, path: string): Mounted | undefined {
  const wanted = folderOf(path);
  const [mount] = mounts
    .filter((candidate) => isUnder(wanted, folderOf(candidate.path)))
    .sort((left, right) => folderOf(right.path).length - folderOf(left.path).length);
  if (!mount) return undefined;
  const isClaimed = workload.volumeClaims.some(({ name }) => name === mount.volume);
  const volume = workload.pod.volumes.find(({ name }) => name === mount.volume);
  return { mount, volume, isClaimed, rest: wanted.slice(folderOf(mount.path).length) };
}

/** Whether the host's folder is mounted so that the container finds it at the same path. */
export function hasHostPath(workload: Workload, container: Container, path: string): boolean {
  const mounted = mountAt(workload, container, path);
  const source = mounted?.volume?.source;
  return (
    source?.kind === 'hostPath' && folderOf(source.path + (mounted?.rest ? `/${mounted.rest}` : '')) === folderOf(path)
  );
}

/** `/data/../x//y` -> `/x/y/`: absolute, with a slash at the end, so that prefixes are whole folders. */
export function folderOf(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? '/' : `/${parts.join('/')}/`;
}

function isUnder(folder: string, parent: string): boolean {
  return folder.startsWith(parent);
}
