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
      ...lessFiles(rollout, after, place),
      ...otherKinds(rollout, after, place),
      ...otherVersions(rollout, after, place),
      ...otherBranch(rollout, after, place),
    ];
  });
}

function* lessFiles(before: ProjectRollout, after: ProjectRollout, place: string): Generator<Weakening> {
  const excepted = new Set(before.files.flatMap(({ except }) => except.map(({ value }) => value)));
  for (const { paths, as } of before.files) {
    for (const { value, written } of paths) {
      const covering = after.files.filter((entry) => covers(entry, value));
      if (covering.length === 0)
        yield {
          place: `${place}/files/${value}`,
          at: after.at,
          message: `${excerpt(written, 80)} of the rollout ${before.name} is no longer judged`,
        };
      else if (as !== undefined && !covering.some((entry) => entry.as === as))
        yield {
          place: `${place}/files/${value}/as`,
          at: covering[0]?.at ?? after.at,
          message: `${excerpt(written, 80)} of the rollout ${before.name} is no longer judged as ${as}`,
        };
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

/** Files that are now said to be of a kind: what finds out by itself what they are would judge them by more. */
function* otherKinds(before: ProjectRollout, after: ProjectRollout, place: string): Generator<Weakening> {
  const paths = before.files.flatMap((entry) => entry.paths);
  for (const { paths: own, as } of after.files) {
    if (as === undefined) continue;
    for (const path of own) {
      const isTold = before.files.some((entry) => entry.as !== undefined && covers(entry, path.value));
      if (isTold || !paths.some((one) => mayOverlap(one, path))) continue;
      yield {
        place: `${place}/files/${path.value}/as`,
        at: path,
        message: `${excerpt(path.written, 80)} of the rollout ${before.name} is judged as ${as}, and was by its name and text`,
      };
    }
  }
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
  return folder === path || path === `${folder}/**` || (!isGlob(path) && globOf(value).matches(path));
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
