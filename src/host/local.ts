import type { ChildProcess } from 'node:child_process';
import { userInfo } from 'node:os';
import { $ } from 'zx/core';
import { shellWord } from '../base/shell-word.ts';
import { bounded, stderrLimit } from './bounded.ts';
import { endProcess } from './child.ts';
import { within } from './deadline.ts';
import { endless } from './failure.ts';
import { refuseWithoutRoot, remoteCommand } from './remote-command.ts';
import { HostError, outputLimit, type ProbeRequest, type SudoMode, type Transport } from './transport.ts';

/**
 * Runs the probe on this machine: the same text through /bin/sh, with sudo only where we are not root already. It leads
 * a process group of its own, which ends with the probe, at the deadline or when `signal` is aborted.
 */
export const runLocally: Transport = async (host, request, options, signal) => {
  const root = process.geteuid?.() === 0;
  const sudo: SudoMode = root ? 'never' : options.sudo;
  const command = { ...options, sudo, nonce: request.nonce };
  // zx quotes for bash, unless it is told how.
  const shell = $({ shell: '/bin/sh', prefix: '', quote: shellWord, detached: true, nothrow: true, quiet: true });
  const { child } = shell`exec /bin/sh -c ${remoteCommand(command)}`;
  if (!child) throw new HostError('protocol', `${host.label}: /bin/sh cannot be started`);
  const expired = (seconds: number) => {
    const advice = 'The machine may be overloaded, or a file system may hang; --timeout gives it more time';
    return new HostError('timeout', `${host.label}: no end after ${seconds} s of collecting facts. ${advice}`);
  };
  try {
    const run = runOf(child, request, host.label);
    options.sent?.();
    const output = { ...(await within({ seconds: options.timeout, signal, expired }, () => run)), user: userName() };
    refuseWithoutRoot(host.label, command, output);
    return output;
  } finally {
    await endProcess(child, { group: true });
  }
};

/** Feeds the script and reads both streams to their ends, within bounds. */
async function runOf(child: ChildProcess, request: ProbeRequest, who: string) {
  const stdout = bounded(outputLimit);
  const stderr = bounded(stderrLimit);
  const exitCode = await new Promise<number | undefined>((resolve, reject) => {
    child.once('close', (code) => resolve(code ?? undefined));
    child.once('error', (cause) => {
      reject(new HostError('protocol', `${who}: /bin/sh cannot be started: ${cause.message}`, { cause }));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!stdout.add(chunk)) reject(endless({ who, hostName: who, port: 0 }, outputLimit));
    });
    child.stderr?.on('data', (chunk: Buffer) => void stderr.add(chunk));
    // A shell that ends early has not read all of it: its output tells why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(request.script);
  });
  return { stdout: stdout.bytes(), stderr: stderr.bytes(), ...(exitCode === undefined ? {} : { exitCode }) };
}

/** The login name; a number where the user has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? 'unknown');
  }
}
