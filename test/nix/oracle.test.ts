/** The oracle answers as NixOS does: nixpkgs lib/modules.nix, nixos/modules/config/sysctl.nix. */
import { join } from 'node:path';
import t from 'tap';
import { evaluateModules, oracleNeeds } from '../lab/oracle.ts';
import { onlyWhere } from '../support/needs.ts';

const key = 'boot.kernel.sysctl."kernel.kptr_restrict"';
const modules = {
  zero: `{ ${key} = 0; }`,
  same: `{ ${key} = 0; }`,
  two: `{ ${key} = 2; }`,
  force: `{ lib, ... }: { ${key} = lib.mkForce 0; }`,
  default: `{ lib, ... }: { ${key} = lib.mkDefault 0; }`,
  forceAll: '{ lib, ... }: { boot.kernel.sysctl = lib.mkForce { "kernel.kptr_restrict" = 0; }; }',
  conditional: `{ lib, config, ... }: { config = lib.mkIf config.x.on { ${key} = 0; }; }`,
  on: '{ x.on = true; }',
  off: '{ x.on = false; }',
  imports: '{ imports = [ ./zero.nix ]; boot.kernel.sysctl.b = true; }',
  packages: `{ pkgs, ... }: { environment.systemPackages = with pkgs; [ git ]; ${key} = 0; }`,
  syntax: `{ ${key} = ; }`,
  unquoted: '{ boot.kernel.sysctl.kernel.kptr_restrict = 0; }',
  float: `{ ${key} = 0.5; }`,
  scan: `{ modulesPath, ... }: { imports = [ (modulesPath + "/installer/scan/not-detected.nix") ]; ${key} = 0; }`,
};

const cases: readonly (readonly [files: readonly string[], status: string, kptr?: number])[] = [
  [['zero'], 'merged', 0],
  [['off'], 'merged', 1],
  [['zero', 'two'], 'conflict'],
  [['zero', 'same'], 'conflict'],
  [['two', 'force'], 'merged', 0],
  [['two', 'forceAll'], 'merged', 0],
  [['default'], 'conflict'],
  [['conditional', 'on'], 'merged', 0],
  [['conditional', 'off'], 'merged', 1],
  [['imports'], 'merged', 0],
  [['packages'], 'merged', 0],
  [['scan'], 'merged', 0],
  [['syntax'], 'syntax'],
  [['unquoted'], 'error'],
  [['float'], 'error'],
];

t.test('the option oracle', onlyWhere(oracleNeeds()), async (t) => {
  const folder = t.testdir(Object.fromEntries(Object.entries(modules).map(([name, text]) => [`${name}.nix`, text])));
  for (const [files, status, kptr] of cases) {
    const result = await evaluateModules(files.map((name) => join(folder, `${name}.nix`)));
    const value = 'value' in result ? result.value['kernel.kptr_restrict'] : undefined;
    t.same([result.status, value], [status, kptr], files.join(' and '));
  }
  const bare = await evaluateModules([join(folder, 'imports.nix')], { defaults: false });
  t.same(bare, { status: 'merged', value: { b: true, 'kernel.kptr_restrict': 0 } }, 'without the defaults of nixpkgs');
});
