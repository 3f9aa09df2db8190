/** Nix, read in process: what is valid, what it says, where; `nix-instantiate` is the authority. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { lookUp, valueAt } from '../../src/base/nix/lookup.ts';
import { parseWithNix } from '../../src/base/nix/parse-with-nix.ts';
import { type NixFile, readNix } from '../../src/base/nix/read.ts';
import { bare, type NixExpression, type NixSet } from '../../src/base/nix/tree.ts';
import { lineStarts, positionAt } from '../../src/base/text.ts';
import { evaluateNix, oracleNeeds } from '../lab/oracle.ts';
import { onlyWhere } from '../support/needs.ts';
import { brokenNix, validNix } from './support/nix-texts.ts';

const nix = onlyWhere(oracleNeeds());
const program = 'nix-instantiate';
const read = (text: string): Promise<NixFile> => readNix({ path: 'x.nix', text });
const place = (text: string, offset: number): string => {
  const { line, column } = positionAt(lineStarts(text), offset);
  return `${line}:${column}`;
};

async function setOf(text: string): Promise<NixSet> {
  const { expression, problems } = await read(text);
  deepStrictEqual(problems, []);
  const found = expression && bare(expression);
  if (found?.kind !== 'set') throw new Error('the text is no set');
  return found;
}

const config = `{ config, lib, pkgs, ... }:

let
  x = 1;
  f = a: { b ? 2, ... }@c: a + b;
in
{
  imports = [ ./hw.nix ../b ];
  boot.kernel.sysctl."kernel.kptr_restrict" = lib.mkForce 0; # why
  a = { b.c = "x\${toString x}y\\n"; inherit x; inherit (lib) y z; };
  s = ''
    foo \${x}
      bar ''\${x} '''
  '';
  t = if x == 1 && !(x > 2) then [ 1 2.5 (f 1 { }) ] else { } // rec { q = 1; r = q; };
  u = config.b or x ? d.e;
  w = with pkgs; [ git vim ];
}
`;

t.test('what is valid is valid', async (t) => {
  for (const text of validNix) t.same((await read(text)).problems, [], text);
});

t.test('what is broken is refused where it is', async (t) => {
  for (const [text, where, message] of brokenNix) {
    const [problem] = (await read(text)).problems;
    t.equal(problem && place(text, problem.start), where.replace('*', ''), text);
    t.match(problem?.message, message, text);
  }
});

t.test('Nix says the same of each', nix, async (t) => {
  for (const text of validNix) t.same(await parseWithNix(text, { program }), { status: 'valid' }, text);
  for (const [text, where] of brokenNix) {
    const said = await parseWithNix(text, { program });
    t.equal(said.status, 'refused', text);
    if (said.status === 'refused' && !where.startsWith('*')) t.equal(place(text, said.offset ?? -1), where, text);
  }
});

t.test('hints', async (t) => {
  const table: readonly (readonly [text: string, hint: string])[] = [
    ['{ a = 1 }', 'Is a `;` missing in front of it?'],
    ['{\n  a = 1\n  b = 2;\n}', 'Is a `;` missing in front of b?'],
    ['{ a = [ 1 2; }', 'Is a `]` missing in front of it?'],
    ['{ a = (1 + 2; }', 'Is a `)` missing in front of it?'],
    ['{ a = 1; ', 'A `}` is missing.'],
    ['if true then 1', 'A `else` is missing.'],
    ['{ lib, ... }: { a = mkForce 0; }', 'Is `lib.mkForce` meant?'],
    ['{ config, ... }: confg', 'Did you mean "config"?'],
  ];
  for (const [text, hint] of table) t.equal((await read(text)).problems[0]?.hint, hint, text);
});

const pieces = [
  "''",
  "'",
  '$',
  '${"x"}',
  "''$",
  "'''",
  "''\\n",
  "''\\",
  '\\',
  '\\n',
  '\\"',
  '"',
  ' ',
  '  ',
  '\n',
  '\r\n',
];
const body = fc.array(fc.oneof(fc.constantFrom(...pieces, '\t', 'a', 'é', '😀', '{', '}'), fc.string()), {
  maxLength: 12,
});

t.test('strings say what Nix reads', nix, async () => {
  const literals = body
    .map((all) => all.join('').replaceAll('\0', ''))
    .chain((text) => fc.constantFrom(`"${text}"`, `''${text}''`, `''\n  ${text}\n    ${text}\n  ''`));
  await fc.assert(
    fc.asyncProperty(fc.array(literals, { minLength: 200, maxLength: 200 }), async (all) => {
      const valid: { readonly text: string; readonly value: string }[] = [];
      for (const text of all) {
        const { expression, problems } = await read(text);
        if (problems.length > 0 || expression?.kind !== 'string') continue;
        const value = expression.parts.map((part) => (part.kind === 'text' ? part.value : 'x')).join('');
        valid.push({ text, value });
      }
      const values = await evaluateNix(
        // A string may be followed by a comment.
        `[ ${valid.map(({ text }) => `(${text}\n)`).join('\n')} ]`,
      );
      deepStrictEqual(
        values,
        valid.map(({ value }) => value),
      );
    }),
    { numRuns: 3, endOnFailure: true },
  );
});

t.test('literals', async (t) => {
  const literal = async (text: string): Promise<unknown> => {
    const { expression } = await read(text);
    return expression && simple(bare(expression));
  };
  const table: readonly (readonly [text: string, value: unknown])[] = [
    ['12', 12],
    ['9223372036854775807', 9223372036854775807n],
    ['1.5e3', 1500],
    ['((1))', 1],
    ['"a\\tb"', 'a\tb'],
    ['"a${"b"}"', undefined],
    ["''\n  a\n    b\n''", 'a\n  b\n'],
    ['http://x.y/z', 'http://x.y/z'],
    ['./a/b.nix', './a/b.nix'],
    ['<nixpkgs/nixos>', '<nixpkgs/nixos>'],
    ['./${"a"}/b', undefined],
    ['[ 1 "x" ]', [1, 'x']],
    ['[ ]', []],
  ];
  for (const [text, value] of table) t.same(await literal(text), value, text);
});

function simple(expression: NixExpression): unknown {
  if (expression.kind === 'list') return expression.elements.map(simple);
  return 'value' in expression ? expression.value : undefined;
}

t.test('an attribute is found in every spelling', async (t) => {
  const table: readonly (readonly [text: string, found: readonly string[]])[] = [
    ['{ a.b.c = 1; }', ['exact 1:3 1']],
    ['{ a = { b = { c = 1; }; }; }', ['exact 1:15 1']],
    ['{ a.b = { "c" = 1; }; }', ['exact 1:11 1']],
    ['{ "a".${"b"}."c" = 1; }', ['exact 1:3 1']],
    ['rec { a = (rec { b.c = 1; }); }', ['exact 1:18 1']],
    ['{ a.b.c = 1; a.b.d = 2; a.e = 3; }', ['exact 1:3 1']],
    ['{ a.b.c.d = 1; }', ['deeper 1:3 1 d']],
    ['{ a.b = x: x; }', ['above 1:3 x: x c']],
    ['{ a = { } // { }; }', ['above 1:3 { } // { } b.c']],
    ['{ inherit ({ }) a; }', ['above 1:3 - b.c']],
    ['{ a.b = { inherit ({ }) c; }; }', ['exact 1:11 -']],
    ['{ a.${toString 1}.c = 1; }', ['computed 1:3 1 b.c']],
    ['{ a.b.${toString 1} = 1; x.${toString 1} = 2; }', ['computed 1:3 1 c']],
    ['{ b.c = 1; a.c = 2; "a.b.c" = 3; }', []],
  ];
  for (const [text, expected] of table) {
    const found = lookUp(await setOf(text), ['a', 'b', 'c']).map(({ kind, binding, value, extra, rest }) =>
      [
        kind,
        place(text, binding.start),
        value ? text.slice(value.start, value.end) : '-',
        [...extra.map((name) => name.value), ...rest].join('.'),
      ]
        .join(' ')
        .trim(),
    );
    t.same(found, expected, text);
  }
  t.equal(valueAt(await setOf('{ a.b = 1; }'), ['a', 'b'])?.start, 8);
  t.equal(valueAt(await setOf('{ a.b = 1; ${toString 1} = 2; }'), ['a', 'b']), undefined);
});

t.test('places are UTF-16 units of the file, also where the grammar was helped', async (t) => {
  const text = '/* é😀 */ { lib, }: x: "é😀\r\n" + x//{ inherit (lib) ; a = "😀"; # é\r }';
  const { expression, problems, comments } = await read(text);
  t.same(problems, []);
  t.same(
    comments.map(({ start, end }) => text.slice(start, end)),
    ['/* é😀 */', '# é'],
  );
  const names: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && value.kind === 'set' && 'bindings' in value && 'start' in value) {
      names.push(text.slice(Number(value.start)));
    }
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(expression);
  t.same(names, ['{ inherit (lib) ; a = "😀"; # é\r }']);
  const [problem] = (await read('{ a = "é😀"; b = ; }')).problems;
  t.equal(problem?.start, 17);
});

