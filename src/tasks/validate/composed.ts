/** Versions that files of docker compose run: a source of versions for configurations that no manifest brings. */
import { dirname, join } from 'node:path';
import type { Deployed, Found } from '../../alloy/deployed.ts';
import type { Place } from '../../base/located.ts';
import type { Rollout } from '../../base/rollout/rollout.ts';
import { lineStarts, positionAt } from '../../base/text.ts';
import type { Gathered } from './gathered.ts';
import { type JudgedTarget, targetOf } from './target.ts';

type Program = 'alloy' | 'pyroscope';

/** A tag of a program's image, and where it stands. */
interface ComposedTag extends Found, Place {
  readonly program: Program;
  /** Files and folders that the service mounts, as paths of this run. */
  readonly mounts: readonly string[];
}

export interface Composed {
  readonly tags: readonly ComposedTag[];
  readonly targets: readonly JudgedTarget[];
}

/** Loads the parser of YAML where there is such a file. */
export async function readComposed(gathered: Gathered): Promise<Composed> {
  const tags: ComposedTag[] = [];
  const targets: JudgedTarget[] = [];
  for (const file of gathered.of('compose')) {
    const [{ readCompose }, { readYamlDocuments }] = await Promise.all([
      import('../../container/compose.ts'),
      import('../../base/yaml-documents.ts'),
    ]);
    const [root] = readYamlDocuments(file.text, file.path).documents;
    const { services, notLookedInto } = root ? readCompose(root) : { services: [], notLookedInto: [] };
    const starts = lineStarts(file.text);
    for (const { image, tag, at, mounts } of services) {
      const program = image.slice(image.lastIndexOf('/') + 1);
      if ((program !== 'alloy' && program !== 'pyroscope') || tag === undefined) continue;
      const { line } = positionAt(starts, at.span.start);
      const paths = mounts.map((path) => withoutSlash(path.startsWith('/') ? path : join(file.folder, path)));
      tags.push({ program, text: tag, ...at, line, mounts: paths });
    }
    targets.push({
      target: targetOf({ language: 'compose', name: file.path, files: [file.path], notLookedInto }),
      judged: [],
      placed: [],
    });
  }
  return { tags, targets };
}

/** What agreement compares with the manifests. */
export function versionsIn({ tags }: Composed): Rollout['versions'] {
  return tags.map(({ program, text, file, span }) => ({
    component: program,
    value: text,
    file,
    span,
    from: 'compose',
  }));
}

/** Which tag runs a file. */
export interface Meant {
  /** The service mounts it, or all that are near say the same. */
  readonly tag?: ComposedTag;
  readonly isMounted: boolean;
  /** Those that say different things; nobody knows which one is meant. */
  readonly rivals: readonly Found[];
}

/**
 * Of services that mount one of the files their tag, else of those in compose files that lie in the folder of the files or
 * above it. `elsewhere` are tags that manifests run: where they differ, nothing is guessed.
 */
export function tagFor(
  { tags }: Composed,
  program: Program,
  files: readonly string[],
  elsewhere: readonly Found[] = [],
): Meant {
  const own = tags.filter((tag) => tag.program === program);
  const paths = files.map((file) => join(file));
  const mounting = own.filter(({ mounts }) => mounts.some((mount) => paths.some((path) => isIn(mount, path))));
  const near = own.filter(({ file }) => paths.some((path) => isIn(dirname(file), path)));
  const isMounted = mounting.length > 0;
  const meant = isMounted ? mounting : near;
  const [tag] = meant;
  if (!tag) return { isMounted, rivals: [] };
  const all: readonly Found[] = isMounted ? meant : [...meant, ...elsewhere];
  const isOne = all.every(({ text }) => text === tag.text);
  return isOne ? { tag, isMounted, rivals: [] } : { isMounted, rivals: all };
}

/** How Alloy is run, where compose has a word on it. */
export function deployedWith(composed: Composed, deployed: Deployed, files: readonly string[]): Deployed {
  const composeFiles = new Set(composed.tags.map(({ file }) => file));
  const found = [...(deployed.image ? [deployed.image] : []), ...deployed.otherImages];
  const inManifests = found.filter(({ file }) => !composeFiles.has(file));
  const { tag, isMounted, rivals } = tagFor(composed, 'alloy', files, inManifests);
  const { image: _, otherImages: __, ...rest } = deployed;
  if (rivals.length > 0) return { ...rest, otherImages: rivals };
  if (!tag || (deployed.image && !isMounted)) return deployed;
  return { ...rest, image: tag, otherImages: inManifests.filter(({ text }) => text !== tag.text) };
}

function isIn(folder: string, path: string): boolean {
  return folder === '.'
    ? !path.startsWith('..') && !path.startsWith('/')
    : path === folder || path.startsWith(`${folder}/`);
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
