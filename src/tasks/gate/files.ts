/** The files of a rollout: paths, folders and globs of preflight.yaml, found among those that there are. */
import { InputError } from '../../base/errors.ts';
import { type Effort, globOf, isGlob } from '../../project/glob.ts';
import type { Project, ProjectFiles, ProjectPath, ProjectRollout } from '../../project/project.ts';
import type { NamedFiles } from '../rehearse/named.ts';
import { isWanted, type Kind } from '../validate/kinds.ts';
import { saidAt } from './paths.ts';

/** Where the files are, for a message: `the working tree`. */
export interface FilePlace {
  readonly name: string;
  /** From the top of the repository, with slashes. */
  readonly paths: readonly string[];
}

/**
 * Folders stay folders, since an Alloy of a folder reads all of it; a glob is the files that it matches and whose names are
 * those of something that can be judged. Throws InputError for an entry that nothing is there for.
 */
export function filesOf(project: Project, { files }: Pick<ProjectRollout, 'files'>, place: FilePlace): NamedFiles {
  const effort = { left: effortLimit };
  const named = new Set<string>();
  const kinds = new Map<string, Kind>();
  for (const entry of files) {
    for (const path of entry.paths) {
      const found = pathsOf(path, entry, place.paths, effort);
      if (effort.left < 0) throw new InputError(`${saidAt(project, path)}: ${tooMuch(place)}`);
      if (found.length === 0) throw new InputError(`${saidAt(project, path)}: ${nothingFor(path, place)}`);
      for (const one of found) {
        named.add(one);
        if (entry.as !== undefined) kinds.set(one, entry.as);
      }
    }
  }
  const tests = files.map((entry) => ({
    covers: covering(entry.paths, effort),
    excepts: covering(entry.except, effort),
  }));
  const isLeftOut = (file: string) => {
    const own = tests.filter(({ covers }) => covers(file));
    return own.length > 0 && own.every(({ excepts }) => excepts(file));
  };
  return { paths: [...named], ...(kinds.size > 0 ? { as: kinds } : {}), isLeftOut };
}

/** Steps of matching, a few seconds of them. A rollout of a hundred globs over 10,000 files takes a hundredth. */
const effortLimit = 300_000_000;

function tooMuch({ paths, name }: FilePlace): string {
  return `the globs of this rollout take too long over the ${paths.length} files of ${name}. Name folders, or write fewer globs.`;
}

function nothingFor({ written }: ProjectPath, { name }: FilePlace): string {
  const what = isGlob(written) ? `nothing that can be judged matches ${written}` : `${written} is not there, or empty,`;
  return `${what} in ${name}. Name what there is, or take it out.`;
}

/** `deploy/**` is the folder `deploy`. */
function folderOf({ value }: ProjectPath): string | undefined {
  const folder = value.replace(/(?:^|\/)\*\*(?:\/\*\*?)?$/, '') || '.';
  return isGlob(folder) ? undefined : folder;
}

function pathsOf(
  path: ProjectPath,
  { as, except }: ProjectFiles,
  all: readonly string[],
  effort: Effort,
): readonly string[] {
  const [isMeant, isExcepted] = [covering([path], effort), covering(except, effort)];
  const own = all.filter((file) => isMeant(file) && !isExcepted(file));
  const folder = folderOf(path);
  if (folder === undefined) return own.filter((file) => as !== undefined || isWanted(nameOf(file)));
  if (all.includes(folder)) return own;
  // Of what kind they are is said of each file.
  if (as !== undefined) return own;
  return own.some((file) => isWanted(nameOf(file))) ? [folder] : [];
}

function covering(paths: readonly ProjectPath[], effort: Effort): (file: string) => boolean {
  const tests = paths.map(({ value }) => {
    if (value === '.') return () => true;
    if (!isGlob(value)) return (file: string) => file === value || file.startsWith(`${value}/`);
    return globOf(value, effort).matches;
  });
  return (file) => tests.some((test) => test(file));
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
