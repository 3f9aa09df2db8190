/** Tells whether values match the leaf schemas of some packs. */
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { LeafSchema, LoadedPacks } from './check.ts';
import type { LeafTest } from './leaf.ts';
import { PatternError, PatternThread } from './pattern.ts';
import { shippedTest } from './shipped.ts';
import { leafSchemas } from './walk.ts';

export interface Matcher {
  /** Throws InputError when a pattern of a pack file takes too long. */
  readonly matches: (schema: LeafSchema, value: unknown, pointer: string) => boolean;
  readonly close: () => Promise<void>;
}

/** Leaves of the shipped packs were compiled when preflight was built; for others ajv is loaded. */
export async function leafMatcher(packs: LoadedPacks): Promise<Matcher> {
  const schemas = new Set(packs.checks.flatMap((check) => [...leafSchemas(check)]));
  const tests = new Map<LeafSchema, LeafTest>();
  const others: LeafSchema[] = [];
  for (const schema of schemas) {
    const shipped = shippedTest(JSON.stringify(schema));
    if (shipped) tests.set(schema, shipped);
    else others.push(schema);
  }
  const thread = new PatternThread();
  if (others.length > 0) {
    const { compileLeaf, leafAjv } = await import('./leaf.ts');
    const ajv = leafAjv({ patterns: engine(thread, packs) });
    for (const schema of others) tests.set(schema, compileLeaf(ajv, schema));
  }
  const matches = (schema: LeafSchema, value: unknown, pointer: string) => {
    const test = tests.get(schema);
    if (!test) throw new Error(`the leaf for ${pointer} is of another pack`);
    try {
      return test(value);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      throw new InputError(`${error.message} (fact ${excerpt(pointer)}). Write it without nested repetition.`);
    }
  };
  return { matches, close: () => thread.close() };
}

function engine(thread: PatternThread, { patterns }: LoadedPacks) {
  const make = (pattern: string) => ({
    toString: () => `/${pattern}/u`,
    test: (text: string) => {
      try {
        return thread.test(pattern, text);
      } catch (error) {
        if (!(error instanceof PatternError)) throw error;
        const place = patterns.get(pattern);
        throw new PatternError(`${place === undefined ? '' : `${place}: `}the pattern /${pattern}/ ${error.message}`);
      }
    },
  });
  return Object.assign(make, { code: 'new RegExp' });
}
