import { execFile } from 'node:child_process';
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { HostError } from '../transport.ts';
import type { Settings, SettingsRequest } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { literalPath } from './tokens.ts';

/** Milliseconds for `ssh -G`, which may run the commands of the person's own `Match exec`. */
const deadline = 5000;

/** Bytes of the answer; a usual one takes 6 KB. */
const answerLimit = 1 << 20;

/** The paths that ssh writes expanded, where OpenSSH 9 does: a % that is left in them is meant. */
const expanded = new Set(['userknownhostsfile', 'globalknownhostsfile', 'identityagent']);

/** The keywords of which ssh writes several values in one line, apart by a space. */
const listed = new Set(['userknownhostsfile', 'globalknownhostsfile']);

/**
 * Asks `ssh -G` for the effective settings of a host. Undefined when ssh is not installed.
 * Throws InputError when --ssh-config cannot be used, HostError `unresolved` when the person's own configuration cannot
 * be, or when no answer comes within 5 s.
 */
export async function askSsh(request: SettingsRequest, around: Surroundings): Promise<Settings | undefined> {
  const answer = await run(around.ssh, argumentsOf(request), around.env);
  if ('stdout' in answer) return withGiven(request.identities, settingsOf(answer.stdout));
  if (answer.code === 'ENOENT') return undefined;
  const name = excerpt(request.name);
  if (answer.late) {
    const advice = 'look for a slow "Match exec" in the ssh configuration, or name another with --ssh-config';
    throw new HostError('unresolved', `${name}: ssh -G gave no answer within ${deadline / 1000} s; ${advice}`);
  }
  const said = excerpt(answer.stderr.trim().replace(/\s*\r?\n/g, '; '), 400) || `ssh -G ended with ${answer.code}`;
  if (request.sshConfig !== undefined)
    throw new InputError(`--ssh-config ${excerpt(request.sshConfig)} cannot be used: ${said}`);
  throw new HostError('unresolved', `${name}: your ssh configuration cannot be used: ${said}`);
}

function argumentsOf({ name, user, port, identities, sshConfig }: SettingsRequest): string[] {
  return [
    '-G',
    // Without a terminal on stdin ssh would complain about a missing one.
    '-T',
    ...(sshConfig === undefined ? [] : ['-F', sshConfig]),
    ...(user === undefined ? [] : ['-o', `User=${user}`]),
    ...(port === undefined ? [] : ['-o', `Port=${port}`]),
    ...identities.flatMap((path) => ['-i', path]),
    '--',
    name,
  ];
}

type Answer =
  | { readonly stdout: string }
  | { readonly code: string | number | null | undefined; readonly late: boolean; readonly stderr: string };

function run(program: string, args: readonly string[], env: Surroundings['env']): Promise<Answer> {
  return new Promise((resolve) => {
    const limits = { timeout: deadline, maxBuffer: answerLimit, killSignal: 'SIGKILL' } as const;
    const child = execFile(program, args, { env, ...limits }, (error, stdout, stderr) => {
      if (!error) resolve({ stdout });
      else resolve({ code: error.code, late: error.killed === true && error.signal === 'SIGKILL', stderr });
    });
    child.stdin?.end();
  });
}

function settingsOf(text: string): Settings {
  const settings = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const [, keyword = '', value = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (keyword === '') continue;
    const key = keyword.toLowerCase();
    const values = settings.get(key) ?? [];
    for (const part of listed.has(key) ? splitPaths(value) : [value])
      values.push(expanded.has(key) && part.startsWith('/') ? literalPath(part) : part);
    settings.set(key, values);
  }
  return settings;
}

/** ssh writes the keys of the command line as they were given, first: no token is meant in them. */
function withGiven(identities: readonly string[], settings: Settings): Settings {
  const others = (settings.get('identityfile') ?? []).filter((path) => !identities.includes(path));
  return new Map([...settings, ['identityfile', [...identities.map(literalPath), ...others]]]);
}

/** ssh does not quote: a part that begins no path belongs to the path before it, which holds a space. */
function splitPaths(text: string): string[] {
  const paths: string[] = [];
  for (const part of text.split(' ')) {
    const before = paths.pop();
    if (before === undefined) paths.push(part);
    else if (/^[/~%$]/.test(part)) paths.push(before, part);
    else paths.push(`${before} ${part}`);
  }
  return paths;
}
