/** Which files are documentation, by their names. Paths have slashes. */
import { baseName, folderOf } from './paths.ts';

export function isMarkdownName(path: string): boolean {
  return /\.(?:md|markdown)$/i.test(path);
}

/** `service-versions.yaml`, which names the versions of services in one place. */
export function isServiceVersionsName(path: string): boolean {
  return /^service[-_]versions\.ya?ml$/i.test(baseName(path));
}

const folders = new Set(['docs', 'doc', 'documentation', 'content']);

/** The docs folder of a file: the nearest one above it that bears such a name, else the folder that was named. */
export function docsRootOf(path: string, named: string): string {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    if (folders.has(baseName(folder).toLowerCase())) return folder;
    if (folder === named || folder === '/') break;
  }
  return named;
}

/** Files of a repository that other programs read in their own form, outside of a docs folder. */
export function isRepositoryFile(path: string, root: string): boolean {
  if (folders.has(baseName(root).toLowerCase()) && path.startsWith(`${root}/`)) return false;
  return /^(?:README|CHANGELOG|LICEN[CS]E|CONTRIBUTING)\.(?:md|markdown)$/i.test(baseName(path));
}
