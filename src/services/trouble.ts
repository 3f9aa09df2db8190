/** Why a service gave no answer that can be judged, in words that hold nothing of the answer. */
import type { Gap } from '../base/facts.ts';

/** `reason` as in a facts document. The message has no name of the service and no full stop. */
export class ServiceTrouble extends Error {
  override name = 'ServiceTrouble';
  readonly reason: Gap['reason'];
  /** Nothing was answered, so that asking for something else is in vain. */
  readonly unreached: boolean;

  constructor(message: string, { reason = 'unreadable', unreached = false }: TroubleOptions = {}) {
    super(message);
    this.reason = reason;
    this.unreached = unreached;
  }
}

interface TroubleOptions {
  readonly reason?: Gap['reason'];
  readonly unreached?: boolean;
}

const untrusted = 'its certificate is signed by nobody who is trusted here; a CA of your own is named with --ca FILE';

/** Codes of Node, OpenSSL and undici. */
const words: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'its name does not resolve'],
  ['EAI_AGAIN', 'its name could not be resolved, no name server answered'],
  ['ECONNREFUSED', 'refused the connection'],
  ['ECONNRESET', 'ended the connection without an answer'],
  ['UND_ERR_SOCKET', 'ended the connection without a whole answer'],
  ['EHOSTUNREACH', 'there is no way to its host'],
  ['ENETUNREACH', 'there is no way to its network'],
  ['UND_ERR_HEADERS_OVERFLOW', 'the headers of its answer are too large'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'speaks no TLS there; perhaps its url begins with http://'],
  ['EPROTO', 'TLS failed; perhaps its url begins with http://'],
]);

/** The trouble behind an error of the client. `seconds` is the deadline of each phase. Other errors are defects. */
export function troubleOf(error: unknown, seconds: number): ServiceTrouble | undefined {
  if (error instanceof ServiceTrouble) return error;
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const late = lateness(code, seconds);
  const message =
    late ??
    words.get(code) ??
    (code.startsWith('HPE_') ? 'does not speak HTTP there; perhaps its url begins with https://' : `failed (${code})`);
  return new ServiceTrouble(message, { unreached: true });
}

function lateness(code: string, seconds: number): string | undefined {
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return `no connection in ${seconds} s`;
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return `no answer in ${seconds} s`;
  return code === 'UND_ERR_BODY_TIMEOUT' ? `the answer stopped for ${seconds} s` : undefined;
}

/** The code of an error, of its cause, or of the first of several attempts. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
