import fc from 'fast-check';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { parseHost } from '../../src/base/host-address.ts';

const accepted: Readonly<Record<string, { name: string; user?: string; port?: number }>> = {
  ringtail: { name: 'ringtail' },
  'root@ringtail': { name: 'ringtail', user: 'root' },
  'root@ringtail:2222': { name: 'ringtail', user: 'root', port: 2222 },
  'ringtail:22': { name: 'ringtail', port: 22 },
  'web-1.example.org': { name: 'web-1.example.org' },
  '192.0.2.7:65535': { name: '192.0.2.7', port: 65535 },
  '::1': { name: '::1' },
  'root@::1': { name: '::1', user: 'root' },
  '2001:db8::22': { name: '2001:db8::22' },
  '[::1]': { name: '::1' },
  '[::1]:2222': { name: '::1', port: 2222 },
  'root@[::1]:2222': { name: '::1', user: 'root', port: 2222 },
  'ada@example.org@ringtail': { name: 'ringtail', user: 'ada@example.org' },
};

const refused: Readonly<Record<string, RegExp>> = {
  '': /the name is empty/,
  '-oProxyCommand=id': /begins with a dash/,
  'root@-oProxyCommand=id': /the name begins with a dash/,
  '-l@ringtail': /the user begins with a dash/,
  '@ringtail': /the user is empty/,
  'root@': /the name is empty/,
  'root@:22': /the name is empty/,
  'ring tail': /not allowed/,
  'ring\ntail': /not allowed/,
  'ring\u202etail': /not allowed/,
  'ring\x1b[2Jtail': /\\x1b/,
  '%h': /not allowed/,
  'fe80::1%eth0': /several colons/,
  '[fe80::1%eth0]': /no IPv6 address/,
  'a;id': /not allowed/,
  'a$(id)': /not allowed/,
  'a`id`': /not allowed/,
  'a|b': /not allowed/,
  'a b@ringtail': /the user holds/,
  'ssh://ringtail': /not allowed|port/,
  'ringtail:': /the port ""/,
  'ringtail:0': /from 1 to 65535/,
  'ringtail:65536': /from 1 to 65535/,
  'ringtail:22a': /the port "22a"/,
  'ringtail:-1': /the port "-1"/,
  'ringtail:22:33': /several colons/,
  '[ringtail]:22': /no IPv6 address/,
  '[::1]:': /the port ""/,
  '[::1]22': /not allowed|several colons/,
  ['a'.repeat(256)]: /longer than 255/,
};

t.test('a host is read as it is written', async (t) => {
  for (const [text, expected] of Object.entries(accepted)) t.same(parseHost(text), { label: text, ...expected }, text);
});

t.test('anything else is refused, and the message says what a host looks like', async (t) => {
  for (const [text, fault] of Object.entries(refused)) {
    t.throws(() => parseHost(text), { name: 'InputError', message: fault }, JSON.stringify(text));
    t.throws(() => parseHost(text), { message: /A host looks like name, user@name, user@name:port or \[::1\]:2222/ });
  }
});

t.test('no text gets a dash, white space, a control or shell character into name or user', async () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('@', ':', '[::1]', '-', '22', 'a', '%h', '\n', ' ', ';', '$'));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      try {
        const { name, user = 'x', port = 22 } = parseHost(pieces.join(''));
        const bad = /^-|^$|[\s\x00-\x1f\x7f-\x9f;&|$`<>(){}'"\\%*?!#]/;
        return !bad.test(name) && !bad.test(user) && port >= 1 && port <= 65535;
      } catch (error) {
        return error instanceof InputError;
      }
    }),
    { numRuns: 2000 },
  );
});
