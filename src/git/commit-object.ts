/** Writes a commit as git itself would store it, without a process for each. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Store } from './repository.ts';

/** Nobody sees these commits: they stand for a tree where git merge-tree wants a commit. */
const who = 'preflight <preflight@localhost> 0 +0000';

/**
 * Writes a commit of this tree into the store, and gives its id: byte for byte what `git commit-tree -m rehearsed` writes for
 * this author and time. The ids must be whole. Source of the form: git, Documentation/gitformat-loose.adoc and
 * builtin/commit-tree.c. A repository names objects by SHA-1 or by SHA-256, which the length of its ids says.
 */
export async function writeCommit({ folder }: Store, tree: string, parent: string | undefined): Promise<string> {
  const lines = [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${who}`,
    `committer ${who}`,
  ];
  const content = Buffer.from(`${lines.join('\n')}\n\nrehearsed\n`, 'latin1');
  const object = Buffer.concat([Buffer.from(`commit ${content.length}\0`, 'latin1'), content]);
  const id = createHash(tree.length === 64 ? 'sha256' : 'sha1')
    .update(object)
    .digest('hex');
  const place = join(folder, 'git/objects', id.slice(0, 2));
  await mkdir(place, { recursive: true });
  await writeFile(join(place, id.slice(2)), deflateSync(object, { level: 1 }), { mode: 0o444, flag: 'wx' }).catch(
    isThere,
  );
  return id;
}

/** An object of this id holds the same. */
function isThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
