/** What people call a fact: the titles of schemas/facts.schema.json. */
import { excerpt } from '../base/display.ts';
import { segmentsOf } from '../base/pointer.ts';
import { type FactTree, factTree } from '../generated/fact-tree.ts';

export interface FactName {
  readonly text: string;
  readonly kind?: FactTree['kind'];
  readonly isPlural?: true;
}

const plurals: ReadonlyMap<string, string> = new Map([
  ['is', 'are'],
  ['was', 'were'],
  ['has', 'have'],
  ['lacks', 'lack'],
  ['leads', 'lead'],
  ['matches', 'match'],
]);

/** Words that begin with a verb in the singular, so that it agrees with the name: `is missing` -> `are missing`. */
export function agreeing({ isPlural }: FactName, words: string): string {
  return isPlural ? words.replace(/^\w+/, (verb) => plurals.get(verb) ?? verb) : words;
}

/** '/sysctl/kernel.kptr_restrict/boot/value' -> 'kernel.kptr_restrict at the next boot'; as `namedFact`. */
export function factName(pointer: string): string {
  return namedFact(pointer).text;
}

/** A relative pointer is named as it was written, a parameter by its name, a fact without a title by its pointer. Safe on a terminal. */
export function namedFact(pointer: string): FactName {
  if (pointer === '.') return { text: 'the member' };
  if (!pointer.startsWith('/')) return { text: shortened(pointer) };
  const segments = segmentsOf(pointer);
  const [area, parameter] = segments;
  if (area === 'params' && parameter !== undefined) return { text: `parameter ${shortened(parameter)}` };
  return titleOf(segments) ?? { text: shortened(pointer) };
}

function titleOf(segments: readonly string[]): FactName | undefined {
  let tree: FactTree | undefined = factTree;
  let name: string | undefined;
  let key = '';
  for (const segment of segments) {
    const known: FactTree | undefined = tree.keys && Object.hasOwn(tree.keys, segment) ? tree.keys[segment] : undefined;
    if (!known) key = segment;
    tree = known ?? tree.any;
    if (!tree) return undefined;
    name = tree.name === undefined ? undefined : filled(tree.name, key, name);
  }
  if (name === undefined) return undefined;
  return {
    text: name,
    ...(tree.kind === undefined ? {} : { kind: tree.kind }),
    ...(tree.isPlural ? { isPlural: tree.isPlural } : {}),
  };
}

function filled(title: string, key: string, parent = ''): string {
  return title.replace(/\{(key|parent)\}/g, (_, part) => (part === 'key' ? shortened(key) : parent));
}

function shortened(text: string): string {
  return excerpt(text, 160);
}
