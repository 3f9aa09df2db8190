/** Finds the configurations that paths name: files, folders, manifests, standard input. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import {
  type Collection,
  collection,
  obstacleAt,
  type Part,
  partsOf,
  readInto,
  type SourceOptions,
  sourceIn,
} from './collection.ts';
import { deployedBy, type Manifest } from './deployed.ts';
import { type FoundFile, type FoundFolder, filesBeside, walkFolder } from './folder.ts';
import { isAlloyName, isKustomizationName, isTemplateOfAlloy, isYamlName, mayEmbedAlloy } from './looks.ts';
import { type Bytes, readText } from './read-text.ts';
import type { FoundSources } from './source.ts';
import { isTemplateName, renderedName } from './template.ts';

export interface FindOptions extends SourceOptions {
  /** Every file that is named, and standard input, is a configuration of Alloy, whatever its name. */
  readonly isAlloy: boolean;
  /** What `-` stands for. */
  readonly stdin: () => Bytes;
}

/**
 * The configurations below the paths, in the order of the paths. A folder's *.alloy files are one configuration, but for
 * those that a kustomization mounts apart; a file that is named is one by itself; `-` is standard input.
 * Throws InputError for a path that does not exist and when no configuration is there at all.
 */
export async function findSources(paths: readonly string[], options: FindOptions): Promise<FoundSources> {
  const found = collection(options);
  for (const path of paths) {
    if (path === '-') await fromStdin(found, options.stdin());
    else if (await isFolder(path)) await fromFolder(found, path);
    else if (isYamlName(path) && !options.isAlloy) await fromManifestAlone(found, path);
    else await fromFile(found, path);
  }
  if (found.sets.length === 0) {
    throw new InputError(
      `${paths.join(', ')}: no configuration of Alloy is there. Name a *.alloy file, a folder that holds some, or a manifest with a ConfigMap.`,
    );
  }
  return found;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${path}: ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}.`, {
      cause: error,
    });
  }
}

async function fromStdin(found: Collection, stdin: Bytes): Promise<void> {
  const part = sourceIn(found, '-', await readInto(found, '-', stdin));
  found.add({ name: '-', ...partsOf([part]), faults: [], deployed: await deployedBy([]) });
}

async function fromFile(found: Collection, path: string): Promise<void> {
  const part = sourceIn(found, path, await readInto(found, path));
  found.add({ name: path, ...partsOf([part]), faults: [], deployed: await deployedBy(await manifestsBeside(path)) });
}

/** A manifest that is named; others beside it only say which version of Alloy they run. */
async function fromManifestAlone(found: Collection, path: string): Promise<void> {
  const read = await readInto(found, path);
  if (read.text === undefined) {
    found.add({ name: path, sources: [], faults: [], obstacles: [read.obstacle], deployed: { otherImages: [] } });
    return;
  }
  const manifest = { file: path, text: read.text, isKustomization: isKustomizationName(path) };
  if (!mayEmbedAlloy(manifest.text)) return;
  const others = (await manifestsBeside(path)).filter(({ file }) => basename(file) !== basename(path));
  const { fromManifest } = await import('./embedded.ts');
  await fromManifest(found, manifest, [manifest, ...others], new Set());
}

async function fromFolder(found: Collection, root: string): Promise<void> {
  const folders = await walkFolder(root);
  const first = found.sets.length;
  const manifests = new Map<FoundFolder, readonly Manifest[]>();
  // Files that a kustomization mounts, as paths without links: they are no part of their folder's configuration.
  const mounted = new Set<string>();
  for (const folder of folders) {
    const here = await manifestsIn(folder.files);
    manifests.set(folder, here);
    for (const manifest of here) {
      if (!mayEmbedAlloy(manifest.text)) continue;
      const { fromManifest } = await import('./embedded.ts');
      await fromManifest(found, manifest, here, mounted);
    }
  }
  for (const folder of folders) await fromAlloyFiles(found, folder, manifests.get(folder) ?? [], mounted);
  const sets = found.sets.splice(first);
  found.sets.push(...sets.sort((left, right) => (left.name < right.name ? -1 : 1)));
}

async function fromAlloyFiles(
  found: Collection,
  folder: FoundFolder,
  manifests: readonly Manifest[],
  mounted: Set<string>,
): Promise<void> {
  const parts: Part[] = [];
  for (const file of folder.files) {
    if (mounted.has(file.real) || !(await isConfiguration(file))) continue;
    mounted.add(file.real);
    parts.push(sourceIn(found, file.path, await readInto(found, file.path)));
  }
  for (const { path, name } of folder.links) {
    if (!isAlloyName(name)) continue;
    const reason = 'the file is a link that leads out of the folder, or nowhere';
    parts.push({ obstacle: obstacleAt(path, 'alloy.unreadable', reason, 'Name the file itself') });
  }
  if (parts.length === 0) return;
  found.add({ name: folder.path, ...partsOf(parts), faults: [], deployed: await deployedBy(manifests) });
}

async function isConfiguration({ path, name }: FoundFile): Promise<boolean> {
  if (isAlloyName(name)) return true;
  if (!isTemplateName(name)) return false;
  const read = await readText(path);
  return 'text' in read && isTemplateOfAlloy(name, read.text);
}

async function manifestsBeside(path: string): Promise<Manifest[]> {
  const folder = dirname(path);
  const names = await filesBeside(folder);
  return manifestsIn(names.map((name) => ({ name, path: join(folder, name) })));
}

async function manifestsIn(files: readonly Pick<FoundFile, 'name' | 'path'>[]): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const { name, path } of files) {
    if (!isYamlName(renderedName(name)) || name.endsWith('.json')) continue;
    const read = await readText(path);
    if ('text' in read) manifests.push({ file: path, text: read.text, isKustomization: isKustomizationName(name) });
  }
  return manifests;
}
