import { type ProgramVersion, parseProgramVersion } from '../base/program-version.ts';
import { catalogue } from './catalogue/catalogue.ts';

/** The version of Alloy that a configuration is judged for. */
export type AlloyVersion = ProgramVersion;

/** `1.13.1` -> the version; nothing -> the newest one, with a note. Throws InputError: see `parseProgramVersion`. */
export function parseAlloyVersion(text?: string): AlloyVersion {
  return parseProgramVersion('Alloy', catalogue().versions, '1.13.1', text);
}
