import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { checkAlloy } from '../../src/alloy/check.ts';
import { diskReader } from '../../src/alloy/modules/reader.ts';
import { cyclesOf } from '../../src/alloy/references/cycles.ts';
import { rolloutRules } from '../../src/alloy/rules/all.ts';
import { parseAlloy } from '../../src/alloy/syntax/parse.ts';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { temporaryFolder } from '../support/files.ts';
import { needs } from '../support/needs.ts';
import { checkFolder, checkText, linesOf, options, placeless, sourcesOf } from './support/configuration.ts';

const fixtures = 'test/alloy/fixtures/references';
const folders = await readdir(fixtures);
const ofRollout = new Set(rolloutRules.map(({ id }) => id));
const others = /^(?:URLs that|regular|LogQL|profiles that)/;

for (const name of folders) {
  t.test(`references of fixtures/${name} are found where they are`, async (t) => {
    const folder = join(fixtures, name);
    const result = await checkFolder(folder);
    const diagnostics = result.diagnostics.filter(({ rule }) => !ofRollout.has(rule));
    const unseen = result.notLookedInto.filter((what) => !others.test(what)).map((what) => `? ${what}`);
    const expected = (await readFile(join(folder, 'expected'), 'utf8')).split('\n').filter((line) => line !== '');
    t.same([...linesOf(folder, { ...result, diagnostics }), ...unseen], expected);
  });
}

t.test('what is said helps', async (t) => {
  const said = async (name: string): Promise<readonly Diagnostic[]> =>
    (await checkFolder(join(fixtures, name))).diagnostics.filter(({ rule }) => !ofRollout.has(rule));
  t.match(await said('exports'), [
    {
      message: '"discovery.kubernetes.pods" exports no "target"',
      hint: 'Did you mean "targets"?',
      place: 'pyroscope.ebpf.default/targets',
    },
    { hint: 'Did you mean "receiver"?', related: [{ message: 'it is declared here' }] },
    {
      message: 'there is no component "pyroscope.write.defalt.receiver" here',
      hint: 'Did you mean "pyroscope.write.default"?',
    },
    { hint: 'Write pyroscope.write.default.receiver' },
    { message: 'a value of type ProfilesReceiver is wanted, this is LogsReceiver' },
    { message: '"pyroscope.ebpf.default" refers to itself' },
    { hint: 'It exports nothing' },
    { hint: 'It exports nothing' },
  ]);
  t.match(await said('cycles'), [
    { message: 'components wait for each other: "loki.process.a" -> "loki.process.b" -> "loki.process.a"' },
    { message: 'a declaration contains itself: "declare.one" -> "declare.two" -> "declare.one"' },
    { message: 'a declaration contains itself: "declare.alone" -> "declare.alone"' },
  ]);
  const hints = (await said('scopes')).map(({ hint }) => hint);
  t.ok(hints.includes('"loki.echo.outside" is outside of this declare: pass it in as an argument'));
  t.ok(hints.includes('"loki.process.inner" is inside of a declare: hand it out with an export block'));
  t.ok(
    hints.includes('What is in the template of a foreach, as "loki.relabel.each", cannot be referenced from outside'),
  );
  t.ok(hints.includes('Did you mean "receivers"?'));
  t.match(await said('files'), [
    { related: [{ file: join(fixtures, 'files/discovery.alloy'), message: 'it is here first' }] },
    {},
  ]);
  const handed = await said('handed-on');
  t.match(handed[1], {
    message: 'a value of type ProfilesReceiver is wanted, this is the LogsReceiver of "loki.echo.out"',
    related: [{ message: 'it comes from here' }],
  });
  t.same(
    handed.slice(5).map(({ message, hint }) => [message, hint]),
    [
      [
        'nothing is called "pods" here',
        '"discovery.kubernetes.pods" has this label: write discovery.kubernetes.pods.targets',
      ],
      [
        'there is no component "prometheus.echo" here',
        'It is a kind of components: write prometheus.echo.LABEL.receiver',
      ],
      ['"each" is the variable of "foreach.f", and only there inside of its template', undefined],
    ],
  );
  t.match(await said('import-cycle'), [{ message: /a\.alloy -> .*b\.alloy -> .*a\.alloy$/ }, {}]);
});

