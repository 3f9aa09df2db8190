/** `npm run bench`: each figure beside its reference, measured in the same run. Needs root for the simulated hosts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { probeScript } from '../src/host/script.ts';
import { startLab } from '../test/lab/lab.ts';
import { benchAlloy } from './bench/alloy.ts';
import { benchCluster } from './bench/cluster.ts';
import { benchGate } from './bench/gate.ts';
import { measure } from './bench/measure.ts';
import { benchNix } from './bench/nix.ts';
import { startProxy } from './bench/proxy.ts';
import { benchRehearse } from './bench/rehearse.ts';
import { benchServices } from './bench/services.ts';
import { table } from './bench/table.ts';
import { benchWriters } from './bench/writers.ts';

const node = process.execPath;
const preflight = 'dist/preflight.js';
const rounds = Number(process.env.ROUNDS ?? 11);
const folder = await mkdtemp(join(tmpdir(), 'preflight-bench-'));
const lab = await startLab(['ringtail-ready']);
try {
  console.log(
    `Machine: ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; medians of ${rounds} interleaved runs, whole processes.\n`,
  );
  await startup();
  await benchAlloy(preflight, folder, rounds);
  await benchNix(preflight, folder, rounds);
  await benchWriters();
  await benchRehearse(preflight, folder, rounds);
  await benchGate(resolve(preflight), folder, lab, rounds);
  await benchCluster(preflight, folder, rounds);
  await benchServices(preflight, folder, rounds);
  await oneHost();
  await roundTrips();
  await probeAlone();
} finally {
  await lab.stop();
  await rm(folder, { recursive: true, force: true });
}

async function startup(): Promise<void> {
  const rows = await measure(
    [
      { name: 'node -e 0', words: [node, '-e', '0'] },
      { name: 'preflight --version', words: [node, preflight, '--version'] },
      { name: 'preflight --help', words: [node, preflight, '--help'] },
    ],
    rounds,
  );
  console.log(table('Start', rows, { 'preflight --version': 1.2, 'preflight --help': 2 }));
}

async function oneHost(): Promise<void> {
  const ssh = ['ssh', '-F', lab.sshConfig] as const;
  const check = [node, preflight, 'check', '--quiet', '--ssh-config', lab.sshConfig] as const;
  const name = 'ringtail-ready';
  const budgeted = 'preflight check HOST (ssh2), every fact';
  const rows = await measure(
    [
      { name: 'ssh HOST true', words: [...ssh, name, 'true'] },
      { name: '10 × ssh HOST cat', words: [...ssh, name, 'cat /proc/sys/kernel/kptr_restrict'], times: 10 },
      { name: budgeted, words: [...check, name] },
      { name: 'preflight check HOST --no-active', words: [...check, '--no-active', name] },
      { name: 'preflight check HOST --transport openssh', words: [...check, '--transport', 'openssh', name] },
    ],
    rounds,
  );
  console.log(table('One host over SSH', rows, { [budgeted]: 1.5 }));
}

/** With a long line every round trip shows: the time that a run takes more, divided by the line's round trip. */
async function roundTrips(): Promise<void> {
  const host = lab.hosts.get('ringtail-ready');
  if (!host) throw new Error('the lab has no ringtail-ready');
  const trip = 200;
  const lines: string[] = [];
  const script = `${folder}/script.sh`;
  await writeFile(script, 'echo answer\n');
  const taken = new Map<string, number[]>();
  for (const delay of [0, trip]) {
    const proxy = await startProxy(host.address, host.port, delay);
    const config = join(folder, `config-${delay}`);
    await writeFile(
      config,
      `Host far\n HostName 127.0.0.1\n Port ${proxy.port}\n HostKeyAlias far\n User ${host.user}\n IdentityFile ${lab.identityFile}\n IdentitiesOnly yes\n UserKnownHostsFile ${folder}/known\n StrictHostKeyChecking accept-new\n`,
    );
    const [first] = await measure([{ name: 'warm', words: ['ssh', '-F', config, 'far', 'true'] }], 1);
    if (!first) throw new Error('nothing was measured');
    const rows = await measure(
      [
        { name: 'ssh HOST sh -s < script', words: ['ssh', '-F', config, 'far', '/bin/sh -s'], input: 'echo answer\n' },
        { name: 'preflight check HOST', words: [node, preflight, 'check', '-q', '--ssh-config', config, 'far'] },
        {
          name: 'preflight check HOST --transport openssh',
          words: [node, preflight, 'check', '-q', '--ssh-config', config, '--transport', 'openssh', 'far'],
        },
      ],
      3,
    );
    for (const { name, median } of rows) taken.set(name, [...(taken.get(name) ?? []), median]);
    proxy.stop();
  }
  for (const [name, [near = 0, far = 0]] of taken)
    lines.push(`| ${name} | ${near.toFixed(0)} | ${far.toFixed(0)} | ${((far - near) / trip).toFixed(1)} |`);
  console.log(
    [
      '## Round trips',
      '',
      `Through a proxy with a round-trip time of ${trip} ms; TCP's own connect goes to the proxy and is not counted.`,
      '',
      '| what | ms at 0 | ms at 200 | round trips |',
      '|---|---|---|---|',
      ...lines,
      '',
    ].join('\n'),
  );
}

/** The probe on its own, with this kernel's symbols and with a table of 200,000. */
async function probeAlone(): Promise<void> {
  const symbols = Array.from(
    { length: 200_000 },
    (_, n) => `${(0xffffffff81000000n + BigInt(n) * 64n).toString(16)} t symbol_${n}\n`,
  );
  const table200 = join(folder, 'kallsyms');
  await writeFile(table200, symbols.join(''));
  const nonce = 'a'.repeat(32);
  const run = (active: boolean, bind: boolean) =>
    ({
      words: bind
        ? ([
            'unshare',
            '-m',
            'sh',
            '-c',
            'mount --bind "$1" /proc/kallsyms && exec /bin/sh -s -- "$2"',
            'sh',
            table200,
            nonce,
          ] as const)
        : (['/bin/sh', '-s', '--', nonce] as const),
      input: probeScript({ active }),
    }) as const;
  const rows = await measure(
    [
      { name: 'sh -c true', words: ['/bin/sh', '-c', 'true'] },
      { name: 'probe, this kernel', ...run(false, false), words: [...run(false, false).words] },
      { name: 'probe, 200,000 symbols', ...run(false, true), words: [...run(false, true).words] },
      { name: 'probe with the active test, 200,000 symbols', ...run(true, true), words: [...run(true, true).words] },
    ],
    rounds,
  );
  console.log(table('The probe alone (budget 300 ms)', rows, {}));
}
