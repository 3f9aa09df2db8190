import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { nestingLimit } from '../../src/alloy/syntax/nesting.ts';
import { type ParsedFile, parseAlloy } from '../../src/alloy/syntax/parse.ts';
import { problemsOf } from '../../src/alloy/syntax/problems.ts';
import { advance, scannerOf } from '../../src/alloy/syntax/scan.ts';
import type { Expression, Statement } from '../../src/alloy/syntax/tree.ts';
import { lineStarts, positionAt } from '../../src/base/text.ts';

const fixtures = join(import.meta.dirname, 'fixtures', 'syntax');

t.test('what Alloy accepts is silent', async (t) => {
  for (const { name, text } of files('ok')) t.same(placesOf(text), [], name);
});

t.test('what Alloy refuses is reported where it stands, once per line, and parsing goes on', async (t) => {
  for (const { name, path, text } of files('err'))
    t.equal(`${placesOf(text).join('\n')}\n`, readFileSync(path.replace('.alloy', '.expected'), 'utf8'), name);
});

t.test('one bracket, quote, comma or = taken out of a valid file is one error, there or behind', async (t) => {
  const valid = readFileSync(join(fixtures, 'ok', 'profiling.alloy'), 'utf8');
  const places = structureOf(valid);
  t.ok(places.length > 80, `${places.length} characters are taken out`);
  for (const at of places) {
    const { diagnostics } = parse(valid.slice(0, at) + valid.slice(at + 1));
    const { line, column } = positionAt(lineStarts(valid), at);
    const removed = `${line}:${column} ${valid[at]}`;
    t.equal(diagnostics.length, 1, `${removed}: ${diagnostics.map(({ message }) => message).join('; ')}`);
    const end = diagnostics[0]?.span.end ?? 0;
    t.ok(end >= valid.lastIndexOf('\n', at), `${removed} is not reported on a line before`);
  }
});

t.test('a missing } is looked for by the indentation', async (t) => {
  const [diagnostic] = parse('a {\n  b {\n    c = 1\n}\n\nd {\n}\n').diagnostics;
  t.match(diagnostic, { message: /expected }, got EOF/, related: [{ span: { start: 8, end: 9 } }] });
  const [sameLine] = parse('a {\n').diagnostics;
  t.match(sameLine, { related: [{ span: { start: 2, end: 3 } }] }, 'else the innermost one is named');
});

t.test('messages carry the names of tokens that Alloy uses, and a way out', async (t) => {
  for (const [text, message, hint] of [
    ['a = 1 b = 2', /expected TERMINATOR, got IDENT/, /line of its own/],
    ['a "b"\n{\n}', /block body.*got TERMINATOR/, /put \{ on the line of the block's name/],
    ['a\n= 1', /block label.*got TERMINATOR/, /put = on the line/],
    ['a = [\n1\n]', /missing ',' in expression list/, /comma after its last element/],
    ['a = {\nb = 1\n}', /missing ',' in field list/, /comma after its last element/],
    ['a = (1\n)', /expected \)/, /on the line where the expression ends/],
    ['# x', /U\+0023 '#'/, /\/\/.*\/\*/],
    ['a = 1;', /U\+003B ';'/, /newline ends/],
    ['a: 1', /U\+003A ':'/, /Write =/],
    ["a = 'b'", /single quotes/, /double quotes/],
    ['a = "\\d"', /unknown escape/, /backticks/],
    ['a = "b', /not terminated/, /same line/],
    ['a = 10s', /TERMINATOR, got IDENT/, /"10s"/],
    ['a = b "c" {}', /cannot use a block as an expression/, /Take the = out/],
    ['a "b-c" {}', /valid identifier, got "b-c"/, /no keyword/],
    ['a-b = 1', /got -/, /no hyphen/],
    ['a = 1\n+ 2', /expected IDENT, got \+/, /end of the line before/],
    ['a = {true = 1}', /field name \(STRING or IDENT\), got BOOL/, /"true"/],
    ['a = {b-c = 1}', /expected =, got -/, /quotes/],
    ['}', /expected IDENT, got }/, /one } more/],
    ['/*', /block comment is not terminated/, /\*\//],
    ['a = b = c', /expected TERMINATOR, got =/, /==/],
  ] as const) {
    const [diagnostic] = parse(text).diagnostics;
    t.match(diagnostic, { message, hint, severity: 'blocker', file: 'x.alloy' }, text);
  }
  t.notMatch(parse('a "\u001b[2J" {}').diagnostics[0]?.message, '\u001b', 'a terminal escape is made visible');
});

