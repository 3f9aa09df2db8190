import { type ChildProcess, spawn } from 'node:child_process';
import { printable } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { bounded } from '../bounded.ts';
import { endProcess } from '../child.ts';
import { type Phase, patience, within } from '../deadline.ts';
import { endless, type Peer, type PhaseName, timedOut } from '../failure.ts';
import { refuseWithoutRoot, remoteCommand } from '../remote-command.ts';
import { resolveHost } from '../resolve/resolve.ts';
import { outputLimit, type Transport } from '../transport.ts';
import { sshArguments } from './arguments.ts';
import { explain, explainEnd } from './failures.ts';
import { refuseLooseJumps } from './jumps.ts';
import { sshLog } from './log.ts';

/**
 * Runs the probe with the system's ssh, in one execution. ssh leads a process group of its own, which ends with the
 * probe; only where it may ask for a passphrase does it stay in ours, because it needs the terminal.
 */
export const runOverOpenssh: Transport = async (host, request, options, signal) => {
  const command = { ...options, nonce: request.nonce };
  const text = remoteCommand(command);
  const seconds = options.timeout;
  const named: Peer = { who: host.label, hostName: host.name, port: host.port ?? 22 };
  const resolving = { seconds, signal, expired: (after: number) => timedOut(named, 'connect', after) };
  const resolved = await within(resolving, async () => {
    const settings = await resolveHost(host, options);
    await refuseLooseJumps(host.label, settings, options);
    return settings;
  });
  const peer: Peer = { ...named, hostName: resolved.hostName, port: resolved.port };

  const group = options.askPassphrase === undefined;
  const child = spawn('ssh', sshArguments(host, resolved, options, text), {
    detached: group,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: 'pipe',
  });
  try {
    const stdout = bounded(outputLimit);
    const connected = signalOnce();
    let login: Phase | undefined;
    const log = sshLog(connected.raise, (line) => {
      options.notify(`${host.label}: ${printable(line)}`);
      // Once: a server could send banners for ever.
      login?.allow(Math.max(2 * seconds, patience));
      login = undefined;
    });
    const ended = endOf(child);
    const overflow = new Promise<never>((_, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        connected.raise();
        if (!stdout.add(chunk)) reject(endless(peer, outputLimit));
      });
    });
    overflow.catch(() => {});
    child.stderr.on('data', log.add);
    // ssh that gives up early has not read all of it: its exit status tells why.
    child.stdin.on('error', () => {});
    child.stdin.end(request.script);
    options.sent?.();

    const reached = Promise.race([connected.raised, ended, overflow]);
    // ssh limits connecting by itself; what is left until it is authenticated are two phases.
    const loginSeconds = group ? 2 * seconds : Math.max(2 * seconds, patience);
    const until = (phase: PhaseName, limit: number) => ({
      seconds: limit,
      signal,
      expired: (after: number) => timedOut(peer, phase, after),
    });
    await within(until('authenticate', loginSeconds), (phase) => {
      login = phase;
      return reached;
    });
    const exitCode = await within(until('run', seconds), () => Promise.race([ended, overflow]));

    if (exitCode === 255) {
      const stood = log.authenticated() || stdout.bytes().length > 0;
      const failure = stood ? explainEnd(peer, log.end()) : explain(peer, log.own(), { user: resolved.user, seconds });
      if (failure) throw failure;
    }
    const hostKey = log.hostKey();
    const output = {
      stdout: stdout.bytes(),
      stderr: log.remote(),
      user: resolved.user,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(hostKey === undefined ? {} : { hostKey }),
    };
    refuseWithoutRoot(host.label, command, output);
    return output;
  } finally {
    await endProcess(child, { group });
  }
};

/** The exit code of a process once its output was read, or undefined when a signal ended it. */
function endOf(child: ChildProcess): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once('close', (code) => resolve(code ?? undefined));
    child.once('error', (cause) => {
      const message = `--transport openssh: ssh cannot be started (${cause.message}); install OpenSSH, or leave it out`;
      reject(new InputError(message, { cause }));
    });
  });
  ended.catch(() => {});
  return ended;
}

function signalOnce(): { raise: () => void; raised: Promise<void> } {
  let raise = () => {};
  const raised = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return { raise, raised };
}
