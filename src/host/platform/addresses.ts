/** Messages of a cluster without URLs, which may hold a password or a token, and without network addresses. */
import { isIPv6 } from 'node:net';

/** Characters after which the templates for kubectl cut a text (probe/cluster/common.tmpl). */
const cutAt = 200;

const url = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s"<>`]*/gi;
const v4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2}|:\d{1,5})?(?!\d|\.\d)/g;
const v6 = /(?<![\w:.])\[?[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?(?:\](?::\d{1,5})?|\/\d{1,3})?/gi;

/**
 * `(URL)` in place of whatever begins as a URL does, `(address)` in place of an IP address with its port or prefix. Of a
 * text as long as the templates leave one, the last word is dropped: it may be half an address.
 */
export function withoutAddresses(text: string): string {
  const whole = text.length < cutAt ? text : text.replace(/(?<!\S)\S*$/, '…');
  return whole
    .replace(url, (found) => `(URL)${/[\\):;,.'\]]*$/.exec(found)?.[0] ?? ''}`)
    .replace(v6, (found) => {
      const end = /[:.]*$/.exec(found)?.[0] ?? '';
      const address = found.slice(0, found.length - end.length);
      const bare = address.replace(/^\[/, '').replace(/\].*$|%.*$|\/\d+$/, '');
      if (isIPv6(bare)) return `(address)${end}`;
      // `fe80::` ends with what could be the end of a sentence.
      return isIPv6(found) ? '(address)' : found;
    })
    .replace(v4, '(address)');
}