t.test('the order of blocks and of files makes no difference but for places', async (t) => {
  for (const name of folders.filter((folder) => folder !== 'syntax' && !folder.startsWith('import'))) {
    const sources = await sourcesOf(join(fixtures, name));
    const blocks = sources.flatMap((source) =>
      parseAlloy(source).file.body.statements.map(({ start, end }) => source.text.slice(start, end)),
    );
    // Which of two duplicates is the second one depends on the order, and so does what hangs on it.
    const isComparable = ({ rule }: Diagnostic): boolean => rule !== 'alloy.duplicate-component';
    const judged = async (texts: readonly string[]): Promise<readonly string[]> => {
      const files = texts.map((text, index) => ({ path: `${index}.alloy`, text }));
      return (await checkAlloy(files, options)).diagnostics.filter(isComparable).map(placeless).sort();
    };
    const expected = await judged([blocks.join('\n')]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(blocks, { minLength: blocks.length }),
        fc.nat(blocks.length),
        async (shuffled, border) => {
          const found = await judged([shuffled.slice(0, border).join('\n'), shuffled.slice(border).join('\n')]);
          t.same(found, expected, name);
        },
      ),
      { numRuns: 10 },
    );
  }
});

t.test('cycles are real, shortest, and one for each knot', (t) => {
  const graph = fc
    .nat({ max: 8 })
    .chain((last) =>
      fc.array(fc.uniqueArray(fc.nat({ max: last }), { maxLength: 4 }), { minLength: last + 1, maxLength: last + 1 }),
    );
  fc.assert(
    fc.property(graph, (edges) => {
      const next = (node: number): readonly number[] => edges[node] ?? [];
      const cycles = cyclesOf(edges.length, next, (left, right) => left - right);
      const reversed = cyclesOf(
        edges.length,
        (node) => [...next(node)].reverse(),
        (left, right) => left - right,
      );
      t.same(reversed, cycles, 'the order in which a node names others makes no difference');
      const reach = edges.map((_, node) => distances(node, next));
      const together = (left: number, right: number): boolean =>
        reach[left]?.get(right) !== undefined && reach[right]?.get(left) !== undefined;
      for (const cycle of cycles) {
        const start = cycle[0] ?? -1;
        cycle.forEach((node, index) => {
          t.ok(next(node).includes(cycle[(index + 1) % cycle.length] ?? -1), 'each leads to the next one');
        });
        t.equal(cycle.length, reach[start]?.get(start), 'there is no shorter way');
        const members = edges.map((_, node) => node).filter((node) => node === start || together(node, start));
        t.equal(start, Math.min(...members), 'it begins with the least of its knot');
      }
      const knots = new Set(
        edges.flatMap((_, node) =>
          together(node, node) ? [edges.findIndex((__, other) => together(node, other))] : [],
        ),
      );
      t.equal(cycles.length, knots.size, 'one for each knot');
    }),
    { numRuns: 300 },
  );
  t.end();
});

/** Node -> steps to it, at least one. */
function distances(from: number, next: (node: number) => readonly number[]): ReadonlyMap<number, number> {
  const steps = new Map<number, number>();
  const queue: (readonly [number, number])[] = [[from, 0]];
  for (const [node, before] of queue) {
    for (const to of next(node)) {
      if (steps.has(to)) continue;
      steps.set(to, before + 1);
      queue.push([to, before + 1]);
    }
  }
  return steps;
}

