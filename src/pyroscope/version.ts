import { InputError } from '../base/errors.ts';
import { catalogue } from './catalogue.ts';

/** The version of Pyroscope that a configuration is judged for. */
export interface PyroscopeVersion {
  /** The minor version that the catalogue knows: `2.2`. */
  readonly minor: string;
  /** As a person or an image tag gave it, for sentences: `2.2.1`. */
  readonly shown: string;
  /** What it is to the person: `you run 2.2.1`. */
  readonly said: string;
  /** Why the minor version is not the one asked for. */
  readonly note?: string;
}

const form = /^v?(\d{1,4})\.(\d{1,4})(?:\.\d{1,6})?(?:[-+][\w.+-]{1,60})?$/;

/**
 * `2.2`, `2.2.1`, `v2.2.1` -> the version; nothing -> the newest one, with a note.
 * A version newer than all that are known is judged as the newest one, with a note. Throws InputError for an older one,
 * for one that was never released, and for what is no version.
 */
export function parsePyroscopeVersion(text?: string): PyroscopeVersion {
  const known = knownVersions();
  const oldest = known[0] ?? '';
  const newest = known.at(-1) ?? '';
  if (text === undefined)
    return {
      minor: newest,
      shown: newest,
      said: `judged for ${newest}`,
      note: `no version of Pyroscope was given: judged for ${newest}, the newest known`,
    };
  const [, major, minor] = form.exec(text) ?? [];
  if (major === undefined || minor === undefined)
    throw new InputError(`"${text.slice(0, 80)}" is no version of Pyroscope. Write one such as 2.2 or 2.2.1.`);
  const asked = `${Number(major)}.${Number(minor)}`;
  const shown = text.replace(/^v/, '');
  if (known.includes(asked)) return { minor: asked, shown, said: `you run ${shown}` };
  if (compareMinor(asked, newest) > 0)
    return {
      minor: newest,
      shown: newest,
      said: `judged for ${newest}`,
      note: `Pyroscope ${shown} is newer than what is known: judged for ${newest}`,
    };
  throw new InputError(`Pyroscope ${shown} is not known here. Known are ${oldest} to ${newest}.`);
}

/** Minor versions, oldest first. */
export function knownVersions(): readonly string[] {
  return Object.keys(catalogue().versions);
}

/** Orders `1.9` before `1.10`: negative, zero or positive. */
export function compareMinor(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split('.').map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split('.').map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
