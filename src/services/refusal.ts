/** Answers that do not come from the service that was meant, or that it gives to nobody whom it does not know. */
import type { Answer } from './client.ts';
import type { TokenFor } from './tokens.ts';
import { ServiceTrouble } from './trouble.ts';

/** Texts of proxies that could not reach what is behind them: Envoy, Traefik. Cloudflare says it by a status of 520 to 530. */
const ofProxies = /^(?:no healthy upstream|no available server|upstream connect error|bad gateway|gateway timeout)\b/i;

/** The trouble, or undefined for an answer that the service itself may have given. */
export function refusalOf(answer: Answer, token: ReturnType<TokenFor>): ServiceTrouble | undefined {
  const { status, text } = answer;
  // What Loki, Tempo and Pyroscope say with multitenancy. Source: grafana/dskit, user/id.go.
  if (status === 401 && /\bno org id\b/.test(text))
    return new ServiceTrouble('401, it saw no tenant (X-Scope-OrgID): name one in preflight.yaml', {
      reason: 'denied',
    });
  if (status === 401 || status === 403) return new ServiceTrouble(lockedOut(status, token), { reason: 'denied' });
  const between = betweenOf(answer);
  if (between) return between;
  if (isWebPage(answer))
    return new ServiceTrouble(`answered ${status} with a web page, such as a login, where none belongs`);
  if (status === 404) return new ServiceTrouble('404, perhaps the url is of another service', { reason: 'missing' });
  return undefined;
}

/** The trouble where an answer is of what stands between here and the service. */
export function betweenOf({ status, text }: Answer): ServiceTrouble | undefined {
  // RFC 6585 and RFC 9110: these are said by a network or a proxy that wants a login.
  if (status === 407 || status === 511)
    return new ServiceTrouble(`${status}, the network or a proxy before it asks for a login`, { reason: 'denied' });
  if (status === 429) return new ServiceTrouble('429, asked too often');
  const unreached = status === 502 || status === 504 || (status >= 520 && status <= 530);
  if (unreached || (status >= 500 && ofProxies.test(text)))
    return new ServiceTrouble(`${status}, what stands before it could not reach it`);
  return undefined;
}

function lockedOut(status: number, token: ReturnType<TokenFor>): string {
  if (token === undefined) return `${status}, it asks for a login and no token is configured`;
  return 'why' in token ? `${status}, and ${token.why}` : `${status}, the token was refused`;
}

/** By its type, or by its beginning: some proxies give none. */
function isWebPage({ headers, text }: Answer): boolean {
  return /^text\/html\b/i.test(headers.get('content-type') ?? '') || /^\s*<(?:!doctype|html)\b/i.test(text);
}
