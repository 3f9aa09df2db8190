/** Every simulated host, through both transports, as a person would check it. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/generated/report-types.ts';
import { kubeconfig, listsOf, startFakeKubernetes } from '../fakes/kubernetes.ts';
import { startFakePyroscope } from '../fakes/pyroscope.ts';
import { labNeeds, startLab } from '../lab/lab.ts';
import { missing, onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

interface Expected {
  readonly code: number;
  readonly verdict: Report['verdict'];
  /** Blockers that fail. */
  readonly failed?: readonly string[];
  readonly error?: string;
  readonly sudo?: boolean;
}

const policy = ['sysctl.kptr-restrict', 'sysctl.perf-event-paranoid'];
const table: Record<string, Expected> = {
  'ringtail-blocked': { code: 1, verdict: 'blocked', failed: policy, sudo: true },
  'ringtail-ready': { code: 0, verdict: 'ready', failed: [], sudo: true },
  'ringtail-drift': { code: 0, verdict: 'ready', failed: [], sudo: true },
  'ringtail-undeployed': { code: 1, verdict: 'blocked', failed: policy, sudo: true },
  hardened: { code: 1, verdict: 'blocked', sudo: true },
  minimal: { code: 0, verdict: 'ready', failed: [], sudo: true },
  nosudo: { code: 1, verdict: 'blocked', failed: policy, sudo: false },
  'sudo-password': { code: 1, verdict: 'blocked', failed: policy, sudo: false },
  garbage: { code: 0, verdict: 'ready', failed: [], sudo: true },
  slow: { code: 0, verdict: 'ready', failed: [], sudo: true },
  hang: { code: 3, verdict: 'undetermined', error: 'timeout' },
  half: { code: 3, verdict: 'undetermined', error: 'disconnected' },
  'hostkey-changed': { code: 3, verdict: 'undetermined', error: 'untrusted' },
  flood: { code: 3, verdict: 'undetermined', error: 'output' },
};

