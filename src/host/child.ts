import type { ChildProcess } from 'node:child_process';

/** Milliseconds that a process has to end by itself before it is killed. */
const grace = 500;

/**
 * Ends a process: SIGTERM, and SIGKILL for what is left. With `group`, for one that was started with `detached`, the
 * whole group that it leads. Resolves when the process is gone; does nothing to one that never started.
 */
export async function endProcess(child: ChildProcess, { group }: { group: boolean }): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const send = (signal: NodeJS.Signals) => (group ? signalGroup(pid, signal) : void child.kill(signal));
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    send('SIGTERM');
    const timer = setTimeout(send, grace, 'SIGKILL');
    await gone;
    clearTimeout(timer);
  }
  if (group) send('SIGKILL');
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // The group is empty already.
  }
}
