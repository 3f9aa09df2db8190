/** The packs that preflight ships: each is loaded when it is named, with the tests of its leaves. */
import { shippedPacks } from '../generated/packs.ts';
import type { LeafTest } from './leaf.ts';
import type { Pack } from './pack.ts';

const tests = new Map<string, LeafTest>();

export function shippedNames(): readonly string[] {
  return [...shippedPacks.keys()];
}

/** Undefined: there is none of this name. */
export async function shippedPack(name: string): Promise<Pack | undefined> {
  const found = await shippedPacks.get(name)?.();
  for (const [text, test] of found?.leaves ?? []) tests.set(text, test);
  return found?.pack;
}

/** What was compiled of a leaf when preflight was built, by the leaf's JSON; of packs that were loaded. */
export function shippedTest(text: string): LeafTest | undefined {
  return tests.get(text);
}
