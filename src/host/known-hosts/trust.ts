import { excerpt } from '../../base/display.ts';
import type { HostAddress } from '../../base/host-address.ts';
import { shellText } from '../../base/shell-word.ts';
import { HostError } from '../transport.ts';
import { knownName } from './entries.ts';
import { fingerprint, keyTypeOf } from './key.ts';
import { rememberHostKey } from './remember.ts';
import { type HostKeyQuery, type HostKeyVerdict, verifyHostKey } from './verify.ts';

/** What decides when a host's key is not known, and what the messages name. */
export interface TrustOptions {
  /** How messages begin: the host as it was given, and on the way to it the jump host. */
  readonly who: string;
  /** The host as the person named it, on the command line or as a jump: `ssh` is advised with it. */
  readonly address: HostAddress;
  /** Accept and remember the key of a host of which nothing is known. */
  readonly acceptNew: boolean;
  /** The known_hosts file that a new key goes to; without one it is accepted for this run. */
  readonly rememberIn?: string;
  /** HashKnownHosts. */
  readonly hashNames?: boolean;
  /** A sentence, without a full stop, added to every refusal: what of the ssh configuration is not followed. */
  readonly note?: string;
}

/** A host key that is trusted. */
export interface TrustedHost {
  readonly fingerprint: string;
  /** The file to which a new key was added. */
  readonly remembered?: string;
}

/**
 * Decides whether an offered host key is trusted. Throws HostError `untrusted`, saying which key was offered, what is
 * known in which file and line, and the way out, when it is unknown, changed, revoked or known by an authority only.
 * `acceptNew` opens the first of these alone, and only when no key of any type is known for the host.
 */
export async function trustHost(query: HostKeyQuery, options: TrustOptions): Promise<TrustedHost> {
  const offered = fingerprint(query.key);
  const verdict = await verifyHostKey(query);
  if (verdict.kind === 'known') return { fingerprint: offered };
  if (verdict.kind === 'unknown' && verdict.otherTypes.length === 0 && options.acceptNew) {
    const remembered = await remember(query, options);
    return remembered === undefined ? { fingerprint: offered } : { fingerprint: offered, remembered };
  }
  const refusal = refusalOf(verdict, query, options);
  const note = options.note === undefined ? '' : `. ${options.note}`;
  throw new HostError('untrusted', `${options.who}: ${refusal}${note}`);
}

async function remember(query: HostKeyQuery, options: TrustOptions): Promise<string | undefined> {
  const { alias, host, port, key } = query;
  const file = options.rememberIn;
  if (file === undefined) return undefined;
  try {
    const hashNames = options.hashNames ?? false;
    await rememberHostKey(file, alias ?? host, alias === undefined ? port : 22, key, { hashNames });
    return file;
  } catch (error) {
    if (error instanceof HostError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HostError(
      'untrusted',
      `${options.who}: its new host key cannot be remembered in ${excerpt(file)} (${reason}); ` +
        'name a file that can be written with --known-hosts',
      { cause: error },
    );
  }
}

function refusalOf(
  verdict: Exclude<HostKeyVerdict, { kind: 'known' }>,
  query: HostKeyQuery,
  options: TrustOptions,
): string {
  const type = keyTypeOf(query.key) ?? 'no known type';
  const offered = `It offered ${fingerprint(query.key)} (${excerpt(type)}).`;
  switch (verdict.kind) {
    case 'unknown':
      return verdict.otherTypes.length > 0
        ? `no ${excerpt(type)} host key is known, only ${verdict.otherTypes.map((other) => excerpt(other)).join(', ')}. ` +
            `${offered} This may be an attack: --accept-new does not accept it. ${comparison(type)} ` +
            `Then add it with "${sshCommand(options.address)}"`
        : `its host key is not known${places(query.files)}. ${offered} ${comparison(type)} ` +
            `Then run "${sshCommand(options.address)}" once, or pass --accept-new`;
    case 'changed':
      return (
        `its host key has changed: this may be an attack, or the host was installed anew. ${offered} ` +
        `Known is ${verdict.known} (${at(verdict)}). ${comparison(type)} ` +
        `Only if it is right, remove the old key: ${removal(verdict.file, query)}`
      );
    case 'revoked':
      return `its host key is revoked (${at(verdict)}). ${offered} Whoever holds it is not to be trusted`;
    case 'authority-only':
      return (
        `only a certificate authority is known for it (${at(verdict)}), and host certificates are not read by the ` +
        `built-in client. ${offered} Use --transport openssh`
      );
  }
}

function comparison(type: string): string {
  const name = /^(?:ssh-|ecdsa|sk-)/.test(type) ? type.replace(/^ssh-/, '').replace(/^(ecdsa).*/, '$1') : '*';
  return `Compare it with "ssh-keygen -lf /etc/ssh/ssh_host_${name}_key.pub" on the host itself.`;
}

function places(files: readonly string[]): string {
  return files.length === 0 ? '' : ` in ${files.map((file) => excerpt(file)).join(', ')}`;
}

function at({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${excerpt(file)}:${line}`;
}

function removal(file: string, { host, port, alias }: HostKeyQuery): string {
  if (file.startsWith('/etc/')) return `it stands in the system's ${excerpt(file)} (NixOS: programs.ssh.knownHosts)`;
  return `ssh-keygen -f ${shellText(excerpt(file))} -R ${shellText(knownName(host, port, alias))}`;
}

function sshCommand({ name, user, port }: HostAddress): string {
  return `ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${name}`;
}
