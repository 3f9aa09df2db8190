import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { isIdentifier } from '../../src/alloy/syntax/character.ts';
import { numberOf } from '../../src/alloy/syntax/number.ts';
import { parseAlloy } from '../../src/alloy/syntax/parse.ts';
import { printAlloy } from '../../src/alloy/syntax/print.ts';
import type {
  BinaryOperator,
  Body,
  Expression,
  Field,
  File,
  Key,
  Name,
  NumberLiteral,
  Statement,
} from '../../src/alloy/syntax/tree.ts';

const nowhere = { start: 0, end: 0 };
const fixtures = join(import.meta.dirname, 'fixtures', 'syntax');

const operators: BinaryOperator[] = ['||', '&&', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '^'];
const levels = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%'], ['^']];

t.test('parse, print, parse gives the tree again', async () => {
  fc.assert(
    fc.property(trees(), (file) => {
      const printed = printAlloy(file);
      const { file: parsed, diagnostics } = parseAlloy({ path: 'x.alloy', text: printed });
      if (diagnostics.length > 0) throw new Error(`${diagnostics[0]?.message} in\n${printed}`);
      if (!isDeepStrictEqual(withoutOffsets(parsed), withoutOffsets(file)))
        throw new Error(`another tree:\n${printed}`);
    }),
    { numRuns: 150 },
  );
});

t.test('what the fixtures hold survives printing', async (t) => {
  for (const text of textsOf('ok')) {
    const { file } = parseAlloy({ path: 'x.alloy', text });
    const again = parseAlloy({ path: 'x.alloy', text: printAlloy(file) });
    t.same(again.diagnostics, []);
    t.strictSame(withoutOffsets(again.file), withoutOffsets(file));
  }
});

t.test('any text ends in diagnostics inside of it', async () => {
  const words = [
    'a',
    'b.c',
    '"x"',
    '"',
    "'",
    '`',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '=',
    '==',
    ',',
    '.',
    '+',
    '-',
    '^',
    '!',
  ];
  const more = [
    '\n',
    '\r\n',
    ' ',
    '\t',
    '#',
    ';',
    ':',
    '//',
    '/*',
    '*/',
    '\\',
    '\\u12',
    '1',
    '08',
    '1e',
    '1.',
    'null',
    'é',
  ];
  const odd = ['\0', '\ufeff', '\ud800', '🦊', '\u00a0', '“', '__proto__', 'constructor'];
  const pieces = fc.array(fc.constantFrom(...words, ...more, ...odd), { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(fc.property(pieces, isSound), { numRuns: 3000 });
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), isSound), { numRuns: 2000 });
  const units = fc.array(fc.nat(0xffff), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));
  fc.assert(fc.property(units, isSound), { numRuns: 2000 });
});

t.test('a valid file that was cut, doubled or mixed up ends in diagnostics inside of it', async () => {
  const change = fc.tuple(
    fc.nat(),
    fc.nat(30),
    fc.constantFrom('', '"', '{', '}', '[', '`', '/*', '\n', '=', '\\', ','),
  );
  const changed = fc.tuple(fc.constantFrom(...textsOf('ok'), ...textsOf('err')), fc.array(change, { maxLength: 4 }));
  fc.assert(
    fc.property(changed, ([text, changes]) =>
      isSound(
        changes.reduce((before, [place, length, inserted]) => {
          const at = place % (before.length + 1);
          return before.slice(0, at) + inserted + before.slice(at + length);
        }, text),
      ),
    ),
    { numRuns: 3000 },
  );
});

/** Throws where the parser does, where an offset lies outside of its parent, or diagnostics are out of order. */
function isSound(text: string): void {
  const { file, diagnostics } = parseAlloy({ path: 'x.alloy', text });
  let before = 0;
  for (const { span, related = [] } of diagnostics) {
    for (const { start, end } of [span, ...related.map((other) => other.span)])
      if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`${start}–${end} is outside`);
    if (span.start < before) throw new Error('diagnostics are out of order');
    before = span.start;
  }
  if (diagnostics.length === 0) checkOffsets(text, file, 0, text.length);
  printAlloy(file);
}

/** Every node lies in its parent, and a name is what stands at its place. */
function checkOffsets(text: string, node: unknown, from: number, to: number): void {
  if (node === null || typeof node !== 'object') return;
  const { start = from, end = to, text: word }: { start?: number; end?: number; text?: string } = node;
  if (!(start >= from && start <= end && end <= to)) throw new Error(`${start}–${end} is not in ${from}–${to}`);
  if (word !== undefined && !text.slice(start, end).includes(word)) throw new Error(`${word} is not at ${start}`);
  for (const child of Object.values(node)) checkOffsets(text, child, start, end);
}

function textsOf(folder: string): string[] {
  const names = readdirSync(join(fixtures, folder)).filter((name) => name.endsWith('.alloy'));
  return names.map((name) => readFileSync(join(fixtures, folder, name), 'utf8'));
}

function withoutOffsets(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutOffsets);
  if (node === null || typeof node !== 'object') return node;
  const kept = Object.entries(node).filter(([key]) => !['start', 'end', 'equalsAt', 'operatorAt'].includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutOffsets(value)]));
}