t.test('byte order marks, NUL, carriage returns', async (t) => {
  const windows = '\ufeffa = 1\r\nb "x" {\r\n\tc = [\r\n\t\t1,\r\n\t]\r\n}\r\n';
  t.match(statementsOf(windows), [{ name: { text: 'a' } }, { name: 'b', body: { statements: [{}] } }]);
  t.same(placesOf('a = "\ufeff" // \ufeff'), ['1:6 alloy.syntax-character', '1:12 alloy.syntax-character']);
  t.same(placesOf('\ufeff\ufeffa = 1'), ['1:2 alloy.syntax-character']);
  t.same(placesOf('a = "\0" /* \0 */\n\0b = `\0`'), [
    '1:6 alloy.syntax-character',
    '1:12 alloy.syntax-character',
    '2:1 alloy.syntax-character',
    '2:7 alloy.syntax-character',
  ]);
  t.same(stringOf('`a\r\nb\r`'), 'a\nb');
  t.same(stringOf('"a\rb"'), 'a\rb');
});

t.test('strings', async (t) => {
  for (const [text, value] of [
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ['"\\101\\x42\\u0043\\U0001f98a"', 'ABC🦊'],
    ['"\\xc3\\xa9\\303\\251"', 'éé'],
    ['"\\xf0\\x9f\\xa6\\x8a!"', '🦊!'],
    ['"\\xff\\xc3"', '\ufffd\ufffd'],
    ['"${a} $1"', '${a} $1'],
    ['`\\d+ "`', '\\d+ "'],
    ['""', ''],
    ['``', ''],
  ] as const)
    t.equal(stringOf(text), value, text);
});

t.test('numbers are held as Alloy holds them', async (t) => {
  for (const [text, value, holds] of [
    ['0', 0, 'int64'],
    ['010', 8, 'int64'],
    ['08', 8, 'float64'],
    ['0777777777777777777777', 2 ** 63, 'int64'],
    ['01777777777777777777777', 2 ** 64, 'uint64'],
    ['02000000000000000000000', 2e21, 'float64'],
    ['9223372036854775807', 2 ** 63, 'int64'],
    ['9223372036854775808', 2 ** 63, 'uint64'],
    ['18446744073709551615', 2 ** 64, 'uint64'],
    ['18446744073709551616', 2 ** 64, 'float64'],
    ['1.', 1, 'float64'],
    ['.5', 0.5, 'float64'],
    ['1e3', 1000, 'float64'],
    ['1.5E-2', 0.015, 'float64'],
    [`${'0'.repeat(100)}7`, 7, 'int64'],
    ['9'.repeat(300), 1e300, 'float64'],
  ] as const)
    t.match(expressionOf(text), { kind: 'number', raw: text, value, holds }, text);
});

