import { branchFault } from '../../base/branch-name.ts';
import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import type { YamlPath } from '../../base/yaml.ts';
import type { FilesEntry, Rollout, Versions } from '../../generated/preflight-types.ts';
import { globFault } from '../glob.ts';
import {
  type ProjectFiles,
  type ProjectPath,
  type ProjectRollout,
  type ProjectVersion,
  type VersionedProgram,
  versionedPrograms,
} from '../project.ts';
import { complaint, located, pathAt, placeAt, type Reading, textAt, writtenAt } from '../reading.ts';
import { refuseTwice } from './twice.ts';

/** Throws InputError for a name that is taken, a branch that is none, a path that leads out. */
export function rolloutsOf(reading: Reading, rollouts: readonly Rollout[]): readonly ProjectRollout[] {
  refuseTwice(reading, 'rollouts', rollouts, 'rollout');
  return rollouts.map(({ name, branch, onto, files, versions = {} }, index) => {
    const at = ['rollouts', index];
    return {
      at: placeAt(reading, at),
      name,
      branch: branchOf(reading, [...at, 'branch'], branch),
      onto: branchOf(reading, [...at, 'onto'], onto),
      files: files.map((entry, each) => filesOf(reading, [...at, 'files', each], entry)),
      versions: versionsOf(reading, [...at, 'versions'], versions),
    };
  });
}

function branchOf(reading: Reading, at: YamlPath, written: string | undefined): Located<string> | undefined {
  if (written === undefined) return undefined;
  const name = textAt(reading, at, written);
  const fault = branchFault(name);
  if (fault !== undefined) throw complaint(reading, at, `"${excerpt(name, 80)}" ${fault}`);
  return located(reading, at, name);
}

function filesOf(reading: Reading, at: YamlPath, entry: FilesEntry): ProjectFiles {
  const place = placeAt(reading, at);
  if (typeof entry === 'string') return { at: place, paths: [globAt(reading, at, entry)], except: [], as: undefined };
  const all = (key: 'paths' | 'except') =>
    (entry[key] ?? []).map((written, index) => globAt(reading, [...at, key, index], written));
  return { at: place, paths: all('paths'), except: all('except'), as: entry.as };
}

/** A path or a glob. Throws InputError for a glob that is not written well. */
function globAt(reading: Reading, at: YamlPath, written: string): ProjectPath {
  const path = pathAt(reading, at, written);
  const fault = globFault(path.value);
  if (fault !== undefined) throw complaint(reading, at, `"${excerpt(written, 80)}" ${fault}`);
  return path;
}

const version = /^v?\d{1,4}(?:\.\d{1,6}){0,2}(?:[-+][\w.+-]{1,60})?$/;

function versionsOf(reading: Reading, at: YamlPath, versions: Versions): ProjectRollout['versions'] {
  return Object.fromEntries(
    versionedPrograms.flatMap((program): [VersionedProgram, ProjectVersion][] => {
      const value = versions[program];
      const here = [...at, program];
      if (value === undefined) return [];
      if (typeof value === 'object') {
        const from = pathAt(reading, [...here, 'from'], value.from);
        const key = value.key === undefined ? undefined : located(reading, [...here, 'key'], value.key);
        return [[program, { at: placeAt(reading, here), from, key }]];
      }
      const written = writtenAt(reading, here, value);
      if (!version.test(written))
        throw complaint(reading, here, `"${excerpt(written, 40)}" is no version. Write one such as "1.13.1".`);
      return [[program, located(reading, here, written)]];
    }),
  );
}
