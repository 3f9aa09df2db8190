/** What more than one part of preflight.yaml has: packs, parameters, what is declared, paths. */
import { excerpt } from '../../base/display.ts';
import { type FlakeFault, parseFlakeHost } from '../../base/flake-host.ts';
import type { YamlPath } from '../../base/yaml.ts';
import type * as File from '../../generated/preflight-types.ts';
import type { PackName, Parameters, ProjectDeclared, ProjectPath } from '../project.ts';
import { complaint, located, pathAt, placeAt, type Reading, textAt, writtenAt } from '../reading.ts';

/** The path of a built system, in which variables of the environment may stand. */
export function closureOf(reading: Reading, at: YamlPath, written: string | undefined): ProjectPath | undefined {
  return written === undefined ? undefined : pathAt(reading, at, textAt(reading, at, written), '--closure PATH');
}

/** Throws InputError for one that is named twice. */
export function packsOf(
  reading: Reading,
  at: YamlPath,
  names: readonly string[] | undefined,
): readonly PackName[] | undefined {
  return names?.map((name, index): PackName => {
    const here = [...at, index];
    if (names.indexOf(name) < index)
      throw complaint(reading, here, `the pack "${excerpt(name, 80)}" is named twice. Take one of them out.`);
    const place = placeAt(reading, here);
    if (/[/\\]|\.ya?ml$|^\.|^~/.test(name)) return { at: place, kind: 'file', path: pathAt(reading, here, name) };
    return { at: place, kind: 'shipped', name };
  });
}

export function parametersOf(reading: Reading, at: YamlPath, values: File.Parameters = {}): Parameters {
  return new Map(
    Object.entries(values).map(([name, value]) => {
      const here = [...at, name];
      return [name, located(reading, here, value === null ? '' : writtenAt(reading, here, value))];
    }),
  );
}

export function declaredOf(
  reading: Reading,
  at: YamlPath,
  declared: File.Host['declared'],
): ProjectDeclared | undefined {
  if (declared === undefined) return undefined;
  const place = placeAt(reading, at);
  if ('json' in declared) return { at: place, kind: 'json', path: pathAt(reading, [...at, 'json'], declared.json) };
  if ('files' in declared)
    return {
      at: place,
      kind: 'files',
      paths: declared.files.map((file, index) => pathAt(reading, [...at, 'files', index], file)),
    };
  const here = [...at, 'flake'];
  const flake = parseFlakeHost(declared.flake);
  if (typeof flake === 'string')
    throw complaint(reading, here, `"${excerpt(declared.flake, 80)}" ${flakeFaults[flake]}`);
  return { at: place, kind: 'flake', folder: pathAt(reading, here, flake.folder), host: flake.host };
}

const flakeFaults: Readonly<Record<FlakeFault, string>> = {
  elsewhere: 'is a flake elsewhere. Name a folder of this repository: "./nixos#HOST".',
  'no-host': 'names no host of a flake. Write FOLDER#HOST: "./nixos#HOST".',
  'no-name': 'ends in what is no name of a host. Write FOLDER#HOST: "./nixos#HOST".',
};
