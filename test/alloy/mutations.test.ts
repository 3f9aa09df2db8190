// One mistake in a valid configuration is one finding, where it was made.
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import type { Type } from '../../src/alloy/catalogue/type.ts';
import { type Body as Shape, type View, viewOf } from '../../src/alloy/catalogue/view.ts';
import { checkAlloy } from '../../src/alloy/check.ts';
import { visitBlock } from '../../src/alloy/references/paths.ts';
import { parseAlloy } from '../../src/alloy/syntax/parse.ts';
import type { Access, Attribute, Block, Body, Identifier } from '../../src/alloy/syntax/tree.ts';
import { pathOf } from '../../src/alloy/types/reference.ts';
import { headOf } from '../../src/alloy/types/written.ts';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { lineStarts, positionAt, type Span } from '../../src/base/text.ts';
import { settingsOf } from './support/check.ts';
import { options } from './support/configuration.ts';

interface Mutation {
  readonly name: string;
  readonly from: Span;
  readonly to: string;
  readonly rule: string;
  /** Where the finding begins; where the text was changed when it is absent. */
  readonly at?: number;
}

const folder = 'test/alloy/fixtures/ok';
const names = readdirSync(folder).filter((name) => name.endsWith('.alloy'));

for (const name of names) {
  t.test(`one thing broken in ${name} is one finding, there`, async (t) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    const settings = { ...options, ...settingsOf(text) };
    const check = async (changed: string): Promise<readonly Diagnostic[]> =>
      (await checkAlloy([{ path: 'x.alloy', text: changed }], settings)).diagnostics;
    t.same((await check(text)).map(shown), [], 'it is silent as it is');
    const mutations = mutationsOf(text, viewOf(settings.version.minor));
    t.ok(mutations.length > 10, `${mutations.length} things are broken`);
    for (const { name, from, to, rule, at = from.start } of mutations) {
      const found = await check(text.slice(0, from.start) + to + text.slice(from.end));
      const { line, column } = positionAt(lineStarts(text), from.start);
      const said = found.map(shown).join('; ');
      t.same(
        found.map((one) => `${one.rule} ${one.span.start}`),
        [`${rule} ${at}`],
        `${line}:${column} ${name}: ${text.slice(from.start, from.end).slice(0, 60)} -> ${to.slice(0, 60)}: ${said}`,
      );
    }
  });
}

function shown({ rule, message }: Diagnostic): string {
  return `${rule}: ${message}`;
}

function mutationsOf(text: string, view: View): readonly Mutation[] {
  const { file, diagnostics } = parseAlloy({ path: 'x.alloy', text });
  if (diagnostics.length > 0) throw new Error(diagnostics[0]?.message);
  const found: Mutation[] = [];
  const inStatements = ({ statements }: Body): void => {
    for (const block of statements) {
      if (block.kind !== 'block') continue;
      const raw = view.config(block.name)?.raw ?? view.component(block.name)?.raw;
      if (!raw) {
        const [first = block] = block.parts;
        const misspelled = doubled(first);
        found.push({ name: 'declaration misspelled', ...misspelled, rule: 'alloy.unknown-component', at: block.start });
        continue;
      }
      if (view.component(block.name)) found.push(...ofComponent(block), ...ofReferences(view, block));
      inBody(block, view.bodyOf(raw));
    }
  };
  const inBody = (block: Block, shape: Shape): void => {
    if (shape.statements) {
      inStatements(block.body);
      return;
    }
    for (const statement of block.body.statements) {
      if (statement.kind === 'attribute') found.push(...ofAttribute(text, block, statement, shape));
      else {
        const use = shape.blocks.get(statement.name);
        found.push(...ofInnerBlock(text, block, statement, shape));
        if (use) inBody(statement, view.bodyOf(use.raw));
      }
    }
  };
  inStatements(file.body);
  return found;
}

function ofComponent(block: Block): readonly Mutation[] {
  const last = block.parts.at(-1) ?? block;
  const head = headOf(block).start;
  return [
    { name: 'component misspelled', ...doubled(last), rule: 'alloy.unknown-component', at: head },
    { name: 'label missing', from: block.label ?? last, to: '', rule: 'alloy.label-required', at: head },
  ];
}

