/** What Nix itself makes of a text, a module, or several modules merged as NixOS merges them. No store, no network. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { nixosDefaultsText, stubModules } from '../../src/nix/evaluated/modules.ts';
import { findProgram } from '../support/needs.ts';

export type Merged =
  | { readonly status: 'merged'; readonly value: Readonly<Record<string, number | string | boolean | null>> }
  | { readonly status: 'conflict' | 'error' | 'syntax'; readonly message: string };

export interface OracleOptions {
  /** Whether NixOS's own definitions take part; true unless told. */
  readonly defaults?: boolean;
}

/** What the oracle needs and this machine lacks, for `onlyWhere`. */
export function oracleNeeds(): string[] {
  return findProgram('nix-instantiate') ? [] : ['nix-bin'];
}

/** boot.kernel.sysctl of the module files together, as `nixos-rebuild` would see it. */
export async function evaluateModules(
  files: readonly string[],
  { defaults = true }: OracleOptions = {},
): Promise<Merged> {
  return inFolder(async (folder) => {
    const paths = files.map((file) => resolve(file));
    const parsed = await nixInstantiate(folder, ['--parse', ...paths]);
    if (parsed.failed) return { status: 'syntax', message: parsed.stderr };
    for (const stub of stubModules) await writeIn(folder, join('stubs', stub), '{ }\n');
    const merged = await nixInstantiate(folder, [
      ...evaluate,
      '--expr',
      `(import ${literal(resolve('src/nix/evaluated/modules.nix'))} {
        modules = [ ${paths.map(literal).join(' ')} ];
        nixosDefaults = ${defaults ? nixosDefaultsText : '{ }'};
        stubs = ${literal(join(folder, 'stubs'))};
      }).merged`,
    ]);
    if (!merged.failed) return { status: 'merged', value: JSON.parse(merged.stdout) };
    const conflict = merged.stderr.includes('defined multiple times');
    return { status: conflict ? 'conflict' : 'error', message: merged.stderr };
  });
}

/** The value of one Nix expression, through JSON. Throws with Nix's own message. */
export async function evaluateNix(expression: string): Promise<unknown> {
  return inFolder(async (folder) => {
    const file = await writeIn(folder, 'expression.nix', expression);
    const { failed, stdout, stderr } = await nixInstantiate(folder, [...evaluate, file]);
    if (failed) throw new Error(stderr);
    return JSON.parse(stdout);
  });
}

const evaluate = ['--eval', '--strict', '--json', '--store', 'dummy://'];

/** An absolute path, whatever its characters. */
function literal(path: string): string {
  return `(/. + ${JSON.stringify(path).replaceAll('$', '\\$')})`;
}

interface Ended {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

function nixInstantiate(folder: string, words: readonly string[]): Promise<Ended> {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    NIX_CONF_DIR: folder,
    NIX_STORE_DIR: join(folder, 'store'),
    NIX_STATE_DIR: join(folder, 'state'),
    NIX_LOG_DIR: join(folder, 'log'),
  };
  return new Promise((done) => {
    execFile('nix-instantiate', [...words], { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ failed: error !== null, stdout, stderr: stderr || (error?.message ?? '') }),
    );
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-nix-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeIn(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}
