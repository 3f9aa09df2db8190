/** A folder of files for one test. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Folder {
  readonly path: string;
  /** Writes files by their paths; `-> TARGET` makes a link. */
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'preflight-files-'));
  const write: Folder['write'] = async (more) => {
    for (const [name, content] of Object.entries(more)) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      if (typeof content === 'string' && content.startsWith('-> ')) await symlink(content.slice(3), file);
      else await writeFile(file, content);
    }
  };
  await write(files);
  return { path, write, remove: () => rm(path, { recursive: true, force: true }) };
}