/** Twice the last letter. */
function doubled(name: Span & { readonly text?: string }): Pick<Mutation, 'from' | 'to'> {
  return { from: { start: name.end, end: name.end }, to: name.text?.at(-1) ?? 'x' };
}

function ofAttribute(text: string, block: Block, attribute: Attribute, shape: Shape): readonly Mutation[] {
  const { name, value } = attribute;
  const argument = shape.args.get(name.text);
  if (!argument) return [];
  const wrong = wrongLiteral(argument.type);
  return [
    { name: 'attribute misspelled', ...doubled(name), rule: 'alloy.unknown-attribute', at: name.start },
    {
      name: 'attribute twice',
      from: { start: attribute.end, end: attribute.end },
      to: `\n${text.slice(attribute.start, attribute.end)}\n`,
      rule: 'alloy.duplicate-attribute',
      at: attribute.end + 1,
    },
    { name: 'attribute as block', from: attribute, to: `${name.text} { }`, rule: 'alloy.attribute-as-block' },
    ...(wrong === undefined ? [] : [{ name: 'another type', from: value, to: wrong, rule: 'alloy.wrong-type' }]),
    ...(argument.required
      ? [
          {
            name: 'attribute missing',
            from: attribute,
            to: '',
            rule: 'alloy.missing-attribute',
            at: headOf(block).start,
          },
        ]
      : []),
  ];
}

function wrongLiteral({ kind }: Type): string | undefined {
  if (kind === 'any') return undefined;
  return kind === 'bool' ? '1' : 'true';
}

function ofInnerBlock(text: string, block: Block, inner: Block, shape: Shape): readonly Mutation[] {
  const use = shape.blocks.get(inner.name);
  const last = inner.parts.at(-1) ?? inner;
  if (!use) return [];
  return [
    { name: 'block misspelled', ...doubled(last), rule: 'alloy.unknown-block', at: inner.start },
    { name: 'block as attribute', from: inner, to: `${inner.name} = { }`, rule: 'alloy.block-as-attribute' },
    use.labelled
      ? { name: 'label missing', from: inner.label ?? last, to: '', rule: 'alloy.label-required', at: inner.start }
      : {
          name: 'label too much',
          from: { start: last.end, end: last.end },
          to: ' "x"',
          rule: 'alloy.label-forbidden',
          at: last.end + 1,
        },
    ...(use.repeatable
      ? []
      : [
          {
            name: 'block twice',
            from: { start: inner.end, end: inner.end },
            to: `\n${text.slice(inner.start, inner.end)}`,
            rule: 'alloy.duplicate-block',
            at: inner.end + 1,
          },
        ]),
    ...(use.required
      ? [{ name: 'block missing', from: inner, to: '', rule: 'alloy.missing-block', at: headOf(block).start }]
      : []),
  ].filter(({ name, to }) => name !== 'block as attribute' || !to.includes('.'));
}

function ofReferences(view: View, block: Block): readonly Mutation[] {
  const found: Mutation[] = [];
  const visit = (at: Identifier | Access): void => {
    const path = pathOf(at) ?? [];
    if (path.length < 2 || at.kind !== 'access') return;
    const at0 = at.start;
    if (view.identifier(path[0] ?? '')) {
      found.push({ name: 'function misspelled', ...doubled(at.name), rule: 'alloy.unknown-function', at: at0 });
      return;
    }
    const name = [...path.keys()].find((index) => view.component(path.slice(0, index).join('.')));
    if (name === undefined) return;
    const parts: (Span & { readonly text: string })[] = [];
    for (let one: Access | undefined = at; one; one = one.value.kind === 'access' ? one.value : undefined)
      parts.unshift(one.name);
    const [label, exported] = [parts[name - 1], parts[name]];
    if (label)
      found.push({ name: 'reference misspelled', ...doubled(label), rule: 'alloy.unknown-reference', at: at0 });
    if (exported)
      found.push({ name: 'export misspelled', ...doubled(exported), rule: 'alloy.unknown-export', at: at0 });
  };
  visitBlock({ inside: [], visit }, block);
  return found;
}
