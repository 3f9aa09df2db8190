/** What a path in a container leads to. */
import type { ConfigMap } from '../base/rollout/manifests.ts';
import type { Cluster, Container, Mount, Volume, Workload } from '../base/rollout/workload.ts';

export type Lookup =
  /** One text of a ConfigMap. */
  | { readonly kind: 'file'; readonly mount: Mount; readonly configMap: ConfigMap; readonly key: string }
  /** A folder into which a ConfigMap is mounted. */
  | { readonly kind: 'folder'; readonly mount: Mount; readonly configMap: ConfigMap }
  /** A ConfigMap is mounted there, and has no such text. */
  | { readonly kind: 'no-key'; readonly mount: Mount; readonly volume: Volume; readonly configMap: ConfigMap }
  /** No mount covers the path: it is in the image, or nowhere. */
  | { readonly kind: 'no-mount' }
  /** Another kind of volume, a ConfigMap that is not among the files, or one that lacks what the volume asks of it. */
  | { readonly kind: 'elsewhere'; readonly mount: Mount };

/** Follows a path through the mounts of a container, `subPath` and `items` included. */
export function lookUp(cluster: Cluster, workload: Workload, container: Container, path: string): Lookup {
  const mount = mountOf(container, path);
  if (!mount) return { kind: 'no-mount' };
  const volume = workload.pod.volumes.find(({ name }) => name === mount.volume);
  if (volume?.source.kind !== 'configMap') return { kind: 'elsewhere', mount };
  const configMap = configMapOf(cluster, workload, volume.source.name);
  if (!configMap) return { kind: 'elsewhere', mount };
  const inside = [mount.subPath?.value ?? '', path.slice(trimmed(mount.path).length)]
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/');
  if (inside === '') return { kind: 'folder', mount, configMap };
  const { items } = volume.source;
  const key = keyAt(items, inside);
  if (key !== undefined && configMap.entries.some((entry) => entry.key === key))
    return { kind: 'file', mount, configMap, key };
  // Said already, of the manifests alone: a text that could not be read, a key of `items` or a `subPath` that is not there.
  if (configMap.unread.length > 0 || mount.subPath || (items && key !== undefined)) return { kind: 'elsewhere', mount };
  return { kind: 'no-key', mount, volume, configMap };
}

/** The mount that a path lies in: the longest one. */
export function mountOf({ mounts }: Container, path: string): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const at = trimmed(mount.path);
    const covers = path === at || path.startsWith(`${at}/`);
    if (covers && (!best || at.length > trimmed(best.path).length)) best = mount;
  }
  return best;
}

/** A ConfigMap as a workload sees it: in its own namespace, and rather of its own set. */
export function configMapOf(cluster: Cluster, { set, namespace }: Workload, name: string): ConfigMap | undefined {
  const fits = (map: ConfigMap): boolean =>
    map.name === name && (map.namespace === undefined || namespace === undefined || map.namespace === namespace);
  return set.configMaps.find(fits) ?? cluster.sets.flatMap(({ configMaps }) => configMaps).find(fits);
}

/** `items` says for keys at which path they appear; keys that it does not name appear nowhere. */
function keyAt(items: ReadonlyMap<string, string> | undefined, path: string): string | undefined {
  if (!items) return path;
  for (const [key, at] of items) if (at === path) return key;
  return undefined;
}

function trimmed(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}
