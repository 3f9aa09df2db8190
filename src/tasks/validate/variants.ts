/** Overlays of one base, such as those for dev and for prod: each is a cluster of its own. */
import { basename, dirname } from 'node:path';
import type { Cluster } from '../../base/rollout/workload.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';

/** What one cluster gets. */
export interface Variant {
  /** `prod`; empty where there is nothing to tell apart. */
  readonly name: string;
  /** Its overlays, and every set that belongs to no overlay. */
  readonly sets: readonly ReadSet[];
  readonly cluster: Cluster;
}

export interface Variants {
  /** At least one. */
  readonly all: readonly Variant[];
  /** Pairs that are not judged, in words. */
  readonly notLookedInto: readonly string[];
}

/** Clusters of one run; people have two or three. */
const limit = 20;

/**
 * Kustomizations that bring the same object, written at the same place, exclude each other: no cluster has it twice. Those of
 * several bases belong together by what tells their folders apart, `alloy/overlays/prod` to `pyroscope/overlays/prod`. `read`
 * makes a cluster of sets.
 */
export function variantsOf(
  sets: readonly ReadSet[],
  whole: Cluster,
  read: (sets: readonly ReadSet[]) => Cluster,
): Variants {
  const groups = rivals(sets).map(named);
  if (groups.length === 0) return { all: [{ name: '', sets, cluster: whole }], notLookedInto: [] };
  const rival = new Set(groups.flatMap((group) => [...group.values()]));
  const names = [...new Set(groups.flatMap((group) => [...group.keys()]))];
  const notLookedInto = groups.flatMap((group) => {
    const missing = names.slice(0, limit).filter((name) => !group.has(name));
    const [first] = group.values();
    if (missing.length === 0 || !first) return [];
    return [`overlays of the base of ${first.name} beside those named ${missing.join(', ')}: it has none of that name`];
  });
  if (names.length > limit) notLookedInto.push(`pairs of files in overlays after the first ${limit}`);
  const all = names.slice(0, limit).map((name): Variant => {
    const chosen = new Set(groups.flatMap((group) => group.get(name) ?? []));
    const own = sets.filter((set) => !rival.has(set) || chosen.has(set));
    return { name, sets: own, cluster: read(own) };
  });
  return { all, notLookedInto };
}

/** Groups of two and more sets that share an object. Namespaces are often written once for several programs. */
function rivals(sets: readonly ReadSet[]): ReadSet[][] {
  const groups: ReadSet[][] = [];
  const groupOf = new Map<ReadSet, ReadSet[]>();
  const firstWith = new Map<string, ReadSet>();
  for (const set of sets.filter(({ isKustomization }) => isKustomization)) {
    const own: ReadSet[] = [set];
    groups.push(own);
    groupOf.set(set, own);
    for (const { kind, at } of set.objects) {
      if (kind === 'Namespace') continue;
      const key = `${kind} ${at.span.start} ${at.file}`;
      const first = firstWith.get(key);
      const other = first && groupOf.get(first);
      const mine = groupOf.get(set);
      if (!first) firstWith.set(key, set);
      if (!other || !mine || other === mine) continue;
      for (const moved of mine.splice(0)) {
        other.push(moved);
        groupOf.set(moved, other);
      }
    }
  }
  return groups.filter((group) => group.length > 1);
}

/** By what tells their folders apart: `overlays/dev/app` and `overlays/prod/app` are `dev` and `prod`. */
function named(group: readonly ReadSet[]): ReadonlyMap<string, ReadSet> {
  const folders = group.map(({ name }) => dirname(name).split('/'));
  const [first = []] = folders;
  const shortest = Math.min(...folders.map(({ length }) => length));
  let before = 0;
  while (before < shortest && folders.every((folder) => folder[before] === first[before])) before++;
  let behind = 0;
  while (behind < shortest - before && folders.every((folder) => folder.at(-1 - behind) === first.at(-1 - behind)))
    behind++;
  const names = new Map<string, ReadSet>();
  for (const [index, set] of group.entries()) {
    const folder = folders[index] ?? [];
    const short = folder.slice(before, folder.length - behind).join('/') || basename(dirname(set.name));
    names.set(names.has(short) ? set.name : short, set);
  }
  return names;
}

/** Something that is found in some of the clusters, or of the sets. */
export interface Folded<T, V> {
  readonly one: T;
  /** The first of these says it. */
  readonly variants: readonly V[];
}

/** What was found in each of them, each thing once. `keyOf` says what is the same; what one of them says twice stays twice. */
export function folded<T, V>(found: Iterable<readonly [V, readonly T[]]>, keyOf: (one: T) => string): Folded<T, V>[] {
  const all = new Map<string, { readonly one: T; readonly variants: V[] }>();
  for (const [variant, list] of found) {
    const counts = new Map<string, number>();
    for (const one of list) {
      const key = keyOf(one);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const known = all.get(`${count} ${key}`);
      if (known) known.variants.push(variant);
      else all.set(`${count} ${key}`, { one, variants: [variant] });
    }
  }
  return [...all.values()];
}

/** The same finding, whatever the cluster is called in its message. */
export function samePlace({
  rule,
  file,
  span,
  place = '',
}: {
  readonly rule: string;
  readonly file: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly place?: string;
}): string {
  return `${rule} ${span.start} ${span.end} ${file} ${place}`;
}
