/** Compiles leaf schemas with ajv. Loaded only for packs that were not shipped, and when preflight is built. */
import { _ } from 'ajv';
import { Ajv2020, type CodeKeywordDefinition, type KeywordCxt } from 'ajv/dist/2020.js';
import type { LeafSchema } from './check.ts';
import { hasAll, inRange } from './keywords.ts';

export type LeafTest = (value: unknown) => boolean;

/** A regular expression as ajv asks for it. */
export interface PatternEngine {
  (pattern: string, flags: string): { test: (text: string) => boolean; toString: () => string };
  readonly code: string;
}

/**
 * An ajv that knows the language of leaves and nothing else: strict, no meta-schema (schemas/pack.schema.json has
 * judged the schema's form), the two added keywords. `compile` throws an Error on a keyword that does not fit the type.
 */
export function leafAjv(options: { readonly source?: boolean; readonly patterns?: PatternEngine } = {}): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: true,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    code: {
      ...(options.source === true ? { source: true, esm: true } : {}),
      ...(options.patterns === undefined ? {} : { regExp: options.patterns }),
    },
  });
  ajv.addKeyword(codeKeyword('version', 'string', inRange, _`require("./src/checks/keywords.ts").inRange`));
  ajv.addKeyword(codeKeyword('hasAll', 'array', hasAll, _`require("./src/checks/keywords.ts").hasAll`));
  return ajv;
}

/** The test of one schema. Throws an Error when the schema contradicts itself. */
export function compileLeaf(ajv: Ajv2020, schema: LeafSchema): LeafTest {
  const validate = ajv.compile(schema);
  return (value) => validate(value) === true;
}

/** `code` is how the compiled module, bundled from the root of the repository, names the same function. */
function codeKeyword(
  keyword: string,
  type: 'string' | 'array',
  test: (wanted: never, value: never) => boolean,
  code: ReturnType<typeof _>,
): CodeKeywordDefinition {
  return {
    keyword,
    type,
    schemaType: type,
    code(context: KeywordCxt) {
      const name = context.gen.scopeValue('func', { ref: test, code });
      context.pass(_`${name}(${context.schemaCode}, ${context.data})`);
    },
  };
}