t.test('how tight operators bind', async (t) => {
  for (const [text, shape] of [
    ['a || b && c', '(a || (b && c))'],
    ['a && b == c', '(a && (b == c))'],
    ['1 < 2 + 3', '(1 < (2 + 3))'],
    ['1 < 2 < 3', '((1 < 2) < 3)'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['1 + 2 * 3 % 4', '(1 + ((2 * 3) % 4))'],
    ['2 * 3 ^ 4', '(2 * (3 ^ 4))'],
    ['2 ^ 3 ^ 4', '(2 ^ (3 ^ 4))'],
    ['-2 ^ 2', '((-2) ^ 2)'],
    ['2 ^ -2', '(2 ^ (-2))'],
    ['!a.b[0](1)', '(!(((a.b)[0])(1)))'],
    ['!!a', '(!(!a))'],
    ['-(1 + 2)', '(-[(1 + 2)])'],
    ['a.b == "c" || !d', '(((a.b) == "c") || (!d))'],
  ] as const)
    t.equal(shapeOf(expressionOf(text)), shape, text);
});

t.test('names, labels, keys and operators stand where the tree says', async (t) => {
  const text = 'a . b "l" { c /**/ = x.y + { "k\\n" = 1, `r` = 2, "" = 3, i = [4] } }\nn "" {}';
  const [block, unlabelled] = statementsOf(text);
  if (block?.kind !== 'block' || unlabelled?.kind !== 'block') return t.fail('two blocks');
  const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  t.same([block.name, block.parts.map(at), block.label?.text], ['a.b', ['a', 'b'], 'l']);
  t.same(
    [block, block.label, block.body].map((node) => node && at(node)),
    [text.slice(0, -8), '"l"', text.slice(10, -8)],
  );
  t.equal(unlabelled.label, null, '"" is no label');
  const [attribute] = block.body.statements;
  if (attribute?.kind !== 'attribute' || attribute.value.kind !== 'binary') return t.fail('an attribute');
  t.same([at(attribute.name), text[attribute.equalsAt], text[attribute.value.operatorAt]], ['c', '=', '+']);
  const { left, right } = attribute.value;
  if (left.kind !== 'access' || right.kind !== 'object') return t.fail('an object');
  t.same([at(left), at(left.name)], ['x.y', 'y']);
  t.same(
    right.fields.map(({ key, value, equalsAt }) => [key.text, key.quote, at(key), text[equalsAt], at(value)]),
    [
      ['k\\n', 'double', '"k\\n"', '=', '1'],
      ['r', 'raw', '`r`', '=', '2'],
      ['""', 'double', '""', '=', '3'],
      ['i', 'none', 'i', '=', '[4]'],
    ],
  );
});

t.test('what nests too deep is not judged, whatever nests, and the rest of the file is', async (t) => {
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
    ['{a=', '}'],
    ['f(', ')'],
    ['a[', ']'],
    ['-', ''],
    ['1 ^ ', ''],
    ['1 + 2 * ', ''],
    ['f() + ', ''],
    ['a.', ''],
  ] as const) {
    const nested = (levels: number): string => `x = ${open.repeat(levels)}a${close.repeat(levels)}\n`;
    t.same(placesOf(nested(nestingLimit / 3)), [], `${open} to a third of the limit`);
    const { file, diagnostics } = parse(`a = '\n${nested(1_000_000)}y = [\nz = 1\n`);
    t.match(
      diagnostics,
      [
        { rule: 'alloy.syntax-string', status: undefined, span: { start: 4 } },
        { rule: 'alloy.syntax-nesting', status: 'unknown', severity: 'blocker' },
        { rule: 'alloy.syntax', status: undefined },
      ],
      `${open} a million times`,
    );
    t.equal(diagnostics.length, 3, `${open} a million times is said once`);
    t.same(
      file.body.statements.map(({ name }) => (typeof name === 'string' ? name : name.text)),
      ['a', 'y', 'z'],
      `what stands around ${open} a million times is read`,
    );
  }
  const inner = 'd = "}\\"{" + [1, // [\n(`{`)]\n';
  const deep = `b {\n${'c {\n'.repeat(nestingLimit)}${inner}${'}\n'.repeat(nestingLimit)}}\n`;
  const length = deep.split('\n').length - 1;
  t.same(placesOf(`a = 1\n${deep}e = 1\n${deep}f = = 2\n`), [
    `${nestingLimit + 2}:3 alloy.syntax-nesting`,
    `${nestingLimit + 3 + length}:3 alloy.syntax-nesting`,
    `${3 + 2 * length}:5 alloy.syntax`,
  ]);
  t.same(rulesOf('a {\n'.repeat(100_000)), ['alloy.syntax-nesting']);
  t.same(rulesOf(`x = ${'['.repeat(1_000_000)}`), ['alloy.syntax-nesting']);
  t.same(rulesOf(`${'a.'.repeat(500_000)}b {}`), [], 'a block name may have any number of parts');
});

