/** Reads manifests and kustomizations into sets, and the sets into what a cluster would hold. */
import { isInChart } from '../../artifacts/chart.ts';
import type { Artifact } from '../../artifacts/find.ts';
import { readNamed } from '../../artifacts/named-path.ts';
import { type ReadCluster, readCluster } from '../../kubernetes/cluster.ts';
import { type ReadManifests, readManifestSets } from '../../kubernetes/manifests/read.ts';
import { type Variants, variantsOf } from './variants.ts';

export interface GivenManifests {
  readonly manifests: readonly Artifact[];
  /** By their names, or since --as says so. */
  readonly kustomizations: readonly Artifact[];
}

/** `rootOf` gives the folder that was named above another one; `texts` gets what kustomizations name. */
export async function readManifests(
  { manifests, kustomizations }: GivenManifests,
  rootOf: (folder: string) => string,
  texts: Map<string, string>,
): Promise<ReadManifests & { readonly cluster: ReadCluster; readonly variants: Variants }> {
  const given = [...manifests, ...kustomizations].map(({ path, real, text, folder, isNamed }, index) => ({
    path,
    real,
    text,
    set: isNamed ? path : folder,
    isKustomization: index >= manifests.length,
    isRendered: text.includes('{{') && isInChart(path),
  }));
  const read = await readManifestSets(given, (folder, path) =>
    readNamed({ folder, path, root: rootOf(folder) }, (shown, text) => texts.set(shown, text)),
  );
  const cluster = readCluster(read.sets);
  const variants = variantsOf(read.sets, cluster.cluster, (sets) => readCluster(sets).cluster);
  return { ...read, cluster, variants };
}
