/** Patches of configurations in many styles: git takes them, Nix evaluates them, nothing else changes. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { type Configuration, loadConfiguration } from '../../src/nix/declared/load.ts';
import { readModule } from '../../src/nix/declared/module.ts';
import { unifiedDiff } from '../../src/nix/patch/diff.ts';
import { withEdits } from '../../src/nix/patch/edit.ts';
import { type FilePatch, planPatch, type Wanted } from '../../src/nix/patch/plan.ts';
import { provePatch } from '../../src/nix/patch/prove.ts';
import { rewrite } from '../../src/nix/patch/write.ts';
import { evaluateModules, oracleNeeds } from '../lab/oracle.ts';
import { findProgram, onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const run = promisify(execFile);
const fixtures = 'test/nix/fixtures/patch';
const read = async (path: string) => ({ text: await readFile(path, 'utf8') });
const wish = (values: Readonly<Record<string, number | string>>): Wanted[] =>
  Object.entries(values).map(([key, value]) => ({ key, value, comment: [`# ${key} for profiling.`] }));

async function load(file: string): Promise<Configuration> {
  const configuration = await loadConfiguration(file, read);
  if ('reason' in configuration) throw new Error(configuration.reason);
  return configuration;
}

async function patchesOf({ modules }: Configuration, wanted: readonly Wanted[]): Promise<readonly FilePatch[]> {
  const plan = planPatch(modules, wanted);
  if (plan.status === 'refused') throw new Error(plan.refusals.map(({ message }) => message).join());
  await provePatch(modules, plan.patches, wanted);
  return plan.patches;
}

const diffOf = (patches: readonly FilePatch[]): string =>
  patches.map(({ module, edits }) => unifiedDiff(module.source.path, module.source.text, edits)).join('');

async function repository(fixture: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-patch-'));
  await cp(join(fixtures, fixture), folder, { recursive: true });
  // Where git is missing, what marks a repository is enough: nothing is applied then.
  if (findProgram('git')) await run('git', ['init', '-q', folder]);
  else await mkdir(join(folder, '.git'));
  return folder;
}

for (const name of await readdir(fixtures)) {
  t.test(name, onlyWhere(oracleNeeds()), async (t) => {
    const folder = await repository(name);
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const values = JSON.parse(await readFile(join(folder, 'wanted.json'), 'utf8'));
    const file = join(folder, 'before.nix');
    const earlier = await evaluateModules([file]);
    const diff = diffOf(await patchesOf(await load(file), wish(values)));
    t.equal(diff, await readFile(join(folder, 'expected.diff'), 'utf8').catch(() => ''), 'the expected patch');
    if (diff !== '') {
      await writeFile(join(folder, 'x.patch'), diff);
      await run('git', ['-C', folder, 'apply', '--whitespace=nowarn', 'x.patch']);
    }
    const later = await evaluateModules([file]);
    t.equal(later.status, 'merged', 'message' in later ? later.message : '');
    const expected = { ...('value' in earlier ? earlier.value : {}), ...values };
    if ('value' in later && 'value' in earlier) t.same(later.value, expected, 'it becomes what was promised');
    if ('value' in later) for (const [key, value] of Object.entries(values)) t.equal(later.value[key], value, key);
    if (name.startsWith('forced')) return;
    t.same(await patchesOf(await load(file), wish(values)), [], 'a second run has nothing to do');
  });
}

t.test('what cannot be patched is refused with its place', async (t) => {
  const table: readonly (readonly [text: string, message: RegExp])[] = [
    ['{ boot.kernel.sysctl."kernel.kptr_restrict" = 1 }', /no valid Nix: "}" is not expected here/],
    ['{ boot.kernel.sysctl."kernel.kptr_restrict" = 1 + 1; }', /is computed: change it there/],
    ['{ boot.kernel.sysctl.kernel.kptr_restrict = 0; }', /without quotes/],
    ['{ boot.kernel.sysctl = import ./x.nix; }', /it is computed/],
    ['{ boot.kernel.sysctl = { "kernel.kptr_restrict" = 0; } // import ./x.nix; }', /may define kernel\.kptr_restrict/],
    ['{ boot.kernel.sysctl.${toString 1} = 0; }', /its name is computed/],
    ['{ boot.kernel.sysctl."kernel.${toString 1}" = 0; }', /its name is computed/],
    ['{ boot.kernel.sysctl."kernel.${toString 1}rict" = 0; }', /its name is computed/],
    ['let s = { "kernel.kptr_restrict" = 1; }; in { boot.kernel.sysctl = s; }', /other places may use: change it to 0/],
    ['let s = { "a" = 1; }; in { boot.kernel.sysctl = s; }', /no plain set; declare it where it belongs: boot\.kernel/],
    ['let s = s; in { boot.kernel.sysctl = s; }', /it is computed/],
    [
      '{ lib, ... }: { boot.kernel.sysctl = lib.genAttrs [ "kernel.kptr_restrict" ] (k: 1); }',
      /is computed: change it/,
    ],
    ['{ lib, ... }: { boot.kernel.sysctl = lib.mkIf (1 == 1) { "a" = 1; }; }', /no plain set/],
    ['{ config, lib, ... }: { config = lib.mkIf config.x.y { }; }', /no plain set/],
    [
      '{ config, lib, ... }: { boot.kernel.sysctl = lib.mkIf config.x.y { "kernel.kptr_restrict" = 1; }; }',
      /depends on a condition/,
    ],
    [
      '{ lib, ... }: { boot.kernel.sysctl = lib.mkMerge [ { "kernel.kptr_restrict" = 0; } { "kernel.kptr_restrict" = 0; } ]; }',
      /defined here and further down with the same priority/,
    ],
    ['import ./x.nix', /no attribute set to write into/],
  ];
  for (const [text, message] of table) {
    const plan = planPatch([await readModule({ path: 'x.nix', text })], wish({ 'kernel.kptr_restrict': 0 }));
    t.match(plan, { status: 'refused', refusals: [{ file: 'x.nix', message }] }, text);
  }
});

t.test('what is computed is no hindrance where it cannot define the setting', async (t) => {
  const texts = [
    '{ boot.kernel.sysctl."net.${toString 1}" = 0; }',
    '{ boot.kernel.sysctl = { "a.${toString 1}" = 1; "kernel.${toString 1}.x" = 2; }; }',
    '{ boot.kernel.sysctl = { "a" = 1; } // { "b" = 2; }; }',
    '{ boot.kernel.sysctl = import ./x.nix // { "kernel.kptr_restrict" = 2; }; }',
    '{ boot.kernel.sysctl = { "kernel.kptr_restrict" = 1 + 1; } // { "kernel.kptr_restrict" = 2; }; }',
    '{ lib, ... }: { boot.kernel.sysctl = lib.mkMerge [ { } (lib.genAttrs [ "q" ] (k: 1)) ]; }',
    '{ lib, ... }: { boot.kernel.sysctl = lib.mkMerge [ { } (lib.mapAttrs (k: v: v) { "q" = 1; }) ]; }',
  ];
  const wanted = wish({ 'kernel.kptr_restrict': 0 });
  for (const text of texts) {
    const module = await readModule({ path: 'x.nix', text });
    const plan = planPatch([module], wanted);
    t.match(plan, { status: 'planned', patches: [{}] }, text);
    if (plan.status === 'planned') await provePatch([module], plan.patches, wanted);
  }
});

t.test('nothing outside of the repository, through links, or changed meanwhile', async (t) => {
  const folder = await repository('in-imported-file');
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'before.nix');
  await symlink(file, join(folder, 'link.nix'));
  t.match(await loadConfiguration(join(folder, 'link.nix'), read), { reason: /symbolic link/ });
  t.match(await loadConfiguration(join(folder, 'none.nix'), read), { reason: /not there/ });
  t.match(await loadConfiguration(folder, read), { reason: /no file/ });
  await symlink('/etc', join(folder, 'out'));
  await writeFile(file, '{ imports = [ ../elsewhere.nix ./out/hosts ./gone.nix /etc/hosts ]; }\n');
  const { notFollowed, modules } = await load(file);
  t.equal(modules.length, 1);
  t.match(notFollowed, [/elsewhere\.nix is not there/, /outside/, /gone\.nix is not there/, /outside/]);
  const before = await readFile(file, 'utf8');
  await rewrite([{ path: file, before, after: '{ }\n' }]);
  t.equal(await readFile(file, 'utf8'), '{ }\n');
  await t.rejects(rewrite([{ path: file, before, after: before }]), InputError);
  t.equal(await readFile(file, 'utf8'), '{ }\n');
  t.same(
    (await readdir(folder)).filter((one) => one.startsWith('.preflight')),
    [],
  );
});

/** As NixOS writes them into 60-nixos.conf: "1", 1 and true are the same there. */
const written = (values: Readonly<Record<string, number | string | boolean | null>>): Map<string, string> =>
  new Map(
    Object.entries(values)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, one]) => [key, String(typeof one === 'boolean' ? Number(one) : one)]),
  );

