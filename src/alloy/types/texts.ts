/** What Go's parsers make of a text. Each function returns what is wrong with it, or undefined. */
import { didYouMean } from '../../base/suggest.ts';

/** Nanoseconds. Source: Go, package time, ParseDuration. */
const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3, // U+00B5
  μs: 1e3, // U+03BC
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const amount = '(?:\\d+(?:\\.\\d*)?|\\.\\d+)';
const wholeDuration = new RegExp(`^[-+]?(?:${amount}(?:ns|us|µs|μs|ms|s|m|h))+$`);
const wholeBytes = new RegExp(`^[-+]?(?:(?:${amount}(?:B|[KMGTPE]iB))+|(?:${amount}(?:B|[KMGTPE]B))+)$`);

/** Nanoseconds of a Go duration such as `1m30s`, `-1.5h` or `0`; undefined when it is none. */
export function durationOf(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!wholeDuration.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)([^\d.]+)/g)) total += Number(count) * (units[unit ?? ''] ?? 0);
  if (total >= 2 ** 63) return undefined;
  return text.startsWith('-') ? -total : total;
}

export function durationFault(text: string): string | undefined {
  if (durationOf(text) !== undefined) return undefined;
  if (/^[-+]?[\d.]+$/.test(text)) return 'the unit is missing: ns, us, ms, s, m or h';
  const unit = /\d([dw])/.exec(text)?.[1];
  if (unit !== undefined) return `Go durations know no "${unit}": write it in hours`;
  return 'write a Go duration such as 30s, 5m or 1h30m';
}

/**
 * A text where a number is wanted. Source: grafana/alloy, syntax/internal/value: a text that begins with - is read as a
 * signed integer, one with . or an exponent as a float, any other as an unsigned integer; 64 bits, digits are decimal.
 */
export function numberFault(text: string): string | undefined {
  if (text.startsWith('-')) {
    if (!/^-\d+$/.test(text)) return 'behind a minus only an integer is read';
    return isAtMost(text.slice(1), '9223372036854775808') ? undefined : 'it is too small for 64 bits';
  }
  if (/[.eE]/.test(text)) {
    if (hexFloat.test(text)) return undefined;
    if (!/^\+?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text)) return 'Write digits, such as 97 or 1.5';
    return Number.isFinite(Number(text)) ? undefined : 'it is too large for 64 bits';
  }
  if (!/^\d+$/.test(text)) return 'Write digits, such as 97 or 1.5';
  return isAtMost(text, '18446744073709551615') ? undefined : 'it is too large for 64 bits';
}

const hexFloat = /^\+?0[xX](?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)[pP][-+]?\d{1,3}$/;

/** Compares decimal digits, however many there are. */
function isAtMost(digits: string, most: string): boolean {
  const short = digits.replace(/^0+/, '');
  return short.length < most.length || (short.length === most.length && short <= most);
}

/** Source: alecthomas/units, ParseBase2Bytes: first KiB, MiB … are tried, then KB, MB …, both times 1024. */
function bytesFault(text: string): string | undefined {
  if (/^[-+]?0$/.test(text) || wholeBytes.test(text)) return undefined;
  return 'write a size such as 512KiB, 10MB or 1GiB';
}

/** What Go's url.Parse surely refuses. */
function urlFault(text: string): string | undefined {
  if (/[\x00-\x1f\x7f]/.test(text)) return 'a control character is in it';
  if (/%(?![0-9A-Fa-f]{2})/.test(text.split('?')[0] ?? '')) return 'a % is not followed by two hexadecimal digits';
  if (text.startsWith(':')) return 'the scheme before : is missing';
  const authority = /^(?:[A-Za-z][\w+.-]*:)?\/\/([^/?#]*)/.exec(text)?.[1];
  if (authority === undefined) return undefined;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (/\s/.test(host)) return 'a blank is in the host';
  const port = /^(?:\[[^\]]*\]|[^:]*):(.*)$/.exec(host)?.[1];
  return port !== undefined && !/^\d*$/.test(port) ? `"${port}" is no port` : undefined;
}

/** Source: prometheus/common, config.TLSVersions. */
function tlsVersionFault(text: string): string | undefined {
  return /^TLS1[0-3]$/.test(text) ? undefined : 'write TLS10, TLS11, TLS12 or TLS13';
}

function oneOf(...words: readonly string[]): (text: string) => string | undefined {
  return (text) => (words.includes(text) ? undefined : wordsText(text, words));
}

/** What to write instead of a word that is none of `words`: a near one, or all of them. */
export function wordsText(text: string, words: readonly string[]): string {
  const shown = words.filter((word) => word !== '').map((word) => JSON.stringify(word));
  return didYouMean(text, words).trim() || `One of ${shown.join(', ')}`;
}

/** Source: Go, crypto/tls, CipherSuites. */
export const cipherSuites: readonly string[] = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
];

/** Source: open-telemetry/opentelemetry-collector, config/configcompression. */
const compressions = oneOf('gzip', 'zlib', 'deflate', 'snappy', 'x-snappy-framed', 'zstd', 'lz4', 'none', '');

/** Source: grafana/alloy, internal/component/loki/source/file. */
const decompressions = oneOf('gz', 'z', 'bz2');

/** Go types whose text is looked at, and types whose text another language is in. */
const formats: Readonly<Record<string, (text: string) => string | undefined>> = {
  'units.Base2Bytes': bytesFault,
  'config.URL': urlFault,
  'config.TLSVersion': tlsVersionFault,
  'configcompression.Type': compressions,
  'file.CompressionFormat': decompressions,
  'http.TLSCipher': oneOf(...cipherSuites),
};

export function formatFault(format: string, text: string): string | undefined {
  return Object.hasOwn(formats, format) ? formats[format]?.(text) : undefined;
}
