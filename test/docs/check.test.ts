/** Documentation: the examples of its document, links and frontmatter in tables, versions, hostile texts. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import type { JudgedText } from '../../src/base/judged-text.ts';
import type { NamedVersion } from '../../src/base/rollout/configurations.ts';
import type { SourceText } from '../../src/base/text.ts';
import { checkDocumentation } from '../../src/docs/check.ts';
import { docsRootOf, isMarkdownName, isRepositoryFile, isServiceVersionsName } from '../../src/docs/looks.ts';
import { readMarkdown } from '../../src/docs/markdown/read.ts';
import { rules } from '../../src/docs/rules.ts';
import { readServiceVersions } from '../../src/docs/service-versions.ts';

const docs = await readFile('docs/documentation-rules.md', 'utf8');
const now = new Date('2026-11-28T12:00:00Z');

/** Files told apart by lines such as `docs/a.md:`; a text without one is docs/named.md, which a person named. */
function filesIn(example: string): readonly SourceText[] {
  const starts = [...example.matchAll(/^([\w./ -]+\.\w+):\n/gm)];
  if (starts.length === 0) return [{ path: 'docs/named.md', text: example }];
  return starts.map(({ index, 0: line, 1: path = '' }, at) => ({
    path,
    text: example.slice(index + line.length, starts[at + 1]?.index),
  }));
}

type Judged = JudgedText<readonly NamedVersion[]>;

async function judge(example: string): Promise<Judged> {
  const files = filesIn(example);
  const versions = files.find(({ path }) => isServiceVersionsName(path));
  if (versions) return readServiceVersions(versions);
  return checkDocumentation(
    files.filter(({ path }) => isMarkdownName(path)),
    {
      root: 'docs',
      top: '',
      files: files.map(({ path }) => path),
      isNamed: (path) => path === 'docs/named.md',
      now,
    },
  );
}

/** `PATH RULE TEXT`, the text that the finding is at. */
const lines = (example: string, diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ file, rule, span }) => {
    const text = filesIn(example).find(({ path }) => path === file)?.text ?? '';
    return `${file} ${rule} ${text.slice(span.start, span.end)}`.trimEnd();
  });

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const seen = new Set<string>();
  for (const section of docs.split(/^### /m).slice(1)) {
    const [id = ''] = section.split('\n');
    const [failing = '', passing = ''] = [...section.matchAll(/```text\n(.*?)```/gs)].map(([, text = '']) => text);
    seen.add(id);
    const { diagnostics } = await judge(failing);
    t.same([...new Set(diagnostics.map(({ rule }) => rule))], [id], `${id}: reported`);
    t.same(lines(passing, (await judge(passing)).diagnostics), [], `${id}: silent`);
  }
  t.same([...seen].sort(), rules.map(({ id }) => id).sort(), 'every rule has examples');
});

const page = (frontmatter: string): string => `---\n${frontmatter}\n---\n# Page\n`;
const good = 'title: Page\ntags:\n  - profiling\nmodified: 2026-11-28';

t.test('frontmatter', async (t) => {
  const table: readonly (readonly [text: string, ...expected: string[]])[] = [
    [page(good)],
    [page(good).replaceAll('\n', '\r\n')],
    [`\ufeff${page(good)}`],
    [page('title: "2026"\ntags: ["1"]\nmodified: "2026-11-29"\nmore: {a: b}')],
    ['# Page\n', 'docs.frontmatter'],
    ['', 'docs.frontmatter'],
    ['---\ntitle: x\n', 'docs.frontmatter ---'],
    [' ---\ntitle: x\n---\n', 'docs.frontmatter'],
    [page('- a'), 'docs.frontmatter ---\n- a\n---'],
    ['---\n---\n', 'docs.frontmatter ---\n---'],
    [page('title: [}'), 'docs.frontmatter'],
    [
      page('title: 2026\ntags: []\nmodified: 22.11.2026'),
      'docs.frontmatter-value 2026',
      'docs.frontmatter-value tags',
      'docs.frontmatter-value 22.11.2026',
    ],
    [
      page('title:\ntags: [a, 1]\nmodified: 2026-11-28T10:00:00Z'),
      'docs.frontmatter-value title',
      'docs.frontmatter-value tags',
      'docs.frontmatter-value 2026-11-28T10:00:00Z',
    ],
    [
      page('title: [a]\ntags: a, b\nmodified: [2026-11-28]'),
      'docs.frontmatter-value title',
      'docs.frontmatter-value a, b',
      'docs.frontmatter-value modified',
    ],
    [page(good.replace('2026-11-28', '2026-11-30')), 'docs.frontmatter-date 2026-11-30'],
    [page(good.replace('2026-11-28', '2025-02-29')), 'docs.frontmatter-date 2025-02-29'],
    [page(good.replace('2026-11-28', '2024-02-29'))],
    [page(`${good}\ntitle: y`), 'docs.frontmatter-duplicate title'],
    [page('Title: x'), ...Array<string>(3).fill('docs.frontmatter-key ---\nTitle: x\n---')],
    [
      page(`x: "${'y'.repeat(70_000)}"`),
      `docs.frontmatter ${page(`x: "${'y'.repeat(70_000)}"`)
        .slice(0, -'# Page\n'.length)
        .trimEnd()}`,
    ],
    [
      page(`a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${good.replace('\n  - profiling', ' *c')}`),
      'docs.frontmatter-value tags',
    ],
  ];
  for (const [text, ...expected] of table) {
    const { diagnostics } = await judge(text);
    t.same(
      lines(text, diagnostics).map((line) => line.replace('docs/named.md ', '')),
      expected,
      text.slice(0, 60),
    );
  }
});

