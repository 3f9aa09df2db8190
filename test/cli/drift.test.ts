// Declared, deployed, live: every row of the design's table on simulated hosts, and flakes through the real evaluator.
import { execFileSync } from 'node:child_process';
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

t.test('bad input', async (t) => {
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [['--declared', 'gone.json'], /gone\.json: cannot be read \(ENOENT\)/],
    [['--declared', 'list.json'], /no object of sysctls/],
    [['--declared', 'nested.json'], /"kernel" is neither/],
    [['--declared', 'broken.json'], /not JSON/],
    [['--declared', 'right.json', '--flake', '.#x'], /not both/],
    [['--specialisation', 'x'], /give --flake, too/],
  ];
  for (const [words, says] of table) {
    const { code, stdout, stderr } = await preflight(['drift', 'demo', ...words], at);
    t.equal(code, 2, words.join(' '));
    t.match(stderr, says);
    t.equal(stdout, '');
  }
});
