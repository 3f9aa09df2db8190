/** A new module and the line that includes it, and what proves a patch: git takes it, Nix evaluates it, or it is not written. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { parseWithNix } from '../../src/base/nix/parse-with-nix.ts';
import { readModule } from '../../src/nix/declared/module.ts';
import type { NixRemedy } from '../../src/nix/module.ts';
import { withEdits } from '../../src/nix/patch/edit.ts';
import { hostList, includeInFlake, includeInModule } from '../../src/nix/patch/include.ts';
import { proveWithNix } from '../../src/nix/patch/prove-with-nix.ts';
import { rewrite } from '../../src/nix/patch/write.ts';
import { includeModule } from '../../src/tasks/include.ts';
import { patchConfiguration } from '../../src/tasks/patch.ts';
import { evaluateModules, oracleNeeds } from '../lab/oracle.ts';
import { type Folder, temporaryFolder } from '../support/files.ts';
import { missing, onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const run = promisify(execFile);
const hasNix = missing('nix-instantiate').length === 0;
const options = { nix: true, seconds: 60 };
const context = { host: 'ringtail', date: new Date(0), version: '0.1.0' };
const remedies: readonly NixRemedy[] = [
  { check: 'a', key: 'kernel.kptr_restrict', value: 0, reason: 'A reason.' },
  { check: 'b', key: 'kernel.perf_event_paranoid', value: 1, reason: 'Another.' },
];
const asked = { remedies, changes: [] };
const promised = { 'kernel.kptr_restrict': 0, 'kernel.perf_event_paranoid': 1 };

/** A module as it is, the path of the new one, and the module with the line. */
const styles: readonly (readonly [before: string, path: string, after: string])[] = [
  ['{\n  imports = [ ./a.nix ];\n}\n', 'h/p.nix', '{\n  imports = [ ./a.nix ./p.nix ];\n}\n'],
  [
    '{\n  imports = [\n    ./a.nix # a\n  ];\n}\n',
    'h/p.nix',
    '{\n  imports = [\n    ./a.nix # a\n    ./p.nix\n  ];\n}\n',
  ],
  [
    '{\r\n\timports = [\r\n\t\t./a.nix\r\n\t];\r\n}\r\n',
    'h/p.nix',
    '{\r\n\timports = [\r\n\t\t./a.nix\r\n\t\t./p.nix\r\n\t];\r\n}\r\n',
  ],
  ['{ imports = [ ]; }', 'h/p.nix', '{ imports = [ ./p.nix ]; }'],
  [
    '{\n  imports = [\n    # none yet\n  ];\n}\n',
    'h/p.nix',
    '{\n  imports = [\n    # none yet\n    ./p.nix\n  ];\n}\n',
  ],
  [
    '{ lib, ... }: {\n  imports = [ ./a.nix ] ++ lib.x;\n}\n',
    'p.nix',
    '{ lib, ... }: {\n  imports = [ ./a.nix ../p.nix ] ++ lib.x;\n}\n',
  ],
  ['{ x = 1; }', 'h/p.nix', '{ imports = [ ./p.nix ]; x = 1; }'],
  ['{ }', 'h/p.nix', '{\n  imports = [ ./p.nix ];\n}'],
  ['{ # host\n  # x\n  x = 1;\n}\n', 'h/p.nix', '{ # host\n  imports = [ ./p.nix ];\n\n  # x\n  x = 1;\n}\n'],
  ['{ ... }:\n{\n\n  x = 1;\n}\n', 'h/s/p.nix', '{ ... }:\n{\n  imports = [ ./s/p.nix ];\n\n  x = 1;\n}\n'],
  [
    '{ config, ... }:\n{\n    config = { };\n}\n',
    'h/p.nix',
    '{ config, ... }:\n{\n    imports = [ ./p.nix ];\n\n    config = { };\n}\n',
  ],
  ['{ imports = [ ./p.nix ]; }', 'h/p.nix', '{ imports = [ ./p.nix ]; }'],
  ['{ imports = [ ./a.nix ]; }', 'h/p ü.nix', '{ imports = [ ./a.nix (./. + "/p ü.nix") ]; }'],
];

