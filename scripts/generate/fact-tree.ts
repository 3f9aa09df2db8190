import { readFile, writeFile } from 'node:fs/promises';

interface SchemaPart {
  readonly $ref?: string;
  readonly properties?: Record<string, SchemaPart>;
  readonly additionalProperties?: boolean | SchemaPart;
  readonly items?: SchemaPart;
  readonly $defs?: Record<string, SchemaPart>;
}

/** The keys that a value may have, and what any other member is; neither: it has nothing inside. */
interface FactTree {
  keys?: Record<string, FactTree>;
  any?: FactTree;
}

/** fact-tree.ts: the keys of a facts document, to tell a mistyped pointer in a pack from a fact. */
export async function writeFactTree(out: string): Promise<void> {
  const schema = JSON.parse(await readFile('schemas/facts.schema.json', 'utf8')) as SchemaPart;
  const definitions = schema.$defs ?? {};
  const treeOf = (part: SchemaPart): FactTree => {
    if (part.$ref !== undefined) return treeOf(definitions[part.$ref.replace('#/$defs/', '')] ?? {});
    const any = part.items ?? (typeof part.additionalProperties === 'object' ? part.additionalProperties : undefined);
    const keys = Object.entries(part.properties ?? {}).map(([key, value]) => [key, treeOf(value)] as const);
    return { ...(keys.length > 0 ? { keys: Object.fromEntries(keys) } : {}), ...(any ? { any: treeOf(any) } : {}) };
  };
  const text = JSON.stringify(treeOf({ $ref: '#/$defs/Facts' }), null, 1);
  await writeFile(
    `${out}/fact-tree.ts`,
    `export interface FactTree { readonly keys?: Readonly<Record<string, FactTree>>; readonly any?: FactTree }\nexport const factTree: FactTree = ${text};\n`,
  );
}