t.test('frontmatter is asked for where it is in use, or of a file that is named', async (t) => {
  const without = 'docs/a.md:\n# A\n\ndocs/b.md:\n---\nJust a line across.\n\nREADME.md:\n# R\n';
  t.same((await judge(without)).diagnostics, []);
  const one = `docs/a.md:\n${page('title: only')}\nREADME.md:\n# R\n`;
  t.same((await judge(one)).diagnostics, [], 'the only one that has it');
  const used = `docs/a.md:\n${page(good)}\ndocs/README.md:\n# B\n\nREADME.md:\n# R [x](nowhere.md)\n\nnotes/n.md:\n# N\n`;
  t.same(lines(used, (await judge(used)).diagnostics), [
    'docs/README.md docs.frontmatter',
    'notes/n.md docs.frontmatter',
  ]);
});

const folder = `docs/index.md:
# Start
## Same
## Same
### Über \`code_x\`: & [more](index.md) #
Text ^block
<a id="own"></a>

docs/Guide/Setup Guide.md:
# Setup

docs/guide/costs.md:
# Costs

docs/other/costs.md:
# Costs

docs/img/a b.png:
x

deploy/profiling.nix:
{ }

`;

t.test('links', async (t) => {
  const table: readonly (readonly [text: string, ...expected: string[]])[] = [
    [
      '[[index]] [[INDEX.md]] [[setup guide|text]] ![[a b.png]] [[Guide/Setup Guide]] [[guide/costs]] [[#Here]] [[index#same]]',
    ],
    ['[[../docs/index]] [[./page]] [[index#^block]] [[index#Start#Same]] [[a\\|b]]', 'docs.wiki-link a'],
    [
      '[[nowhere]] [[ nowhere |text]] [[other/nowhere#x]] ![[no.png]]',
      'docs.wiki-link nowhere',
      'docs.wiki-link  nowhere',
      'docs.wiki-link other/nowhere#x',
      'docs.wiki-link no.png',
    ],
    ['[[costs]]', 'docs.wiki-ambiguous costs'],
    [
      '[[index#Ende]] [[#Nope]] [[index#^nope]]',
      'docs.wiki-heading index#Ende',
      'docs.wiki-heading #Nope',
      'docs.wiki-heading index#^nope',
    ],
    [
      '[a](index.md) [a](./index.md "t") [a](<img/a b.png>) ![a](img/a%20b.png) [a](../deploy/profiling.nix) [a](../deploy/) [a](guide)',
    ],
    ['[a](#here) [a](index.md#same-1) [a](index.md#%C3%BCber-code_x--more) [a](index.md#own) [a](index.md#top) [a]()'],
    ['[a](https://x.example/y.md) [a](mailto:x@y) [a](//x/y) [a]({{ url }}) [a](../deploy/profiling.nix#L1)'],
    [
      '[a](Index.md) [b](index) [c](no.md#x) ![d](no.png)',
      'docs.link Index.md',
      'docs.link index',
      'docs.link no.md#x',
      'docs.link no.png',
    ],
    ['[a](index.md#same-2) [a](#there)', 'docs.anchor index.md#same-2', 'docs.anchor #there'],
    [
      '[a][r] [b]\n\n[r]: no.md "title"\n[s]: <index.md#no>\n[^1]: [x](no2.md)',
      'docs.link no.md',
      'docs.anchor index.md#no',
      'docs.link no2.md',
    ],
    [
      '[![image](no.png)](no.md) [a [b] c](no3.md) [a](no(1).md) [a\n b](no4.md)',
      ...['no.png', 'no.md', 'no3.md', 'no(1).md', 'no4.md'].map((name) => `docs.link ${name}`),
    ],
    ['`[[no]]` ``[a](no.md) ` `` \\[a](no.md) \\[[no]] <!-- [[no]] --> [x]'],
    [
      '```\n[[no]]\n~~~\n```\n\n~~~~ md\n[a](no.md)\n~~~\n~~~~\n\n    [[no]]\n\n<!--\n\n[[no]]\n-->\n> ```\n> [[no]]\n> ```',
    ],
    [
      '- item\n\n    [[no]]\n\n> [a](no.md)\n\n| [[no\\|x]] | b |',
      'docs.wiki-link no',
      'docs.link no.md',
      'docs.wiki-link no',
    ],
    ['` [[no]]\n\n` <!-- [a](no.md)', 'docs.wiki-link no', 'docs.link no.md'],
    ['```\n[[no]]'],
  ];
  for (const [text, ...expected] of table) {
    const example = `${folder}docs/page.md:\n# Here\n\n${text}\n`;
    t.same(
      lines(example, (await judge(example)).diagnostics).map((line) => line.replace('docs/page.md ', '')),
      expected,
      text,
    );
  }
  const { diagnostics, notLookedInto } = await judge('docs/a.md:\n[a](../../x.md) [b](/y.md) [c](/docs/a.md)\n');
  t.same(diagnostics, []);
  t.same(notLookedInto, ['links from the root of a site (1)', 'links that lead out of the folder (1)']);
});