t.test('the line is written as the others are', async (t) => {
  for (const [before, path, after] of styles) {
    const module = await readModule({ path: 'h/c.nix', text: before });
    const inclusion = includeInModule(module, path);
    const text = inclusion.status === 'edit' ? withEdits(before, [inclusion.edit]) : before;
    t.not(inclusion.status, 'refused', before);
    t.equal(text, after);
    if (hasNix && !before.includes('lib.x'))
      t.match(await parseWithNix(text, { program: 'nix-instantiate' }), { status: 'valid' }, text);
  }
  const computed: readonly (readonly [text: string, message: RegExp])[] = [
    ['{ imports = import ./x.nix; }', /imports are computed; include it yourself: imports = \[ \.\/p\.nix \];/],
    ['{ imports = map (x: x) [ ./a.nix ]; }', /computed/],
    ['{ ${toString 1} = [ ./a.nix ]; }', /computed/],
    ['import ./x.nix', /no attribute set to write into; include it yourself/],
  ];
  for (const [text, message] of computed)
    t.match(includeInModule(await readModule({ path: 'h/c.nix', text }), 'h/p.nix'), { status: 'refused', message });
});

t.test('the host of a flake', async (t) => {
  const host = 'nixpkgs.lib.nixosSystem';
  const table: readonly (readonly [outputs: string, host: string | undefined, after: string | RegExp])[] = [
    [`{ nixosConfigurations.a = ${host} { modules = [ ./c.nix ]; }; }`, undefined, '[ ./c.nix ./p.nix ]'],
    [`{ nixosConfigurations = { a = ${host} { modules = [ ./c.nix x ]; }; }; }`, 'a', '[ ./c.nix x ./p.nix ]'],
    [`rec { nixosConfigurations."a" = (${host} { modules = [ ] ++ x; }); }`, 'a', '[ ./p.nix ] ++ x'],
    [
      `{ nixosConfigurations = { a = ${host} { modules = [ ./c.nix ]; }; b = ${host} { modules = [ ]; }; }; }`,
      'b',
      'modules = [ ./p.nix ]',
    ],
    [
      `{ nixosConfigurations = { a = ${host} { modules = [ ]; }; b = ${host} { modules = [ ]; }; }; }`,
      undefined,
      /several hosts \(a, b\): name one with --imports FILE#HOST/,
    ],
    [`{ nixosConfigurations.a = ${host} { modules = [ ]; }; }`, 'b', /no host b, only a/],
    [`{ nixosConfigurations.a = make "a"; }`, 'a', /no list that is written out/],
    [`{ nixosConfigurations.a = ${host} { modules = f [ ]; }; }`, 'a', /no list that is written out/],
    ['{ nixosConfigurations = builtins.mapAttrs make { a = 1; }; }', undefined, /no host/],
  ];
  for (const [outputs, name, after] of table) {
    const text = `{ outputs = { nixpkgs, x, make, f, ... }: ${outputs}; }`;
    const module = await readModule({ path: 'h/flake.nix', text });
    const found = hostList(module, name);
    if (typeof after !== 'string') t.match(found, { status: 'refused', message: after }, outputs);
    else if (found.status === 'refused') t.fail(found.message);
    else {
      const inclusion = includeInFlake(module, found.list, 'h/p.nix');
      t.match(inclusion.status === 'edit' ? withEdits(text, [inclusion.edit]) : '', after, outputs);
    }
  }
});

async function repository(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await temporaryFolder(files);
  await run('git', ['init', '-q', folder.path]);
  return folder;
}

const flake =
  '{ outputs = { nixpkgs, ... }: { nixosConfigurations.r = nixpkgs.lib.nixosSystem { modules = [ ./c.nix ]; }; }; }\n';

/** Files, what includes the module, what the patch has to say, and its proof. */
const repositories: Readonly<
  Record<string, readonly [Readonly<Record<string, string>>, string, readonly RegExp[], RegExp]>
