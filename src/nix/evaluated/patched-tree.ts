/** A repository as it would be after a patch, laid into a folder of its own: nothing of the repository is written. */
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files that are copied, and names that are looked at: a repository of configurations has a few hundred. */
const limits = { copies: 4000, names: 40_000 } as const;

/** What no configuration is made of. */
const skipped = new Set(['.git', '.jj', '.hg', '.direnv', 'node_modules']);

/**
 * Lays the tree below `root` into `folder`: `changed` by the path relative to the root, a copy of every other Nix file, so
 * that its relative paths stay within the copy, and links to all the rest. Returns why it was not done where it is too
 * large.
 */
export async function layPatchedTree(
  root: string,
  changed: ReadonlyMap<string, string>,
  folder: string,
): Promise<string | undefined> {
  let names = 0;
  let copies = 0;
  const open = [''];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entries = await readdir(join(root, at), { withFileTypes: true }).catch(() => []);
    await mkdir(join(folder, at), { recursive: true });
    names += entries.length;
    copies += entries.filter(({ name }) => name.endsWith('.nix')).length;
    if (names > limits.names || copies > limits.copies) return 'the repository is too large to be copied for it';
    const work = entries.map(async (entry) => {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (changed.has(path) || skipped.has(entry.name)) return;
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() && entry.name.endsWith('.nix'))
        await copyFile(join(root, path), join(folder, path)).catch(() => undefined);
      else await symlink(join(root, path), join(folder, path)).catch(() => undefined);
    });
    await Promise.all(work);
  }
  for (const [path, text] of changed) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return undefined;
}
