/**
 * A built NixOS system as files: a store path, the `result` link to one, or a folder that was copied out of a store. What it
 * holds comes from a build that nobody has judged yet: no link leads out of the store or of the folder, and sizes are bounded.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { Gap } from '../../base/facts.ts';

export interface ClosureTree {
  /** The top folder, links followed. */
  readonly path: string;
  /** The text of a file below the top folder; UTF-8, what is none of it replaced. */
  readonly text: (path: string, limit?: number) => Promise<string | { readonly gap: Gap }>;
  /** Where a path below the top folder leads, as it is named in the store; undefined where it leads nowhere. */
  readonly target: (path: string) => Promise<string | undefined>;
  /** Names in a folder, sorted; none where it is not there. */
  readonly names: (path: string) => Promise<readonly string[]>;
}

/** A kernel's configuration has about 300 KB. */
const sizeLimit = 2 << 20;
/** Links on one way: what symlink(7) allows. */
const linkLimit = 40;
const store = '/nix/store';

/** Throws InputError for a path that is not there, leads nowhere, or holds no NixOS system. */
export async function openClosure(given: string): Promise<ClosureTree> {
  const path = await topOf(given);
  // A store may lie below another root: nix build --store ./root.
  const at = `${path}${sep}`.indexOf(`${store}${sep}`);
  const root = at > 0 ? path.slice(0, at) : '';
  const allowed = at >= 0 ? [`${root}${store}`] : [path, store];
  const find = (name: string) => follow(join(path, name), root, allowed);
  const tree: ClosureTree = {
    path,
    async text(name, limit = sizeLimit) {
      const found = await find(name);
      return typeof found === 'string' ? readBounded(found, limit) : found;
    },
    async target(name) {
      const found = await find(name);
      return typeof found === 'string' ? found.slice(root.length) : undefined;
    },
    async names(name) {
      const found = await find(name);
      if (typeof found !== 'string') return [];
      return (await readdir(found).catch(() => [])).sort();
    },
  };
  await refuseOther(given, tree);
  return tree;
}

async function topOf(given: string): Promise<string> {
  try {
    const path = await realpath(given);
    if ((await stat(path)).isDirectory()) return path;
  } catch (error) {
    const link = await readlink(given).catch(() => undefined);
    if (link !== undefined)
      throw new InputError(
        `${given}: leads to ${link}, which is not on this machine. Build it (nix build) or copy it here (nix copy).`,
        { cause: error },
      );
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new InputError(`${given}: ${reason}. Name what nix build …config.system.build.toplevel made.`, {
      cause: error,
    });
  }
  throw new InputError(`${given}: is no folder. Name what nix build …config.system.build.toplevel made.`);
}

async function refuseOther(given: string, tree: ClosureTree): Promise<void> {
  const marks = await Promise.all(['nixos-version', 'init', 'activate'].map((name) => tree.target(name)));
  if (marks[0] === undefined && (marks[1] === undefined || marks[2] === undefined))
    throw new InputError(
      `${given}: holds no NixOS system (no nixos-version, init and activate). Name what nix build …config.system.build.toplevel made.`,
    );
}

/** Follows every link on the way itself, so that an absolute one is looked up below `root`. */
async function follow(path: string, root: string, allowed: readonly string[]): Promise<string | { readonly gap: Gap }> {
  let rest = path.split(sep).filter(Boolean);
  let at = '/';
  let links = 0;
  while (rest.length > 0) {
    const [name = '', ...others] = rest;
    const next = join(at, name);
    const found = await lstat(next).catch(() => undefined);
    if (found === undefined) return { gap: { reason: links > 0 ? 'dangling' : 'missing', detail: next } };
    if (!found.isSymbolicLink()) {
      at = next;
      rest = others;
      continue;
    }
    if (++links > linkLimit) return { gap: { reason: 'dangling', detail: `${path}: too many links` } };
    const link = await readlink(next);
    const target = link.startsWith('/') ? join('/', root, link) : resolve(at, link);
    rest = [...target.split(sep).filter(Boolean), ...others];
    at = '/';
  }
  const inside = allowed.some((folder) => at === folder || at.startsWith(`${folder}${sep}`));
  return inside
    ? at
    : { gap: { reason: 'denied', detail: `${basename(dirname(path))}/${basename(path)} leads out of the store` } };
}

async function readBounded(path: string, limit: number): Promise<string | { readonly gap: Gap }> {
  let file: FileHandle | undefined;
  try {
    // Without waiting for the other end, should it be a pipe.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) return { gap: { reason: 'unreadable', detail: `${path}: is no file` } };
    if (found.size > limit) return { gap: { reason: 'unreadable', detail: `${path}: too large` } };
    return (await file.readFile()).toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { gap: { reason: code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreadable', detail: path } };
  } finally {
    await file?.close();
  }
}
