import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';
import { excerpt, printable } from '../../base/display.ts';
import { fingerprint, keyTypeOf } from '../known-hosts/key.ts';
import type { ResolvedHost } from '../resolve/resolve.ts';
import type { ConnectOptions } from '../transport.ts';
import { type AgentKey, agentKeys, SelectedAgent } from './agent.ts';
import { type KeyFile, parsePrivateKey, readKeyFile, readPublicKey, typeFault } from './key-file.ts';

/** A key file to try. */
interface IdentityFile {
  readonly path: string;
  /**
   * The key, its passphrase asked for when it is encrypted, or a text that says why it is passed over, to be read
   * after the path. Rejects only as the question for the passphrase does.
   */
  load(): Promise<ParsedKey | string>;
}

/** A key that the agent holds, and what to call it in a message: its comment, or else its fingerprint. */
interface OfferedKey {
  readonly label: string;
  readonly key: ParsedKey;
}

/** What to authenticate with, in OpenSSH's order: the agent's keys, then the files. */
export interface AuthPlan {
  readonly agentSocket?: string;
  /** The agent's keys to offer: those of configured files first, then the others unless IdentitiesOnly is set. */
  readonly agentKeys: readonly OfferedKey[];
  readonly files: readonly IdentityFile[];
  /** What was passed over; the reason is to be read after the path. Both are safe to print. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Times that a passphrase is asked for (NumberOfPasswordPrompts of OpenSSH). */
const attempts = 3;

/** Files that are looked for on every machine: that one is missing is no news. */
const defaultFile = /\/\.ssh\/id_(?:rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)$/;

/**
 * Gathers the keys for a host from the agent and the identity files. A file whose key the agent holds is left to the
 * agent; a .pub file selects the agent's key. Nothing is asked for yet. Never throws for a key or an agent that cannot
 * be used: `skipped` tells.
 */
export async function identitiesFor(resolved: ResolvedHost, options: ConnectOptions): Promise<AuthPlan> {
  const skipped: { path: string; reason: string }[] = [];
  const skip = (path: string, reason: string) => skipped.push({ path: printable(path), reason: printable(reason) });
  const socket = resolved.identityAgent === 'none' ? undefined : resolved.identityAgent;
  const held = socket === undefined ? [] : await heldBy(socket, options, skip);
  const selected: AgentKey[] = [];
  const files: IdentityFile[] = [];
  for (const path of resolved.identityFiles) {
    const file = await readKeyFile(path);
    const blob = typeof file === 'object' ? file.blob : await readPublicKey(`${path}.pub`);
    const own = held.find((key) => blob?.equals(key.blob));
    if (own) selected.push(own);
    else if (typeof file === 'object') {
      const fault = faultOf(file, options);
      if (fault === undefined) files.push({ path, load: () => load(file, options) });
      else skip(path, fault);
    } else if (file !== undefined) skip(path, file);
    else if (!defaultFile.test(path)) skip(path, 'does not exist');
    if (await readPublicKey(`${path}-cert.pub`)) skip(`${path}-cert.pub`, certificateFault);
  }
  for (const path of resolved.certificateFiles) skip(path, certificateFault);
  const offered = resolved.identitiesOnly ? selected : [...selected, ...held];
  return {
    ...(socket === undefined ? {} : { agentSocket: socket }),
    agentKeys: usable(offered, skip),
    files,
    skipped,
  };
}

/** The agent that offers the plan's keys alone, for ssh2's authHandler; undefined when there are none. */
export function agentOf(plan: AuthPlan): BaseAgent<ParsedKey> | undefined {
  if (plan.agentSocket === undefined || plan.agentKeys.length === 0) return undefined;
  return new SelectedAgent(
    plan.agentSocket,
    plan.agentKeys.map(({ key }) => key),
  );
}

type Skip = (path: string, reason: string) => void;

const certificateFault = 'is a certificate, which only --transport openssh can offer';

async function heldBy(socket: string, { timeout }: ConnectOptions, skip: Skip): Promise<AgentKey[]> {
  try {
    return await agentKeys(socket, timeout);
  } catch (error) {
    skip(socket, `is no agent that can be used: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function usable(keys: readonly AgentKey[], skip: Skip): OfferedKey[] {
  return [...new Set(keys)].flatMap(({ type, blob, comment }) => {
    const label = excerpt(comment) || fingerprint(blob);
    const fault = typeFault(type);
    const [key] = [ssh2.utils.parseKey(blob)].flat();
    if (fault === undefined && key !== undefined && !(key instanceof Error)) return [{ label, key }];
    skip(`the agent’s key ${label}`, fault ?? 'cannot be read');
    return [];
  });
}

function faultOf({ half, encrypted, blob, content }: KeyFile, { askPassphrase }: ConnectOptions): string | undefined {
  if (half === 'public') return 'is a public key whose private half no agent holds: ssh-add it';
  const type = blob === undefined ? undefined : keyTypeOf(blob);
  const fault = type === undefined ? undefined : typeFault(type);
  if (fault !== undefined) return fault;
  if (encrypted)
    return askPassphrase ? undefined : 'is encrypted and there is no terminal to ask for its passphrase: ssh-add it';
  const key = parsePrivateKey(content);
  return key instanceof Error ? `cannot be used: ${key.message}` : undefined;
}

async function load(file: KeyFile, { askPassphrase }: ConnectOptions): Promise<ParsedKey | string> {
  let key = parsePrivateKey(file.content);
  if (!file.encrypted || !askPassphrase) return key instanceof Error ? `cannot be used: ${key.message}` : key;
  for (let attempt = 0; key instanceof Error && attempt < attempts; attempt++) {
    const passphrase = await askPassphrase(`Passphrase for ${printable(file.path)}: `);
    if (passphrase === '') return 'is encrypted and no passphrase was given';
    key = parsePrivateKey(file.content, passphrase);
  }
  return key instanceof Error ? `is encrypted, and the passphrase was wrong ${attempts} times` : key;
}
