/** The reference: every rule has a text, a page and examples, and the pages say what the code says. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { referencePages } from '../../scripts/reference/pages.ts';
import { ruleSections } from '../../scripts/reference/sections.ts';
import { viewOf } from '../../src/alloy/catalogue/view.ts';
import { readNix } from '../../src/base/nix/read.ts';
import { remedyLines } from '../../src/checks/explain.ts';
import { loadPacks } from '../../src/checks/load.ts';
import { shippedNames } from '../../src/checks/shipped.ts';
import type { Report } from '../../src/generated/report-types.ts';
import { evaluateOptions } from '../../src/nix/evaluated/modules.ts';
import { allRules, ruleKinds } from '../../src/tasks/rules.ts';
import { evaluateModules, oracleNeeds } from '../lab/oracle.ts';
import { temporaryFolder } from '../support/files.ts';
import { onlyWhere } from '../support/needs.ts';

const run = promisify(execFile);
const built = resolve('dist/preflight.js');
const sections = await ruleSections();
const rules = await allRules();

t.test('every rule has a text, a page and examples, and every page a rule', (t) => {
  const ids = rules.map(({ id }) => id);
  t.same(new Set(ids).size, ids.length, 'no id is there twice');
  for (const kind of ruleKinds)
    t.ok(
      rules.some(({ id }) => id.startsWith(`${kind.prefix}.`)),
      kind.name,
    );
  for (const { id, title, why } of rules) {
    const section = sections.find((one) => one.id === id);
    for (const example of [section?.reported, section?.silent])
      t.match(example, /^```\w*\n(?:(?!^```).*\n)+^```$/m, `${id}: has a section with examples that can be copied`);
    t.notMatch(title, /\.$/, `${id}: a title without a full stop`);
    t.match(why, /\.$/, `${id}: why, in whole sentences`);
  }
  t.same(
    sections.filter(({ id }) => !ids.includes(id)).map(({ page, id }) => `${page} ${id}`),
    [],
    'every section is about a rule',
  );
  t.end();
});

t.test('no id is used in the code that has no text', async (t) => {
  // Names of files look like ids.
  const files = ['preflight.yaml', 'preflight.yml', 'preflight.nix'];
  const known = new Set([...files, ...rules.map(({ id }) => id), ...viewOf('1.16').catalogue.names('component')]);
  const prefixes = ruleKinds.map(({ prefix }) => prefix).join('|');
  const literal = new RegExp(`'((?:${prefixes})\\.[a-z]+(?:-[a-z0-9]+)*)'`, 'g');
  const names = await readdir('src', { recursive: true });
  for (const name of names.filter((one) => one.endsWith('.ts') && !one.startsWith('generated/')))
    for (const [, id = ''] of (await readFile(join('src', name), 'utf8')).matchAll(literal))
      t.ok(known.has(id), `${name}: ${id}`);
});

t.test('the generated parts of the documentation are as they should be: npm run reference writes them', async (t) => {
  for (const { path, text } of await referencePages()) t.equal(await readFile(path, 'utf8'), text, path);
});

t.test('the Nix of docs/checks.md is a module that sets what the check asks for', async (t) => {
  const text = await readFile('docs/checks.md', 'utf8');
  const { checks } = await loadPacks(shippedNames(), { sets: {} });
  const blocks = [...text.matchAll(/^### (\S+)\n(?:(?!^#{2,3} ).*\n)*?```nix\n([^`]*)```/gm)];
  t.same(
    blocks.map(([, id]) => id),
    checks.filter((check) => remedyLines(check).some((line) => line.endsWith(';'))).map(({ id }) => id),
  );
  for (const [, id = '', text = ''] of blocks) t.same((await readNix({ path: id, text })).problems, [], id);
  await t.test('as NixOS reads it', onlyWhere(oracleNeeds()), async (t) => {
    const { path, write, remove } = await temporaryFolder();
    t.teardown(remove);
    const kinds = new Set<string>();
    for (const [, id = '', text = ''] of blocks) {
      await write({ 'module.nix': text });
      const file = join(path, 'module.nix');
      const { sysctl = {}, nixos = [] } = checks.find((check) => check.id === id)?.remedy ?? {};
      if (Object.keys(sysctl).length > 0) {
        kinds.add('sysctl');
        t.match(await evaluateModules([file]), { status: 'merged', value: sysctl }, id);
      }
      const options = nixos.flatMap((change) => ('set' in change ? [change.option] : []));
      const values = await evaluateOptions({ files: [file], root: path, seconds: 60 }, options);
      for (const change of nixos) {
        kinds.add(Object.keys(change).find((key) => key !== 'option') ?? '');
        if ('set' in change) t.equal(values.get(change.option), change.set, `${id}: ${change.option}`);
        // A package takes nixpkgs, which the stand-in does not have: that it is named is all that is known.
        if ('package' in change) t.match(text, `${change.option} = pkgs.${change.package};`, `${id}: ${change.option}`);
      }
    }
    t.same([...kinds].sort(), ['package', 'set', 'sysctl'], 'each way of setting something is looked at');
  });
});

t.test('each example that is a script is reported by its rule, or silent', async (t) => {
  const { path, remove } = await temporaryFolder({
    // Writes its report aside, whatever the example asks for.
    'bin/preflight': `#!/bin/sh\nexec "${process.execPath}" "${built}" "$@" --output json="$REPORT" >/dev/null\n`,
  });
  t.teardown(remove);
  await chmod(join(path, 'bin/preflight'), 0o755);
  const scripts = sections.flatMap(({ id, reported, silent }) =>
    [reported, silent].flatMap((example, index) => {
      const script = /^```sh\n(.*?)^```/ms.exec(example)?.[1];
      return script === undefined ? [] : [{ id, script, isReported: index === 0 }];
    }),
  );
  t.ok(scripts.length > 60, 'there are such examples');
  const judge = async ({ id, script, isReported }: (typeof scripts)[number]): Promise<void> => {
    const name = `${id}-${isReported ? 'reported' : 'silent'}`;
    const folder = join(path, name);
    const report = join(path, `${name}.json`);
    await mkdir(folder);
    const env = {
      ...process.env,
      PATH: `${path}/bin:${process.env.PATH}`,
      REPORT: report,
      HOME: path,
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    const { stderr } = await run('sh', ['-eu', '-c', script], { cwd: folder, env }).catch(
      (error: { stderr: string }) => error,
    );
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) return void t.fail(`${name}: no report: ${stderr}`);
    const { findings, rules: said = {} }: Report = JSON.parse(text);
    const found = new Set(
      findings.filter(({ status }) => status === 'fail' || status === 'unknown').map(({ check }) => check),
    );
    t.same(
      // What packs check says so itself.
      [...found].filter(
        (one) => ruleKinds.some(({ prefix }) => one.startsWith(`${prefix}.`)) && !rules.some((rule) => rule.id === one),
      ),
      [],
      `${name}: can be explained`,
    );
    t.equal(found.has(id), isReported, `${name}: ${[...found].join(' ')}`);
    if (isReported) t.ok(said[id]?.why, `${name}: the report says why`);
    await rm(folder, { recursive: true, force: true });
  };
  const left = [...scripts];
  await Promise.all(
    [1, 2, 3].map(async () => {
      for (let one = left.pop(); one; one = left.pop()) await judge(one);
    }),
  );
});
