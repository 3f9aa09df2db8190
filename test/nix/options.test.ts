/** Options beside boot.kernel.sysctl: what a patch makes of them, what a module says, and what is left to a person. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parseWithNix } from '../../src/base/nix/parse-with-nix.ts';
import type { NixosChange } from '../../src/generated/report-types.ts';
import { readModule } from '../../src/nix/declared/module.ts';
import { nixModule } from '../../src/nix/module.ts';
import { withEdits } from '../../src/nix/patch/edit.ts';
import { planOptions } from '../../src/nix/patch/options.ts';
import { rewrite } from '../../src/nix/patch/write.ts';
import { includeModule } from '../../src/tasks/include.ts';
import { patchConfiguration } from '../../src/tasks/patch.ts';
import { temporaryFolder } from '../support/files.ts';
import { missing } from '../support/needs.ts';

const kernel: NixosChange = { option: 'boot.kernelPackages', package: 'linuxPackages' };
const add: NixosChange = { option: 'boot.kernelParams', add: 'quiet' };
const remove: NixosChange = { option: 'boot.kernelParams', remove: 'lockdown=confidentiality' };
const clock: NixosChange = { option: 'services.timesyncd.enable', set: true };
const hasNix = missing('nix-instantiate').length === 0;

/** A module, a change, and the module after it, or why it is left to a person. */
const table: readonly (readonly [before: string, change: NixosChange, after: string | RegExp])[] = [
  [
    '{ pkgs, ... }:\n{\n  boot.x = 1;\n  y = 2;\n}\n',
    kernel,
    '{ pkgs, ... }:\n{\n  boot.x = 1;\n  # Why.\n  boot.kernelPackages = pkgs.linuxPackages;\n  y = 2;\n}\n',
  ],
  [
    '{ pkgs, ... }: { boot.kernelPackages = pkgs.linuxPackages_latest; }',
    kernel,
    '{ pkgs, ... }: { boot.kernelPackages = pkgs.linuxPackages; }',
  ],
  [
    '{ pkgs, ... }: { boot = { kernelPackages = pkgs.linuxPackages; }; }',
    kernel,
    '{ pkgs, ... }: { boot = { kernelPackages = pkgs.linuxPackages; }; }',
  ],
  ['{ ... }: { }', kernel, /has no pkgs among its arguments/],
  [
    '{ pkgs, ... }: { boot.kernelPackages = pkgs.callPackage ./k.nix { }; }',
    kernel,
    /defines it in a way that is computed/,
  ],
  ['{ pkgs, lib, ... }: { boot.kernelPackages = lib.mkForce pkgs.linuxPackages_latest; }', kernel, /computed/],
  [
    '{ pkgs, ... }: { boot = import ./boot.nix; }',
    kernel,
    /boot\.kernelPackages = pkgs\.linuxPackages; It is left to you: .*computed/,
  ],
  ['{ boot.kernelParams = [ "a" ]; }', add, '{ boot.kernelParams = [ "a" "quiet" ]; }'],
  ['{ boot.kernelParams = [ "quiet" ]; }', add, '{ boot.kernelParams = [ "quiet" ]; }'],
  [
    '{\n  boot.kernelParams = [\n    "a" # a\n  ];\n}\n',
    add,
    '{\n  boot.kernelParams = [\n    "a" # a\n    "quiet"\n  ];\n}\n',
  ],
  [
    '{ x, ... }: { boot.kernelParams = x ++ [ "a" ]; }',
    add,
    '{ x, ... }: { boot.kernelParams = x ++ [ "a" "quiet" ]; }',
  ],
  [
    '{ x, ... }: { boot.kernelParams = x; }',
    add,
    /boot\.kernelParams = \[ "quiet" \]; It is left to you: its list is computed/,
  ],
  ['{ }', add, '{\n  # Why.\n  boot.kernelParams = [ "quiet" ];\n}'],
  ['{ boot.kernelParams = [ "a" "lockdown=confidentiality" ]; }', remove, '{ boot.kernelParams = [ "a" ]; }'],
  ['{ boot.kernelParams = [ "lockdown=confidentiality" "a" ]; }', remove, '{ boot.kernelParams = [ "a" ]; }'],
  [
    '{\n  boot.kernelParams = [\n    "a"\n    "lockdown=confidentiality" # why\n    "b"\n  ];\n}\n',
    remove,
    '{\n  boot.kernelParams = [\n    "a"\n    "b"\n  ];\n}\n',
  ],
  ['{ }', remove, /Take "lockdown=confidentiality" out of boot\.kernelParams\. It is left to you: no list/],
  ['{ services.timesyncd.enable = false; }', clock, '{ services.timesyncd.enable = true; }'],
  ['{ x, ... }: { services.timesyncd.enable = x; }', clock, /computed/],
  [
    '{ config, ... }: { options = { }; config = { }; }',
    clock,
    '{ config, ... }: { options = { }; config = {\n  # Why.\n  services.timesyncd.enable = true;\n}; }',
  ],
];

