// Declared, deployed, live: every row of the design's table on simulated hosts, and flakes through the real evaluator.
import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/generated/report-types.ts';
import validReport from '../../src/generated/report-validator.js';
import { labNeeds, startLab } from '../lab/lab.ts';
import { temporaryFolder } from '../support/files.ts';
import { findProgram, onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const right = '{"kernel.kptr_restrict": false, "kernel.perf_event_paranoid": 1, "vm.overcommit_memory": null}';
const flake = `{
  outputs = { self }: {
    nixosConfigurations.ringtail = {
      config = {
        boot.kernel.sysctl = { "kernel.kptr_restrict" = 0; "kernel.perf_event_paranoid" = 1; };
        specialisation.gaming.configuration.boot.kernel.sysctl."kernel.kptr_restrict" = 2;
      };
      options.boot.kernel.sysctl.definitionsWithLocations = [
        { file = "/etc/nixos/profiling.nix"; value."kernel.kptr_restrict" = 0; }
      ];
    };
    nixosConfigurations.nested.config.boot.kernel.sysctl.kernel.kptr_restrict = 0;
    nixosConfigurations.loop = let a = a; in a;
    nixosConfigurations.fetching.config = import (builtins.fetchTarball "https://example.invalid/x.tar.gz");
    nixosConfigurations.thrown.config.boot.kernel.sysctl = throw "no such thing \\e[31m";
  };
}
`;
const folder = await temporaryFolder({
  'right.json': right,
  'none.json': '{}',
  'list.json': '[]',
  'nested.json': '{"kernel": {"kptr_restrict": 0}}',
  'broken.json': '{"kernel.kptr_restrict": 0',
  'flake/host a/flake.nix': flake,
  'broken/flake.nix': '{ outputs = { self }: {',
  'empty/readme': '',
});
t.teardown(folder.remove);
const at = { cwd: folder.path };
const rowOf = (report: Report, key: string) => report.targets[0]?.drift?.find((row) => row.key === key);

t.test('every row of the table', onlyWhere(await labNeeds()), async (t) => {
  const lab = await startLab(['ringtail-ready', 'ringtail-drift', 'ringtail-undeployed', 'ringtail-blocked']);
  t.teardown(lab.stop);
  // host, declared, exit code, state of kernel.kptr_restrict, what the advice says
  const table: readonly (readonly [string, string, number, string, RegExp])[] = [
    ['ringtail-ready', 'right.json', 0, 'agrees', /Nothing to do/],
    ['ringtail-drift', 'none.json', 0, 'by-hand', /set by hand and is lost at the next boot\. Declare/],
    ['ringtail-ready', 'none.json', 1, 'lost-at-switch', /The next switch loses it: the configuration says 1/],
    ['ringtail-blocked', 'right.json', 1, 'not-switched', /nixos-rebuild switch/],
    ['ringtail-drift', 'right.json', 0, 'by-hand-not-switched', /not switched to yet; 0 was set by hand/],
    ['ringtail-undeployed', 'right.json', 1, 'overridden', /60-nixos\.conf:\d+ sets 0, and 1 is live/],
    ['ringtail-blocked', 'none.json', 1, 'wrong', /Declare kernel\.kptr_restrict = 0/],
  ];
  for (const [host, declared, code, state, advice] of table) {
    const words = ['drift', host, '--ssh-config', lab.sshConfig, '--declared', declared, '--format', 'json'];
    const result = await preflight(words, at);
    t.equal(result.code, code, `${host}, ${declared}: ${result.stderr}`);
    const report: Report = JSON.parse(result.stdout);
    t.ok(validReport(report), JSON.stringify(validReport.errors));
    const row = rowOf(report, 'kernel.kptr_restrict');
    t.equal(row?.state, state, `${host}, ${declared}`);
    t.match(row?.advice, advice);
  }
  const { code, stdout } = await preflight(['drift', 'ringtail-blocked', '--ssh-config', lab.sshConfig, '-q'], at);
  t.equal(code, 1);
  t.match(stdout, /wanted {2}declared {2}deployed {2}next boot {2}live\n {2}kernel\.kptr_restrict +0 +\? +1 +1 +1\n/);
  t.match(stdout, /was not asked[\s\S]*BLOCKED {2}\d of \d settings differ/);
});

t.test('flakes', onlyWhere(findProgram('nix') && findProgram('git') ? [] : ['nix-bin']), async (t) => {
  const home = join(folder.path, 'home');
  await folder.write({ 'home/keep': '' });
  execFileSync('git', ['init', '-q', join(folder.path, 'flake')]);
  execFileSync('git', ['-C', join(folder.path, 'flake'), 'add', '-A']);
  execFileSync('git', ['init', '-q', join(folder.path, 'broken')]);
  execFileSync('git', ['-C', join(folder.path, 'broken'), 'add', '-A']);
  const env = {
    HOME: home,
    NIX_CONF_DIR: home,
    NIX_STORE_DIR: join(home, 'store'),
    NIX_STATE_DIR: join(home, 'state'),
    NIX_LOG_DIR: join(home, 'log'),
  };
  const { stdout: facts } = await preflight(['facts', 'demo', '-q'], at);
  await folder.write({ 'demo.json': facts });
  const run = (...words: string[]) => preflight(['drift', '--facts', 'demo.json', ...words], { ...at, env });

  const { code, stdout } = await run('--flake', './flake/host a#ringtail', '--format', 'json');
  t.equal(code, 1);
  const report: Report = JSON.parse(stdout);
  t.match(rowOf(report, 'kernel.kptr_restrict'), {
    state: 'not-switched',
    declared: { value: 0, file: '/etc/nixos/profiling.nix' },
  });
  t.match(report.targets[0]?.notes?.join('\n'), /specialisations gaming; the system itself was judged/);
  const gaming = await run('--flake', './flake/host a#ringtail', '--specialisation', 'gaming', '--format', 'json');
  t.match(rowOf(JSON.parse(gaming.stdout), 'kernel.kptr_restrict'), { state: 'wrong', declared: { value: 2 } });

  // flake, exit code, what is said
  const table: readonly (readonly [string, number, RegExp])[] = [
    ['./flake/host a#none', 1, /the flake has no nixosConfigurations\.none/],
    ['./flake/host a#loop', 1, /infinite recursion encountered at host a\/flake\.nix:13:40/],
    ['./flake/host a#nested', 1, /its key must be quoted/],
    ['./flake/host a#fetching', 1, /requires a 'sha256' argument/],
    ['./flake/host a#thrown', 1, /no such thing/],
    ['./broken#x', 1, /syntax error, unexpected end of file/],
    ['./empty#x', 2, /holds no flake\.nix/],
    ['./none#x', 2, /ENOENT/],
    ['./flake/host a', 2, /name the host, too/],
    ['github:a/b#x', 2, /nothing is fetched/],
    ['git+ssh.v-1:a/b#x', 2, /nothing is fetched/],
    ['./flake/host a#x"; y', 2, /is no name of a host/],
  ];
  for (const [reference, wanted, says] of table) {
    const result = await run('--flake', reference);
    t.equal(result.code, wanted, `${reference}: ${result.stdout} ${result.stderr}`);
    t.match((wanted === 2 ? result.stderr : result.stdout).replace(/\s+/g, ' '), says);
    t.notMatch(result.stdout, /\x1b/);
  }
  const slow = await run('--flake', './flake/host a#ringtail', '--eval-timeout', '0.001');
  t.match(slow.stdout.replace(/\s+/g, ' '), /took longer than/);
});

const host = {
  'host/flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  outputs = { self, nixpkgs }: {
    nixosConfigurations.other = nixpkgs.lib.nixosSystem { modules = [ ./other.nix ]; };
    nixosConfigurations.ringtail = nixpkgs.lib.nixosSystem { modules = [ ./host/configuration.nix { a = 1; } ]; };
  };
}
`,
  'host/host/configuration.nix': `{ pkgs, lib, ... }:
{
  imports = [ ./profiling.nix ];
  environment.systemPackages = [ pkgs.git ];
  boot.kernel.sysctl."kernel.perf_event_paranoid" = lib.mkForce 1;
}
`,
  'host/host/profiling.nix': `{
  boot.kernel.sysctl = { "kernel.kptr_restrict" = 0; "kernel.perf_event_paranoid" = 3; };
}
`,
  'host/twice.nix': `{ imports = [ ./host/profiling.nix ]; boot.kernel.sysctl."kernel.kptr_restrict" = 0; }\n`,
  'host/nested.nix': '{ boot.kernel.sysctl.kernel.kptr_restrict = 0; }\n',
  'host/computed.nix': '{ config, ... }: { boot.kernel.sysctl."kernel.kptr_restrict" = if config.x then 0 else 1; }\n',
  'host/broken.nix': '{ boot.kernel.sysctl = {;\n',
  'host/peeking.nix': '{ boot.kernel.sysctl."kernel.kptr_restrict" = builtins.readFile /etc/hostname; }\n',
};

/** A PATH with node and git alone. */
async function withoutNix(): Promise<string> {
  const bin = join(folder.path, 'bin');
  await mkdir(bin, { recursive: true });
  for (const name of ['git', 'node']) {
    const program = name === 'node' ? process.execPath : findProgram(name);
    if (program) await symlink(program, join(bin, name)).catch(() => {});
  }
  return bin;
}

t.test('a flake that cannot be evaluated here', onlyWhere(findProgram('nix') ? [] : ['nix-bin']), async (t) => {
  await folder.write(host);
  const bin = await withoutNix();
  const { stdout: facts } = await preflight(['facts', 'demo', '-q'], at);
  await folder.write({ 'demo.json': facts });
  const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    preflight(['drift', '--facts', 'demo.json', '--format', 'json', ...words], { ...at, env });
  // words, environment, which way the values were found
  const table: readonly (readonly [readonly string[], Readonly<Record<string, string>>, RegExp])[] = [
    [['--flake', './host#ringtail'], {}, /merged by nix through a stand-in.*so its modules were read instead/s],
    [['--configuration', 'host/host/configuration.nix'], {}, /merged by nix through a stand-in/],
    [['--configuration', 'host/host/configuration.nix'], { PATH: bin }, /read without evaluating/],
    [['--flake', './host#ringtail'], { PATH: bin }, /read without evaluating/],
  ];
  for (const [words, env, way] of table) {
    const { code, stdout, stderr } = await run(words, env);
    t.equal(code, 1, stderr);
    const report: Report = JSON.parse(stdout);
    t.match(report.targets[0]?.notes?.join('\n'), way);
    t.match(rowOf(report, 'kernel.kptr_restrict'), { state: 'not-switched', declared: { value: 0 } });
    t.match(rowOf(report, 'kernel.perf_event_paranoid')?.declared, { value: 1, file: /configuration\.nix$/ });
  }
  const computed = await run(['--configuration', 'host/computed.nix'], { PATH: bin });
  t.match(rowOf(JSON.parse(computed.stdout), 'kernel.kptr_restrict')?.declared, { gap: /computed, in computed\.nix/ });
  const peeking = await run(['--configuration', 'host/peeking.nix']);
  t.match(JSON.parse(peeking.stdout).targets[0].notes.join('\n'), /restricted|forbidden/, 'no file outside is read');
});

t.test('what each setting becomes', onlyWhere(findProgram('nix') ? [] : ['nix-bin']), async (t) => {
  await folder.write(host);
  const bin = await withoutNix();
  const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    preflight(['nix', '--verify', ...words], { ...at, env });
  // words, environment, exit code, what is said
  const table: readonly (readonly [readonly string[], Readonly<Record<string, string>>, number, RegExp])[] = [
    [
      ['host/host/configuration.nix'],
      {},
      0,
      /paranoid = 1\n.*configuration\.nix +1 +mkForce \(50\)\n.*profiling\.nix +3 +plain/,
    ],
    [
      ['host/host/configuration.nix'],
      { PATH: bin },
      0,
      /without evaluating[\s\S]*paranoid = 1\n.*configuration\.nix:5 +1 +mkForce/,
    ],
    [['host/twice.nix'], {}, 1, /kptr_restrict: defined several times with the same strength/],
    [['host/twice.nix'], { PATH: bin }, 1, /kptr_restrict: defined several times/],
    [['host/computed.nix'], { PATH: bin }, 3, /kptr_restrict = not known/],
    [['host/nested.nix'], {}, 1, /^kernel: no value of a sysctl, which NixOS refuses/m],
    [['host/nested.nix'], { PATH: bin }, 1, /must be quoted/],
    [['host/broken.nix'], {}, 2, /broken\.nix:1:25: /],
    [['none.nix'], {}, 2, /none\.nix: cannot be read/],
    [[], {}, 2, /Name the files to verify/],
    [
      ['--flake', './host#ringtail'],
      {},
      0,
      /stand-in[\s\S]*nothing is fetched[\s\S]*so its modules were taken instead[\s\S]*paranoid = 1\n/,
    ],
    [
      ['--flake', './host#ringtail'],
      { PATH: bin },
      0,
      /without evaluating[\s\S]*so its modules were taken instead[\s\S]*paranoid = 1\n/,
    ],
    [['--flake', './host#another'], {}, 3, /nothing is fetched/],
  ];
  for (const [words, env, code, says] of table) {
    const result = await run(words, env);
    t.equal(result.code, code, `${words.join(' ')}: ${result.stdout}${result.stderr}`);
    t.match(result.stdout + result.stderr, says);
  }
});

t.test('bad input', async (t) => {
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [['--declared', 'gone.json'], /gone\.json: cannot be read \(ENOENT\)/],
    [['--declared', 'list.json'], /no object of sysctls/],
    [['--declared', 'nested.json'], /"kernel" is neither/],
    [['--declared', 'broken.json'], /not JSON/],
    [['--declared', 'right.json', '--flake', '.#x'], /come from one place/],
    [['--specialisation', 'x'], /give --flake, too/],
  ];
  for (const [words, says] of table) {
    const { code, stdout, stderr } = await preflight(['drift', 'demo', ...words], at);
    t.equal(code, 2, words.join(' '));
    t.match(stderr, says);
    t.equal(stdout, '');
  }
});
