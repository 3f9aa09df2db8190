/** What a person is told when a connection fails: the same words whichever transport was used. */
import { HostError } from './transport.ts';

/** The end that is spoken of. */
export interface Peer {
  /** How messages begin: the host as it was given, and on the way to it the jump host. */
  readonly who: string;
  readonly hostName: string;
  readonly port: number;
}

/** The name has no address. */
export function unresolved({ who, hostName }: Peer, cause?: unknown): HostError {
  const message =
    `${who}: the name ${hostName} cannot be resolved. Check its spelling, HostName in your ssh configuration, and ` +
    'whether this machine reaches the DNS server that knows it';
  return new HostError('unresolved', message, { cause });
}

/** No connection came about; `reason` is safe to print, here and below. */
export function refused({ who, hostName, port }: Peer, reason: string, cause?: unknown): HostError {
  const message =
    `${who}: ${hostName} port ${port} cannot be reached: ${reason}. Check that the host is up, that sshd listens ` +
    'on this port (--port), and that no firewall is in between';
  return new HostError('refused', message, { cause });
}

/** The phases of a connection, as a message names them, and what to look at when one takes too long. */
const phases = {
  connect: ['connecting to', 'Check the address, the firewall, and ConnectTimeout in your ssh configuration'],
  handshake: ['exchanging keys with', 'Check that it is sshd that listens there, and its load'],
  authenticate: ['authenticating to', "Check the agent, sshd's log, and any login page that was named"],
  run: ['collecting facts from', 'The host may be overloaded, or a file system may hang'],
} as const;

export type PhaseName = keyof typeof phases;

/** A phase took longer than so many seconds. */
export function timedOut({ who, hostName, port }: Peer, phase: PhaseName, seconds: number): HostError {
  const [doing, advice] = phases[phase];
  const message =
    `${who}: no end after ${seconds} s of ${doing} ${hostName} port ${port}. ${advice}; ` +
    '--timeout gives each phase more time';
  return new HostError('timeout', message);
}

/** The connection ended before the command did. */
export function disconnected({ who, hostName }: Peer, reason: string, cause?: unknown): HostError {
  const message =
    `${who}: ${hostName} broke the connection: ${reason}. Try again; if it stays so, sshd's log on the host says why ` +
    '(MaxStartups, a ban, a crash)';
  return new HostError('disconnected', message, { cause });
}

/** The command printed more than `limit` bytes. */
export function endless({ who }: Peer, limit: number): HostError {
  const message =
    `${who}: more than ${limit >> 20} MiB of output, and no end. The probe prints some 16 KB: look for a forced ` +
    'command or a login script that prints';
  return new HostError('output', message);
}

/** What listens there is no SSH server, or one with which nothing is in common. */
export function foreignProtocol({ who, hostName, port }: Peer, reason: string, cause?: unknown): HostError {
  const message =
    `${who}: cannot speak SSH with ${hostName} port ${port}: ${reason}. Check the port, and the algorithms that both ` +
    'ends allow; --transport openssh knows those of your ssh, which are more than the built-in ones';
  return new HostError('protocol', message, { cause });
}

/** The login succeeded, and no command may be run. */
export function noCommands({ who, hostName }: Peer, reason: string, cause?: unknown): HostError {
  const message =
    `${who}: ${hostName} let the login in but runs no command: ${reason}. Look for ForceCommand, MaxSessions and the ` +
    "like in sshd's configuration";
  return new HostError('protocol', message, { cause });
}

/** Nothing was left to authenticate with; `account` says what was tried, and holds no secret. */
export function noKeyAccepted({ who, hostName }: Peer, user: string, account: string): HostError {
  const message =
    `${who}: ${hostName} accepted no key of ${user} (${account}). Name the key (--identity) and the user (--user), ` +
    'load the key into the agent, or add it to authorized_keys on the host';
  return new HostError('auth', message);
}

const distrust = {
  unknown: [
    'is unknown',
    'Compare it with "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" on the host itself, then connect once with ' +
      'ssh, or pass --accept-new',
  ],
  changed: [
    'is another one than the known',
    'This may be an attack, or the host was installed anew: compare it with the key on the host itself before you ' +
      'remove the old one with ssh-keygen -R',
  ],
  revoked: ['is revoked', 'Whoever holds it is not to be trusted'],
} as const;

/** The system's ssh does not trust the host's key. */
export function untrusted({ who }: Peer, verdict: keyof typeof distrust, reason: string): HostError {
  const [what, advice] = distrust[verdict];
  return new HostError('untrusted', `${who}: its host key ${what}: ${reason}. ${advice}`);
}