t.test('whatever the text, an answer', async (t) => {
  const many = 50_000;
  const hostile = {
    open: '{'.repeat(many),
    lists: '['.repeat(many) + ']'.repeat(many),
    sums: `1${'+1'.repeat(many)}`,
    paths: `a${'.a'.repeat(many)}`,
    path: `{ a${'.a'.repeat(many)} = 1; a${'.a'.repeat(many)} = 1; }`,
    quotes: '"${'.repeat(many),
    lets: 'let '.repeat(many),
    functions: `${'a: '.repeat(many)}a`,
    twice: `{ ${'a = 1; '.repeat(many)} }`,
    nowhere: `[ ${'x '.repeat(many)} ]`,
    commas: '{ a, }: '.repeat(1000),
    slashes: `x: ${'x//'.repeat(many)}x`,
    long: ' '.repeat((1 << 20) + 1),
    proto: '{ __proto__ = 1; constructor = __proto__; hasOwnProperty.a = 1; }',
    lone: '{ a = "\ud800"; \ud800',
  };
  for (const [name, text] of Object.entries(hostile)) {
    const { problems, tooMuch, expression } = await read(text);
    t.ok(tooMuch !== undefined || problems.length > 0 || name === 'proto', name);
    t.ok(problems.length <= 200 && JSON.stringify(problems).length < 100_000, `${name}: little is said`);
    t.equal(expression !== undefined, ['twice', 'nowhere', 'path', 'proto'].includes(name) && !tooMuch, name);
  }
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      for (const { start, end } of (await read(text)).problems)
        strictEqual(0 <= start && start <= end && end <= text.length, true);
    }),
  );
});

