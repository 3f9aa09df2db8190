/** The version of a program that a configuration is judged for, among the minor versions that a catalogue knows. */
import { InputError } from './errors.ts';

export interface ProgramVersion {
  /** The minor version that the catalogue knows: `1.13`. */
  readonly minor: string;
  /** As a person or an image tag gave it, for sentences: `1.13.1`. */
  readonly shown: string;
  /** What it is to the person: `you run 1.13.1`. */
  readonly said: string;
  /** Why the minor version is not the one asked for. */
  readonly note?: string;
}

const form = /^v?(\d{1,4})\.(\d{1,4})(?:\.\d{1,6})?(?:[-+][\w.+-]{1,60})?$/;

/**
 * `1.13`, `1.13.1`, `v1.13.1`, `v1.19.0-rc.3` -> the version; nothing -> the newest one, with a note. `known` are minor
 * versions, oldest first; `example` is a version for a message.
 * A version newer than all that are known is judged as the newest one, with a note. Throws InputError for an older one,
 * for one that was never released, and for what is no version.
 */
export function parseProgramVersion(
  program: string,
  known: readonly string[],
  example: string,
  text: string | undefined,
): ProgramVersion {
  const oldest = known[0] ?? '';
  const newest = known.at(-1) ?? '';
  const asNewest = (note: string): ProgramVersion => ({
    minor: newest,
    shown: newest,
    said: `judged for ${newest}`,
    note: `${note}: judged for ${newest}`,
  });
  if (text === undefined) {
    const { note, ...version } = asNewest(`no version of ${program} was given`);
    return { ...version, note: `${note}, the newest known` };
  }
  const [, major, minor] = form.exec(text) ?? [];
  if (major === undefined || minor === undefined)
    throw new InputError(
      `"${text.slice(0, 80)}" is no version of ${program}. Write one such as ${example.replace(/\.\d+$/, '')} or ${example}.`,
    );
  const asked = `${Number(major)}.${Number(minor)}`;
  const shown = text.replace(/^v/, '');
  if (known.includes(asked)) return { minor: asked, shown, said: `you run ${shown}` };
  if (compareMinor(asked, newest) > 0) return asNewest(`${program} ${shown} is newer than what is known`);
  throw new InputError(`${program} ${shown} is not known here. Known are ${oldest} to ${newest}.`);
}

/** Orders `1.9` before `1.10`: negative, zero or positive. */
export function compareMinor(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split('.').map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split('.').map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
