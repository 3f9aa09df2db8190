import { type ProgramVersion, parseProgramVersion } from '../base/program-version.ts';
import { catalogue } from './catalogue.ts';

/** The version of Pyroscope that a configuration is judged for. */
export type PyroscopeVersion = ProgramVersion;

/** `2.2.1` -> the version; nothing -> the newest one, with a note. Throws InputError: see `parseProgramVersion`. */
export function parsePyroscopeVersion(text?: string): PyroscopeVersion {
  return parseProgramVersion('Pyroscope', knownVersions(), '2.2.1', text);
}

/** Minor versions, oldest first. */
export function knownVersions(): readonly string[] {
  return Object.keys(catalogue().versions);
}