const keys = [
  'kernel.kptr_restrict',
  'kernel.perf_event_paranoid',
  'vm.swappiness',
  'net.ipv4.ip_forward',
  'a b',
  '__proto__',
];
const value = fc.oneof(
  fc.integer({ min: -3, max: 9 }).map((number) => (number < 0 ? `(${number})` : String(number))),
  fc.constantFrom('true', 'null', '"x"', "''1''"),
);
const weight = fc.constantFrom('', 'lib.mkForce ', 'lib.mkOverride 70 ', 'lib.mkDefault ');
const blank = fc.constantFrom(' ', '\n  ', ' # c\n', ' /* c */ ', '\n\n\t');
const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), value, weight, blank), { selector: ([key]) => key });
const layout = fc.constantFrom('set', 'dotted', 'nested', 'merge');

t.test('patching never changes any other value', onlyWhere(oracleNeeds()), async () => {
  await fc.assert(
    fc.asyncProperty(entries, layout, fc.boolean(), async (all, how, both) => {
      const body = all.map(([key, text, strength, space]) => `"${key}" = ${strength}${text};${space}`);
      const text = {
        set: `{ lib, ... }:\n{\n  boot.kernel.sysctl = {\n    ${body.join('')}};\n  boot.x = 1;\n}\n`,
        dotted: `{ lib, ... }:\n{\n  ${body.map((line) => `boot.kernel.sysctl.${line}`).join('')}\n}\n`,
        nested: `{ lib, ... }: { boot = { kernel = { sysctl = { ${body.join('')} }; }; a = 1; }; }`,
        merge: `{ lib, ... }: { config = { boot.kernel.sysctl = lib.mkMerge [ { ${body.join('')} } ]; }; }`,
      }[how];
      const wanted = wish(
        both ? { 'kernel.kptr_restrict': 0, 'kernel.perf_event_paranoid': 1 } : { 'kernel.kptr_restrict': 0 },
      );
      const module = await readModule({ path: 'x.nix', text });
      const plan = planPatch([module], wanted);
      if (plan.status === 'refused') throw new Error(JSON.stringify([module.source.text, plan]));
      await provePatch([module], plan.patches, wanted);
      const folder = await mkdtemp(join(tmpdir(), 'preflight-patch-'));
      try {
        const [before, after] = [join(folder, 'before.nix'), join(folder, 'after.nix')];
        await writeFile(before, module.source.text);
        await writeFile(
          after,
          withEdits(
            module.source.text,
            plan.patches.flatMap(({ edits }) => edits),
          ),
        );
        const [then, now] = await Promise.all([evaluateModules([before]), evaluateModules([after])]);
        strictEqual(now.status, 'merged', 'message' in now ? `${module.source.text}\n${now.message}` : '');
        const asked = Object.fromEntries(wanted.map((one) => [one.key, one.value]));
        if ('value' in now && 'value' in then)
          deepStrictEqual(written(now.value), written({ ...then.value, ...asked }));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

t.test('the command', async (t) => {
  const folder = await repository('new-set-after-boot');
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const facts = resolve('test/checks/fixtures/profiling/hosts/ringtail-blocked.json');
  const words = ['nix', '--facts', facts, '--patch'];
  const at = { cwd: folder };
  const before = await readFile(join(folder, 'before.nix'), 'utf8');
  const shown = await preflight([...words, 'before.nix'], at);
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, /^diff --git a\/before\.nix b\/before\.nix\n/);
  t.match(shown.stderr, /git apply/);
  t.equal(await readFile(join(folder, 'before.nix'), 'utf8'), before, 'nothing is written unasked');
  const written = await preflight([...words, 'before.nix', '--write'], at);
  t.same([written.code, written.stdout], [0, '']);
  const after = await readFile(join(folder, 'before.nix'), 'utf8');
  t.match(after, /# .* \(sysctl\.kptr-restrict\)\.\n {4}"kernel\.kptr_restrict" = 0;/);
  const again = await preflight([...words, 'before.nix', '--write'], at);
  t.match(again, { code: 0, stdout: '', stderr: /nothing is left to change/ });
  await writeFile(join(folder, 'broken.nix'), '{\n  a = 1\n}\n');
  await writeFile(join(folder, 'twice.nix'), '{ imports = [ ./a.nix ./b.nix ]; }\n');
  for (const one of ['a', 'b'])
    await writeFile(join(folder, `${one}.nix`), '{ boot.kernel.sysctl."kernel.kptr_restrict" = 0; }\n');
  await symlink('before.nix', join(folder, 'link.nix'));
  const refused: readonly (readonly [words: readonly string[], message: RegExp])[] = [
    [[...words, 'broken.nix'], /broken\.nix:3:1: it is no valid Nix/],
    [[...words, 'twice.nix'], /a\.nix:1:3: kernel\.kptr_restrict is defined here and in b\.nix with the same priority/],
    [[...words, 'link.nix', '--write'], /symbolic link/],
    [[...words, 'none.nix'], /not there/],
    [[...words, 'before.nix', '-o', 'x.nix'], /give one of them/],
    [['nix', '--facts', facts, '--write'], /name the file with --patch/],
  ];
  for (const [given, message] of refused) t.match(await preflight(given, at), { code: 2, stdout: '', stderr: message });
});
