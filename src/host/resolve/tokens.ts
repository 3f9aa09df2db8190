import { createHash } from 'node:crypto';
import { excerpt } from '../../base/display.ts';
import { HostError } from '../transport.ts';
import type { Surroundings } from './surroundings.ts';

/** What the tokens of ssh_config(5) stand for, by letter. */
export type Tokens = ReadonlyMap<string, string>;

/** What is known of a connection when its tokens are expanded. */
export interface TokenValues {
  /** As given on the command line: %n. */
  readonly name: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly alias?: string;
}

/** The tokens that paths may hold: IdentityFile, CertificateFile, IdentityAgent, UserKnownHostsFile. */
export function pathTokens(values: TokenValues, around: Surroundings): Tokens {
  const port = String(values.port);
  const connection = createHash('sha1').update(`${around.hostName}${values.hostName}${port}${values.user}`);
  return new Map([
    ...commandTokens(values),
    ['C', connection.digest('hex')],
    ['d', around.home],
    ['i', String(around.uid)],
    ['k', values.alias ?? values.name],
    ['L', around.hostName.split('.')[0] ?? ''],
    ['l', around.hostName],
    ['u', around.user],
  ]);
}

/** The tokens that ProxyCommand and ProxyJump may hold. */
export function commandTokens(values: TokenValues): Tokens {
  return new Map([
    ['%', '%'],
    ['h', values.hostName],
    ['n', values.name],
    ['p', String(values.port)],
    ['r', values.user],
  ]);
}

/** Replaces each %X, once: what stands for a token is not read again. Throws HostError `unresolved` on an unknown one. */
export function expandTokens(text: string, tokens: Tokens): string {
  return text.replace(/%(.?)/gsu, (_, letter: string) => tokenValue(letter, tokens, text));
}

/**
 * Makes a path of the ssh configuration usable: `~` and `~/…`, tokens, `${VARIABLE}`. Undefined when a variable is not
 * set or another account's home is meant: OpenSSH passes over the first, and the second is not looked up.
 * Throws HostError `unresolved` on an unknown token.
 */
export function expandPath(path: string, tokens: Tokens, around: Surroundings): string | undefined {
  if (/^~[^/]/.test(path)) return undefined;
  let complete = true;
  const expanded = path.replace(/^~(?=\/|$)|%(.?)|\$\{([^}]*)\}/gsu, (found, letter?: string, variable?: string) => {
    if (found === '~') return around.home;
    if (variable === undefined) return tokenValue(letter ?? '', tokens, path);
    const value = around.env[variable];
    if (value === undefined) complete = false;
    return value ?? '';
  });
  return complete ? expanded : undefined;
}

/** A path as it must be written in an option so that expanding it gives the path again. */
export function literalPath(path: string): string {
  return path.replaceAll('%', '%%');
}

function tokenValue(letter: string, tokens: Tokens, text: string): string {
  const value = tokens.get(letter);
  if (value !== undefined) return value;
  throw new HostError(
    'unresolved',
    `the ssh configuration holds "${excerpt(text)}", and %${excerpt(letter)} stands for nothing there; write %% for a percent sign`,
  );
}
