/** Folders of a Pyroscope server, as its configuration says or as they are by default. */
import type { Place } from '../base/located.ts';
import { folderOf } from './mounts.ts';
import { isVersion, type Program } from './programs.ts';

export interface Folder {
  readonly key: string;
  /** Where it may be: a relative path is below the working directory, and `/` in the image. */
  readonly paths: readonly string[];
  readonly mustSurvive: boolean;
  /** Where the configuration names it. */
  readonly at?: Place;
}

type Default = readonly [key: string, path: string, mustSurvive: boolean];

/** Source: rollout facts of grafana/pyroscope 2.2.1, defaults of each key. */
const ofV2: readonly Default[] = [
  ['storage.filesystem.dir', '/data/v2/shared', true],
  ['metastore.data_dir', '/data/v2/metastore/data', true],
  ['metastore.raft.dir', '/data/v2/metastore/raft', true],
  ['pyroscopedb.data_path', '/data', false],
];
const ofV1: readonly Default[] = [
  ['pyroscopedb.data_path', '/data', true],
  ['compactor.data_dir', '/data-compactor', false],
];

export function foldersOf(server: Program): readonly Folder[] {
  const { pyroscope } = server.uses;
  const moved = server.container.workingDir?.value;
  const paths = (path: string) => {
    const inImage = folderOf(path);
    return moved === undefined || folderOf(moved) === '/' ? [inImage] : [folderOf(`${moved}/${path}`), inImage];
  };
  if (pyroscope)
    return pyroscope.folders.map((folder) => ({
      key: folder.key,
      paths: paths(folder.value),
      mustSurvive: folder.mustSurvive,
      at: folder,
    }));
  const defaults = isVersion(server, '>=2') ? ofV2 : ofV1;
  return defaults.map(([key, path, mustSurvive]) => ({ key, paths: paths(path), mustSurvive }));
}

/** A path without the slash at its end, as a person writes it. */
export function shownPath(path: string): string {
  return path === '/' ? path : path.replace(/\/$/, '');
}