/** Trees as the parser makes them: what binds less stands in parentheses. */
function trees(): fc.Arbitrary<File> {
  const word = fc.oneof(
    fc.constantFrom('a', 'forward_to', 'targets', '_', 'größe', 'x1', '数', 'nul', 'True', '__proto__'),
    fc.string({ unit: fc.constantFrom('a', 'Z', '_', 'é', '٣', '9'), minLength: 1, maxLength: 5 }).filter(isIdentifier),
  );
  const name = word.map((text): Name => ({ ...nowhere, text }));
  const raw = fc.oneof(
    fc.constantFrom('0', '010', '08', '1.', '.5', '1e3', '1.5E-2', '18446744073709551616', '9223372036854775808'),
    fc.bigInt(0n, 2n ** 65n).map(String),
  );
  const number = raw.map((text): NumberLiteral => {
    return { ...nowhere, kind: 'number', raw: text, ...numberOf(text, /[.e]/i.test(text)) };
  });
  const well = fc.string({ unit: 'binary', maxLength: 8 });
  const leaf = fc.oneof(
    number,
    well.map((value): Expression => ({ ...nowhere, kind: 'string', value, raw: false })),
    well
      .map((value) => value.replace(/[`\r\0\ufeff]/g, ''))
      .map((value): Expression => ({ ...nowhere, kind: 'string', value, raw: true })),
    fc.boolean().map((value): Expression => ({ ...nowhere, kind: 'bool', value })),
    fc.constant<Expression>({ ...nowhere, kind: 'null' }),
    word.map((text): Expression => ({ ...nowhere, kind: 'identifier', name: text })),
  );
  const key = fc.oneof(
    word.map((text): Key => ({ ...nowhere, text, quote: 'none' })),
    fc.constantFrom('a-b', '', '\\n', 'true', '"').map((text): Key => {
      return { ...nowhere, text: text === '' ? '""' : text.replace('"', '`'), quote: 'double' };
    }),
    fc.constantFrom('a\nb', '', '\\d', '"').map((text): Key => ({ ...nowhere, text: text || '``', quote: 'raw' })),
  );
  const { expression } = fc.letrec<{ expression: Expression; operand: Expression }>((tie) => {
    const inner = tie('expression');
    const operand = tie('operand');
    const field = fc.record({ key, value: inner }).map((pair): Field => {
      return { ...nowhere, kind: 'field', equalsAt: 0, ...pair };
    });
    const several = fc.array(inner, { maxLength: 3 });
    return {
      operand: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        inner.map((value): Expression => ({ ...nowhere, kind: 'paren', inner: value })),
        several.map((elements): Expression => ({ ...nowhere, kind: 'list', elements })),
        fc.array(field, { maxLength: 3 }).map((fields): Expression => ({ ...nowhere, kind: 'object', fields })),
        fc.tuple(operand, name).map(([value, n]): Expression => ({ ...nowhere, kind: 'access', value, name: n })),
        fc.tuple(operand, inner).map(([value, index]): Expression => ({ ...nowhere, kind: 'index', value, index })),
        fc.tuple(operand, several).map(([callee, list]): Expression => {
          return { ...nowhere, kind: 'call', callee, arguments: list };
        }),
      ),
      expression: fc
        .tuple(
          fc.array(fc.constantFrom(...operators), { maxLength: 3 }),
          fc.array(fc.tuple(fc.array(fc.constantFrom('!', '-'), { maxLength: 2 }), operand), {
            minLength: 4,
            maxLength: 4,
          }),
        )
        .map(([between, operands]) => combine(between, operands)),
    };
  });
  const attribute = fc.tuple(name, expression).map(([n, value]): Statement => {
    return { ...nowhere, kind: 'attribute', name: n, equalsAt: 0, value };
  });
  const label = fc.option(name);
  const { body } = fc.letrec<{ body: Body }>((tie) => ({
    body: fc
      .array(
        fc.oneof(
          { maxDepth: 3 },
          attribute,
          fc
            .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), label, tie('body'))
            .map(([parts, l, b]): Statement => {
              const joined = parts.map(({ text }) => text).join('.');
              return { ...nowhere, kind: 'block', name: joined, parts, label: l, body: b };
            }),
        ),
        { maxLength: 4 },
      )
      .map((statements) => ({ ...nowhere, kind: 'body', statements })),
  }));
  return body.map((b) => ({ ...nowhere, kind: 'file', body: b }));
}

type Operand = readonly [readonly ('!' | '-')[], Expression];

/** `operand operator operand …` as a tree: split at the operator that binds least, the last one but for `^`. */
function combine(between: readonly BinaryOperator[], operands: readonly Operand[]): Expression {
  const weakest = levels.findIndex((level) => between.some((operator) => level.includes(operator)));
  const level = levels[weakest] ?? [];
  const isWeakest = (operator: BinaryOperator): boolean => level.includes(operator);
  const at = level[0] === '^' ? between.findIndex(isWeakest) : between.findLastIndex(isWeakest);
  const operator = between[at];
  if (operator !== undefined) {
    const left = combine(between.slice(0, at), operands.slice(0, at + 1));
    const right = combine(between.slice(at + 1), operands.slice(at + 1));
    return { ...nowhere, kind: 'binary', operator, operatorAt: 0, left, right };
  }
  const [signs, operand] = operands[0] ?? [[], { ...nowhere, kind: 'null' }];
  return signs.reduce<Expression>(
    (inner, sign) => ({ ...nowhere, kind: 'unary', operator: sign, operand: inner }),
    operand,
  );
}
