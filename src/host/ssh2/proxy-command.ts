import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { bounded, lastLine, stderrLimit } from '../bounded.ts';
import { endProcess } from '../child.ts';
import type { Trip, Way } from './way.ts';

/**
 * Runs a ProxyCommand of the person's own configuration, its tokens expanded, as OpenSSH does: by their own shell, with
 * `exec` before it (ssh_config(5)). The bytes go over its stdin and stdout. It leads a process group, which ends with
 * the trip.
 */
export function runProxyCommand(trip: Trip, command: string): Way {
  const shell = process.env.SHELL || '/bin/sh';
  const child = spawn(shell, ['-c', `exec ${command}`], { detached: true, stdio: 'pipe' });
  trip.held.push(() => endProcess(child, { group: true }));
  const stderr = bounded(stderrLimit);
  let failure = '';
  const stream = new Duplex({
    // A command that has ended takes nothing more: the whole way is closed.
    allowHalfOpen: false,
    read: () => void child.stdout.resume(),
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => {
      // The callback of an end() after the command has ended never comes.
      child.stdin.end();
      done();
    },
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.stderr.on('data', (chunk: Buffer) => void stderr.add(chunk));
  // A command that ends has closed its stdout: what it said tells why, and 'close' comes when all of it was read.
  child.stdin.on('error', () => {});
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('close', () => stream.push(null));
  return {
    stream,
    complaint: () => {
      const said = failure || lastLine(stderr.bytes());
      return said === '' ? 'its ProxyCommand ended' : `its ProxyCommand says: ${said.replace(/\.+$/, '')}`;
    },
  };
}
