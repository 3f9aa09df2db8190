import { access } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { type HostAddress, userFault } from '../../base/host-address.ts';
import type { ConnectOptions } from '../transport.ts';
import type { SettingsRequest } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * What the command line alone says of a host; its own `user@…:port` goes before --user and --port.
 * Throws InputError on a user or a port that is none, and on a file that does not exist.
 */
export async function requestOf(
  address: HostAddress,
  options: ConnectOptions,
  around: Surroundings,
): Promise<SettingsRequest> {
  const user = address.user ?? options.user;
  const fault = user === undefined ? undefined : userFault(user);
  if (fault !== undefined) throw new InputError(`--user "${excerpt(user ?? '')}": ${fault}`);
  const port = address.port ?? options.port;
  if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65535))
    throw new InputError(`--port ${port} is not a number from 1 to 65535`);
  const identities = options.identities.map((path) => given(path, around));
  for (const path of identities) await mustExist(path, '--identity');
  const sshConfig = options.sshConfig === undefined ? undefined : given(options.sshConfig, around);
  if (sshConfig !== undefined) await mustExist(sshConfig, '--ssh-config');
  return {
    name: address.name,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    identities,
    ...(sshConfig === undefined ? {} : { sshConfig }),
  };
}

/**
 * The path of --known-hosts, or undefined. The file may be missing when new keys are to be remembered in it.
 * Throws InputError when it is missing otherwise.
 */
export async function knownHostsOf(options: ConnectOptions, around: Surroundings): Promise<string | undefined> {
  if (options.knownHosts === undefined) return undefined;
  const path = given(options.knownHosts, around);
  if (!options.acceptNew) await mustExist(path, '--known-hosts');
  return path;
}

/** A shell leaves the tilde in `--identity=~/key` as it is. */
function given(path: string, around: Surroundings): string {
  return path.startsWith('~/') ? join(around.home, path.slice(2)) : absolute(path);
}

async function mustExist(path: string, option: string): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    const denied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    const reason = denied ? 'cannot be reached: permission denied' : 'does not exist';
    throw new InputError(`${option} ${excerpt(path)} ${reason}`, { cause: error });
  }
}
