import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import type { HostAddress } from '../../base/host-address.ts';
import type { ResolvedHost } from '../resolve/resolve.ts';
import type { ConnectOptions } from '../transport.ts';

/**
 * The arguments of ssh(1) for one execution of `command`. What stands here stands before the configuration, which
 * cannot loosen it: ssh takes the first value that it meets.
 * Throws an InputError for a path that ssh cannot be given.
 */
export function sshArguments(
  host: HostAddress,
  resolved: ResolvedHost,
  options: ConnectOptions,
  command: string,
): string[] {
  const set = {
    // A passphrase may be asked where there is a terminal; a password never.
    BatchMode: options.askPassphrase ? 'no' : 'yes',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    StrictHostKeyChecking: options.acceptNew ? 'accept-new' : 'yes',
    NoHostAuthenticationForLocalhost: 'no',
    VerifyHostKeyDNS: 'no',
    UpdateHostKeys: 'no',
    // In whole seconds; this is also the time in which the server has to identify itself.
    ConnectTimeout: String(connectSeconds(resolved, options)),
    RemoteCommand: 'none',
    RequestTTY: 'no',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    // A running master is used; one of our own would stay behind.
    ControlMaster: 'no',
    // VERBOSE tells the end of the authentication, VisualHostKey the fingerprint of the key that was verified.
    LogLevel: 'VERBOSE',
    VisualHostKey: 'yes',
    ...(options.knownHosts === undefined
      ? {}
      : {
          UserKnownHostsFile: resolved.userKnownHostsFiles.map(quoted).join(' '),
          GlobalKnownHostsFile: resolved.globalKnownHostsFiles.map(quoted).join(' ') || '/dev/null',
        }),
  };
  return [
    '-T',
    ...(options.sshConfig === undefined ? [] : ['-F', options.sshConfig]),
    ...['-l', resolved.user, '-p', String(resolved.port)],
    ...Object.entries(set).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...options.identities.flatMap((path) => ['-o', `IdentityFile=${quoted(path)}`]),
    '--',
    host.name,
    command,
  ];
}

/** A path as a value of ssh_config(5): in quotes, and with no token or variable that ssh would expand. */
function quoted(path: string): string {
  if (/["\\$\p{Cc}]/u.test(path)) {
    throw new InputError(
      `${excerpt(JSON.stringify(path))}: ssh cannot be given a path with a quote, a backslash or a dollar sign; rename the file`,
    );
  }
  return `"${path.replaceAll('%', '%%')}"`;
}

function connectSeconds({ connectTimeout }: ResolvedHost, { timeout }: ConnectOptions): number {
  return Math.max(1, Math.ceil(Math.min(timeout, connectTimeout ?? timeout)));
}
