/** Paths with slashes, as text; no file system is asked. */

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that a path is in; `` for one without a slash. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === 0 && path.length > 1 ? '/' : path.slice(0, Math.max(0, slash));
}

/** A path below a folder, without `.` and `..` but for leading ones. */
export function resolvePath(folder: string, path: string): string {
  const isAbsolute = (folder === '' ? path : folder).startsWith('/');
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !isAbsolute) parts.push(part);
  }
  return (isAbsolute ? '/' : '') + parts.join('/');
}

/** Whether a path is a folder or below it; everything without a way up is below ``. */
export function isBelow(path: string, folder: string): boolean {
  if (folder === '' || folder === '.') return path !== '..' && !path.startsWith('../') && !path.startsWith('/');
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
