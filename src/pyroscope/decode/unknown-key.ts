/** What to say of a key that a version does not have. */
import { excerpt } from '../../base/display.ts';
import { compareMinor } from '../../base/program-version.ts';
import { nearest } from '../../base/suggest.ts';
import { catalogue } from '../catalogue.ts';
import type { Finding } from '../rule.ts';
import { knownVersions, type PyroscopeVersion } from '../version.ts';
import type { Key, View } from '../view.ts';

/**
 * `path` is the whole path of the key, `siblings` are those that its block has. The way out is looked for when `hasHint`:
 * that takes longer than all the rest.
 */
export function unknownKeyFinding(
  path: string,
  name: string,
  siblings: ReadonlyMap<string, Key>,
  { view, version, hasHint }: { readonly view: View; readonly version: PyroscopeVersion; readonly hasHint: boolean },
): Finding {
  const block = path.slice(0, Math.max(0, path.length - name.length - 1));
  const inside = block === '' ? 'the top level' : `"${excerpt(block, 100)}"`;
  const hint = hasHint ? hintOf(path, name, siblings, view, block) : undefined;
  return {
    message: `Pyroscope ${version.shown} has no key "${excerpt(name, 80)}" in ${inside}`,
    ...(hint === undefined ? {} : { hint }),
    place: path,
  };
}

function hintOf(
  path: string,
  name: string,
  siblings: ReadonlyMap<string, Key>,
  view: View,
  block: string,
): string | undefined {
  const other = otherVersions(path, view.minor);
  if (other !== undefined) return other;
  const sameLetters = [...siblings.keys()].find((key) => key.toLowerCase() === name.toLowerCase());
  if (sameLetters !== undefined) return `Write ${sameLetters}: letter case counts`;
  const near = nearest(name, siblings.keys());
  if (near !== undefined) return `Write ${near}`;
  const elsewhere = [...view.byPath.keys()].filter((key) => key.endsWith(`.${name}`) || key === name);
  if (elsewhere.length === 1) return `It belongs at ${elsewhere[0]}`;
  if (block === '' && /^x-|^\.|^_/.test(name))
    return 'Put the anchor where its value is used first: helper keys are no keys';
  return undefined;
}

/** When a key came that is too new, or went that is too old. */
function otherVersions(path: string, minor: string): string | undefined {
  const keys = catalogue().keys;
  const raw = Object.hasOwn(keys, path) ? keys[path] : undefined;
  if (!raw) return undefined;
  if (raw.since !== undefined && compareMinor(minor, raw.since) < 0) return `It came with Pyroscope ${raw.since}`;
  const next = knownVersions().find((known) => raw.until !== undefined && compareMinor(known, raw.until) > 0);
  return next === undefined ? undefined : `It went with Pyroscope ${next}: take it out`;
}
