import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { bounded, stderrLimit } from '../bounded.ts';
import { endProcess } from '../child.ts';
import { lastLine } from '../remote-command.ts';
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
  const said = bounded(stderrLimit);
  let failure = '';
  child.stderr.on('data', (chunk: Buffer) => void said.add(chunk));
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  // A shell that cannot be started is an ordinary end of the way: the reason is in the complaint.
  child.once('error', (error) => {
    failure = error.message;
    stream.destroy();
  });
  return {
    stream,
    complaint: () => {
      const words = failure || lastLine(said.bytes());
      return words === '' ? 'its ProxyCommand ended' : `its ProxyCommand said: ${words}`;
    },
  };
}