t.test('large files', async (t) => {
  const block = 'discovery.relabel "x" {\n\ttargets = [{ a = "b" }, c.d.e] // more\n}\n';
  const { file, diagnostics } = parse(block.repeat(160_000));
  t.same([file.body.statements.length, diagnostics], [160_000, []]);
  t.ok(block.length * 160_000 > 10_000_000, 'more than 10 MB');
});

t.test('of very many errors the first thousand are kept, the others counted', async (t) => {
  const { diagnostics, omitted } = parse('a = "open\n'.repeat(5000));
  t.same([diagnostics.length, omitted], [1000, 4000]);
});

function parse(text: string): ParsedFile {
  return parseAlloy({ path: 'x.alloy', text });
}

function files(folder: string): { readonly name: string; readonly path: string; readonly text: string }[] {
  const paths = readdirSync(join(fixtures, folder)).map((name) => join(fixtures, folder, name));
  return paths
    .filter((path) => path.endsWith('.alloy'))
    .map((path) => ({ name: basename(path), path, text: readFileSync(path, 'utf8') }));
}

/** Where brackets, quotes, commas and = stand, without those of strings, and without { behind = of an object. */
function structureOf(text: string): readonly number[] {
  const scanner = scannerOf(problemsOf({ path: 'x.alloy', text }));
  const places: number[] = [];
  let before = '';
  for (let kind = advance(scanner); kind !== 'EOF'; kind = advance(scanner)) {
    // A pattern that lacks its first quote is as many errors as it has backslashes.
    if (kind === 'STRING' && !text.slice(scanner.start, scanner.end).includes('\\'))
      places.push(scanner.start, scanner.end - 1);
    else if ('{}[](),='.includes(kind) && !(kind === '{' && before === '=')) places.push(scanner.start);
    before = kind;
  }
  return places;
}

/** `line:column rule` of each diagnostic. */
function placesOf(text: string): readonly string[] {
  const starts = lineStarts(text);
  return parse(text).diagnostics.map(({ rule, span }) => {
    const { line, column } = positionAt(starts, span.start);
    return `${line}:${column} ${rule}`;
  });
}

function rulesOf(text: string): readonly string[] {
  return parse(text).diagnostics.map(({ rule }) => rule);
}

function statementsOf(text: string): readonly Statement[] {
  const { file, diagnostics } = parse(text);
  if (diagnostics.length > 0) throw new Error(`${text}: ${diagnostics[0]?.message}`);
  return file.body.statements;
}

function expressionOf(text: string): Expression {
  const [statement] = statementsOf(`x = ${text}`);
  if (statement?.kind !== 'attribute') throw new Error(`${text} is no expression`);
  return statement.value;
}

function stringOf(text: string): unknown {
  const expression = expressionOf(text);
  return expression.kind === 'string' ? expression.value : undefined;
}

/** With parentheses around each operation, and brackets for those that were written. */
function shapeOf(expression: Expression): string {
  switch (expression.kind) {
    case 'binary':
      return `(${shapeOf(expression.left)} ${expression.operator} ${shapeOf(expression.right)})`;
    case 'unary':
      return `(${expression.operator}${shapeOf(expression.operand)})`;
    case 'paren':
      return `[${shapeOf(expression.inner)}]`;
    case 'access':
      return `(${shapeOf(expression.value)}.${expression.name.text})`;
    case 'index':
      return `(${shapeOf(expression.value)}[${shapeOf(expression.index)}])`;
    case 'call':
      return `(${shapeOf(expression.callee)}(${expression.arguments.map(shapeOf).join(', ')}))`;
    case 'identifier':
      return expression.name;
    case 'number':
      return expression.raw;
    case 'string':
      return JSON.stringify(expression.value);
    default:
      return expression.kind;
  }
}