t.test('a chain and a circle of 100,000 components', async (t) => {
  const count = 100_000;
  const process = (index: number, to: string): string => `loki.process "p${index}" {\n  forward_to = [${to}]\n}\n`;
  const chain = Array.from({ length: count }, (_, index) =>
    process(index, index + 1 < count ? `loki.process.p${index + 1}.receiver` : 'loki.echo.out.receiver'),
  );
  const source = 'loki.source.api "in" {\n  forward_to = [loki.process.p0.receiver]\n}\nloki.echo "out" { }\n';
  t.same(await checkText(source + chain.join('')), []);
  const circle = Array.from({ length: count }, (_, index) =>
    process(index, `loki.process.p${(index + 1) % count}.receiver`),
  );
  t.match(await checkText(circle.join('')), [
    {
      rule: 'alloy.cycle',
      message: /^components wait for each other: "loki\.process\.p0" -> .* -> and 99990 more -> "loki\.process\.p0"$/,
    },
  ]);
});

t.test('an import reads nothing outside of the repository, and only what a file is', needs('mkfifo'), async (t) => {
  const folder = await temporaryFolder({
    'secret.alloy': 'declare "x" { }\n',
    'repository/.git/HEAD': '',
    'repository/lib/x.alloy': 'declare "x" { }\n',
    'repository/deploy/empty/notes.txt': '',
    'repository/deploy/binary.alloy': new Uint8Array([0xff, 0xfe, 0x00]),
    'repository/deploy/link.alloy': '-> ../../secret.alloy',
    'repository/deploy/inner.alloy': '-> ../lib/x.alloy',
    'repository/deploy/links/x.alloy': '-> ../../../secret.alloy',
    'repository/deploy/loop.alloy': '-> loop.alloy',
  });
  t.teardown(folder.remove);
  spawnSync('mkfifo', [join(folder.path, 'repository/deploy/pipe.alloy')]);
  const read = diskReader();
  const from = join(folder.path, 'repository/deploy/main.alloy');
  const kinds: Readonly<Record<string, string>> = {
    '../lib/x.alloy': 'files',
    '../lib': 'files',
    'inner.alloy': 'files',
    empty: 'files',
    'none.alloy': 'missing',
    'binary.alloy/x': 'missing',
    '../../secret.alloy': 'outside',
    '../../none.alloy': 'outside',
    '../../repository/../secret.alloy': 'outside',
    'link.alloy': 'outside',
    links: 'outside',
    'binary.alloy': 'unreadable',
    'pipe.alloy': 'unreadable',
    'loop.alloy': 'unreadable',
  };
  for (const [path, kind] of Object.entries(kinds)) t.equal((await read(from, path)).kind, kind, path);
  const outside = 'import.file "s" {\n  filename = module_path + "/../../secret.alloy"\n}\ns.x "a" { }\n';
  const result = await checkAlloy([{ path: from, text: outside }], { ...options, readModules: read });
  t.match(result.diagnostics, [{ rule: 'alloy.import-outside', severity: 'warning' }]);
  const { notLookedInto } = await checkAlloy([{ path: from, text: outside }], options);
  t.same(notLookedInto, ['imported files (import.file)']);
});

t.test('in a manifest, an import leads to another key of it, and never to the disk', async (t) => {
  const part = (key: string, text: string) => ({ path: `deploy/alloy.yaml#${key}`, file: 'deploy/alloy.yaml', text });
  const use = (path: string): string =>
    `import.file "lib" {\n  filename = module_path + "/${path}"\n}\nlib.none "a" { }\n`;
  const library = part('lib.alloy', 'declare "sink" { }\n');
  const judge = async (path: string) => {
    const sources = [part('config.alloy', use(path)), library];
    return checkAlloy(sources, { ...options, readModules: () => Promise.reject(new Error('the disk was asked')) });
  };
  const there = await judge('lib.alloy');
  t.match(
    there.diagnostics.map(({ message }) => message),
    ['the files that "lib" imports declare no "none"', 'nothing uses "declare.sink"'],
  );
  const elsewhere = await judge('other.alloy');
  t.same(
    elsewhere.diagnostics.map(({ message }) => message),
    ['nothing uses "declare.sink"'],
  );
  t.same(elsewhere.notLookedInto, ['imported files that are mounted beside a configuration in a manifest']);
});
