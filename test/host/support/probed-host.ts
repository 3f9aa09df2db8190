/** A host for the probe: this machine, in a mount namespace with other programs and files laid over its own. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type FactsDocument, readFact } from '../../../src/base/facts.ts';
import validate from '../../../src/generated/facts-validator.js';
import { decodeProbe } from '../../../src/host/decode.ts';
import type { PlatformArea } from '../../../src/host/platform/areas.ts';
import { probeScript } from '../../../src/host/script.ts';
import { findProgram, missing, onlyWhere } from '../../support/needs.ts';

const unshare = findProgram('unshare') ?? '/usr/bin/unshare';

export const nonce = 'Nonce0123456789abcdef';

/** A file's content, or where a link leads. */
type Entry = string | Buffer | { readonly link: string };

interface ProbedHost {
  readonly shell?: 'dash' | 'bash' | 'ash';
  /** Name in the PATH -> a program of this machine, or the text of a script (it begins with #!). */
  readonly programs?: Readonly<Record<string, string>>;
  /** Files and folders laid over those of this machine; the paths must be there. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly folders?: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
  /** Words before the shell, such as setpriv and its options. */
  readonly as?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly active?: boolean;
  /** Sees no process but its own. */
  readonly ownProcesses?: boolean;
  /** Text instead of the probe. */
  readonly script?: string;
  readonly words?: readonly string[];
}

interface Printed {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
}

/** What a host made of a mount namespace needs: root, and the right to mount. */
export function needsNamespace(...programs: readonly string[]): { skip?: string } {
  const lacking = missing('unshare', 'setpriv', 'dash', 'bash', 'busybox', ...programs);
  return onlyWhere(lacking.length > 0 || mayMount() ? lacking : ['root']);
}

function mayMount(): boolean {
  try {
    execFileSync(unshare, ['--mount', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const processes = ['--pid', '--fork', '--mount-proc'];

const usual = {
  sh: 'dash',
  grep: 'grep',
  gzip: 'gzip',
  sleep: 'sleep',
  setpriv: 'setpriv',
  uname: 'uname',
  date: 'date',
};

/** Runs the probe on such a host and returns what it printed. Nothing of it stays. */
export async function probeHost(host: ProbedHost): Promise<Printed> {
  const top = mkdtempSync(join(tmpdir(), 'preflight-host-'));
  try {
    chmodSync(top, 0o755);
    const shell = host.shell ?? 'dash';
    const real = join(top, 'real');
    for (const name of ['real', 'empty']) mkdirSync(join(top, name));
    const programs = { ...usual, ...host.programs, [shell]: shell === 'ash' ? 'busybox' : shell };
    const farm = folder(
      join(top, 'bin'),
      Object.fromEntries(
        Object.entries(programs).map(([name, program]) => [
          name,
          program.startsWith('#!') ? program : { link: join(real, program) },
        ]),
      ),
    );
    const binds = [
      ['/usr/bin', real],
      [join(top, 'empty'), '/usr/local/bin'],
      [join(top, 'empty'), '/usr/sbin'],
      ...Object.entries(host.folders ?? {}).map(([at, tree], index) => [folder(join(top, `over${index}`), tree), at]),
      ...Object.entries(host.files ?? {}).map(([at, content], index) => {
        const path = join(top, `file${index}`);
        writeFileSync(path, content);
        return [path, at];
      }),
      [farm, '/usr/bin'],
    ];
    const mounts = binds.map(([from, to]) => `mount --bind '${from}' '${to}'`).join(' && ');
    const words = host.words ?? [nonce];
    const start = [
      ...(host.as ?? []).map((word) => (word === 'setpriv' ? join(real, word) : word)),
      `/usr/bin/${shell}`,
    ];
    const setup = `${mounts} && exec ${start.join(' ')} -s -- ${words.join(' ')}`;
    const script = host.script ?? probeScript({ active: host.active ?? false });
    return await run(
      unshare,
      ['--mount', '--propagation', 'private', ...(host.ownProcesses ? processes : []), '/bin/sh', '-c', setup],
      script,
      host.environment,
    );
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

/** A folder with these files, folders and links; scripts are executable. Returns its path. */
function folder(path: string, tree: Readonly<Record<string, Entry>>): string {
  mkdirSync(path, { recursive: true });
  for (const [name, entry] of Object.entries(tree)) {
    const at = join(path, name);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof entry === 'object' && 'link' in entry) symlinkSync(entry.link, at);
    else writeFileSync(at, entry, { mode: entry.toString().startsWith('#!') ? 0o755 : 0o644 });
  }
  return path;
}

/** Runs a command with a text on its stdin. */
export async function run(
  program: string,
  words: readonly string[],
  input: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Printed> {
  const child = spawn(program, words, { stdio: 'pipe', env: { PATH: process.env.PATH, ...environment } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('latin1'), code };
}

/** The facts document of what was printed, which holds to the schema. */
export function decode(printed: Printed, areas: readonly PlatformArea[] = []): FactsDocument {
  const document = decodeProbe(printed.stdout, nonce, { host: 'h', collectedAt: new Date(), areas });
  if (!validate(document)) throw new Error(JSON.stringify(validate.errors));
  return document;
}

export async function probe(host: ProbedHost): Promise<FactsDocument> {
  return decode(await probeHost(host));
}

/** The value at a pointer, or "reason: detail" of the gap in its place. */
export function at(document: FactsDocument, pointer: string): unknown {
  const reading = readFact(document, pointer);
  return 'gap' in reading ? `${reading.gap.reason}: ${reading.gap.detail ?? ''}` : reading.value;
}
