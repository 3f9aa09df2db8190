/** Every profile behaves as it says, seen through the ssh command. */
import { spawn } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { onlyWhere } from '../support/needs.ts';
import { type Expected, type LabHost, labNeeds, startLab } from './lab.ts';

const odd = ['garbage', 'slow', 'hang', 'half', 'flood', 'hostkey-changed'];
const plain = [
  'ringtail-blocked',
  'ringtail-ready',
  'ringtail-drift',
  'ringtail-undeployed',
  'hardened',
  'minimal',
  'perl',
  'nosudo',
  'sudo-password',
];

const look = `cd /proc/sys/kernel; cat kptr_restrict perf_event_paranoid unprivileged_bpf_disabled osrelease; uname -r
head -n 1 /proc/kallsyms | cut -c1-16; grep -E 'kptr|paranoid' /run/current-system/etc/sysctl.d/60-nixos.conf
cat /sys/kernel/security/lockdown; test -e /sys/kernel/btf/vmlinux && echo btf; test -r /proc/config.gz && echo config
test -d /sys/kernel/tracing && echo tracefs; ls /bin /usr/bin | tr '\\n' ' '; grep '^ID=' /etc/os-release
for g in current booted; do readlink -f /run/$g-system/kernel-modules; done | uniq | wc -l
grep -cwE 'trace_call_bpf|bpf_trace_run1|copy_from_user_nofault' /proc/kallsyms; grep -c tracefs /proc/filesystems`;

const addresses = { addresses: 'ffffffff81000000', zeros: '0'.repeat(16) };

function seen(expected: Expected): string[] {
  const { live, declared, lockdown } = expected;
  return [
    ...['kptr_restrict', 'perf_event_paranoid', 'unprivileged_bpf_disabled'].map((key) => `${live[`kernel.${key}`]}`),
    expected.kernel,
    expected.kernel,
    addresses[expected.kallsyms.user],
    ...Object.keys(declared)
      .filter((key) => key.startsWith('kernel.'))
      .sort()
      .map((key) => `${key}=${declared[key]}`),
    ['none', 'integrity', 'confidentiality'].map((state) => (state === lockdown ? `[${state}]` : state)).join(' '),
    ...(expected.btf ? ['btf'] : []),
    ...(expected.configGz ? ['config'] : []),
    ...(expected.tracefs ? ['tracefs'] : []),
    '/bin: sh  /usr/bin: env ID=nixos',
    expected.rebootPending ? '2' : '1',
    '3',
    '1',
  ];
}

