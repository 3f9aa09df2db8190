import { readFile, writeFile } from 'node:fs/promises';

interface SchemaPart {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: unknown;
  readonly const?: unknown;
  readonly properties?: Record<string, SchemaPart>;
  readonly additionalProperties?: boolean | SchemaPart;
  readonly items?: SchemaPart;
  readonly $defs?: Record<string, SchemaPart>;
}

interface FactTree {
  name?: string;
  kind?: 'presence' | 'statement';
  isPlural?: true;
  keys?: Record<string, FactTree>;
  any?: FactTree;
}

const declaration = `/** What a facts document can hold, and what people call it. */
export interface FactTree {
  /** {key}: the key of the nearest member of a map; {parent}: the name of what this is in. */
  readonly name?: string;
  /** presence: true or missing. statement: the name is a sentence that is true or false. */
  readonly kind?: 'presence' | 'statement';
  /** Of the name: verbs behind it agree with it. */
  readonly isPlural?: true;
  /** The keys that a value may have. */
  readonly keys?: Readonly<Record<string, FactTree>>;
  /** What any other member is. */
  readonly any?: FactTree;
}
`;

/** `the scrape targets of {key}`: more than one; `the HTTP status of {key}`, `tracefs`: one. */
function isPlural(title: string): boolean {
  const [noun = ''] = title.split(/ (?:of|that|since|per|in|on|at) /);
  return /^the |'s /.test(title) && /[^su]s$/.test(noun);
}

/** fact-tree.ts: the keys of a facts document and their titles, to tell a mistyped pointer from a fact, and to name it. */
export async function writeFactTree(out: string): Promise<void> {
  const schema = JSON.parse(await readFile('schemas/facts.schema.json', 'utf8')) as SchemaPart;
  const definitions = schema.$defs ?? {};
  const treeOf = (part: SchemaPart): FactTree => {
    const { title: name } = part;
    if (part.$ref !== undefined)
      return {
        ...treeOf(definitions[part.$ref.replace('#/$defs/', '')] ?? {}),
        ...(name === undefined ? {} : { name, ...(isPlural(name) ? { isPlural: true as const } : {}) }),
      };
    const kind = part.const === true ? 'presence' : part.type === 'boolean' ? 'statement' : undefined;
    const any = part.items ?? (typeof part.additionalProperties === 'object' ? part.additionalProperties : undefined);
    const keys = Object.entries(part.properties ?? {}).map(([key, value]) => [key, treeOf(value)] as const);
    return {
      ...(name === undefined ? {} : { name }),
      ...(kind === undefined ? {} : { kind }),
      ...(kind === undefined && name !== undefined && isPlural(name) ? { isPlural: true as const } : {}),
      ...(keys.length > 0 ? { keys: Object.fromEntries(keys) } : {}),
      ...(any ? { any: treeOf(any) } : {}),
    };
  };
  const text = JSON.stringify(treeOf({ $ref: '#/$defs/Facts' }), null, 1);
  await writeFile(`${out}/fact-tree.ts`, `${declaration}export const factTree: FactTree = ${text};\n`);
}
