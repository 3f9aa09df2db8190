// A text inside of a YAML file keeps its places: whatever the style of its scalar, each character is found in the file.
import fc from 'fast-check';
import t from 'tap';
import { behind, type Excerpt, mapSpan } from '../../src/base/source-map.ts';
import { entryOf, itemsAt, readYamlDocuments, textAt, type YamlNode } from '../../src/base/yaml-documents.ts';

/** What is wrong with the places of an excerpt, or nothing. */
function misplaced(file: string, { text, map }: Excerpt): string | undefined {
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const { start, end } = mapSpan(map, { start: at, end: at + 1 });
    const [found, wanted] = [file.slice(start, end), text.charAt(at)];
    if (start < before || end < start) return `${at} goes backwards`;
    before = start;
    const isBreak = wanted === ' ' || wanted === '\n';
    if (found === wanted || found === "''" || found.startsWith('\\') || (isBreak && /^[ \t\r\n]*$/.test(found)))
      continue;
    return `${at} ${JSON.stringify(wanted)} is found as ${JSON.stringify(found)}`;
  }
  return undefined;
}

const pieces = [
  'a',
  'bc',
  ' ',
  '  ',
  '\t',
  '"',
  "'",
  "''",
  '\\',
  '\\n',
  '\\x41',
  '\\U0001F600',
  '\\"',
  '#',
  ': ',
  '{',
  'é',
  '😀',
];
const line = fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((found) => found.join(''));
const texts = fc.array(line, { maxLength: 7 });
const newline = fc.constantFrom('\n', '\r\n');
const front = fc.constantFrom('', '\ufeff', '# words\n', 'a: b\n---\n');

t.test('block scalars', async (t) => {
  let judged = 0;
  const header = fc.tuple(fc.constantFrom('|', '>'), fc.constantFrom('', '1', '2', '4'), fc.constantFrom('', '-', '+'));
  fc.assert(
    fc.property(
      texts,
      header,
      newline,
      front,
      fc.constantFrom('', 'z: 1'),
      (lines, [style, digit, chomp], eol, before, after) => {
        const body = lines.map((text) => `${' '.repeat(2 + Number(digit || 2))}${text}`);
        const file = [`${before}m:`, `  k: ${style}${digit}${chomp}`, ...body, after].join(eol);
        const { documents, problem } = readYamlDocuments(file);
        fc.pre(problem === undefined);
        const found = textAt(documents.at(-1), 'm', 'k');
        const excerpt = found?.excerpt();
        judged++;
        return excerpt !== undefined && excerpt.text === found?.text && misplaced(file, excerpt) === undefined;
      },
    ),
    { numRuns: 2000 },
  );
  t.ok(judged > 1000, `${judged} were judged`);
});

t.test('quoted and plain scalars', async (t) => {
  let judged = 0;
  fc.assert(
    fc.property(texts, fc.constantFrom('"', "'", ''), newline, front, (lines, quote, eol, before) => {
      const file = `${before}m:${eol}  k: ${quote}x${lines.join(`${eol}   `)}y${quote}${eol}`;
      const { documents, problem } = readYamlDocuments(file);
      fc.pre(problem === undefined);
      const found = textAt(documents.at(-1), 'm', 'k');
      fc.pre(found !== undefined);
      const excerpt = found?.excerpt();
      judged++;
      return excerpt !== undefined && excerpt.text === found?.text && misplaced(file, excerpt) === undefined;
    }),
    { numRuns: 2000 },
  );
  t.ok(judged > 300, `${judged} were judged`);
});

t.test('what stands behind a prefix keeps its places', async (t) => {
  for (const value of ['"key=a\\tb\\nc"', "'key=a''b'", '|-\n    key=a\n    b', 'key=plain']) {
    const file = `k: ${value}\n`;
    const whole = textAt(readYamlDocuments(file).documents[0], 'k')?.excerpt();
    if (!whole) throw new Error('there is no text');
    for (let units = 0; units <= whole.text.length; units++) {
      const rest = behind(whole, units);
      t.equal(rest.text, whole.text.slice(units));
      t.equal(misplaced(file, rest), undefined, value);
    }
  }
});

t.test('documents, lists, anchors and merged maps', async (t) => {
  const file = `base: &base { x: 1, y: 2 }
text: &text |
  one
list: [a, "b"]
copy: *text
more: { <<: *base, y: 3 }
---
second: yes
`;
  const { documents, problem } = readYamlDocuments(file);
  t.equal(problem, undefined);
  t.equal(documents.length, 2);
  const [first, second] = documents;
  t.equal(textAt(second, 'second')?.text, 'yes', 'scalars stay text');
  t.equal(textAt(first, 'copy')?.text, 'one\n');
  t.same(mapSpan(textAt(first, 'copy')?.excerpt().map ?? never(), { start: 0, end: 3 }), { start: 43, end: 46 });
  t.same([textAt(first, 'more', 'x')?.text, textAt(first, 'more', 'y')?.text], ['1', '3']);
  t.same(itemsAt(first, 'list').map(textOf), ['a', 'b']);
  t.equal(entryOf(first, '__proto__'), undefined);
});

t.test('hostile texts end, and in bounded time', async (t) => {
  const laughs = ['a0: &a0 [x]'];
  for (let level = 1; level < 40; level++) laughs.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
  const merges = ['m0: &m0 { k0: v }'];
  for (let level = 1; level < 40; level++)
    merges.push(`m${level}: &m${level} { <<: [*m${level - 1}, *m${level - 1}], k${level}: v }`);
  for (const file of [
    laughs.join('\n'),
    merges.join('\n'),
    'a: &a [*a, *a]',
    'a: *none',
    '['.repeat(20_000),
    `${'{a: '.repeat(20_000)}`,
    Array.from({ length: 20_000 }, (_, n) => `${' '.repeat(n % 300)}- a:`).join('\n'),
    '%YAML 9.9\n---\n!!binary x',
    '\ud800: "\udfff"',
    '__proto__: { toString: 1 }',
    '',
  ])
    t.ok(readYamlDocuments(file).documents.length <= 3);
});

function textOf(node: YamlNode): string | undefined {
  return node.kind === 'text' ? node.text : undefined;
}

function never(): never {
  throw new Error('there is no text');
}
