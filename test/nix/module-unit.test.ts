// nix/module.nix: the unit that it makes, the capabilities that the unit has, and what refuses a switch. Evaluated through a
// stand-in for the module system: test/nix/stand-in/evaluate.nix.
import { execFile } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import t from 'tap';
import type { FactsDocument } from '../../src/base/facts.ts';
import { evaluateNix, oracleNeeds } from '../lab/oracle.ts';
import { temporaryFolder } from '../support/files.ts';
import { findProgram, onlyWhere } from '../support/needs.ts';

interface Evaluated {
  readonly unknown: readonly string[];
  readonly options: readonly string[];
  readonly config: {
    readonly systemd?: {
      readonly services?: {
        readonly 'nixos-preflight'?: { readonly description: string; readonly serviceConfig: Record<string, unknown> };
      };
      readonly timers?: { readonly 'nixos-preflight'?: { readonly timerConfig: Record<string, unknown> } };
    };
    readonly system?: { readonly preSwitchChecks?: { readonly 'nixos-preflight'?: string } };
  };
}

const rootNeeds = process.geteuid?.() === 0 ? [] : ['root'];
const folder = await temporaryFolder({ 'bin/preflight': '' });
t.teardown(folder.remove);

async function evaluate(settings: string, target = folder.path): Promise<Evaluated> {
  const text = `import ${resolve('test/nix/stand-in/evaluate.nix')} {
    module = import ${resolve('nix/module.nix')};
    settings = ${settings};
    package = ${JSON.stringify(target)};
  }`;
  return (await evaluateNix(text)) as Evaluated;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, words: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(program, [...words], { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

const whole = `{
  enable = true;
  parameters = { alloy = "1.13.1"; note = "50% of $HOME; it's"; };
  strict = true;
  textfileDirectory = "/var/lib/node exporter";
  ntfyUrl = "https://ntfy.example/preflight";
  environmentFile = "/run/secrets/preflight";
  preSwitchCheck.enable = true;
}`;

t.test('every Nix file parses', onlyWhere(oracleNeeds()), async (t) => {
  const files = ['flake.nix', ...(await readdir('nix')).map((name) => join('nix', name))];
  for (const file of files.filter((name) => name.endsWith('.nix')))
    t.equal((await run('nix-instantiate', ['--parse', '--store', 'dummy://', file])).code, 0, file);
});

t.test('the unit', onlyWhere(oracleNeeds()), async (t) => {
  t.same((await evaluate('{ }')).config, {}, 'nothing without being enabled');
  const { config, unknown } = await evaluate(whole);
  t.same(unknown, [], 'every setting is an option');
  t.same((await evaluate('{ enabel = true; }')).unknown, ['enabel'], 'and another name is none');
  const service = config.systemd?.services?.['nixos-preflight']?.serviceConfig ?? {};
  t.equal(service.CapabilityBoundingSet, 'CAP_BPF CAP_PERFMON CAP_SETGID CAP_SETUID CAP_SYSLOG CAP_SYS_RESOURCE');
  t.match(service, { NoNewPrivileges: true, ProtectSystem: 'strict', EnvironmentFile: '/run/secrets/preflight' });
  t.match(service.ExecStart, /'--set' 'alloy=1\.13\.1'/);
  t.match(service.ExecStart, /'--set' 'note=50%% of \$\$HOME; it'\\''s'/, 'nothing that systemd would read for itself');
  t.match(service.ExecStart, /'textfile=\/var\/lib\/node exporter\/nixos-preflight\.prom'/);
  t.match(config.systemd?.timers?.['nixos-preflight']?.timerConfig, { OnCalendar: 'hourly', Persistent: true });
  const plain = (await evaluate('{ enable = true; }')).config.systemd?.services?.['nixos-preflight']?.serviceConfig;
  t.equal(plain?.RestrictAddressFamilies, 'AF_UNIX', 'no network where nobody is told');
  t.notOk(plain?.EnvironmentFile);
});

/** As nixpkgs writes a unit: nixos/lib/systemd-lib.nix. */
function unitText(description: string, service: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(service).map(([key, value]) => `${key}=${String(value)}`);
  return `[Unit]\nDescription=${description}\n\n[Service]\n${lines.join('\n')}\n`;
}

t.test('systemd takes the unit', onlyWhere(findProgram('systemd-analyze') ? oracleNeeds() : ['systemd']), async (t) => {
  await chmod(join(folder.path, 'bin/preflight'), 0o755);
  const { config } = await evaluate('{ enable = true; strict = true; ntfyUrl = "https://ntfy.example/preflight"; }');
  const { description = '', serviceConfig = {} } = config.systemd?.services?.['nixos-preflight'] ?? {};
  const unit = join(folder.path, 'nixos-preflight.service');
  await writeFile(unit, unitText(description, serviceConfig));
  const verified = await run('systemd-analyze', ['verify', '--man=no', unit]);
  t.equal(verified.code, 0, verified.stderr);
  t.notMatch(verified.stderr, /nixos-preflight\.service/, 'and has nothing to say of it');
  await writeFile(unit, unitText(description, { ...serviceConfig, ProtectSystem: 'strickt', Kind: 'x' }));
  t.match((await run('systemd-analyze', ['verify', '--man=no', unit])).stderr, /strickt/, 'it would say of a mistake');
});

t.test(
  'with the unit’s capabilities the probe sees what root sees',
  onlyWhere([...rootNeeds, ...(findProgram('setpriv') ? [] : ['util-linux'])]),
  async (t) => {
    const facts = async (before: readonly string[]): Promise<FactsDocument> => {
      const words = [...before, process.execPath, resolve('dist/preflight.js'), 'facts', 'local', '--quiet'];
      const { stdout, stderr } = await run(words[0] ?? '', words.slice(1));
      t.ok(stdout.startsWith('{'), stderr);
      return JSON.parse(stdout);
    };
    const bounded = '-all,+bpf,+perfmon,+setgid,+setuid,+syslog,+sys_resource';
    const [root, unit, less] = [
      await facts([]),
      await facts(['setpriv', '--bounding-set', bounded, '--inh-caps', '-all', '--no-new-privs']),
      await facts(['setpriv', '--bounding-set', '-all', '--inh-caps', '-all', '--no-new-privs']),
    ];
    // What a test of system calls found is the same but for what this machine's root cannot do either.
    t.same(unit.facts.active, root.facts.active);
    t.same(unit.facts.kallsyms, root.facts.kallsyms);
    // The one setting that needs CAP_SYS_ADMIN; where the kernel has it.
    const harden = '/sysctl/net.core.bpf_jit_harden/live';
    const others = ({ gaps }: FactsDocument) =>
      Object.keys(gaps)
        .filter((pointer) => pointer !== harden)
        .sort();
    t.same(others(unit), others(root));
    t.match(unit.gaps[harden]?.reason, /^(unreadable|missing)$/);
    t.notSame(less.facts.active, root.facts.active, 'without them it sees less');
  },
);

t.test('what refuses a switch', onlyWhere([...rootNeeds, ...oracleNeeds()]), async (t) => {
  const { config } = await evaluate('{ preSwitchCheck = { enable = true; timeout = 1; }; }');
  const fragment = config.system?.preSwitchChecks?.['nixos-preflight'] ?? '';
  await folder.write({ 'systems/old/init': '', 'systems/new/init': '' });
  // As nixpkgs runs a fragment, in a mount namespace with generations of its own: 7 is the newest and leads to `new`.
  const script = `mount -t tmpfs tmpfs /run && mkdir /run/current-system
mkdir -p /nix/var/nix/profiles 2>/dev/null
mount -t tmpfs tmpfs /nix/var/nix/profiles
ln -s ${folder.path}/systems/old /nix/var/nix/profiles/system-6-link
ln -s ${folder.path}/systems/new /nix/var/nix/profiles/system-7-link
set -- "$1"
(
${fragment}
)
`;
  await folder.write({ 'switch.sh': script });
  const attempt = async (fake: string, incoming: string) => {
    await writeFile(join(folder.path, 'bin/preflight'), `#!/bin/sh\n# A fake preflight.\n${fake}\n`, { mode: 0o755 });
    await chmod(join(folder.path, 'bin/preflight'), 0o755);
    return run('unshare', ['--mount', 'bash', join(folder.path, 'switch.sh'), incoming]);
  };
  const at = (name: string) => join(folder.path, 'systems', name);
  // what preflight does, the system that is switched to, whether the switch goes on, what is said
  const table: readonly (readonly [string, string, boolean, RegExp])[] = [
    ['exit 0', at('new'), true, /^$/],
    ['exit 1', at('new'), false, /the switch is refused.*NIXOS_NO_CHECK=1/],
    ['exit 1', at('untracked'), false, /the switch is refused/],
    ['exit 1', at('old'), true, /going back is not refused/],
    ['exit 2', at('new'), true, /could not judge the system \(exit 2\), the switch goes on/],
    ['exit 3', at('new'), true, /\(exit 3\)/],
    ['exit 4', at('new'), true, /\(exit 4\)/],
    ['kill -SEGV $$', at('new'), true, /\(exit 139\)/],
    ['sleep 30', at('new'), true, /\(exit 124\)/],
    ['exit 1', '', true, /nothing to compare/],
  ];
  for (const [fake, incoming, goesOn, says] of table) {
    const { code, stderr } = await attempt(fake, incoming);
    t.equal(code === 0, goesOn, `${fake}, ${incoming}: ${stderr}`);
    t.match(stderr.trim(), says);
  }
  const words = await attempt(`echo "$*" >&2; exit 0`, at('new'));
  t.equal(words.stderr.trim(), `check local --quiet --closure ${at('new')} --pack profiling`);
});
