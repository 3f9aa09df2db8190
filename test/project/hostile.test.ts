import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { globFault, globOf } from '../../src/project/glob.ts';
import { parseProject } from '../../src/project/parse.ts';

async function outcome(text: string): Promise<string> {
  try {
    await parseProject({ path: 'preflight.yaml', text }, { root: '/repository', folder: '.' }, {});
    return 'read';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

const deep = 20_000;
const aliases = Array.from(
  { length: 30 },
  (_, at) => `  a${at}: &a${at} [${at === 0 ? 'x' : `*a${at - 1}, *a${at - 1}`}]`,
);

/** Texts that make a careless reader slow, full or wrong. */
const hostile: readonly (readonly [string, string, RegExp])[] = [
  ['ten megabytes', `version: 1\n# ${'x'.repeat(10 << 20)}\n`, /is larger than 256 KiB/],
  [
    'aliases that double',
    `version: 1\nparameters:\n${aliases.join('\n')}\n`,
    /aliases \(\*NAME\) are used too often|must be/,
  ],
  ['an alias of itself', 'version: 1\nhosts: &a [*a]\n', /preflight\.yaml:/],
  ['lists without an end', `version: 1\nhosts: ${'['.repeat(deep)}`, /levels are nested|preflight\.yaml:/],
  ['maps without an end', `version: 1\nhosts: ${'{a: '.repeat(deep)}`, /levels are nested|preflight\.yaml:/],
  [
    'a merge',
    'version: 1\nhosts: [{ <<: &a { name: x }, user: y }]\n',
    /"<<" cannot stand in preflight.yaml. YAML 1.2 knows no merge/,
  ],
  ['__proto__', 'version: 1\nhosts: [{ name: a, __proto__: { user: root } }]\n', /the key "__proto__" is refused/],
  ['a parameter of that name', 'version: 1\nparameters: { __proto__: 1 }\n', /the key "__proto__" is refused/],
  ['keys that are no text', 'version: 1\n? [a]\n: b\n', /preflight\.yaml:\d+:\d+: /],
  ['a number that is none', 'version: 1\nhosts: [{ name: a, port: .nan }]\n', /preflight\.yaml:2:\d+: /],
  ['a number beyond all', 'version: 1\nparameters: { a: 1e400 }\n', /the number is too large/],
  ['many hosts', `version: 1\nhosts:\n${'  - { name: a }\n'.repeat(5000)}`, /"hosts" has more than 200 entries/],
  [
    'many globs',
    `version: 1\nrollouts: [{ name: a, files: ["${'{a,b}'.repeat(150)}"] }]\n`,
    /stands for more than 64 globs/,
  ],
  ['stars', `version: 1\nrollouts: [{ name: a, files: ["${'*a'.repeat(400)}"] }]\n`, /^read$/],
  ['a terminal', 'version: 1\n"\\e[31mhosts": []\n', /\\x1b\[31mhosts/],
  ['a line break in a name', 'version: 1\nhosts: [{ name: "a\\nFAIL: b" }]\n', /^[^\n]*$/],
  ['dollars', `version: 1\nhosts: [{ name: "${'${'.repeat(190)}" }]\n`, /not closed|is not read/],
  [
    'a version with a tail',
    `version: 1\nrollouts: [{ name: a, files: [b], versions: { alloy: "1.${'1'.repeat(90)}" } }]\n`,
    /is no version/,
  ],
];

t.test('hostile texts end in one message', async (t) => {
  for (const [name, text, expected] of hostile) t.match(await outcome(text), expected, name);
});

const word = fc.constantFrom(
  ...['version', 'hosts', 'name', 'rollouts', 'files', 'paths', 'waivers', 'check', 'until', 'services', 'url', 'kind'],
  ...[
    'packs',
    'declared',
    'flake',
    'closure',
    'outputs',
    'parameters',
    'true',
    '1',
    '~',
    'null',
    'x',
    '-x',
    '../x',
    '/x',
  ],
  ...[
    '"${PREFLIGHT_VAR_A}"',
    '&a',
    '*a',
    '!!str',
    '<<',
    '__proto__',
    'constructor',
    '2026-12-31',
    '|',
    '>-',
    '#',
    '\ud800',
  ],
);
const piece = fc.oneof(
  word,
  fc.constantFrom(':', ': ', ' ', '\n', '\n  ', '\n- ', '- ', '[', ']', '{', '}', ',', '"', '\t', '\r\n', '\ufeff'),
);

t.test('any text is read or ends in one message of one line, never in a throw', async () => {
  const text = fc.oneof(
    fc.array(piece, { maxLength: 60 }).map((parts) => `version: 1\n${parts.join('')}`),
    fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  await fc.assert(
    fc.asyncProperty(text, async (one) => {
      const said = await outcome(one);
      return said === 'read' || /^preflight\.yaml(:\d+:\d+)?: [^\n]+[.!?)]$/.test(said);
    }),
    { numRuns: 1000 },
  );
});

t.test('what is changed anywhere in a good file is read or ends in one message', async () => {
  const good = await readFile('test/project/fixtures/whole.yaml', 'utf8');
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length), fc.nat(20), piece, async (at, length, put) => {
      const said = await outcome(good.slice(0, at) + put + good.slice(at + length));
      return said === 'read' || /^preflight\.yaml(:\d+:\d+)?: [^\n]+$/.test(said);
    }),
    { numRuns: 500 },
  );
});

