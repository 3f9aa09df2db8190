import { excerpt } from '../../base/display.ts';
import { globOf, isGlob } from '../glob.ts';
import {
  type Project,
  type ProjectFiles,
  type ProjectPath,
  type ProjectRollout,
  type ProjectVersion,
  usualBase,
  versionedPrograms,
} from '../project.ts';
import type { Weakening } from './weakening.ts';

/** Rollouts that are gone, and those of which fewer files are judged, or otherwise. */
export function weakenedRollouts(base: Project, now: Project): readonly Weakening[] {
  return base.rollouts.flatMap((rollout): Weakening[] => {
    const place = `rollouts/${rollout.name}`;
    const after = now.rollouts.find(({ name }) => name === rollout.name);
    if (!after) return [{ place, message: `the rollout ${rollout.name} is no longer judged` }];
    return [
      ...otherFiles(rollout, after, place),
      ...otherVersions(rollout, after, place),
      ...otherBranch(rollout, after, place),
    ];
  });
}

/** Pairs of paths that are compared: those of 500 paths with 500. */
const pairLimit = 250_000;

function otherFiles(before: ProjectRollout, after: ProjectRollout, place: string): readonly Weakening[] {
  const [was = 0, is = 0] = [before, after].map(({ files }) =>
    files.reduce((sum, { paths, except }) => sum + paths.length + except.length, 0),
  );
  if (saidOf(before) === saidOf(after)) return [];
  if (was * is > pairLimit)
    return [
      {
        place: `${place}/files`,
        at: after.at,
        message: `whether fewer files of the rollout ${before.name} are judged is not compared: it names ${is} paths, and named ${was}`,
      },
    ];
  const kinds = [...otherKinds(before, after, place)];
  const told = new Set(kinds.map((one) => one.place));
  return [...[...lessFiles(before, after, place)].filter((one) => !told.has(one.place)), ...kinds];
}

function saidOf({ files }: ProjectRollout): string {
  const values = (paths: readonly ProjectPath[]) => paths.map(({ value }) => value);
  return JSON.stringify(files.map(({ paths, except, as }) => [values(paths), values(except), as ?? null]));
}

function* lessFiles(before: ProjectRollout, after: ProjectRollout, place: string): Generator<Weakening> {
  const excepted = new Set(before.files.flatMap(({ except }) => except.map(({ value }) => value)));
  for (const { paths, as, except } of before.files) {
    for (const path of paths) {
      const covering = after.files.filter((entry) => covers(entry, path.value) && leavesOutNoMore(entry, path));
      if (covering.length === 0)
        yield {
          place: `${place}/files/${path.value}`,
          at: after.at,
          message: `${excerpt(path.written, 80)} of the rollout ${before.name} is no longer judged`,
        };
      else if (as !== undefined && !covering.some((entry) => entry.as === as))
        yield {
          place: `${place}/files/${path.value}/as`,
          at: covering[0]?.at ?? after.at,
          message: `${excerpt(path.written, 80)} of the rollout ${before.name} is no longer judged as ${as}`,
        };
    }
    /** What is left out of no entry of the base is told of below; what another entry leaves out, this one did not. */
    function leavesOutNoMore(entry: ProjectFiles, path: ProjectPath): boolean {
      const own = except.map(({ value }) => value);
      return entry.except.every((one) => own.includes(one.value) || !excepted.has(one.value) || !mayOverlap(one, path));
    }
  }
  for (const one of after.files.flatMap(({ except }) => except)) {
    if (excepted.has(one.value)) continue;
    yield {
      place: `${place}/except/${one.value}`,
      at: one,
      message: `${excerpt(one.written, 80)} is left out of the rollout ${before.name}`,
    };
  }
}

/** Paths that are said to be of a kind, in the order in which they are read: of a file that two of them are about, the last says it. */
function toldOf({ files }: ProjectRollout) {
  return files.flatMap(({ paths, as }) => (as === undefined ? [] : paths.map((path) => ({ path, as }))));
}