const fragments = ['{', '}', '[', ']', '(', ')', ';', '=', ',', ':', '@', '?', '.', '...', '"', "''", '${', '$', ' ']
  .concat(['x', 'lib', ' 1 ', '2.5', './a', '/b', '<n>', ' rec ', ' let ', ' in ', ' with ', ' inherit ', ' if ', '//'])
  .concat([' then ', ' else ', ' or ', '+', '++', '-', '->', '!', '&&', '<', '==', '#', '/*', '*/', '\\', 'é', '\r\n']);

t.test('Nix agrees on what is valid, whatever is changed', nix, async () => {
  const change = fc.tuple(fc.nat(config.length - 1), fc.nat(2), fc.constantFrom('', ...fragments));
  const changed = fc
    .array(change, { minLength: 1, maxLength: 2 })
    .map((changes) =>
      changes.reduce((text, [at, removed, added]) => text.slice(0, at) + added + text.slice(at + removed), config),
    );
  const random = fc
    .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 7 })
    .map((all) => `lib: x: y: ${all.join('')}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(changed, random), async (text) => {
      const { problems, tooMuch } = await read(text);
      strictEqual(tooMuch, undefined);
      const said = await parseWithNix(text, { program });
      deepStrictEqual([text, problems.length > 0 ? 'refused' : 'valid'], [text, said.status]);
    }),
    { numRuns: 80 },
  );
});

t.test('a program that is not there or does not end decides nothing', async (t) => {
  t.match(await parseWithNix('1', { program: '/nonexistent/nix-instantiate' }), {
    status: 'undecided',
    reason: /not there/,
  });
  t.match(await parseWithNix('1', { program: '/bin/false' }), { status: 'undecided' });
  const slow = t.testdir({ slow: '#!/bin/sh\nexec sleep 10\n' });
  const { chmod } = await import('node:fs/promises');
  await chmod(`${slow}/slow`, 0o755);
  t.match(await parseWithNix('1', { program: `${slow}/slow`, deadline: 0.05 }), {
    status: 'undecided',
    reason: /took longer/,
  });
});
