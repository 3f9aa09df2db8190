import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import { type ComponentGraph, graphOf } from '../../src/alloy/graph/graph.ts';
import { graphText } from '../../src/alloy/graph/text.ts';
import { diskReader } from '../../src/alloy/modules/reader.ts';
import { options, sourcesOf } from './support/configuration.ts';

const fixtures = 'test/alloy/fixtures/graph';

async function drawn(text: string): Promise<ComponentGraph> {
  return graphOf([{ path: 'x.alloy', text }], options);
}

t.test('a configuration is drawn with its signals, its modules and its blockers', async (t) => {
  const text = await readFile(`${fixtures}/rollout.alloy`, 'utf8');
  const graph = await graphOf([{ path: 'rollout.alloy', text }], options);
  for (const format of ['mermaid', 'dot', 'json'] as const) {
    const expected = await readFile(`${fixtures}/rollout.${format}`, 'utf8');
    t.equal(graphText(graph, format), expected, format);
  }
  t.same(JSON.parse(graphText(graph, 'json')), graph);
});

t.test('arrows point where the data flows, and name it', async (t) => {
  const text = await readFile(`${fixtures}/rollout.alloy`, 'utf8');
  const { nodes, edges } = await drawn(text);
  const label = (id: string): string => nodes.find((node) => node.id === id)?.label ?? '';
  const arrows = edges.map(
    ({ from, to, signal, blocked }) => `${label(from)} ${signal}${blocked ? '!' : ''} ${label(to)}`,
  );
  for (const arrow of [
    'discovery.kubernetes.pods targets pyroscope.ebpf.default',
    'pyroscope.ebpf.default profiles pyroscope.write.default',
    'pyroscope.ebpf.default profiles! pyroscope.write.defalt.receiver',
    'local.file.token value pyroscope.write.default',
    'loki.process.clean logs sink.logs',
    'argument.endpoint value loki.write.inner',
    'export.input logs loki.write.inner',
    'otelcol.processor.batch.all traces otelcol.exporter.debug.all',
    'otelcol.processor.batch.all metrics otelcol.exporter.debug.all',
    'prometheus.scrape.self metrics prometheus.echo.out',
    'logging logs loki.process.clean',
    'loki.source.file.each logs loki.process.clean',
    'foreach.files value loki.source.file.each',
  ])
    t.ok(arrows.includes(arrow), arrow);
  t.notOk(
    nodes.some(({ label }) => label === 'livedebugging'),
    'what takes part in nothing is left out',
  );
});

t.test('imported modules are groups of their own', async (t) => {
  const folder = 'test/alloy/fixtures/references/imports';
  const { nodes, groups } = await graphOf(await sourcesOf(folder), { ...options, readModules: diskReader() });
  const imported = groups.find(({ kind }) => kind === 'import');
  t.match(imported, { label: `${folder}/modules/logs.alloy, ${folder}/modules/metrics.alloy` });
  const declared = groups.find(({ label }) => label === 'declare.sink');
  t.equal(declared?.parent, imported?.id);
  t.match(
    nodes.find(({ label }) => label === 'logs.sink.a'),
    { kind: 'custom', instanceOf: declared?.id },
  );
  t.equal(nodes.find(({ label }) => label === 'remote.sink.g')?.instanceOf, undefined);
});

/** Names that are none in Alloy, too: a graph is drawn of a broken file as well. */
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('"]; evil --> x', '`', '\\', '\n', '<b>', '|', '\u202e', 'ä'),
);

t.test('no name leaves its quotes, and every graph is closed in itself', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, name), { maxLength: 6 }), async (pairs) => {
      const text = pairs
        .map(([label, path]) => `loki.process "${label}" {\n  forward_to = [loki.process.${path}.receiver]\n}\n`)
        .join('declare "a" {\n');
      const graph = await drawn(text);
      const ids = new Set(graph.nodes.map(({ id }) => id));
      t.ok(graph.edges.every(({ from, to }) => ids.has(from) && ids.has(to)));
      t.equal(ids.size, graph.nodes.length);
      for (const line of graphText(graph, 'mermaid').trimEnd().split('\n'))
        t.match(
          line,
          /^(?:flowchart LR| *n\d+(?:\[|\()"[\p{L}\p{N} ._/,:#;-]*(?:<br\/>[\w.-]+)*"(?:\]|\))(?::::\w+)?| *subgraph g\d+\["[\p{L}\p{N} ._/,:#;-]*"\]| *end| *n\d+ --[>x]\|[a-z]+\| n\d+| *n\d+ -\.- g\d+| *classDef .*)$/u,
        );
      for (const line of graphText(graph, 'dot').trimEnd().split('\n'))
        t.match(
          line,
          /^(?:digraph alloy \{| *\}| *(?:rankdir=LR|compound=true|node \[shape=box\]);| *subgraph cluster_g\d+ \{| *label="(?:[^"\\]|\\.)*";| *n\d+ \[label="(?:[^"\\]|\\.)*"[\w=, ]*\];| *n\d+ -> n\d+ \[[^\]]*\];)$/u,
        );
      t.notMatch(
        graphText(graph, 'mermaid') + graphText(graph, 'dot'),
        /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
        'nothing that a terminal would obey',
      );
    }),
    { numRuns: 200 },
  );
});
