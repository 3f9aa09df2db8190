/** From paths to everything that can be judged: files by their kinds, and what manifests hold. */

import { type Artifact, type Artifacts, type FindOptions, findArtifacts, type Unread } from '../../artifacts/find.ts';
import { obstacleAt, renderHint, unrenderedText } from '../../artifacts/obstacle.ts';
import type { Bytes } from '../../artifacts/read-text.ts';
import { InputError } from '../../base/errors.ts';
import { isTemplateName } from '../../base/template-name.ts';
import type { ReadCluster } from '../../kubernetes/cluster.ts';
import type { ReadSet } from '../../kubernetes/manifests/read.ts';
import { isWanted, type Kind, kindOf, mayBeKnown } from './kinds.ts';

export interface GatherRequest {
  /** Files, folders, `-`. */
  readonly paths: readonly string[];
  /** What every file that is named and standard input are, whatever their names. */
  readonly as?: Kind;
  /** What `-` stands for. */
  readonly stdin: () => Bytes;
}

export interface Gathered {
  readonly artifacts: Artifacts;
  /** Files of a kind that manifests do not take in. */
  readonly of: (kind: Kind) => readonly Artifact[];
  /** Whether there is anything but configurations of Alloy. */
  readonly hasOthers: boolean;
  readonly sets: readonly ReadSet[];
  readonly cluster: ReadCluster | undefined;
  /** Files that cannot be judged, and whose language nothing else is said of. */
  readonly unread: readonly Unread[];
  /** Paths of files that are of no kind. */
  readonly unknown: readonly string[];
  /** The whole text of every file that a finding may be in. */
  readonly texts: Map<string, string>;
  /** The folder that was named, and that a file is in; else its own. */
  readonly rootOf: (file: Pick<Artifact, 'folder'>) => string;
  /** A name that no target has yet: two ConfigMaps of one name may stand in one file, in different namespaces. */
  readonly freshName: (name: string) => string;
}

/** Throws InputError for a path that is not there, and when nothing of a known kind is. */
export async function gather({ paths, as, stdin }: GatherRequest): Promise<Gathered> {
  const options: FindOptions = { isWanted, stdin };
  const artifacts = await findArtifacts(paths, options);
  const texts = new Map(artifacts.files.map(({ path, text }) => [path, text]));
  const byKind = new Map<Kind, Artifact[]>();
  const unknown: string[] = [];
  for (const file of artifacts.files) {
    const kind = await kindOf(file, as);
    if (kind === undefined) {
      if (file.isNamed || mayBeKnown(file.name)) unknown.push(file.path);
    } else byKind.set(kind, [...(byKind.get(kind) ?? []), file]);
  }
  if (byKind.size + artifacts.unread.length === 0) throw new InputError(nothing(paths));
  const given = [...(byKind.get('kubernetes') ?? []), ...(byKind.get('kustomization') ?? [])];
  const [manifests, templates] = parted(given, ({ name }) => !isTemplateName(name));
  const { sets, taken, cluster } =
    manifests.length === 0
      ? { sets: [], taken: new Set<string>(), cluster: undefined }
      : await (await import('./rollout.ts')).readManifests(
          manifests,
          (folder) => rootOf(folder, artifacts.roots),
          texts,
        );
  return {
    artifacts,
    sets,
    cluster,
    unread: [...artifacts.unread, ...templates.map(unrendered)],
    unknown,
    texts,
    hasOthers: [...byKind.keys()].some((kind) => kind !== 'alloy'),
    rootOf: ({ folder }) => rootOf(folder, artifacts.roots),
    freshName: freshNames(),
    of: (kind) => (byKind.get(kind) ?? []).filter(({ real }) => !taken.has(real)),
  };
}

/** The folder that was named, and that this one is in; else this one. */
function rootOf(folder: string, roots: readonly string[]): string {
  return (
    roots.find((root) => root === '.' || folder === root || folder.startsWith(`${root.replace(/\/$/, '')}/`)) ?? folder
  );
}

function unrendered({ text, ...file }: Artifact): Unread {
  const at = text.search(/\{[{%]/);
  const span = at < 0 ? { start: 0, end: 0 } : { start: at, end: at + 2 };
  return { ...file, obstacle: obstacleAt(file.path, 'file.template', unrenderedText, renderHint, span) };
}

function freshNames(): (name: string) => string {
  const given = new Map<string, number>();
  return (name) => {
    const count = (given.get(name) ?? 0) + 1;
    given.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  };
}

function parted<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

function nothing(paths: readonly string[]): string {
  return `${paths.join(', ')}: nothing is there that preflight knows. Name a *.alloy file, a manifest or a folder that holds some, or say what a file is: --as KIND.`;
}
