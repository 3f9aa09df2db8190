/** A service that is asked over HTTP, as preflight.yaml names it. */
import { InputError } from '../base/errors.ts';
import { versionRange } from '../base/version.ts';

const serviceKinds = [
  'prometheus',
  'loki',
  'tempo',
  'alloy',
  'grafana',
  'pyroscope',
  'ntfy',
  'frigate',
  'http',
] as const;

export type ServiceKind = (typeof serviceKinds)[number];

export interface ServiceRequest {
  /** What it is called in reports, unique. */
  readonly name: string;
  readonly kind: ServiceKind;
  /** http or https; a path is put before every path that is asked for. */
  readonly url: string;
  /** NAME of the environment variable that holds its token. */
  readonly token?: string;
  /** The versions that are expected, a range. */
  readonly version?: string;
  /** Of kind http: the status that is expected, else any of 200 to 299. */
  readonly status?: number;
  /** Of kind http: what the answer must hold, a pattern (base/text-pattern.ts). */
  readonly body?: string;
  /** Of kinds pyroscope, loki, tempo, prometheus: X-Scope-OrgID. */
  readonly tenant?: string;
  /** Of kind pyroscope: names of services whose profiles must arrive. */
  readonly expect?: readonly string[];
  /** Of kind grafana: the uid of the data source that must reach Pyroscope. */
  readonly pyroscopeUid?: string;
  /** Of kind prometheus: whether it must take remote writes. */
  readonly remoteWrite?: boolean;
}

/** The address of a service. Throws InputError for what is no URL of one, and for a range that is none, without showing a password. */
export function addressOf({ name, url, version }: ServiceRequest): URL {
  const refuse = (what: string) => new InputError(`The service ${name}: ${what}`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw refuse('its url is none. Write https://HOST:PORT, or http://.');
  if (parsed.username !== '' || parsed.password !== '')
    throw refuse('no password in its url. Name a token: token: PREFLIGHT_TOKEN_NAME.');
  if (parsed.search !== '' || parsed.hash !== '')
    throw refuse('no query and no fragment in its url. Write it up to the path.');
  if (version !== undefined) {
    try {
      versionRange(version);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw refuse(`${error.message}. Write its version as a range: ">=11 <13".`);
    }
  }
  return parsed;
}
