/** Whether a pointer of a pack leads to something that a facts document can hold. */
import { excerpt } from '../base/display.ts';
import { pointerOf, segmentsOf } from '../base/pointer.ts';
import { didYouMean } from '../base/suggest.ts';
import { type FactTree, factTree } from '../generated/fact-tree.ts';

/**
 * What is wrong with a pointer and the way out, or undefined. `base`: the pointer of `each` that relative pointers
 * start from, 'none', or 'elsewhere' when it is not known here.
 */
export function pointerFault(
  pointer: string,
  base: string | 'none' | 'elsewhere',
  part: 'each' | 'leaf' = 'leaf',
): string | undefined {
  const absolute = pointer.startsWith('/');
  if (!absolute && base === 'none')
    return `the pointer "${excerpt(pointer, 100)}" has no leading slash. Begin it with "/"; relative pointers are for a check with "each".`;
  const segments = pointer === '.' ? [] : segmentsOrNone(absolute ? pointer : `/${pointer}`);
  if (!segments)
    return `"${excerpt(pointer, 100)}" is no JSON Pointer to a fact. Write /area/name; in a name, ~1 stands for "/" and ~0 for "~".`;
  if (part === 'leaf' && segments.includes('*'))
    return `"*" in "${excerpt(pointer, 100)}" would stand for every member, which only "each" can have.`;
  if (absolute) return unknownFact(withMembers(segments));
  const from = base === 'elsewhere' ? undefined : segmentsOrNone(base);
  return from && unknownFact([...withMembers(from), anyMember, ...segments]);
}

function withMembers(segments: readonly string[]): (string | typeof anyMember)[] {
  return segments.map((segment) => (segment === '*' ? anyMember : segment));
}

/** Stands for the member of `each`, whichever it is. */
const anyMember = Symbol('a member');

function segmentsOrNone(pointer: string): string[] | undefined {
  try {
    const segments = segmentsOf(pointer);
    return segments.length === 0 || segments.includes('') ? undefined : segments;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unknownFact(segments: readonly (string | typeof anyMember)[]): string | undefined {
  if (segments[0] === 'params') {
    return segments.length === 2 ? undefined : 'a parameter is /params/NAME, without anything below it.';
  }
  let tree: FactTree = factTree;
  const passed: string[] = [];
  for (const segment of segments) {
    const keys = new Map(Object.entries(tree.keys ?? {}));
    if (segment === anyMember) {
      // Members of different kinds: what is in one of them is not known before it is there.
      if (!tree.any) return undefined;
      tree = tree.any;
      passed.push('*');
      continue;
    }
    const next = keys.get(segment) ?? tree.any;
    if (!next) {
      const where = passed.length === 0 ? 'facts' : pointerOf(passed);
      const hint = didYouMean(segment, keys.keys());
      return `there is no "${excerpt(segment, 80)}" in ${where}.${hint} Facts are described in schemas/facts.schema.json.`;
    }
    tree = next;
    passed.push(segment);
  }
  return undefined;
}
