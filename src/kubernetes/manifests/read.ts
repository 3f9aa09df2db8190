/** From the YAML files of a rollout to the sets of objects that a cluster would get. Loads the YAML parser. */
import { dirname } from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { ManifestSet } from '../../base/rollout/manifests.ts';
import type { SourceText } from '../../base/text.ts';
import { configMapsOf, freshPaths, tooLargeIn } from './config-maps.ts';
import { documentReader } from './documents.ts';
import { build, kustomizationIn } from './kustomize/build.ts';
import { type Building, notUnderstood, type Resources } from './kustomize/building.ts';
import { followNames } from './kustomize/names.ts';
import { isKustomizationName } from './looks.ts';
import type { Open } from './open.ts';
import { objectOf, resourcesIn } from './resource.ts';

/** A manifest or a kustomization. */
export interface ManifestText extends SourceText {
  /** The same path without links. */
  readonly real: string;
  /** Name of the set that its objects belong to: its folder, or the file where that was named alone. */
  readonly set: string;
  /** Whether it is a kustomization; absent: its name says so. */
  readonly isKustomization?: boolean;
  /** Something certainly renders it first: it lies in the chart of Helm. */
  readonly isRendered?: boolean;
}

export interface ReadManifests {
  readonly sets: readonly ReadSet[];
  /** Real paths of the files that a kustomization takes in: resources, patches, files of generators. */
  readonly taken: ReadonlySet<string>;
}

export interface ReadSet extends ManifestSet {
  readonly isKustomization: boolean;
  /** Every file that it is made of: manifests, patches, files of generators. */
  readonly files: readonly string[];
  /** Its name is that of a folder. */
  readonly isFolder: boolean;
  /** What kustomize would refuse, and with status unknown what could not be read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Nodes that are changed or merged for one kustomization; a large rollout has some thousands. */
const nodeBudget = 500_000;

/**
 * A set for every kustomization that no other one takes in, and one for the plain manifests of each name in `texts`.
 * Any text ends in diagnostics. In the order of the texts.
 */
export async function readManifestSets(texts: readonly ManifestText[], open: Open): Promise<ReadManifests> {
  const fresh = freshPaths();
  const documents = documentReader();
  const taken = new Set<string>();
  const built: { readonly text: ManifestText; readonly set: ReadSet }[] = [];
  for (const text of texts.filter(isKustomization)) {
    const { set, ...own } = await kustomized(text, { open, documents, fresh });
    // In a circle each one takes in the others, and all would be gone.
    for (const real of own.taken.keys()) if (!own.isCircular || !isKustomizationName(real)) taken.add(real);
    built.push({ text, set });
  }
  const own = built.filter(({ text }) => !taken.has(text.real)).map(({ set }) => set);
  const plain = new Map<string, ManifestText[]>();
  for (const text of texts) {
    if (isKustomization(text) || taken.has(text.real)) continue;
    const others = plain.get(text.set);
    if (others) others.push(text);
    else plain.set(text.set, [text]);
  }
  const sets = [...own, ...[...plain].map(([name, those]) => plainSet(name, those, { documents, fresh }))];
  return { sets: sets.sort((left, right) => (left.name < right.name ? -1 : 1)), taken };
}

function isKustomization({ isKustomization: said, path }: ManifestText): boolean {
  return said ?? isKustomizationName(path);
}

async function kustomized(
  text: ManifestText,
  shared: Pick<Building, 'open' | 'documents' | 'fresh'>,
): Promise<Pick<Building, 'taken' | 'isCircular'> & { readonly set: ReadSet }> {
  const building: Building = {
    ...shared,
    taken: new Map(),
    diagnostics: [],
    notUnderstood: [],
    budget: nodeBudget,
    builds: 0,
    isCircular: false,
  };
  const resources: Resources = [];
  const kustomization = kustomizationIn(building, text, { path: dirname(text.path), real: dirname(text.real) });
  if (kustomization) {
    await build(building, kustomization, resources);
    followNames(resources);
    if (building.budget <= 0)
      notUnderstood(building, kustomization.node, 'more than can be changed: aliases of YAML stand for too much');
  }
  const configMaps = configMapsOf(resources, shared.fresh);
  const set: ReadSet = {
    name: text.path,
    isKustomization: true,
    files: [text.path, ...building.taken.values()],
    isFolder: false,
    objects: resources.map(objectOf),
    configMaps,
    notUnderstood: building.notUnderstood,
    diagnostics: [...building.diagnostics, ...tooLargeIn(configMaps)],
  };
  return { set, taken: building.taken, isCircular: building.isCircular };
}

function plainSet(
  name: string,
  texts: readonly ManifestText[],
  { documents, fresh }: Pick<Building, 'documents' | 'fresh'>,
): ReadSet {
  const diagnostics: Diagnostic[] = [];
  const resources: Resources = [];
  for (const text of texts) {
    const read = documents(text, text.isRendered);
    if (read.documents) resources.push(...resourcesIn(read.documents));
    else diagnostics.push(read.obstacle);
  }
  const configMaps = configMapsOf(resources, fresh);
  const [only, ...others] = texts;
  return {
    // One file needs no name of a folder.
    name: only && others.length === 0 ? only.path : name,
    isKustomization: false,
    files: texts.map(({ path }) => path),
    isFolder: others.length > 0,
    objects: resources.map(objectOf),
    configMaps,
    notUnderstood: [],
    diagnostics: [...diagnostics, ...tooLargeIn(configMaps)],
  };
}
