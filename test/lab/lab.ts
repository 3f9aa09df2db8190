/** Simulated NixOS hosts behind real OpenSSH servers, for tests. README.md says what they are like. */
import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { findProgram } from '../support/needs.ts';

const run = promisify(execFile);
const python = '/usr/bin/python3';
const tool = join(import.meta.dirname, 'simulate', 'lab.py');

export interface LabHost {
  /** The name in the lab's ssh_config: the profile's, with a number when there are several. */
  readonly name: string;
  readonly profile: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Process 1 of the host, as this machine counts. */
  readonly pid: number;
  /** The live sysctls are files here, named by key: write one, and the host has changed. */
  readonly liveFolder: string;
  readonly log: string;
  /** The host's public key file. */
  readonly hostKey: string;
  readonly sudoPassword: string | null;
  readonly expected: Expected;
}

/** What preflight, with its default options, must find. */
export interface Expected {
  readonly verdict: 'ready' | 'blocked' | 'undetermined';
  readonly error: 'timeout' | 'disconnected' | 'untrusted' | 'output' | null;
  readonly live: Readonly<Record<string, number>>;
  readonly declared: Readonly<Record<string, number>>;
  readonly kallsyms: { readonly user: 'addresses' | 'zeros'; readonly root: 'addresses' | 'zeros' };
  readonly sudo: 'nopasswd' | 'password' | 'none';
  readonly lockdown: 'none' | 'integrity' | 'confidentiality';
  readonly btf: boolean;
  readonly configGz: boolean;
  readonly tracefs: boolean;
  readonly shell: 'fish' | 'ash';
  readonly kernel: string;
  readonly rebootPending: boolean;
  readonly nixos: string;
}

export interface Lab {
  readonly hosts: ReadonlyMap<string, LabHost>;
  readonly sshConfig: string;
  readonly identityFile: string;
  readonly knownHosts: string;
  /** Starts the hosts that have been ended, and gives all of them: with their addresses, their keys and the settings of their profiles. */
  readonly restart: () => Promise<ReadonlyMap<string, LabHost>>;
  /** Ends every host and removes every file. A lab whose process ends without it is taken down all the same. */
  readonly stop: () => Promise<void>;
}

export interface LabOptions {
  /** So many hosts of the one profile given: NAME-001 and on. */
  readonly count?: number;
  /** Round-trip time of the profile `slow`, in milliseconds; 500 unless told. */
  readonly slowMs?: number;
  /** At least so many symbols in each host's kallsyms. */
  readonly symbols?: number;
  /** The text of a kubeconfig: every host has a stand-in for k3s, which runs this machine's kubectl with it. */
  readonly k3s?: string;
}

/** Starts one host of each profile. Throws with the hosts' logs when one does not answer. */
export async function startLab(profiles: readonly string[], options: LabOptions = {}): Promise<Lab> {
  const missing = await labNeeds();
  if (missing.length > 0) throw new Error(`the lab needs ${missing.join(', ')}`);
  const state = await mkdtemp(join(tmpdir(), 'preflight-lab-'));
  const words = ['up', '--owner', String(process.pid), ...profiles];
  if (options.count !== undefined) words.push('--count', String(options.count));
  if (options.slowMs !== undefined) words.push('--slow-ms', String(options.slowMs));
  if (options.symbols !== undefined) words.push('--symbols', String(options.symbols));
  const config = `${state}.k3s.yaml`;
  if (options.k3s !== undefined) {
    await writeFile(config, options.k3s);
    words.push('--k3s', config);
  }
  const stop = async () => {
    await lab(state, ['down']);
    await rm(config, { force: true });
  };
  const inventory: { hosts: LabHost[] } = await lab(state, words).then(JSON.parse, async (error: unknown) => {
    await stop().catch(() => rm(state, { recursive: true, force: true }));
    throw error;
  });
  return {
    hosts: byName(inventory),
    sshConfig: join(state, 'ssh_config'),
    identityFile: join(state, 'id_ed25519'),
    knownHosts: join(state, 'known_hosts'),
    restart: async () => byName(JSON.parse(await lab(state, words))),
    stop,
  };
}

function byName({ hosts }: { readonly hosts: readonly LabHost[] }): ReadonlyMap<string, LabHost> {
  return new Map(hosts.map((host) => [host.name, host]));
}

// -B: no compiled files beside the sources. -E, -s: this user's Python settings are not the lab's.
async function lab(state: string, words: readonly string[]): Promise<string> {
  const { stdout } = await run(python, ['-BEs', tool, '--state', state, ...words], { maxBuffer: 1 << 26 });
  return stdout;
}

const packageOf = {
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  fish: 'fish',
  sudo: 'sudo',
  busybox: 'busybox-static',
  bash: 'bash',
  dash: 'dash',
  gawk: 'gawk',
  sysctl: 'procps',
  setpriv: 'util-linux',
  ldconfig: 'libc-bin',
} as const;

/** What the lab would need and this machine lacks, in words for a person; empty when it can start. */
export async function labNeeds(): Promise<string[]> {
  const missing = process.platform === 'linux' ? [] : ['Linux'];
  if (process.getuid?.() !== 0) missing.push('root');
  else if (!(await canMount())) missing.push('CAP_SYS_ADMIN');
  if (!(await isThere(python))) missing.push(`${python}`);
  if (!(await isThere('/dev/fuse', constants.F_OK))) missing.push('/dev/fuse');
  for (const [program, name] of Object.entries(packageOf)) if (!findProgram(program)) missing.push(name);
  return missing;
}

async function isThere(path: string, mode = constants.X_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

const SYS_ADMIN = 21n;

/** Root of a container may not be allowed to mount: /proc/self/status, CapEff. */
async function canMount(): Promise<boolean> {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> SYS_ADMIN) & 1n) === 1n;
}
