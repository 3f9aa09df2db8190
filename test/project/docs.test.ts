import { readFile } from 'node:fs/promises';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { parseProject } from '../../src/project/parse.ts';

interface SchemaPart {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
  readonly anyOf?: readonly SchemaPart[];
  readonly enum?: readonly string[];
  readonly $defs?: Readonly<Record<string, SchemaPart>>;
}

t.test('the document has every key, and each of its examples is read', async (t) => {
  const document = await readFile('docs/preflight-yaml.md', 'utf8');
  const examples = [...document.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  t.ok(examples.length > 10);
  for (const text of examples) {
    const refused = /^# refused: (.*)$/m.exec(text)?.[1];
    const said = await parseProject(
      { path: 'preflight.yaml', text },
      { root: '/repository', folder: '.' },
      { PREFLIGHT_VAR_BRANCH: 'preserve/profiling' },
    ).then(
      () => 'read',
      (error: unknown) => (error instanceof InputError ? error.message : String(error)),
    );
    if (refused === undefined) t.equal(said, 'read', text);
    else t.ok(said.includes(refused), said);
  }

  const schema: SchemaPart = JSON.parse(await readFile('schemas/preflight.schema.json', 'utf8'));
  const sections = new Map(document.split(/^##+ /m).map((section) => [section.split('\n')[0] ?? '', section]));
  const keys: { readonly section: string; readonly key: string }[] = [];
  const visit = (part: SchemaPart, section: string): void => {
    if (part.$ref !== undefined) visit(schema.$defs?.[part.$ref.replace('#/$defs/', '')] ?? {}, section);
    for (const [key, value] of Object.entries(part.properties ?? {})) {
      keys.push({ section, key });
      for (const one of value.enum ?? []) keys.push({ section, key: one });
      visit(value, sections.has(key) ? key : section);
    }
    if (part.items) visit(part.items, section);
    for (const one of part.anyOf ?? []) visit(one, section);
  };
  visit(schema, 'Every key');
  t.ok(keys.length > 60);
  for (const { section, key } of keys) {
    const text = sections.get(section) ?? '';
    t.ok(new RegExp(`\`(?:[\\w.[\\]]*[.])?${key}(?:\`|:)|\\b${key}:`).test(text), `${key} stands under "${section}"`);
  }
});

t.test('every key of the schema says what it is', async (t) => {
  const schema: SchemaPart = JSON.parse(await readFile('schemas/preflight.schema.json', 'utf8'));
  const all = [schema, ...Object.values(schema.$defs ?? {})];
  for (const { properties } of all) {
    for (const [key, { description = '' }] of Object.entries(properties ?? {}))
      t.match(description, /^[A-Z\w].*[.:}]?/, key);
  }
});
