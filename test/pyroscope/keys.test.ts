// Every key of every version: its default is taken, and the server's decoder refuses what it refuses.
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { stringify } from 'yaml';
import { catalogue } from '../../src/pyroscope/catalogue.ts';
import { checkPyroscope } from '../../src/pyroscope/check.ts';
import { shapeRules } from '../../src/pyroscope/decode/texts.ts';
import { knownVersions, parsePyroscopeVersion } from '../../src/pyroscope/version.ts';
import { type Key, viewOf } from '../../src/pyroscope/view.ts';

const ids = new Set(shapeRules.map(({ id }) => id));

/** What the decoder says of a text: `rule path`. */
async function shape(text: string, minor: string): Promise<readonly string[]> {
  const version = parsePyroscopeVersion(minor);
  const source = { path: 'pyroscope.yaml', text };
  const { diagnostics } = await checkPyroscope(source, { version, isExpanded: false, limit: 10_000 });
  return diagnostics.filter(({ rule }) => ids.has(rule)).map(({ rule, place }) => `${rule} ${place}`);
}

/** A configuration with something for each key of a version; blocks that hold nothing are left out. */
function configuration(minor: string, written: (key: Key) => object | undefined): unknown {
  const build = (keys: ReadonlyMap<string, Key>): object => {
    const made: Record<string, unknown> = {};
    for (const [name, key] of keys) {
      if (key.children) {
        const inner = build(key.children);
        made[name] = key.type === 'list of block' ? [inner] : key.type === 'map of block' ? { some: inner } : inner;
      }
      for (const [spelt, value] of Object.entries(written(key) ?? {})) made[spelt] = value;
    }
    return made;
  };
  return build(viewOf(minor).top);
}

const last = (key: Key): string => key.path.split('.').at(-1) ?? '';

function defaultOf({ type, default: value }: Key): unknown {
  if (type.startsWith('list'))
    return value === undefined || value === '' || value === '[]' ? [] : String(value).split(',');
  if (type.startsWith('map')) return {};
  if (value !== undefined) return value;
  if (type === 'boolean') return false;
  if (type.startsWith('duration')) return '0s';
  if (type.startsWith('time')) return '2026-01-31T00:00:00Z';
  return type === 'int' || type === 'int32' || type === 'uint' || type === 'float' ? 0 : '';
}

const leaves = (minor: string): readonly Key[] =>
  [...viewOf(minor).byPath.values()].filter(({ children }) => !children);

for (const minor of knownVersions()) {
  const count = viewOf(minor).byPath.size;

  t.test(`${minor}: the ${count} keys`, async (t) => {
    const defaults = configuration(minor, (key) => (key.children ? undefined : { [last(key)]: defaultOf(key) }));
    t.same(await shape(stringify(defaults), minor), [], 'the defaults are taken');

    const nothing = configuration(minor, (key) => ({ [last(key)]: null }));
    t.same(await shape(stringify(nothing), minor), [], 'a key without a value keeps its default');

    const misspelt = configuration(minor, (key) => ({ [`${last(key)}x`]: null, [last(key).toUpperCase()]: null }));
    t.equal((await shape(stringify(misspelt), minor)).length, 2 * count, 'each is refused misspelt, and in capitals');

    const wrong = configuration(minor, (key) =>
      key.children ? undefined : { [last(key)]: /^(?:list|map)/.test(key.type) ? 5 : { a: 1 } },
    );
    const refused = new Set(await shape(stringify(wrong), minor));
    const taken = leaves(minor).filter(({ path, type }) => {
      const written = path.replace('levels.*', 'levels.0').replace('.*', '.some');
      return type !== 'list of string or string-csv' && !refused.has(`pyroscope.wrong-type ${written}`);
    });
    t.same(
      taken.map(({ path }) => path),
      [],
      'each is refused with a value of another type',
    );
  });
}

t.test('a schema is one that editors can use', async (t) => {
  const read = async (name: string): Promise<object> =>
    JSON.parse(await readFile(`schemas/pyroscope/${name}.schema.json`, 'utf8'));
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false });
  ajv.addSchema(await read('blocks'));
  for (const minor of ['1.0', '1.14', '2.2']) {
    const validate = ajv.compile(await read(`pyroscope-${minor}`));
    const defaults = configuration(minor, (key) => (key.children ? undefined : { [last(key)]: defaultOf(key) }));
    t.ok(validate(defaults), `${minor}: ${JSON.stringify(validate.errors)}`);
    t.notOk(validate({ servr: {} }), minor);
    t.notOk(validate({ server: { http_listen_port: '4040' } }), minor);
  }
});

t.test('the catalogue names every check of the server', (t) => {
  t.equal(catalogue().checks.length, new Set(catalogue().checks).size);
  t.equal(catalogue().checks.length, 59);
  t.end();
});
