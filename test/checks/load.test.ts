import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import type { LeafSchema } from '../../src/checks/check.ts';
import { compileLeaf, leafAjv } from '../../src/checks/leaf.ts';
import { loadPacks } from '../../src/checks/load.ts';
import { shippedNames, shippedTest } from '../../src/checks/shipped.ts';
import { leafSchemas } from '../../src/checks/walk.ts';

const packs = 'test/checks/fixtures/packs/';

/** The message of the InputError that loading ends in; anything else fails the test. */
async function refusal(references: readonly string[], sets: Record<string, string> = {}): Promise<string> {
  try {
    await loadPacks(references, { sets });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

t.test('each bad pack is refused with one message: place, what, way out', async (t) => {
  const folder = `${packs}load/`;
  const expected: Record<string, string> = JSON.parse(await readFile(`${folder}expected.json`, 'utf8'));
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  t.same(names.toSorted(), Object.keys(expected).toSorted(), 'every fixture has its message');
  for (const name of names) {
    const message = await refusal([folder + name]);
    t.equal(message.replaceAll(folder, '').replaceAll(packs, ''), expected[name], name);
    t.notMatch(message, /[\x00-\x1f\x7f-\x9f]/, `${name}: one line, no control character`);
  }
});

t.test('a pack extends others once each, and overrides their checks', async (t) => {
  const house = await loadPacks([`${packs}load/house.yaml`, `${packs}load/base/base.yaml`], { sets: {} });
  t.same(
    house.packs.map(({ name, source }) => [name, source]),
    [
      ['base', `${packs}load/base/base.yaml`],
      ['house', `${packs}load/house.yaml`],
    ],
  );
  for (const { sha256 } of house.packs) t.match(sha256, /^[0-9a-f]{64}$/);
  t.same(
    house.checks.map(({ id, severity }) => [id, severity]),
    [
      ['lockdown.mode', 'info'],
      ['house.mode', 'info'],
    ],
  );
  t.same(house.checks[0]?.require, { fact: '/lockdown', is: { const: 'integrity' } }, 'a schema keeps the fact');
  t.same({ ...house.parameters }, { mode: 'integrity', strictness: 2, debug: false, 'runs-as': 'service' });
});

t.test('parameters are read by their declared type', async (t) => {
  const set = async (sets: Record<string, string>) =>
    (await loadPacks([`${packs}load/base/base.yaml`], { sets })).parameters;
  t.match(await set({ strictness: '-3', debug: 'true', mode: '7' }), { strictness: -3, debug: true, mode: '7' });
  t.match(await set({ mode: '' }), { mode: null }, 'an empty value takes the default away');
  t.equal(
    await refusal([`${packs}load/base/base.yaml`], { strictness: 'high' }),
    '--set strictness=high: the value must be an integer.',
  );
  t.equal(
    await refusal([`${packs}load/base/base.yaml`], { mod: 'x' }),
    '--set: no pack has a parameter "mod". Did you mean "mode"? Parameters: mode, strictness, debug, runs-as.',
  );
  const noUrl =
    'the value must be a URL that begins with http:// or https://, without a password, a query or a fragment.';
  for (const base of [
    'wiki',
    'ftp://wiki.example',
    'https://',
    'https://a:b@wiki.example',
    'https://wiki.example/?a=b',
  ])
    t.equal(await refusal([`${packs}judge/comparisons.yaml`], { base }), `--set base=${base}: ${noUrl}`);
  t.match(await set({ 'runs-as': 'pod' }), { 'runs-as': 'pod' });
  t.equal(
    await refusal([`${packs}load/base/base.yaml`], { 'runs-as': 'sevice' }),
    '--set runs-as=sevice: there is no such value. Did you mean "service"? Values: service, pod.',
  );
  t.equal(
    await refusal(['profiling'], { profiler: 'privilegd' }),
    '--set profiler=privilegd: there is no such value. Did you mean "privileged"? Values: privileged, capabilities, unprivileged.',
  );
  for (const name of ['__proto__', 'constructor', 'toString'])
    t.match(
      await refusal([`${packs}load/base/base.yaml`], JSON.parse(`{"${name}":"x"}`)),
      'no pack has a parameter',
      name,
    );
});

t.test('what is no pack is refused', async (t) => {
  t.match(await refusal([]), /^--pack: name a pack\./);
  t.match(await refusal(['profilign']), /^--pack "profilign" is no pack that preflight ships\..* Shipped: /);
  t.match(await refusal(['./nowhere.yaml']), /^--pack \.\/nowhere\.yaml: cannot be read: there is no such file/);
  t.match(await refusal(['./test']), /^--pack \.\/test: is not a regular file/);
  t.match(await refusal(['/dev/zero']), /^--pack \/dev\/zero: is not a regular file/);
  t.match(await refusal(['constructor']), /is no pack that preflight ships/);
  t.match(
    await refusal([`${packs}load/base/base.yaml`, `${packs}judge/semantics.yaml`, `${packs}judge/same-id.yaml`]),
    /^test.*same-id\.yaml:3:9: the id "leaf\.is" is taken by test.*semantics\.yaml:4:9\./,
  );
});

t.test('an extended pack stays inside the repository, links included', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-packs-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const repository = join(folder, 'repository');
  await mkdir(join(repository, '.git'), { recursive: true });
  await mkdir(join(repository, 'checks'));
  const base = await readFile(`${packs}load/base/base.yaml`, 'utf8');
  await writeFile(join(folder, 'outside.yaml'), base);
  await writeFile(join(repository, 'inside.yaml'), base);
  await symlink(join(folder, 'outside.yaml'), join(repository, 'checks/link.yaml'));
  const extending = async (reference: string) => {
    const file = join(repository, 'checks/house.yaml');
    await writeFile(file, `pack: house\nextends: ${reference}\n`);
    return file;
  };
  t.equal((await loadPacks([await extending('../inside.yaml')], { sets: {} })).packs.length, 2);
  for (const reference of ['../../outside.yaml', './link.yaml', '../../nothing-is-there.yaml'])
    t.match(await refusal([await extending(reference)]), /house\.yaml:2:10: .* leaves the repository/, reference);

  await writeFile(join(repository, 'large.yaml'), `# ${'x'.repeat(1 << 20)}\n${base}`);
  t.match(await refusal([join(repository, 'large.yaml')]), 'is larger than 1 MiB');
});

t.test('the pack of docs/writing-checks.md loads', async (t) => {
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(await readFile('docs/writing-checks.md', 'utf8')) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'preflight-packs-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'house.yaml'), text);
  const { checks, parameters } = await loadPacks([join(folder, 'house.yaml')], { sets: { 'fine-grained': 'true' } });
  t.match(
    checks.filter(({ id }) => id === 'clock.synchronised'),
    [{ severity: 'blocker' }],
  );
  t.same(
    checks.filter(({ id }) => id === 'kernel.btf'),
    [],
  );
  t.equal(parameters['fine-grained'], true);
});

t.test('the shipped packs load, and their compiled leaves judge as ajv does', async (t) => {
  for (const name of shippedNames()) {
    const shipped = await loadPacks([name], { sets: {} });
    const parsed = await loadPacks([`./checks/${name}.yaml`], { sets: {} });
    t.same(shipped.checks, parsed.checks, `${name}: built as it is written`);
    t.same(shipped.packs[0]?.sha256, parsed.packs[0]?.sha256, `${name}: the hash of the file`);
    const ajv = leafAjv();
    const schemas = new Map(shipped.checks.flatMap(leafSchemas).map((schema) => [JSON.stringify(schema), schema]));
    for (const [text, schema] of schemas) {
      const compiled = shippedTest(text);
      const fresh = compileLeaf(ajv, schema);
      const values = samples(schema);
      t.same(compiled && values.map(compiled), values.map(fresh), text);
      t.equal(new Set(values.map(fresh)).size, 2, `${text} accepts and refuses`);
    }
  }
});

/** Values of every type, and for this schema those on both sides of what it says. */
function samples(schema: LeafSchema): unknown[] {
  const numbers = [schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum];
  return [
    ...[null, true, false, -1, 0, 1, 2, 1.5, 1e15, '', 'a', '0', [], ['a'], [1], {}, { a: 1 }, '/nix/store/x', 'ok'],
    ...[
      '1.0.0',
      '4.19.0',
      '5.4.1',
      '5.10.0',
      '5.19.2',
      '6.1.0-13-amd64',
      '6.3.1',
      '6.12.74',
      '6.18-rc1',
      'v1.13.1',
      '99',
    ],
    ...numbers.flatMap((number) => (number === undefined ? [] : [number - 1, number, number + 1])),
    ...[schema.const, schema.hasAll, ...(schema.enum ?? []), ...(schema.hasAll ?? [])],
    ...(schema.contains?.enum ?? []).map((member) => [member]),
    ...['1.11.0', '1.12.3', '1.15.9', '1.18.0', '1.19.0'],
  ];
}