t.test('a patch changes what can be changed safely', async (t) => {
  for (const [before, change, after] of table) {
    const wishes = [{ change, comment: ['# Why.'] }];
    const module = await readModule({ path: 'x.nix', text: before });
    const plan = planOptions([module], wishes, module);
    if (typeof after !== 'string') {
      t.match(plan, { edits: [], advice: [after] }, before);
      continue;
    }
    const text = withEdits(
      before,
      plan.edits.map(({ edit }) => edit),
    );
    t.equal(text, after, before);
    t.same(plan.advice, []);
    if (hasNix) t.match(await parseWithNix(text, { program: 'nix-instantiate' }), { status: 'valid' }, text);
    const again = await readModule({ path: 'x.nix', text });
    t.same(planOptions([again], wishes, again).edits, [], 'a second run has nothing to do');
  }
});

t.test('an option that only evaluating tells of', { skip: !hasNix && 'nix is not installed' }, async (t) => {
  const { path, remove: clean } = await temporaryFolder({
    '.git/x': '',
    'c.nix': '{ lib, ... }: { imports = map (n: ./. + "/${n}.nix") [ "a" ]; services.x.enable = false; }\n',
    'a.nix':
      '{ lib, ... }: { services.x.enable = lib.mkForce false; boot.kernelParams = [ "lockdown=confidentiality" ]; }\n',
  });
  t.teardown(clean);
  const patch = (change: NixosChange) =>
    patchConfiguration(
      join(path, 'c.nix'),
      { remedies: [], changes: [{ check: 'b', change, reason: 'Why.' }] },
      { nix: true, seconds: 60 },
    );
  await t.rejects(
    patch({ option: 'services.x.enable', set: true }),
    /services\.x\.enable does not become what is asked/,
  );
  t.match((await patch(add)).proof, /^Proved by nix.*: 1 other option become/);
});

t.test('a module of its own', async (t) => {
  const context = { host: 'h', date: new Date(0), version: '1' };
  const remedy = (change: NixosChange, check: string) => ({ check, change, reason: 'Why.', undo: 'Back.' });
  const options = [remedy(kernel, 'a'), remedy(kernel, 'b'), remedy(add, 'c'), remedy({ ...add, add: 'b' }, 'd')];
  const text = nixModule([], context, options);
  t.match(text, '{ pkgs, ... }:');
  t.match(
    text,
    /# a:\n {2}# Why\.\n {2}# Undo: Back\.\n {2}# b: Why\.+\n {2}boot\.kernelPackages = pkgs\.linuxPackages;/,
  );
  t.match(text, '  boot.kernelParams = [ "quiet" "b" ];');
  t.notMatch(text, 'boot.kernel.sysctl = {');
  if (hasNix) t.match(await parseWithNix(text, { program: 'nix-instantiate' }), { status: 'valid' });
  const other = remedy({ option: 'boot.kernelPackages', package: 'linuxPackages_6_12' }, 'e');
  t.throws(() => nixModule([], context, [...options, other]), /two checks disagree on boot\.kernelPackages/);
});

t.test('settings and options in one patch', async (t) => {
  const { path, remove: clean } = await temporaryFolder({
    '.git/x': '',
    'c.nix': '{ pkgs, ... }: { }\n',
    'm.nix': '{\n}\n',
  });
  t.teardown(clean);
  const asked = {
    remedies: [{ check: 'a', key: 'kernel.kptr_restrict', value: 0, reason: 'Why.' }],
    changes: [kernel, add, remove].map((change) => ({ check: 'b', change, reason: 'Why.' })),
  };
  const options = { nix: hasNix, seconds: 60 };
  const patched = await patchConfiguration(join(path, 'c.nix'), asked, options);
  t.match(patched.advice, [/Take "lockdown/]);
  if (hasNix)
    t.match(
      patched.proof,
      /^Proved by nix.*: 1 setting and 1 other option become what is asked for.* Proved by reading.*: 1 other option, which takes nixpkgs/,
    );
  await rewrite(patched.files);
  const text = await readFile(join(path, 'c.nix'), 'utf8');
  t.match(
    text,
    /sysctl = \{[\s\S]*boot\.kernelPackages = pkgs\.linuxPackages;[\s\S]*boot\.kernelParams = \[ "quiet" \];/,
  );
  t.equal((await patchConfiguration(join(path, 'c.nix'), asked, options)).diff, '', 'a second run has nothing to do');
  const context = { host: 'h', date: new Date(0), version: '1' };
  const request = { module: join(path, 'p.nix'), imports: join(path, 'm.nix'), asked, context };
  const included = await includeModule(request, options);
  t.match(included.diff, /^\+ {2}boot\.kernelPackages = pkgs\.linuxPackages;$/m);
  await rewrite(included.files);
  t.equal((await includeModule(request, options)).diff, '', 'a second run has nothing to do');
});
