/** Reads the files and folders that a kustomization names, and says which of them kustomize would refuse. */
import { excerpt } from '../../../base/display.ts';
import type { YamlText } from '../../../base/yaml-documents.ts';
import { placeOf } from '../nodes.ts';
import type { OpenedFile, OpenedFolder } from '../open.ts';
import { missingFile } from '../rules.ts';
import { type Building, type Kustomization, notUnderstood, say } from './building.ts';

/** A text of the kustomization that names a path. */
interface Naming {
  readonly node: YamlText;
  /** For the finding: `configMapGenerator/config.alloy`. */
  readonly place: string;
  /** Where the path is a part of the text. */
  readonly path?: string;
}

/** The file that is named. Undefined when there is none to read; the reason is told. */
export async function namedFile(
  building: Building,
  kustomization: Kustomization,
  naming: Naming,
): Promise<OpenedFile | undefined> {
  const opened = await named(building, kustomization, naming, false);
  if (opened?.kind !== 'folder') return opened;
  const message = `${excerpt(naming.path ?? naming.node.text, 80)} is a folder, and kustomize wants a file here`;
  say(building, missingFile, placeOf(naming.node), message, { place: naming.place });
  return undefined;
}

/** The file or the folder that is named. */
export function namedPath(
  building: Building,
  kustomization: Kustomization,
  naming: Naming,
): Promise<OpenedFile | OpenedFolder | undefined> {
  return named(building, kustomization, naming, true);
}

async function named(
  building: Building,
  { folder }: Kustomization,
  { node, place, path = node.text }: Naming,
  mayBeFolder: boolean,
): Promise<OpenedFile | OpenedFolder | undefined> {
  const shown = excerpt(path, 80);
  if (isRemote(path)) {
    notUnderstood(building, node, `${shown}: it is fetched over the network`);
    return undefined;
  }
  const refuse = (reason: string): undefined => {
    say(building, missingFile, placeOf(node), `${shown} ${reason}`, { place });
  };
  const opened = await building.open(folder.path, path);
  switch (opened.kind) {
    case 'file':
      building.taken.set(opened.real, opened.path);
      return opened;
    case 'folder':
      return opened;
    case 'missing':
      return refuse('does not exist, and kustomize fails');
    case 'outside': {
      if (mayBeFolder && opened.what !== 'file') {
        notUnderstood(building, node, `${shown}: it lies outside of the repository`);
        return undefined;
      }
      const how = opened.isLink ? 'is a link out of' : 'is outside of';
      return refuse(`${how} the folder of its kustomization, and kustomize refuses it`);
    }
    case 'unreadable':
      building.diagnostics.push(opened.obstacle);
      return undefined;
  }
}

/** What kustomize would fetch: a URL, `github.com/…`, `git@…`, or anything with a `?ref=`. */
function isRemote(path: string): boolean {
  return /^(?:[a-z][a-z+]*:\/\/|git@|git::|(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)[/:])|\?(?:.*&)?ref=/i.test(
    path,
  );
}
