import { readFile } from 'node:fs/promises';
import t from 'tap';
import { type Facts, factsOf } from '../../scripts/alloy/facts.ts';
import { addVersion } from '../../scripts/alloy/merge.ts';
import { catalogueText } from '../../scripts/alloy/write.ts';
import { catalogue, readCatalogue } from '../../src/alloy/catalogue/catalogue.ts';
import { at, exists } from '../../src/alloy/catalogue/marks.ts';
import { parseType } from '../../src/alloy/catalogue/type.ts';
import { viewIn, viewOf } from '../../src/alloy/catalogue/view.ts';
import { parseAlloyVersion } from '../../src/alloy/version.ts';

const versions = catalogue().versions;
const namedElements = new Set([
  'args',
  'blocks',
  'exports',
  'components',
  'configBlocks',
  'definitions',
  'identifiers',
]);

/** Facts as they would be extracted from one version alone. */
function single(facts: Facts, version: string): Facts {
  const strip = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const {
      since: _,
      until: __,
      versions: ___,
      was: ____,
      ...held
    } = at(value, version, versions) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(held).map(([key, inner]) => [key, namedElements.has(key) ? elements(inner) : strip(inner)]),
    );
  };
  const elements = (named: unknown): unknown =>
    Object.fromEntries(
      Object.entries(named as Record<string, object>)
        .filter(([, element]) => exists(element, version, versions))
        .map(([name, element]) => [name, strip(element)]),
    );
  const { gates, source: _, order: __, ...rest } = facts;
  const held = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, namedElements.has(key) ? elements(value) : value]),
  );
  // Through JSON: a key that is undefined is none.
  return {
    ...(JSON.parse(JSON.stringify(held)) as Facts),
    source: catalogue().header.versions[version] ?? '',
    gates: gates.filter((gate) => exists(gate, version, versions)).map(({ since: _, until: __, ...gate }) => gate),
  };
}

t.test('a version is one data file: versions laid over one another give what each of them had', (t) => {
  const whole = factsOf(catalogue());
  const [first = '', ...later] = versions;
  const begin = single(whole, first);
  let merged: Facts = { ...begin, source: { [first]: String(begin.source) } };
  for (const version of later) merged = addVersion(merged, single(whole, version));
  const again = factsOf(readCatalogue(catalogueText(merged, '2026-01-01')));
  for (const version of versions) t.same(single(again, version), single(whole, version), version);
  t.throws(() => addVersion(merged, single(whole, first)), /not known yet/);
  t.end();
});

t.test('the shipped file is what the script writes from it', async (t) => {
  const text = await readFile('schemas/alloy/catalogue.jsonl', 'utf8');
  t.equal(catalogueText(factsOf(readCatalogue(text)), catalogue().header.written), text);
});

t.test('every name and type that the catalogue uses is in it', (t) => {
  for (const version of versions) {
    const view = viewOf(version);
    const seen = new Set<object>();
    const visit = (raw: Parameters<typeof view.bodyOf>[0], place: string): void => {
      if (raw.ref !== undefined && !catalogue().definition(raw.ref)) t.fail(`${place}: ${raw.ref}`);
      for (const { ref } of Object.values(raw.enums ?? {}))
        if (!catalogue().definition(ref)) t.fail(`${place}: ${ref}`);
      const body = view.bodyOf(raw);
      if (seen.has(body)) return;
      seen.add(body);
      for (const { type, name } of body.args.values()) {
        for (let inner = type; ; inner = inner.of) {
          if (inner.kind === 'object' && !catalogue().definition(inner.definition)) t.fail(`${place}/${name}`);
          if (inner.kind === 'capsule' && !catalogue().capsule(inner.name)) t.fail(`${place}/${name}`);
          if (inner.kind !== 'list' && inner.kind !== 'map') break;
        }
        const words = body.raw.args?.[name]?.values;
        if (words !== undefined && !catalogue().words(words)) t.fail(`${place}/${name}: ${words}`);
      }
      for (const block of body.blocks.values()) visit(block.raw, `${place}/${block.name}`);
    };
    for (const name of catalogue().names('component')) {
      const component = view.component(name);
      if (component) visit(component.raw, name);
    }
    for (const name of catalogue().names('config')) {
      const block = view.config(name);
      if (block) visit(block.raw, name);
    }
    for (const name of catalogue().names('definition')) view.definition(name);
    t.ok(seen.size > 500, version);
  }
  t.end();
});

t.test('a view has the elements and the values of its version', (t) => {
  const sampleRate = (version: string) => {
    const view = viewOf(version);
    const component = view.component('pyroscope.ebpf');
    return component && view.bodyOf(component.raw).args.get('sample_rate')?.default;
  };
  t.equal(sampleRate('1.10'), 97);
  t.equal(sampleRate('1.11'), 19);
  t.equal(viewOf('1.12').component('pyroscope.enrich'), undefined);
  t.ok(viewOf('1.13').component('pyroscope.enrich'));
  t.equal(viewOf('1.13').component('otelcol.receiver.opencensus'), undefined);
  t.equal(viewOf('1.18').component('loki.secretfilter')?.stability, 'experimental');
  t.not(viewOf('1.19').component('loki.secretfilter')?.stability, 'experimental');
  t.equal(viewOf('1.10').identifier('array.combine_maps')?.maxArgs, 3);
  t.equal(viewOf('1.11').identifier('array.combine_maps')?.maxArgs, 4);
  t.equal(viewOf('1.10').identifier('encoding.url_encode'), undefined);
  for (const name of ['constructor', '__proto__', 'toString']) {
    t.equal(viewOf('1.19').component(name), undefined, name);
    t.equal(viewOf('1.19').identifier(name), undefined, name);
  }
  t.end();
});

t.test('recursive definitions and bodies of their own kinds are read', (t) => {
  const text = [
    '{"versions":{"1.1":"v1.1.0","1.2":"v1.2.0"},"source":"test","written":"2026-01-01"}',
    'component a.b {"blocks":{"free":{"freeform":"list(string)"},"two":{"count":2,"since":"1.2"}},"enums":{"stage":{"ref":"Stage"}}}',
    'definition Stage {"blocks":{"match":{"enums":{"stage":{"ref":"Stage"}}}}}',
  ].join('\n');
  const view = viewIn(readCatalogue(text), '1.2');
  const component = view.component('a.b');
  const body = component && view.bodyOf(component.raw);
  const match = body?.blocks.get('stage.match');
  t.ok(match?.repeatable);
  t.equal(match && view.bodyOf(match.raw).blocks.get('stage.match')?.name, 'stage.match');
  t.equal(body?.blocks.get('two')?.count, 2);
  const free = body?.blocks.get('free');
  t.equal(free && view.bodyOf(free.raw).freeform, parseType('list(string)'));
  t.end();
});

t.test('versions as people and image tags write them', (t) => {
  t.match(parseAlloyVersion('v1.13.1'), { minor: '1.13', shown: '1.13.1', note: undefined });
  t.equal(parseAlloyVersion('1.19.0-rc.3').minor, '1.19');
  t.equal(parseAlloyVersion('1.10').minor, '1.10');
  const newest = versions.at(-1) ?? '';
  t.match(parseAlloyVersion(), { minor: newest, note: /newest known/ });
  t.match(parseAlloyVersion('v1.99.0'), { minor: newest, note: /1\.99\.0 is newer/ });
  for (const text of ['1.9', '0.40', 'latest', '', '1', 'v1.13.1 ', '1.13\n'])
    t.throws(() => parseAlloyVersion(text), { name: 'InputError' }, JSON.stringify(text));
  t.end();
});
