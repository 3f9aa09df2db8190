/** Configurations that a manifest or a kustomization holds or names. Loads the YAML parser. */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { readYamlDocuments } from '../../base/yaml-documents.ts';
import { type Collection, obstacleAt, type Part, partsOf, readInto, render, sourceIn, sourceOf } from './collection.ts';
import { deployedBy, type Manifest } from './deployed.ts';
import { type GeneratedFile, type Generator, generatorsIn } from './kustomization.ts';
import { isAlloyName, looksLikeAlloy } from './looks.ts';
import { embeddedIn } from './manifest.ts';
import type { SourceSet } from './source.ts';

/**
 * Adds the configurations of one manifest. `beside` are the manifests of its folder, itself included; `mounted` gets the
 * files that a kustomization makes a ConfigMap of.
 */
export async function fromManifest(
  found: Collection,
  manifest: Manifest,
  beside: readonly Manifest[],
  mounted: Set<string>,
): Promise<void> {
  const { file, text } = manifest;
  if (found.manifests.has(normalize(file))) return;
  found.manifests.add(normalize(file));
  const { documents, problem } = readYamlDocuments(text);
  const deployed = await deployedBy(beside, file);
  found.texts.set(file, text);
  if (problem) {
    const obstacle = notYaml(manifest, problem);
    found.add({ name: file, sources: [], faults: [], obstacles: [obstacle], deployed });
    return;
  }
  for (const { name, texts } of embeddedIn(documents)) {
    const parts = texts.map(({ key, text: inner, map, isRendered }) =>
      sourceOf(found, { path: `${file}#${key}`, file, text: inner, map, isRendered }),
    );
    found.add({ name: found.fresh(`${file} (${name})`), ...partsOf(parts), faults: [], deployed });
  }
  if (!manifest.isKustomization) return;
  for (const generator of generatorsIn(documents)) await fromGenerator(found, manifest, generator, deployed, mounted);
}

function notYaml({ file, text }: Manifest, problem: { message: string; offset: number }): Diagnostic {
  const tag = /\{[{%]/.exec(text);
  const span = tag ? { start: tag.index, end: tag.index + 2 } : { start: problem.offset, end: problem.offset };
  if (tag) {
    return obstacleAt(file, 'alloy.template', 'this is a template, and no YAML before it is rendered', render, span);
  }
  return obstacleAt(file, 'alloy.yaml', `the file cannot be read as YAML: ${problem.message}`, 'Mend the YAML', span);
}

async function fromGenerator(
  found: Collection,
  { file }: Manifest,
  generator: Generator,
  deployed: SourceSet['deployed'],
  mounted: Set<string>,
): Promise<void> {
  const faults: Diagnostic[] = [];
  const parts: Part[] = generator.literals.map(({ key, text, map }) =>
    sourceOf(found, { path: `${file}#${key}`, file, text, map }),
  );
  for (const generated of generator.files) {
    const path = await generatedPath(file, generated);
    if (typeof path !== 'string') {
      // Only what is or may be a configuration is of interest here.
      if (isAlloyName(generated.key) || isAlloyName(generated.path)) faults.push(faultOf(file, generated, path.reason));
      continue;
    }
    const known = found.texts.has(path);
    const read = await readInto(found, path);
    const isAlloy = isAlloyName(generated.key) || isAlloyName(path);
    if (!isAlloy && (read.text === undefined || !looksLikeAlloy(read.text))) {
      if (!known) found.texts.delete(path);
      continue;
    }
    mounted.add(await realpath(path).catch(() => path));
    parts.push(sourceIn(found, path, read));
  }
  if (parts.length + faults.length === 0) return;
  found.add({ name: found.fresh(`${file} (${generator.name})`), ...partsOf(parts), faults, deployed });
}

/** Where the file is, or why kustomize would not read it: by default it reads nothing outside of its own folder. */
async function generatedPath(
  kustomization: string,
  { path }: GeneratedFile,
): Promise<string | { readonly reason: string }> {
  const folder = dirname(kustomization);
  const inside = normalize(path);
  if (isAbsolute(path) || inside === '..' || inside.startsWith(`..${sep}`)) {
    return { reason: 'is outside of the folder of its kustomization, and kustomize refuses it' };
  }
  const real = await realpath(join(folder, path)).catch(() => undefined);
  if (real === undefined) return { reason: 'does not exist, and kustomize fails' };
  const root = await realpath(folder);
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    return { reason: 'is a link out of the folder of its kustomization, and kustomize refuses it' };
  }
  return join(folder, path);
}

function faultOf(file: string, { path, span, key }: GeneratedFile, reason: string): Diagnostic {
  return {
    rule: 'alloy.missing-file',
    severity: 'blocker',
    file,
    span,
    message: `${path} ${reason}`,
    place: `configMapGenerator/${key}`,
  };
}