> = {
  'of a configuration': [
    { 'n/c.nix': '{ ... }:\n{\n  boot.kernel.sysctl."vm.swappiness" = 1;\n}\n' },
    'n/c.nix',
    [/^\+ {2}imports = \[ \.\/p\.nix \];$/m, /^new file mode 100644\n--- \/dev\/null\n\+\+\+ b\/n\/p\.nix$/m],
    /^Proved by nix.*: 2 settings become what is asked for, and 2 settings beside stay/,
  ],
  'of a flake': [
    { 'n/flake.nix': flake, 'n/c.nix': '{ inputs, config, ... }: { }\n' },
    'n/flake.nix',
    [/^\+.*\[ \.\/c\.nix \.\/p\.nix \]/m],
    /^Proved by nix/,
  ],
  'a wrong value is changed where it is': [
    {
      'n/c.nix': '{ imports = [ ./s.nix ]; }\n',
      'n/s.nix': '{ boot.kernel.sysctl."kernel.kptr_restrict" = 2; }\n',
    },
    'n/c.nix',
    [/^\+.*"kernel\.kptr_restrict" = 0; }$/m, /^\+ {4}"kernel\.perf_event_paranoid" = 1;$/m],
    /^Proved by nix/,
  ],
  'a computed value is overruled': [
    { 'n/c.nix': '{ ... }: {\n  boot.kernel.sysctl."kernel.kptr_restrict" = 1 + 1;\n}\n' },
    'n/c.nix',
    [
      /^\+{ lib, \.\.\. }:$/m,
      /^\+ {4}# mkForce: the definition in n\/c\.nix is computed\.$/m,
      /^\+.* = lib\.mkForce 0;$/m,
    ],
    /^Proved by nix/,
  ],
  'a module of ours that nothing includes': [
    {
      'n/c.nix': '{\n  imports = [ ];\n}\n',
      'n/p.nix':
        '# Made by preflight 0.0.1\n{ ... }:\n{\n  boot.kernel.sysctl = {\n    "kernel.kptr_restrict" = 0;\n  };\n}\n',
    },
    'n/c.nix',
    [/^\+ {2}imports = \[ \.\/p\.nix \];$/m, /^\+ {4}"kernel\.perf_event_paranoid" = 1;$/m],
    /^Proved by nix/,
  ],
  'a module of ours that lacks a key': [
    {
      'n/flake.nix': flake.replace('./c.nix', './p.nix'),
      'n/p.nix': '# Made by preflight 0.0.1\n{ boot.kernel.sysctl."kernel.kptr_restrict" = 0; }\n',
    },
    'n/flake.nix#r',
    [/^\+{ boot.*perf_event_paranoid" = 1; }$/m],
    /^Proved by nix/,
  ],
};

for (const [name, [files, imports, says, proof]] of Object.entries(repositories)) {
  t.test(name, onlyWhere(oracleNeeds()), async (t) => {
    const { path, remove } = await repository(files);
    t.teardown(remove);
    const request = { module: join(path, 'n/p.nix'), imports: join(path, imports), asked, context };
    const patched = await includeModule(request, options);
    for (const said of says) t.match(patched.diff, said);
    t.match(patched.proof, proof);
    await writeFile(join(path, 'x.patch'), patched.diff);
    await run('git', ['-C', path, 'apply', '--check', 'x.patch']);
    await rewrite(patched.files);
    const modules = imports.includes('flake')
      ? Object.keys(files).filter((one) => !one.includes('flake'))
      : ['n/c.nix'];
    const all = new Set([...modules, ...(imports.includes('flake') ? ['n/p.nix'] : [])]);
    const merged = await evaluateModules([...all].map((one) => join(path, one)));
    t.match(merged, { status: 'merged', value: promised }, 'message' in merged ? merged.message : '');
    t.equal((await includeModule(request, options)).diff, '', 'a second run has nothing to do');
  });
}

t.test('all files are written, or none', async (t) => {
  const { path, write, remove } = await temporaryFolder({ a: 'a', b: 'b' });
  t.teardown(remove);
  const file = (name: string, before: string | undefined) => ({ path: join(path, name), before, after: 'new' });
  await t.rejects(rewrite([file('a', 'a'), file('c', undefined), file('b', 'other')]), InputError);
  await t.rejects(rewrite([file('a', 'a'), file('b', undefined)]), InputError, 'it is there already');
  await t.rejects(rewrite([file('a', 'a'), file('none/c', undefined)]), { message: /nothing was changed/ });
  // The folder takes no name of this length: known only once the others are written.
  await write({ 'd/x': 'x' });
  const long = file('n'.repeat(300), undefined);
  await t.rejects(rewrite([file('a', 'a'), file('e', undefined), long]));
  t.same((await readdir(path)).sort(), ['a', 'b', 'd']);
  t.equal(await readFile(join(path, 'a'), 'utf8'), 'a');
  await rewrite([file('a', 'a'), file('e', undefined)]);
  t.same([await readFile(join(path, 'a'), 'utf8'), await readFile(join(path, 'e'), 'utf8')], ['new', 'new']);
});

/** Configurations, and what is said of the proof; those that are refused name the file to change. */
const proofs: readonly (readonly [files: Readonly<Record<string, string>>, said: RegExp])[] = [
  [{ 'c.nix': '{ inputs, hostName, ... }: { networking = { inherit hostName; }; }\n' }, /^Proved by nix/],
  [
    { 'c.nix': '{ inputs, ... }: { imports = [ inputs.x ]; }\n' },
    /not by evaluating.*: .*argument inputs is not known/,
  ],
  [{ 'c.nix': '{ imports = [ (throw "no") ]; }\n' }, /not by evaluating them: .*no/],
  [{ 'c.nix': '{ config, ... }: { imports = config.x; x = [ ]; }\n' }, /not by evaluating them: .*infinite recursion/],
  [
    {
      'c.nix': '{ imports = [ ./twice.nix ./other.nix ]; }\n',
      'twice.nix': '{ boot.kernel.sysctl."a" = 1; }\n',
      'other.nix': '{ imports = [ ./twice.nix ]; }\n',
    },
    /^Proved by nix.*2 settings beside/,
  ],
  [
    {
      'c.nix': '{ imports = map (n: ./. + "/${n}.nix") [ "far" ]; }\n',
      'far.nix': '{ boot.kernel.sysctl."b" = 1; }\n',
    },
    /^Proved by nix.*2 settings beside/,
  ],
  [
    {
      'c.nix': '{ imports = map (n: ./. + "/${n}.nix") [ "far" ]; }\n',
      'far.nix': '{ boot.kernel.sysctl."kernel.kptr_restrict" = 2; }\n',
    },
    /kernel\.kptr_restrict is defined in far\.nix too, .*--patch far\.nix/,
  ],
];

t.test('a patch is proved before it is shown', onlyWhere(oracleNeeds()), async (t) => {
  for (const [files, said] of proofs) {
    const { path, remove } = await repository(files);
    t.teardown(remove);
    const told = await patchConfiguration(join(path, 'c.nix'), asked, options).then(
      ({ proof }) => proof,
      (error: Error) => (error instanceof InputError ? error.message : `defect: ${error.message}`),
    );
    t.match(told, said, JSON.stringify(files));
  }
  const { path, remove } = await repository({ 'c.nix': '{ boot.kernel.sysctl = { "a" = 1; "b" = 1; }; }\n' });
  t.teardown(remove);
  const wrong: readonly (readonly [text: string, defect: RegExp])[] = [
    ['{ boot.kernel.sysctl = { "a" = 2; "b" = 1; }; }', /the patch leaves a at 2/],
    ['{ boot.kernel.sysctl = { "a" = 0; "b" = 2; }; }', /changes "b", too/],
    ['{ boot.kernel.sysctl = { "a" = 0; }; }', /changes "b", too/],
    ['{ boot.kernel.sysctl = { "a" = 0; "b" = 1; "c" = 1; }; }', /changes "c", too/],
    ['{ boot.kernel.sysctl = { "a" = 0; "b" = 1; ', /nix refuses the configuration after the patch/],
  ];
  for (const [text, message] of wrong) {
    const request = {
      ...{ root: path, before: ['c.nix'], after: ['c.nix'], known: new Set(['c.nix']), seconds: 60 },
      ...{ changed: new Map([['c.nix', text]]), promised: new Map([['a', 0]]) },
    };
    await t.rejects(proveWithNix({ ...request, changes: [] }), { name: 'Error', message }, text);
  }
});

t.test('bad input: one message, the right exit code, and nothing written', onlyWhere(missing('git')), async (t) => {
  const sound = '{ ... }:\n{\n}\n';
  const { path, write, remove } = await repository({
    ...{
      'c.nix': sound,
      'flake.nix': flake,
      'mine.nix': sound,
      'bom.nix': '\ufeff{ }\n',
      'broken.nix': '{\n\ta = 1\r\n}\n',
    },
    ...{
      'two/flake.nix':
        '{ outputs = x: { nixosConfigurations = { a = x { modules = [ ]; }; b = x { modules = [ ]; }; }; }; }\n',
    },
    ...{ 'computed.nix': '{ imports = import ./c.nix; }\n' },
  });
  t.teardown(remove);
  await write({ 'link.nix': '-> c.nix', out: '-> /tmp' });
  const before = (await readdir(path)).sort();
  const facts = resolve('test/checks/fixtures/profiling/hosts/ringtail-blocked.json');
  const include = (module: string, imports: string) => ['--module', module, '--imports', imports, '--write'];
  const table: readonly (readonly [words: readonly string[], message: RegExp])[] = [
    [include('p.nix', 'broken.nix'), /broken\.nix:3:1: it is no valid Nix/],
    [include('p.nix', 'bom.nix'), /bom\.nix:1:1: it is no valid Nix: .*byte order mark/],
    [include('mine.nix', 'c.nix'), /mine\.nix: no module can be written: .*preflight did not write it/],
    [include('link.nix', 'c.nix'), /symbolic link/],
    [include('p.nix', 'link.nix'), /symbolic link/],
    [include('out/p.nix', 'c.nix'), /outside of the repository/],
    [include('none/p.nix', 'c.nix'), /folder is not there/],
    [include('p.nix', 'two/flake.nix'), /two\/flake\.nix:1:1: it has several hosts \(a, b\)/],
    [include('p.nix', 'flake.nix#x'), /has no host x, only r/],
    [include('p.nix', 'c.nix#r'), /only a flake\.nix has hosts/],
    [include('p.nix', 'computed.nix'), /computed\.nix:1:3: its imports are computed; include it yourself/],
    [['--module', 'p.nix'], /needs the file that is to include it/],
    [[...include('p.nix', 'c.nix'), '--patch', 'c.nix'], /give it without --out and --patch/],
    [['--imports', 'c.nix'], /name the module with --module/],
  ];
  for (const [words, message] of table) {
    const ran = await preflight(['nix', '--facts', facts, ...words], { cwd: path });
    t.match(ran, { code: 2, stdout: '', stderr: message }, words.join(' '));
  }
  t.same((await readdir(path)).sort(), before);
  t.equal(await readFile(join(path, 'c.nix'), 'utf8'), sound);
  const words = ['nix', '--facts', facts, '--module', 'p.nix', '--imports', 'c.nix', '--write'];
  const without = await preflight(words, { cwd: path, env: { PATH: '/nowhere' } });
  t.match(without, {
    code: 0,
    stdout: '',
    stderr: /c\.nix, .*p\.nix: written\..*not by evaluating them: nix is not installed/,
  });
  t.match(await readFile(join(path, 'c.nix'), 'utf8'), 'imports = [ ./p.nix ];');
  t.match(await preflight(words, { cwd: path }), { code: 0, stdout: '', stderr: /nothing is left to change/ });
});
