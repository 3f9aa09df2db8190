/** From paths to everything that can be judged. */

import { type Artifact, type FindOptions, findArtifacts, type Unread } from '../../artifacts/find.ts';
import { obstacleAt, renderHint, unrenderedText } from '../../artifacts/obstacle.ts';
import { InputError } from '../../base/errors.ts';
import { isTemplateName } from '../../base/template-name.ts';
import { tooMuchYaml, yamlLimit } from '../../base/yaml-limit.ts';
import type { Gathered, GatherRequest } from './gathered.ts';
import { isManifestName, isWanted, type Kind, kindOf, mayBeKnown } from './kinds.ts';

/** Throws InputError for a path that is not there, and when nothing of a known kind is. */
export async function gather({ paths, as, stdin, isLeftOut, border, withheld }: GatherRequest): Promise<Gathered> {
  const options: FindOptions = {
    isWanted: (name, path) => isWanted(name) && isLeftOut?.(path) !== true,
    stdin,
    ...(border === undefined ? {} : { border }),
    ...(withheld ? { withheld } : {}),
  };
  const found = await findArtifacts(paths, options);
  const isOut = ({ isFolder, path }: Unread) => isFolder === true && isLeftOut?.(path) === true;
  const artifacts = { ...found, unread: found.unread.filter((file) => !isOut(file)) };
  const texts = new Map(artifacts.files.map(({ path, text }) => [path, text]));
  const byKind = new Map<Kind, Artifact[]>();
  const unknown: Artifact[] = [];
  const large: Unread[] = [];
  for (const file of artifacts.files) {
    const kind = await kindOf(file, typeof as === 'object' ? as.get(file.path) : as);
    if (kind === undefined) {
      if (file.isNamed || isManifestName(file.name)) unknown.push(file);
      continue;
    }
    const tooMuch = isParsed(kind) ? tooMuchYaml(file.text) : undefined;
    if (tooMuch !== undefined) large.push(tooLarge(file, tooMuch));
    else byKind.set(kind, [...(byKind.get(kind) ?? []), file]);
  }
  const unread = artifacts.unread.filter(
    ({ isNamed, isFolder, name }) => isNamed || isFolder === true || mayBeKnown(name),
  );
  if (byKind.size + artifacts.unread.length + large.length === 0) throw new InputError(nothing(paths));
  const [manifests, templates] = parted(byKind.get('kubernetes') ?? [], isRendered);
  const [kustomizations, kustomizationTemplates] = parted(byKind.get('kustomization') ?? [], isRendered);
  const { sets, taken, cluster, variants } =
    manifests.length + kustomizations.length === 0
      ? { sets: [], taken: new Set<string>(), cluster: undefined, variants: undefined }
      : await (await import('./rollout.ts')).readManifests(
          { manifests, kustomizations },
          (folder) => rootOf(folder, artifacts.roots),
          texts,
        );
  return {
    artifacts,
    sets,
    cluster,
    variants,
    unread: [...unread, ...large, ...[...templates, ...kustomizationTemplates].map(unrendered)],
    unknown: [
      ...unknown.filter(({ real }) => !taken.has(real)),
      ...artifacts.unread.filter((file) => !unread.includes(file)),
    ].map(({ path }) => path),
    texts,
    hasOthers: [...byKind.keys()].some((kind) => kind !== 'alloy'),
    rootOf: ({ folder }) => rootOf(folder, artifacts.roots),
    freshName: freshNames(variants),
    of: (kind) => (byKind.get(kind) ?? []).filter(({ real }) => !taken.has(real)),
  };
}

function isRendered({ name }: Artifact): boolean {
  return !isTemplateName(name);
}

/** The folder that was named, and that this one is in; else this one. */
function rootOf(folder: string, roots: readonly string[]): string {
  return (
    roots.find((root) => root === '.' || folder === root || folder.startsWith(`${root.replace(/\/$/, '')}/`)) ?? folder
  );
}

/** Kinds that are YAML, but for manifests, whose reader has a limit of its own. */
function isParsed(kind: Kind): boolean {
  return ['pyroscope', 'pyroscope-overrides', 'grafana', 'chart-values', 'service-versions', 'compose'].includes(kind);
}

function tooLarge({ text: _, ...file }: Artifact, reason: string): Unread {
  const hint = `Split it: up to ${yamlLimit >> 20} MB of YAML are judged`;
  return { ...file, obstacle: obstacleAt(file.path, 'file.too-large', reason, hint) };
}

function unrendered({ text, ...file }: Artifact): Unread {
  const at = text.search(/\{[{%]/);
  const span = at < 0 ? { start: 0, end: 0 } : { start: at, end: at + 2 };
  return { ...file, obstacle: obstacleAt(file.path, 'file.template', unrenderedText, renderHint, span) };
}

function freshNames(variants: Gathered['variants']): Gathered['freshName'] {
  const given = new Map<string, number>();
  const fresh = (name: string): string => {
    const count = (given.get(name) ?? 0) + 1;
    given.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  };
  return (name, set) => {
    const within = variants?.all.filter(({ sets }) => sets.some((one) => one === set)) ?? [];
    const [variant, ...others] = within;
    const isOverlay = given.has(name) && variant !== undefined && variant.name !== '' && others.length === 0;
    return fresh(isOverlay ? `${name} (${variant.name})` : name);
  };
}

function parted<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

function nothing(paths: readonly string[]): string {
  return `${paths.join(', ')}: nothing is there that preflight knows. Name a *.alloy file, a manifest or a folder that holds some, or say what a file is: --as KIND.`;
}
