/** An HTTP client for servers that nobody trusts: deadlines for each phase, a limit of size, TLS verified, no proxy. */
import { type LookupAddress, lookup as lookUp } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent } from 'undici';
import { version } from '../generated/texts.ts';
import { ServiceTrouble, troubleOf } from './trouble.ts';

export interface Answer {
  /** The path that gave it, after redirects. */
  readonly path: string;
  readonly status: number;
  /** Names in small letters; a repeated header is joined. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

interface Ask {
  readonly url: URL;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes that the answer may have; 4 MiB unless told. */
  readonly limit?: number;
  /** The value of the header `authorization` for an origin, asked anew at each redirect. */
  readonly authorization?: (origin: string) => string | undefined;
}

export interface Client {
  /** Throws ServiceTrouble, or the reason of the signal. */
  readonly ask: (ask: Ask) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export interface ClientOptions {
  /** Seconds for the name and the connection, for the head of the answer, and for its body, each. */
  readonly timeout: number;
  /** Certificates in PEM that are trusted beside those that Node knows. */
  readonly ca: readonly string[];
  readonly signal: AbortSignal;
}

const usualLimit = 4 * 1024 * 1024;
const redirects = 3;

export function openClient({ timeout, ca, signal }: ClientOptions): Client {
  const agent = new Agent({
    connections: 6,
    pipelining: 1,
    headersTimeout: timeout * 1000,
    bodyTimeout: timeout * 1000,
    connect: {
      timeout: timeout * 1000,
      lookup: lookupOnce(),
      // Said here, the environment cannot switch it off.
      rejectUnauthorized: true,
      ...(ca.length === 0 ? {} : { ca: [...rootCertificates, ...ca] }),
    },
  });
  const ask = async (request: Ask, whole = AbortSignal.timeout(timeout * 3000), followed = 0): Promise<Answer> => {
    const { url } = request;
    try {
      const { statusCode, headers, body } = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method ?? 'GET',
        headers: headersOf(request),
        signal: AbortSignal.any([signal, whole]),
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const text = await textWithin(body, request.limit ?? usualLimit);
      const answer = { path: url.pathname, status: statusCode, headers: flat(headers), text };
      const next = redirectOf(answer, url);
      if (!next) return answer;
      if (followed === redirects) throw new ServiceTrouble(`redirects more than ${redirects} times`);
      return await ask({ ...request, url: next }, whole, followed + 1);
    } catch (error) {
      signal.throwIfAborted();
      if (whole.aborted)
        throw new ServiceTrouble(`the answer was not complete after ${timeout * 3} s`, { unreached: true });
      throw troubleOf(error, timeout) ?? error;
    }
  };
  return { ask: (request) => ask(request), close: () => agent.destroy() };
}

function headersOf({ url, headers = {}, authorization }: Ask): Record<string, string> {
  const value = authorization?.(url.origin);
  return {
    'user-agent': `preflight/${version}`,
    accept: 'application/json, text/plain;q=0.9, */*;q=0.1',
    ...headers,
    ...(value === undefined ? {} : { authorization: value }),
  };
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}

async function textWithin(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const part of body) {
    size += part.byteLength;
    if (size > limit) throw new ServiceTrouble(`the answer is larger than ${Math.round(limit / 1024)} KiB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Where a redirect leads on the same host; nothing for an answer that is none. Throws ServiceTrouble for another host. */
function redirectOf({ status, headers }: Answer, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = headers.get('location') ?? '';
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  const same = to && to.hostname === from.hostname && (to.protocol === from.protocol || to.protocol === 'https:');
  if (!same || (to.port !== from.port && to.protocol === from.protocol) || to.username !== '')
    throw new ServiceTrouble(`answered ${status} and leads to another host, such as a login; that is not followed`);
  return to;
}

/** Every name is resolved once, so that all of a run speaks with the same addresses. */
function lookupOnce(): LookupFunction {
  const known = new Map<string, Promise<LookupAddress[]>>();
  const addressesOf = (name: string) =>
    new Promise<LookupAddress[]>((done, reject) => {
      lookUp(name, { all: true }, (error, addresses) => (error ? reject(error) : done(addresses)));
    });
  return (name, { all }, callback) => {
    const addresses = known.get(name) ?? addressesOf(name);
    known.set(name, addresses);
    addresses.then(
      (found) => {
        const [first] = found;
        if (all === true) callback(null, found);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}
