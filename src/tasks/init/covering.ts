/** From many files to the few paths that stand for them. */
import { globFault, isGlob } from '../../project/glob.ts';

/** Folders whose files are examples or belong to others. */
const others =
  /(?:^|\/)(?:tests?|__tests__|fixtures?|testdata|examples?|vendor|third_party|node_modules|\.[^/]+)(?=\/)/i;

/** Whether a file may be of what is rolled out, by where it lies. */
export function isOwn(path: string): boolean {
  return !others.test(path);
}

/**
 * Of each folder at the top the deepest one that holds all of its files; files at the top themselves. What preflight.yaml
 * could not name is left out.
 */
export function covering(paths: readonly string[]): readonly string[] {
  const groups = new Map<string, string[][]>();
  for (const path of paths.filter(isPlain)) {
    const names = path.split('/');
    const group = names.length === 1 ? path : `${names[0]}/`;
    groups.set(group, [...(groups.get(group) ?? []), names]);
  }
  return [...groups.values()]
    .map((files) => {
      const [first = [], ...rest] = files;
      if (rest.length === 0) return first.join('/');
      const folder = first.slice(0, -1);
      const end = folder.findIndex((name, at) => rest.some((names) => names[at] !== name || at >= names.length - 1));
      return folder.slice(0, end < 0 ? folder.length : end).join('/');
    })
    .sort();
}

function isPlain(path: string): boolean {
  return !isGlob(path) && globFault(path) === undefined && !/[\p{Cc}\p{Cs}\\$]|^[-~]|^[A-Za-z]:/u.test(path);
}