/** Files that are now said to be of a kind: what finds out by itself what they are would judge them by more. */
function* otherKinds(before: ProjectRollout, after: ProjectRollout, place: string): Generator<Weakening> {
  const paths = before.files.flatMap((entry) => entry.paths);
  const [old, told] = [toldOf(before), toldOf(after)];
  const key = ({ path, as }: (typeof old)[number]) => `${as} ${path.value}`;
  const known = new Set(old.map(key));
  for (const one of told) {
    const { path, as } = one;
    const others = old.filter((other) => other.as !== as && mayOverlap(other.path, path));
    const isTold = others.length === 0 && old.some((other) => other.as === as && holds(other.path.value, path.value));
    if (known.has(key(one)) || isTold || !paths.some((other) => mayOverlap(other, path))) continue;
    yield {
      place: `${place}/files/${path.value}/as`,
      at: path,
      message: `${excerpt(path.written, 80)} of the rollout ${before.name} is judged as ${as}, and was ${others[0] ? `as ${others[0].as}` : 'by its name and text'}`,
    };
  }
  const present = new Set(told.map(key));
  const was = lastOf(old.map(key)).filter((one) => present.has(one));
  const is = lastOf(told.map(key)).filter((one) => known.has(one));
  const moved = is.findIndex((one, at) => one !== was[at]);
  if (moved >= 0)
    yield {
      place: `${place}/files/order`,
      at: after.at,
      message: `kinds of files of the rollout ${before.name} are said in another order, and the last one counts`,
    };
}

/** Each once, where it stands last. */
function lastOf(all: readonly string[]): readonly string[] {
  return [...new Set(all.toReversed())].reverse();
}

/** Whether there can be files that both stand for. */
function mayOverlap(left: ProjectPath, right: ProjectPath): boolean {
  if (holds(left.value, right.value) || holds(right.value, left.value)) return true;
  const [one, other] = [left, right].map(({ value }) => (isGlob(value) ? globOf(value).folder : value));
  if (!isGlob(left.value) && !isGlob(right.value)) return false;
  return (
    one === '' ||
    other === '' ||
    one === other ||
    `${one}/`.startsWith(`${other}/`) ||
    `${other}/`.startsWith(`${one}/`)
  );
}

/** The same path, or one that holds it. Of two globs only equal ones are sure to. */
function covers({ paths }: ProjectFiles, path: string): boolean {
  return paths.some(({ value }) => holds(value, path));
}

function holds(value: string, path: string): boolean {
  if (value === path || value === '.') return true;
  const folder = value.replace(/\/\*\*$/, '');
  if (!isGlob(folder) && path.startsWith(`${folder}/`)) return true;
  if (folder === path || path === `${folder}/**`) return true;
  // What is below a folder is not matched by what its own name is matched by.
  return !isGlob(path) && globOf(value).matches(path) && (isFile(path) || globOf(value).matches(`${path}/a/b`));
}

/** By its name: nothing is asked of the disk, where the base's files are not. */
function isFile(path: string): boolean {
  return /\.(?:alloy|river|ya?ml|json|nix|md)$/.test(path);
}

function* otherVersions(before: ProjectRollout, after: ProjectRollout, place: string): Generator<Weakening> {
  for (const program of versionedPrograms) {
    const [was, is] = [before.versions[program], after.versions[program]];
    if (shown(was) === shown(is)) continue;
    yield {
      place: `${place}/versions/${program}`,
      at: is && 'value' in is ? is : (is?.at ?? after.at),
      message: `the rollout ${before.name} is judged for ${program} ${shown(is)}, and was ${was ? 'for ' : ''}${shown(was)}`,
    };
  }
}

function shown(version: ProjectVersion | undefined): string {
  if (!version) return 'as its images say';
  if ('value' in version) return version.value;
  const key = version.key ? ` (${excerpt(version.key.value, 80)})` : '';
  return `as ${excerpt(version.from.value, 80)} says${key}`;
}

/** Files are read out of the tree that the rebase would give. */
function* otherBranch(before: ProjectRollout, after: ProjectRollout, place: string): Generator<Weakening> {
  const [was, is] = [before.branch?.value, after.branch?.value];
  if (was !== undefined && is === undefined)
    yield {
      place: `${place}/branch`,
      at: after.at,
      message: `the rebase of ${excerpt(was, 80)} is no longer rehearsed for the rollout ${before.name}`,
    };
  else if (was !== is)
    yield {
      place: `${place}/branch`,
      at: after.branch ?? after.at,
      message: `the rollout ${before.name} is judged after the rebase of ${excerpt(is ?? '', 80)}, and was ${was === undefined ? 'in the working tree' : `after that of ${excerpt(was, 80)}`}`,
    };
  const [onto, other] = [before.onto?.value ?? usualBase, after.onto?.value ?? usualBase];
  if (onto !== other)
    yield {
      place: `${place}/onto`,
      at: after.onto ?? after.at,
      message: `the rollout ${before.name} is put onto ${excerpt(other, 80)}, and was onto ${excerpt(onto, 80)}`,
    };
}