t.test('simulated hosts', onlyWhere(await labNeeds()), async (t) => {
  const healthy = join(import.meta.dirname, '../host/fixtures/kubernetes/healthy');
  const cluster = await startFakeKubernetes({ lists: listsOf(healthy) });
  t.teardown(cluster.stop);
  const k3s = kubeconfig('ringtail', cluster.url, { current: true });
  const without = missing('kubectl');
  const lab = await startLab(Object.keys(table), without.length > 0 ? {} : { k3s });
  const folder = await mkdtemp(join(tmpdir(), 'preflight-hosts-'));
  t.teardown(async () => {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const reach = ['--ssh-config', lab.sshConfig, '--alloy-version', '1.13.1', '--timeout', '6'];
  const judge = async (
    host: string,
    ...more: string[]
  ): Promise<{ code: number | null; report: Report; stderr: string }> => {
    const { code, stdout, stderr } = await preflight(['check', host, ...reach, '--format', 'json', ...more]);
    return { code, report: JSON.parse(stdout), stderr };
  };

  for (const transport of ['ssh2', 'openssh']) {
    for (const [host, expected] of Object.entries(table)) {
      t.test(`${host} over ${transport}`, async (t) => {
        const { code, report, stderr } = await judge(host, '--transport', transport);
        t.equal(code, expected.code, `exit code; ${stderr}`);
        t.equal(report.verdict, expected.verdict);
        const [target] = report.targets;
        t.equal(target?.error?.kind, expected.error, target?.error?.message ?? 'no error');
        const failed = report.findings.filter(({ severity, status }) => severity === 'blocker' && status === 'fail');
        if (expected.failed) t.same(failed.map(({ check }) => check).sort(), expected.failed);
        const unknown = report.findings.filter(
          ({ severity, status }) => severity === 'blocker' && status === 'unknown',
        );
        t.same(
          unknown.map(({ check, message }) => `${check}: ${message}`),
          [],
          'no blocker is unknown',
        );
        if (expected.sudo !== undefined) t.equal(target?.sudo, expected.sudo);
        if (expected.sudo === false) t.match(target?.notes?.join(' '), /ordinary user/);
        if (!expected.error && transport === 'ssh2') t.match(target?.hostKey, /^SHA256:/);
      });
    }
  }

  t.test('hardened fails on both axes', async (t) => {
    const { report } = await judge('hardened');
    t.ok(report.summary.policy.blocker.fail > 0);
    t.ok(report.summary.function.blocker.fail > 0);
    t.equal(
      (await judge('ringtail-blocked', '--axis', 'function')).code,
      0,
      'the profiler itself would work on ringtail',
    );
  });

  t.test('drift is a warning that says when the value is lost', async (t) => {
    const { report } = await judge('ringtail-drift');
    const drift = report.findings.filter(({ severity, status }) => severity === 'warning' && status === 'fail');
    t.match(drift.map(({ message, title, why }) => `${title} ${message} ${why}`).join(' '), /next boot/);
    t.equal((await judge('ringtail-drift', '--strict')).code, 1, '--strict makes it block');
  });

  t.test('several hosts: the trouble of one leaves the others their results', async (t) => {
    const { code, stdout } = await preflight([
      'check',
      'ringtail-ready',
      'hostkey-changed',
      'minimal',
      ...reach,
      '--format',
      'json',
    ]);
    const report: Report = JSON.parse(stdout);
    t.equal(code, 3);
    t.same(
      report.targets.map(({ name, verdict }) => [name, verdict]),
      [
        ['ringtail-ready', 'ready'],
        ['hostkey-changed', 'undetermined'],
        ['minimal', 'ready'],
      ],
    );
    t.equal(
      (await preflight(['check', 'ringtail-blocked', 'hostkey-changed', ...reach])).code,
      1,
      'blocked comes before undetermined',
    );
  });

  t.test('facts are saved, judged offline, and age', async (t) => {
    const file = join(folder, 'facts.json');
    const saved = await preflight(['facts', 'ringtail-blocked', ...reach.slice(0, 2), '-o', file]);
    t.equal(saved.code, 0, saved.stderr);
    const offline = await preflight(['check', '--facts', file, '--format', 'json', '--alloy-version', '1.13.1']);
    t.equal(offline.code, 1, offline.stderr);
    const live = await judge('ringtail-blocked');
    const statuses = (report: Report) => report.findings.map(({ check, status }) => [check, status]);
    t.same(statuses(JSON.parse(offline.stdout)), statuses(live.report), 'the same findings as live');
    const old = JSON.parse(await readFile(file, 'utf8'));
    const ready = join(folder, 'old.json');
    await writeFile(ready, JSON.stringify({ ...old, collectedAt: '2020-01-01T00:00:00Z' }));
    const aged = await preflight([
      'check',
      '--facts',
      ready,
      '--max-age',
      '24h',
      '--axis',
      'function',
      '--format',
      'json',
    ]);
    t.equal(aged.code, 3, 'too old to judge');
    t.match(JSON.parse(aged.stdout).targets[0].notes.join(' '), /old/);
  });

  t.test('the module that mends a blocked host', async (t) => {
    const file = join(folder, 'profiling.nix');
    const written = await preflight(['nix', 'ringtail-blocked', ...reach, '-o', file]);
    t.equal(written.code, 0, written.stderr);
    const module = await readFile(file, 'utf8');
    t.match(module, /"kernel\.kptr_restrict" = 0;/);
    t.match(module, /"kernel\.perf_event_paranoid" = 1;/);
    t.equal(
      (await preflight(['nix', 'ringtail-blocked', ...reach, '-o', file])).code,
      0,
      'its own module may be written again',
    );
    const nothing = await preflight(['nix', 'ringtail-ready', ...reach]);
    t.equal(nothing.code, 0);
    t.equal(nothing.stdout, '', 'nothing to mend, no module');
    t.match(nothing.stderr, /no module/);
    const declared = await preflight(['nix', 'ringtail-undeployed', ...reach]);
    t.equal(declared.code, 0);
    t.equal(declared.stdout, '', 'what is declared already is not declared twice');
    t.match(declared.stderr, /declared by the deployed generation already: run `nixos-rebuild switch`/);
    t.equal((await preflight(['nix', 'hang', ...reach])).code, 3, 'a host that was not judged');
  });

  t.test('the README’s commands run as written', async (t) => {
    const pyroscope = await startFakePyroscope();
    t.teardown(pyroscope.stop);
    const config = join(folder, 'config');
    const written = await readFile(lab.sshConfig, 'utf8');
    await writeFile(config, written.replace('Host ringtail-blocked\n', 'Host ringtail ringtail-blocked HOST\n'));
    await preflight(['facts', 'ringtail', '--ssh-config', config, '-o', join(folder, 'f.json')]);
    const readme = await readFile('README.md', 'utf8');
    await mkdir(join(folder, 'deploy/alloy'), { recursive: true });
    for (const name of ['config.alloy', 'deploy/alloy/config.alloy']) {
      await writeFile(join(folder, name), 'logging {\n  level = "info"\n}\n');
    }
    const files = {
      'result/nixos-version': '25.11\n',
      'result/system': 'x86_64-linux\n',
      'result/kernel-modules/lib/modules/6.12.58/modules.order': '',
      'result/etc/os-release': 'ID=nixos\nVERSION_ID="25.11"\n',
      'result/etc/sysctl.d/60-nixos.conf': 'kernel.kptr_restrict=0\nkernel.perf_event_paranoid=1\n',
      'F/flake.nix': '{ outputs = _: { nixosConfigurations.HOST.config.boot.kernel.sysctl = { }; }; }\n',
      'flake.nix':
        '{ outputs = { nixpkgs, ... }: { nixosConfigurations.HOST = nixpkgs.lib.nixosSystem { modules = [ ./FILE ]; }; }; }\n',
      FILE: '{ ... }:\n{\n  boot.kernel.sysctl = { };\n}\n',
      'nixos/flake.nix':
        '{ outputs = _: { nixosConfigurations.ringtail.config.boot.kernel.sysctl = { "kernel.kptr_restrict" = 0; "kernel.perf_event_paranoid" = 1; }; }; }\n',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const saved = await preflight(['validate', 'config.alloy', '--format', 'json'], { cwd: folder });
    for (const name of ['before.json', 'after.json']) await writeFile(join(folder, name), saved.stdout);
    const git = (...words: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { stdio: 'ignore' });
    git('init', '--initial-branch', 'main');
    git('add', 'deploy', 'config.alloy', 'flake.nix', 'FILE', 'nixos');
    git('commit', '--message', 'What is there');
    for (const branch of ['BRANCH', 'preserve/pyroscope-profiling/pr-313']) {
      git('checkout', '-b', branch, 'main');
      git('commit', '--allow-empty', '--message', 'A change');
    }
    git('checkout', 'main');
    const home = join(folder, 'home');
    await mkdir(home);
    await writeFile(join(home, 'kubeconfig'), k3s);
    const env = {
      KUBECONFIG: join(home, 'kubeconfig'),
      HOME: home,
      NIX_CONF_DIR: home,
      NIX_STORE_DIR: `${home}/store`,
      NIX_STATE_DIR: `${home}/state`,
    };
    const shown = [...readme.matchAll(/^(?:\$ |\| `)preflight ([^`\n]+)/gm)].map(([, line = '']) =>
      line.replace(/FILE\\\|DIR…?/, 'config.alloy'),
    );
    t.ok(shown.length >= 10);
    const project = /```yaml\n(version: 1\n[^`]*)```/.exec(readme)?.[1] ?? '';
    for (const line of shown) {
      if (line.includes('--pack platform') && without.length > 0) {
        t.comment(`left out, for there is no kubectl: preflight ${line}`);
        continue;
      }
      const ofServices = /--pack (?:stack|after-rollout)/.test(line);
      if (ofServices)
        await writeFile(
          join(folder, 'preflight.yaml'),
          `version: 1\nservices: [{ name: profiles, kind: pyroscope, url: "${pyroscope.url}" }]\n`,
        );
      // `preflight init` writes one of its own.
      if (line.startsWith('gate')) await writeFile(join(folder, 'preflight.yaml'), project);
      const words = line
        .replace(/\[[^\]]*\]/g, '')
        .split(' ')
        .filter(Boolean);
      const reaches = ['check', 'facts', 'nix', 'drift', 'gate'].includes(words[0] ?? '') && !words.includes('--facts');
      const { code, stderr } = await preflight([...words, ...(reaches ? ['--ssh-config', config] : [])], {
        cwd: folder,
        env: { ...env, NIX_LOG_DIR: `${home}/log` },
      });
      t.ok(
        code === 0 || (code === 1 && ['check', 'drift', 'gate'].includes(words[0] ?? '')),
        `preflight ${line}: ${code} ${stderr}`,
      );
      if (ofServices) await rm(join(folder, 'preflight.yaml'));
    }
  });

  t.test('Ctrl-C ends a run with 3, says so, and leaves no process behind', async (t) => {
    for (const transport of ['ssh2', 'openssh']) {
      let pid = 0;
      let asked = false;
      const run = preflight(['check', 'hang', ...reach.slice(0, 2), '--timeout', '60', '--transport', transport], {
        started: (started) => {
          pid = started;
        },
        heard: (stderr) => {
          if (asked || !stderr.includes('hang: connecting')) return;
          asked = true;
          setTimeout(() => process.kill(pid, 'SIGINT'), 500);
        },
      });
      const { code, stdout } = await run;
      t.equal(code, 3, transport);
      t.match(stdout, /interrupted/, transport);
      t.same(await childrenOf(pid), [], `${transport}: no ssh is left`);
    }
  });

  t.test('Ctrl-C keeps the results of the hosts that had answered', async (t) => {
    const { code, stdout } = await preflight(
      ['check', 'ringtail-ready', 'hang', ...reach.slice(0, 4), '--timeout', '60', '--format', 'json'],
      {
        interruptWhen: (stderr) =>
          stderr.includes('ringtail-ready: facts collected') && stderr.includes('hang: connecting'),
      },
    );
    t.equal(code, 3);
    t.same(
      JSON.parse(stdout).targets.map(({ name, verdict, error }: Report['targets'][number]) => [
        name,
        verdict,
        error?.kind,
      ]),
      [
        ['ringtail-ready', 'ready', undefined],
        ['hang', 'undetermined', 'disconnected'],
      ],
    );
  });

  t.test('a key that is not known is refused, remembered with --accept-new, and then insisted on', async (t) => {
    const known = join(folder, 'known_hosts');
    const error = async (host: string, ...more: string[]) =>
      (await judge(host, '--known-hosts', known, ...more)).report.targets[0]?.error;
    await writeFile(known, '');
    t.match(await error('ringtail-ready'), { kind: 'untrusted', message: /^ringtail-ready: .*--accept-new/ });
    t.equal(await readFile(known, 'utf8'), '', 'nothing is remembered unasked');
    t.equal(await error('ringtail-ready', '--accept-new'), undefined);
    t.equal(await error('ringtail-ready'), undefined);
    const changed = (await judge('hostkey-changed', '--accept-new')).report.targets[0]?.error;
    t.match(changed, { kind: 'untrusted', message: /^hostkey-changed: / });
  });

  t.test('a name that nobody knows and a port where nobody listens', async (t) => {
    const { code, stdout } = await preflight([
      'check',
      'nobody.invalid',
      '127.0.0.1:1',
      '--ssh-config',
      '/dev/null',
      '--format',
      'json',
    ]);
    t.equal(code, 3);
    t.match(JSON.parse(stdout).targets, [
      { error: { kind: 'unresolved', message: /^nobody\.invalid: / } },
      { error: { kind: 'refused', message: /^127\.0\.0\.1:1: .* port 1 cannot be reached/ } },
    ]);
  });

  t.test('the demo’s recording is what the live probe says', async (t) => {
    const shape = async (host: string) => {
      const { stdout } = await preflight(['facts', host, '--ssh-config', lab.sshConfig]);
      const { facts, gaps } = JSON.parse(stdout);
      return [...new Set([...keysOf(facts, ''), ...Object.keys(gaps).map((gap) => `${gap} gap`)])].map((key) =>
        key.replace(/ gap$/, ''),
      );
    };
    const [demo, live] = await Promise.all([shape('demo'), shape('ringtail-blocked')]);
    const top = (keys: readonly string[]) =>
      [...new Set(keys.map((key) => key.split('/').slice(1, 3).join('/')))].sort();
    t.same(top(demo), top(live), 'the same facts and gaps, two levels deep');
  });
});

async function childrenOf(pid: number): Promise<string[]> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], (_error, stdout) =>
      resolve(stdout.split('\n').filter(Boolean)),
    );
  });
}

function* keysOf(value: unknown, at: string): Generator<string> {
  yield at;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
  for (const [key, member] of Object.entries(value)) yield* keysOf(member, `${at}/${key}`);
}
