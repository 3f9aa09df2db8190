/** What it costs to read Nix, and to patch a configuration: `npx tsx scripts/bench/nix.ts` for these alone. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readModule } from '../../src/nix/declared/module.ts';
import { emptyCommand } from './empty-command.ts';
import { measure } from './measure.ts';
import { table } from './table.ts';

/** Prints the tables. `preflight` is the built command, `folder` a place for files. */
export async function benchNix(preflight: string, folder: string, rounds: number): Promise<void> {
  console.log(await readingTable(rounds));
  console.log(await patchTable(resolve(preflight), folder, rounds));
}

/** A module of about `size` units, as a host has it: services, users, packages, and settings of the kernel. */
function nixSample(size: number): string {
  const pieces: string[] = [];
  for (let n = 0, length = 0; length < size; n++) {
    const piece = host(n);
    pieces.push(piece);
    length += piece.length;
  }
  return `{ config, lib, pkgs, ... }:\n\n{\n${pieces.join('')}}\n`;
}

function host(n: number): string {
  return `  # Service ${n}.
  systemd.services.worker-${n} = {
    description = "Worker ${n} of \${config.networking.hostName}";
    after = [ "network-online.target" ];
    serviceConfig = {
      ExecStart = "\${pkgs.hello}/bin/hello --number ${n}";
      Restart = lib.mkDefault "on-failure";
      MemoryMax = ${n} * 1024;
    };
  };
  environment.etc."worker-${n}.conf".text = ''
    number = ${n}
    name = \${toString config.services.worker.name}
  '';
  users.users."worker-${n}" = { isSystemUser = true; group = "workers"; uid = ${1000 + n}; };
  boot.kernel.sysctl."net.ipv4.conf.eth${n}.forwarding" = lib.mkForce ${n % 2};

`;
}

async function readingTable(rounds: number): Promise<string> {
  const text = nixSample(200_000);
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const { file, said } = await readModule({ path: 'bench.nix', text });
    taken.push(performance.now() - begun);
    if (file.problems.length > 0 || said.length === 0) throw new Error('the sample is broken');
  }
  const [first = 0] = taken;
  const sorted = taken.toSorted((left, right) => left - right);
  const speeds = [sorted[rounds >> 1] ?? 0, sorted[0] ?? 0, first].map((time) =>
    (text.length / 1000 / time).toFixed(2),
  );
  return [
    '## Nix, a module of 200 KB generated',
    '',
    '| what | MB/s: median | best | the first time |',
    '|---|---|---|---|',
    `| parser, tree, names and what it says of boot.kernel.sysctl | ${speeds.join(' | ')} |`,
    '',
  ].join('\n');
}

/** A small configuration, with nix out of reach, so that it is proved by reading; and with the evaluations by nix. */
async function patchTable(preflight: string, folder: string, rounds: number): Promise<string> {
  const reference = await emptyCommand(folder);
  const at = join(folder, 'nix');
  await mkdir(at, { recursive: true });
  const facts = join(at, 'facts.json');
  await copyFile('test/checks/fixtures/profiling/hosts/ringtail-blocked.json', facts);
  const file = join(at, 'configuration.nix');
  await writeFile(file, nixSample(2000));
  const words = [process.execPath, preflight, 'nix', '--facts', facts, '--patch', file] as const;
  const read = 'preflight nix --patch, proved by reading';
  const rows = await measure(
    [
      {
        name: 'node, the empty yargs command',
        words: ['env', 'PATH=/nowhere', process.execPath, reference, 'validate', 'x'],
      },
      { name: read, words: ['env', 'PATH=/nowhere', ...words] },
      { name: 'preflight nix --patch, proved by nix', words },
    ],
    rounds,
  );
  return table('A patch of a configuration', rows, { [read]: 1.5 });
}

if (import.meta.filename === process.argv[1]) {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-bench-'));
  try {
    await benchNix('dist/preflight.js', folder, Number(process.env.ROUNDS ?? 11));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