t.test('versions that tables name', async (t) => {
  const text = `docs/a.md:
| Component | Note | Version |
|:--|---|--:|
| Pyroscope | a \\| b | 2.2.1 |
| [Alloy](x) | | \`v1.13.1\` |
| Grafana | | >= 11 |
| Tempo | | |

Service | Tag
--- | ---
**Loki** | 3.1

| Setting | Version |
|---|---|
| x | 1.2.3 |

\`\`\`
| Component | Version |
|---|---|
| no | 1.2.3 |
\`\`\`
`;
  const { summary, notLookedInto } = await judge(text);
  const source = filesIn(text)[0]?.text ?? '';
  t.same(
    summary?.map(({ component, value, span }) => [component, value, source.slice(span.start, span.end)]),
    [
      ['pyroscope', '2.2.1', '2.2.1'],
      ['alloy', 'v1.13.1', 'v1.13.1'],
      ['loki', '3.1', '3.1'],
    ],
  );
  t.same(notLookedInto, ['versions in tables that are more than one version (1)']);
});

t.test('versions in service-versions.yaml', async (t) => {
  const table: readonly (readonly [text: string, versions: Record<string, string>, others?: number])[] = [
    ['pyroscope: 2.2.1\nalloy: "v1.13.1"\ngrafana: 11.2\n', { pyroscope: '2.2.1', alloy: 'v1.13.1', grafana: '11.2' }],
    [
      'services:\n- name: Pyroscope\n  version: 2.2.1\n- service: alloy\n  current: 1.13.1\n- component: x\n  tag: 1.0\n',
      { pyroscope: '2.2.1', alloy: '1.13.1', x: '1.0' },
    ],
    ['owner: me\nversions:\n  pyroscope:\n    version: 2.2.1\n  other: latest\n', { pyroscope: '2.2.1' }, 1],
    ['- name: a\n  version: 1.2.3\n- 3\n', { a: '1.2.3' }, 1],
    ['__proto__: 1.2.3\n', { ['__proto__']: '1.2.3' }],
  ];
  for (const [text, versions, others = 0] of table) {
    const { summary, diagnostics, notLookedInto } = await readServiceVersions({ path: 'service-versions.yaml', text });
    t.same(
      summary?.map(({ component, value }) => [component, value]),
      Object.entries(versions),
      text,
    );
    t.ok(summary?.every(({ value, span }) => text.slice(span.start, span.end).includes(value)));
    t.same(diagnostics, []);
    t.same(notLookedInto.length, others > 0 ? 1 : 0);
  }
  for (const text of ['', 'latest', 'a: [}', 'services: {}', '[[1.2.3]]', `a: ${'['.repeat(20_000)}`])
    t.match(
      (await readServiceVersions({ path: 'x', text })).diagnostics,
      [{ rule: 'docs.service-versions' }],
      text.slice(0, 20),
    );
});