t.test('simulated hosts', onlyWhere(await labNeeds()), async (t) => {
  const lab = await startLab([...plain, ...odd], { slowMs: 400 });
  t.teardown(lab.stop);
  const ssh = (host: string, command: string, options: readonly string[] = [], input = '') =>
    start('ssh', ['-F', lab.sshConfig, ...options, host, command], input);
  const one = (name: string): LabHost => {
    const host = lab.hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  };

  for (const name of plain) {
    t.test(name, async (t) => {
      const { expected } = one(name);
      const facts = await ssh(name, 'sh -s', [], look);
      t.same(facts.stdout.trimEnd().split('\n'), seen(expected), facts.stderr);
      const root = await ssh(name, 'sudo -n head -n 1 /proc/kallsyms');
      const wanted = expected.sudo === 'nopasswd' ? addresses[expected.kallsyms.root] : '';
      t.equal(root.stdout.slice(0, 16), wanted, 'sudo');
      const shell = await ssh(name, expected.shell === 'fish' ? 'cat /proc/$fish_pid/comm' : 'echo $0');
      t.equal(shell.stdout.trim(), expected.shell, 'login shell');
      const perl = await ssh(name, 'command -v python3; command -v perl');
      t.equal(perl.stdout.includes('perl'), name === 'perl', 'perl is in one profile alone');
      t.notMatch(perl.stdout, 'python3');
    });
  }

  t.test('what sets a profile apart', async (t) => {
    const refused = await ssh('hardened', 'sudo -n cat /proc/sys/net/core/bpf_jit_harden');
    t.match(refused.stderr, /Operation not permitted/, 'a setting opens and refuses to be read');
    t.match((await ssh('sudo-password', 'sudo -n true')).stderr, /password is required/);
    const password = `${one('sudo-password').sudoPassword}\n`;
    t.equal((await ssh('sudo-password', "sudo -S -p '' id -u", [], password)).stdout, '0\n');
    t.not((await ssh('sudo-password', "sudo -S -p '' id -u", [], 'wrong\n')).code, 0);
    t.not((await ssh('nosudo', 'command -v sudo')).code, 0);
    t.not((await ssh('minimal', 'command -v awk')).code, 0);
    t.equal((await ssh('perl', "sudo -n perl -MErrno -MPOSIX -e 'print POSIX::getuid()'")).stdout, '0');
  });

  t.test('trouble on the line', async (t) => {
    const noisy = await ssh('garbage', 'echo answer');
    t.match(noisy.stdout, /Welcome[\s\S]*answer\nGoodbye!\n$/);
    t.match(noisy.stderr, /KEEP OUT[\s\S]*direnv/);
    t.same((await ssh('slow', 'echo answer')).stdout, 'answer\n');
    t.match(await ssh('hang', 'true', ['-o', 'ConnectTimeout=1']), { code: 255, stderr: /timed out/ });
    const half = await ssh('half', 'seq 100');
    t.match(half, { code: 255, stderr: /closed by remote host/ });
    t.equal(half.stdout.length, 146, 'half of the output of seq 100');
    t.match(await ssh('hostkey-changed', 'true'), { code: 255, stderr: /HOST IDENTIFICATION HAS CHANGED/ });
    t.equal((await start('ssh', ['-F', lab.sshConfig, 'flood', 'true'], '', 1 << 23)).code, null, 'flood goes on');
  });

  t.test('the hosts are closed', async (t) => {
    t.match((await ssh('ringtail-ready', 'true', ['-l', 'root'])).stderr, /Permission denied/);
    t.match((await ssh('ringtail-ready', 'true', ['-o', 'PubkeyAuthentication=no'])).stderr, /Permission denied/);
    t.not((await ssh('ringtail-ready', 'sudo sysctl -w vm.swappiness=1')).code, 0, 'no other setting can be changed');
  });

  t.test('a live value can be changed from both sides, and kallsyms follows', async (t) => {
    await ssh('ringtail-blocked', 'sudo sysctl -w kernel.kptr_restrict=0 kernel.perf_event_paranoid=1');
    t.match((await ssh('ringtail-blocked', 'head -n 1 /proc/kallsyms')).stdout, /^ffff/);
    const file = join(one('ringtail-blocked').liveFolder, 'kernel.kptr_restrict');
    t.equal(await readFile(file, 'utf8'), '0\n');
    await writeFile(file, '2\n');
    t.match((await ssh('ringtail-blocked', 'sudo head -n 1 /proc/kallsyms')).stdout, /^0{16} /);
  });
});

t.test('several hosts of one profile', onlyWhere(await labNeeds()), async (t) => {
  const lab = await startLab(['ringtail-ready'], { count: 3, symbols: 200_000 });
  t.teardown(lab.stop);
  t.same([...lab.hosts.keys()], ['ringtail-ready-001', 'ringtail-ready-002', 'ringtail-ready-003']);
  for (const name of lab.hosts.keys())
    t.equal(
      (await start('ssh', ['-F', lab.sshConfig, name, 'uname -n; wc -l </proc/kallsyms'])).stdout,
      `${name}\n200000\n`,
    );
});

t.test('a lab ends with the process that started it', onlyWhere(await labNeeds()), async (t) => {
  const script = `import { startLab } from ${JSON.stringify(join(import.meta.dirname, 'lab.ts'))};
const lab = await startLab(['hang']);
process.stdout.write(JSON.stringify([lab.knownHosts, ...[...lab.hosts.values()].map(({ pid }) => pid)]));
process.kill(process.pid, 'SIGKILL');`;
  const { stdout } = await start(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script]);
  const [file, pid] = JSON.parse(stdout);
  const there = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  while ((await there(file)) || (await there(`/proc/${pid}/exe`))) await new Promise((later) => setTimeout(later, 50));
  t.pass('its host and its files are gone');
});

t.test('what a machine lacks is named, and in CI it is an error', async (t) => {
  const before = process.env.CI;
  t.teardown(() => {
    if (before === undefined) delete process.env.CI;
    else process.env.CI = before;
  });
  process.env.CI = 'false';
  t.same(onlyWhere(['root', 'openssh-server']), { skip: 'left out: needs root, openssh-server' });
  process.env.CI = 'true';
  t.throws(() => onlyWhere(['openssh-server']), /openssh-server/);
  t.same(onlyWhere([]), {});
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, or until it has printed `limit` bytes, when it is killed. */
function start(
  program: string,
  words: readonly string[],
  input = '',
  limit = Number.POSITIVE_INFINITY,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
      if (stdout.length >= limit) child.kill('SIGKILL');
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
