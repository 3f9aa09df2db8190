/** Finds a repository and lays a store of our own over its objects, in which everything else happens. */
import { constants } from 'node:fs';
import { access, lstat, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import { compareVersions } from '../base/version.ts';
import { GitError, type GitPlace, git, gitEnvironment, parts } from './git.ts';

export interface Repository {
  /** As a person named it. */
  readonly folder: string;
  /** git in the repository itself: only for what reads refs and settings. */
  readonly place: GitPlace;
  /** Of the objects. */
  readonly objects: string;
  readonly format: 'sha1' | 'sha256';
  readonly isBare: boolean;
  /** Ids of the commits at which a shallow clone ends, a line each; without it, the clone is whole. */
  readonly shallow?: string;
  /** Settings that decide what git takes for a rename, as lines of a configuration. */
  readonly mergeSettings: readonly string[];
}

/**
 * A bare repository in a temporary folder with the objects of the real one behind its own. Its configuration is ours, so
 * neither a driver, a filter nor a hook that the real one names exists here.
 */
export interface Store {
  readonly place: GitPlace;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** The first with merge-tree --write-tree. */
const oldest = '2.38';
const shallowLimit = 16 << 20;

/** A folder that is in no repository. */
export class NoRepositoryError extends InputError {}

/** Throws InputError for a folder that is no repository (NoRepositoryError where it is in none), or one that git refuses to read; GitError when git cannot. */
export async function openRepository(folder: string, signal?: AbortSignal): Promise<Repository> {
  const there = await stat(folder).catch(() => undefined);
  if (!there?.isDirectory()) throw new InputError(`--repository ${folder}: is no folder. Name one with a repository.`);
  await access(folder, constants.R_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`--repository ${folder}: cannot be read (${error.code}).`, { cause: error });
  });
  const place: GitPlace = { cwd: folder, env: gitEnvironment(), ...(signal ? { signal } : {}) };
  await refuseOld(place);
  const words = ['--git-common-dir', '--git-path', 'objects', '--is-bare-repository', '--show-object-format'];
  const { bytes } = await git(place, ['rev-parse', '--path-format=absolute', ...words]).catch((error: unknown) => {
    throw refusal(folder, error);
  });
  const [common, objects, bare, format, ...others] = bytes.toString('utf8').trimEnd().split('\n');
  if (common === undefined || objects === undefined || others.length > 0)
    throw new InputError(`${folder}: the path of the repository holds a line break. Move it.`);
  const shallow = await shallowOf(join(common, 'shallow'));
  return {
    folder,
    place,
    objects,
    format: format === 'sha256' ? 'sha256' : 'sha1',
    isBare: bare === 'true',
    mergeSettings: await mergeSettingsOf(place),
    ...(shallow === undefined ? {} : { shallow }),
  };
}

async function refuseOld(place: GitPlace): Promise<void> {
  const { bytes } = await git(place, ['version']);
  const text = bytes.toString('utf8').trim().replace('git version ', '');
  const order = compareVersions(text, oldest);
  if (order === undefined || order < 0)
    throw new GitError('old', `git ${text} is installed, and only ${oldest} and later can rehearse a rebase`);
}

function refusal(folder: string, error: unknown): unknown {
  if (!(error instanceof GitError)) return error;
  const { stderr } = error;
  const owned = /dubious ownership in repository at '([^\n]*)'/.exec(stderr)?.[1];
  if (owned !== undefined)
    return new InputError(
      `${folder}: belongs to another user, and git refuses to read it (dubious ownership). If you trust whoever may write there: git config --global --add safe.directory ${shellWord(owned)}`,
      { cause: error },
    );
  if (/not a git repository/i.test(stderr))
    return new NoRepositoryError(`${folder}: is no git repository. Name one: --repository DIR.`, { cause: error });
  return error;
}

/** Of a link nothing is read: it may lead anywhere. */
async function shallowOf(path: string): Promise<string | undefined> {
  const there = await lstat(path).catch(() => undefined);
  if (!there?.isFile() || there.size > shallowLimit) return undefined;
  const text = await readFile(path, 'latin1');
  return /^(?:[0-9a-f]{40,64}\n)+$/.test(text) ? text : undefined;
}

const settingNames = '^(merge\\.(renames|renamelimit|directoryrenames|renormalize)|diff\\.(renames|renamelimit))$';
const settingValue = /^(?:true|false|yes|no|on|off|copy|copies|conflict|\d{1,6})$/i;

/** What git rebase would follow, and that can be nothing but a word or a number. */
async function mergeSettingsOf(place: GitPlace): Promise<string[]> {
  const { bytes } = await git(place, ['config', '-z', '--get-regexp', settingNames], { codes: [0, 1] });
  return parts(bytes).flatMap((setting) => {
    const [name = '', value = 'true'] = setting.split('\n');
    const [section = '', key = ''] = name.split('.');
    return settingValue.test(value) ? [`[${section}]\n\t${key} = ${value}\n`] : [];
  });
}

/** The caller closes it. */
export async function openStore(repository: Repository): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-rehearse-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const own = join(folder, 'git');
    for (const name of ['objects', 'refs', 'info']) await mkdir(join(own, name), { recursive: true });
    await writeFile(join(own, 'HEAD'), 'ref: refs/heads/none\n');
    await writeFile(join(own, 'config'), configuration(repository));
    if (repository.shallow !== undefined) await writeFile(join(own, 'shallow'), repository.shallow);
    const env = gitEnvironment({
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      GIT_DIR: own,
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: join(own, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(repository.objects),
      GIT_ATTR_NOSYSTEM: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    });
    return { folder, place: { ...repository.place, cwd: folder, env }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function configuration({ format, mergeSettings }: Repository): string {
  const version = format === 'sha256' ? 1 : 0;
  const extension = version === 1 ? `[extensions]\n\tobjectformat = ${format}\n` : '';
  return `[core]\n\trepositoryformatversion = ${version}\n\tbare = true\n${extension}${mergeSettings.join('')}`;
}

/** A list separated by colons, of one; git takes the quotes away again. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}