t.test('what is documentation, and where its folder is', (t) => {
  t.ok(isMarkdownName('a/B.MD'));
  t.notOk(isMarkdownName('a.mdx'));
  t.ok(isServiceVersionsName('deploy/service-versions.yaml'));
  t.notOk(isServiceVersionsName('versions.yaml'));
  t.equal(docsRootOf('repo/docs/a/b.md', 'repo'), 'repo/docs');
  t.equal(docsRootOf('repo/Documentation/a.md', 'repo'), 'repo/Documentation');
  t.equal(docsRootOf('repo/notes/a.md', 'repo'), 'repo');
  t.equal(docsRootOf('docs/x/content/a.md', 'docs'), 'docs/x/content');
  t.equal(docsRootOf('/srv/docs/a.md', '/srv'), '/srv/docs');
  t.equal(docsRootOf('a.md', ''), '');
  t.ok(isRepositoryFile('repo/README.md', 'repo'));
  t.ok(isRepositoryFile('repo/LICENSE.md', 'repo/docs'));
  t.notOk(isRepositoryFile('repo/docs/README.md', 'repo/docs'));
  t.notOk(isRepositoryFile('repo/other.md', 'repo'));
  t.end();
});

t.test('any text ends in diagnostics, at places that are there', async (t) => {
  const piece = fc.constantFrom(
    '[[',
    ']]',
    '[',
    ']',
    '(',
    ')',
    '](',
    '`',
    '```\n',
    '\n',
    '\n\n',
    '---\n',
    '# ',
    '|',
    '\\',
    '<!--',
    '-->',
    'a',
    '#',
    ' ',
    '    ',
    '- ',
    '>',
    '[a]: ',
    '<',
    '"',
    'é',
    '\u{1f600}',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
      const text = pieces.join('');
      const { diagnostics } = await checkDocumentation([{ path: 'docs/named.md', text }], {
        root: 'docs',
        top: '',
        files: [],
        isNamed: () => true,
        now,
      });
      for (const { span } of diagnostics) t.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      for (const { start, end } of readMarkdown(text).links) t.ok(start <= end && end <= text.length);
    }),
    { numRuns: 200 },
  );
});

t.test('hostile texts end, in findings that are bounded', async (t) => {
  const many = 100_000;
  const table: readonly (readonly [name: string, text: string])[] = [
    ['10 MB with 100,000 links', `[a](no/${'x'.repeat(40)}.md) [[${'y'.repeat(40)}]]\n`.repeat(many)],
    ['brackets', '['.repeat(many * 5)],
    ['wiki links that do not end', '[[a '.repeat(many)],
    ['wiki links on lines', '[[a\n\n'.repeat(many)],
    ['links that do not end', '[a](b'.repeat(many)],
    ['parentheses', '](('.repeat(many)],
    ['titles', '[a](b "'.repeat(many)],
    ['comments', '<!-- '.repeat(many)],
    ['backticks of every length', Array.from({ length: 1200 }, (_, index) => '`'.repeat(index)).join(' ')],
    ['fences', '```\n~~~\n'.repeat(many)],
    ['equal headings', '# a\n'.repeat(many)],
    ['a long heading', `# ${'_*'.repeat(many * 3)}`],
    ['a wide table', `|${'version|'.repeat(many)}\n|${'-|'.repeat(many)}\n${`|${'1.2|'.repeat(1000)}\n`.repeat(20)}`],
    ['quotations', '>'.repeat(many * 5)],
    ['definitions', '[a]:\n'.repeat(many)],
    ['underscores', `${'# a_'.repeat(1)}${'_ '.repeat(400)}\n`.repeat(200)],
  ];
  for (const [name, text] of table) {
    const { diagnostics } = await judge(`docs/a.md:\n${text}`);
    t.ok(diagnostics.length <= 201, name);
  }
});
