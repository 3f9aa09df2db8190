/** `--upgrade-to`: which program goes to which version. */
import { type AlloyVersion, parseAlloyVersion } from '../../alloy/version.ts';
import { InputError } from '../../base/errors.ts';
import { type PyroscopeVersion, parsePyroscopeVersion } from '../../pyroscope/version.ts';

export interface Upgrades {
  readonly alloy?: AlloyVersion;
  readonly pyroscope?: PyroscopeVersion;
}

const programs = { alloy: 'Alloy', pyroscope: 'Pyroscope' } as const;
type Program = keyof typeof programs;

/**
 * `1.19` for the only program that is there, `alloy=1.19` and `pyroscope=2.2` for one of them. Throws InputError for a
 * version that is not known, a program that is not there, and a version that may be meant for either.
 */
export function upgradesOf(words: readonly string[], present: readonly Program[]): Upgrades {
  const wanted = new Map<Program, string>();
  for (const word of words) {
    const [, name, version = ''] = /^([a-z]+)=(.*)$/i.exec(word) ?? [undefined, undefined, word];
    const program = name === undefined ? onlyOne(word, present) : named(name, word);
    if (wanted.has(program)) throw new InputError(`--upgrade-to gives ${programs[program]} two versions. Name one.`);
    if (!present.includes(program)) {
      throw new InputError(`--upgrade-to ${word}: no configuration of ${programs[program]} is there.`);
    }
    wanted.set(program, version);
  }
  const [alloy, pyroscope] = [wanted.get('alloy'), wanted.get('pyroscope')];
  return {
    ...(alloy === undefined ? {} : { alloy: parseAlloyVersion(alloy) }),
    ...(pyroscope === undefined ? {} : { pyroscope: parsePyroscopeVersion(pyroscope) }),
  };
}

function onlyOne(word: string, present: readonly Program[]): Program {
  const [only, ...others] = present;
  if (only === undefined) throw new InputError(`--upgrade-to ${word}: neither Alloy nor Pyroscope is there.`);
  if (others.length === 0) return only;
  const choices = present.map((program) => `--upgrade-to ${program}=${word}`).join(' or ');
  throw new InputError(
    `--upgrade-to ${word}: ${present.map((program) => programs[program]).join(' and ')} are there. Write ${choices}.`,
  );
}

function named(name: string, word: string): Program {
  if (name === 'alloy' || name === 'pyroscope') return name;
  throw new InputError(
    `--upgrade-to ${word}: "${name}" has no versions to compare. Write alloy=VERSION or pyroscope=VERSION.`,
  );
}