/** A glob as a regular expression, for comparison. */
function reference(glob: string): RegExp {
  const translate = (part: string): string =>
    part
      .split('/')
      .map((name) =>
        name === '**' ? '**' : name.replace(/[.]/g, '\\.').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]'),
      )
      .join('/')
      .replace(/^\*\*$/, '.*')
      .replace(/^\*\*\//, '(?:.*/)?')
      .replace(/\/\*\*$/, '(?:/.*)?')
      .replaceAll(/\/\*\*(?=\/)/g, '(?:/.*)?');
  return new RegExp(`^${translate(glob)}$`);
}

t.test('globs match what they say', async (t) => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['deploy/**', 'deploy/a.yaml', true],
    ['deploy/**', 'deploy/a/b.yaml', true],
    ['deploy/**', 'deployed/a.yaml', false],
    ['deploy/**/*.yaml', 'deploy/a.yaml', true],
    ['deploy/**/*.yaml', 'deploy/a/b/c.yaml', true],
    ['deploy/*.yaml', 'deploy/a/b.yaml', false],
    ['**/*.alloy', 'a.alloy', true],
    ['*.{yaml,yml}', 'a.yml', true],
    ['*.{yaml,yml}', 'a.json', false],
    ['{a,b}/{c,d}', 'b/c', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a.c', 'abc', false],
    ['a?c', 'a💡c', true],
    ['**/x/**/y', 'a/x/b/x/y', true],
  ];
  for (const [glob, path, expected] of table) t.equal(globOf(glob).matches(path), expected, `${glob} ${path}`);
  t.equal(globOf('deploy/{a,b}/*.yaml').folder, 'deploy');
  t.equal(globOf('deploy/a.yaml').folder, 'deploy');
  t.equal(globOf('*.yaml').folder, '');
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), minLength: 1, maxLength: 4 });
  const glob = fc
    .array(fc.oneof(name, fc.constant('**')), { minLength: 1, maxLength: 5 })
    .map((names) => names.join('/'));
  const path = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((names) => names.join('/'));
  fc.assert(
    fc.property(glob, path, (one, other) => {
      // Two ** beside each other are one.
      const plain = one.replace(/(\*\*\/)+(?=\*\*)/g, '');
      if (globFault(plain) !== undefined) return true;
      return globOf(plain).matches(other) === reference(plain).test(other);
    }),
    { numRuns: 5000 },
  );
  const stars = `${'*a'.repeat(400)}b`;
  t.notOk(globOf(stars).matches('a'.repeat(4000)), 'without going back again and again');
  const effort = { left: 1000 };
  const costly = globOf(stars, effort);
  costly.matches('a'.repeat(4000));
  t.ok(effort.left < 0, 'what it costs is counted');
  t.notOk(globOf('a*', effort).matches('ab'), 'and where nothing is left, nothing matches');
  t.notOk(globOf(`${'**/a/'.repeat(150)}b`).matches('a/'.repeat(2000)), 'nor over folders');
});
