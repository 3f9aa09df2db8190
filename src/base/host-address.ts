import { isIPv6 } from 'node:net';
import { excerpt } from './display.ts';
import { InputError } from './errors.ts';

/** What a person named: `name`, `user@name`, `user@name:port`, `[::1]:2222`. */
export interface HostAddress {
  /** The text as it was given; the name under which the host is reported. */
  readonly label: string;
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
}

/**
 * What a name or a user must not hold. Both stand in the person's own ProxyCommand, which a shell reads, and in paths:
 * white space, control and format characters, what a shell or a glob reads, the % of a token, slashes.
 */
const forbidden = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Co}'"`$\\;&|<>(){}[\]*?!#~^=,%/]/u;

/** Most names and users are of these: the expression above takes milliseconds to compile. */
const usual = /^[\w.:@+-]+$/;

function isAllowed(text: string): boolean {
  return usual.test(text) || !forbidden.test(text);
}

/**
 * Reads a host as it is named on the command line: `name`, `user@name`, `user@name:port`, `[::1]:2222`, `::1`.
 * Throws an InputError on anything else, a name that begins with a dash among it.
 */
export function parseHost(text: string): HostAddress {
  // An account of a directory service is itself user@domain: the host stands after the last @.
  const at = text.lastIndexOf('@');
  const user = at < 0 ? undefined : text.slice(0, at);
  const { name, port } = nameAndPort(text.slice(at + 1), text);
  if (user !== undefined) refuse(text, userFault(user));
  return { label: text, name, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
}

/** Why a login name is not accepted, or undefined when it is. */
export function userFault(user: string): string | undefined {
  if (user === '') return 'the user is empty';
  if (user.startsWith('-')) return 'the user begins with a dash';
  if (!isAllowed(user)) return 'the user holds a character that is not allowed';
  return undefined;
}

function nameAndPort(rest: string, text: string): { name: string; port?: number } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(rest);
  if (bracketed) {
    const [, name = '', port] = bracketed;
    if (!isIPv6(name) || name.includes('%')) refuse(text, 'no IPv6 address stands between the brackets');
    return { name, ...(port === undefined ? {} : { port: portOf(port, text) }) };
  }
  if (rest.includes(':') && isIPv6(rest) && !rest.includes('%')) return { name: rest };
  const [name = '', port, ...more] = rest.split(':');
  if (more.length > 0) refuse(text, 'it has several colons and is no IPv6 address');
  refuse(text, nameFault(name));
  return { name, ...(port === undefined ? {} : { port: portOf(port, text) }) };
}

function nameFault(name: string): string | undefined {
  if (name === '') return 'the name is empty';
  if (name.startsWith('-')) return 'the name begins with a dash';
  if (!isAllowed(name)) return 'the name holds a character that is not allowed';
  if (name.length > 255) return 'the name is longer than 255 characters';
  return undefined;
}

function portOf(port: string, text: string): number {
  const value = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (value < 1 || value > 65535) refuse(text, `the port "${excerpt(port, 20)}" is not a number from 1 to 65535`);
  return value;
}

function refuse(text: string, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new InputError(
    `"${excerpt(text, 100)}" is not a host: ${fault}. A host looks like name, user@name, user@name:port or [::1]:2222.`,
  );
}
