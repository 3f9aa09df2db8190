import { excerpt } from '../../base/display.ts';
import type { HostAddress } from '../../base/host-address.ts';
import { type ConnectOptions, HostError } from '../transport.ts';
import { askSsh } from './ask-ssh.ts';
import { parseJumps } from './jumps.ts';
import { readConfiguration } from './read-configuration.ts';
import { knownHostsOf, requestOf } from './request.ts';
import { all, first, type Settings, type SettingsRequest } from './settings.ts';
import { type Surroundings, surroundings } from './surroundings.ts';
import { commandTokens, expandTokens, pathTokens } from './tokens.ts';
import { agentSocket, expandAll, secondsOf, strictness } from './values.ts';

/** A host's effective configuration. Every path is expanded. */
export interface ResolvedHost {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** In the order to try; also of files that do not exist. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The agent's socket (SSH_AUTH_SOCK when IdentityAgent names no other); `none` when no agent is to be asked. */
  readonly identityAgent?: string | 'none';
  readonly certificateFiles: readonly string[];
  /** The hosts to go through, the first to be connected to first. Resolve each with options without user and port. */
  readonly proxyJump: readonly HostAddress[];
  /** The person's own shell text, tokens expanded. */
  readonly proxyCommand?: string;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  /** As configured, for a note alone: nothing but --accept-new loosens what is trusted. */
  readonly strictHostKeyChecking: 'yes' | 'accept-new' | 'no' | 'ask';
  readonly hashKnownHosts: boolean;
  readonly hostKeyAlias?: string;
  /** Signature algorithms, the preferred first. OpenSSH's own when ssh is installed and nothing is configured. */
  readonly hostKeyAlgorithms?: readonly string[];
  /** Seconds. */
  readonly connectTimeout?: number;
}

/**
 * Finds out how to reach a host, from `ssh -G`, or without ssh from ~/.ssh/config and the system's ssh_config.
 * What was named on the command line wins, the host's own `user@…:port` first; --known-hosts stands alone.
 * Throws InputError when a file named on the command line is missing or --ssh-config cannot be used, HostError
 * `unresolved` when the person's own configuration cannot be.
 */
export async function resolveHost(
  address: HostAddress,
  options: ConnectOptions,
  around: Surroundings = surroundings(),
): Promise<ResolvedHost> {
  const request = await requestOf(address, options, around);
  const settings = (await askSsh(request, around)) ?? (await readConfiguration(request, options.notify, around));
  try {
    return resolved(request, await knownHostsOf(options, around), settings, around);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new HostError(error.kind, `${excerpt(address.label)}: ${error.message}`, { cause: error });
  }
}

function resolved(
  request: SettingsRequest,
  knownHosts: string | undefined,
  settings: Settings,
  around: Surroundings,
): ResolvedHost {
  const hostName = first(settings, 'hostname') ?? request.name;
  const port = portOf(first(settings, 'port') ?? '22');
  const user = first(settings, 'user') ?? around.user;
  const alias = first(settings, 'hostkeyalias');
  const values = { name: request.name, hostName, port, user, ...(alias === undefined ? {} : { alias }) };
  const tokens = pathTokens(values, around);
  const paths = (keyword: string) => expandAll(all(settings, keyword), tokens, around);
  const agent = agentSocket(first(settings, 'identityagent'), tokens, around);
  const proxyCommand = first(settings, 'proxycommand');
  const algorithms = first(settings, 'hostkeyalgorithms');
  const timeout = secondsOf(first(settings, 'connecttimeout'));
  return {
    hostName,
    port,
    user,
    identityFiles: paths('identityfile'),
    identitiesOnly: first(settings, 'identitiesonly')?.toLowerCase() === 'yes',
    ...(agent === undefined ? {} : { identityAgent: agent }),
    certificateFiles: paths('certificatefile'),
    proxyJump: parseJumps(expandTokens(first(settings, 'proxyjump') ?? '', commandTokens(values))),
    ...(proxyCommand === undefined || proxyCommand === 'none'
      ? {}
      : { proxyCommand: expandTokens(proxyCommand, commandTokens(values)) }),
    userKnownHostsFiles: knownHosts === undefined ? paths('userknownhostsfile') : [knownHosts],
    globalKnownHostsFiles: knownHosts === undefined ? paths('globalknownhostsfile') : [],
    strictHostKeyChecking: strictness(first(settings, 'stricthostkeychecking')),
    hashKnownHosts: first(settings, 'hashknownhosts')?.toLowerCase() === 'yes',
    ...(alias === undefined ? {} : { hostKeyAlias: alias }),
    // Only ssh itself can apply +, - and ^ to its own list.
    ...(algorithms === undefined || /^[-+^]/.test(algorithms) ? {} : { hostKeyAlgorithms: algorithms.split(',') }),
    ...(timeout === undefined ? {} : { connectTimeout: timeout }),
  };
}

/** ssh has seen to it that a port is one; without ssh nobody has. */
function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw new HostError('unresolved', `the ssh configuration gives "${excerpt(text, 20)}" as its port`);
}
