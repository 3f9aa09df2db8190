import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { FactsDocument } from '../../src/base/facts.ts';
import { readFact } from '../../src/base/facts.ts';
import validate from '../../src/generated/facts-validator.js';
import { probeSources } from '../../src/generated/texts.ts';
import { decodeProbe } from '../../src/host/decode.ts';
import { decodeText } from '../../src/host/frame-text.ts';
import { HostError } from '../../src/host/transport.ts';
import { needs } from '../support/needs.ts';
import { nonce, run } from './support/probed-host.ts';

const fixtures = 'test/host/fixtures/probe';
const collectedAt = new Date('2026-02-26T12:00:01.500Z');

function decode(bytes: Uint8Array | string): FactsDocument {
  return decodeProbe(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, nonce, {
    host: 'ringtail',
    collectedAt,
  });
}

/** What is collected only where a pack asks for it. */
const onlyIfAsked = ['kubernetes', 'argocd', 'cnpg', 'textfiles', 'services', 'alerting'];

/** The document, or the kind and message of the HostError. */
function attempt(bytes: Uint8Array | string): FactsDocument | string {
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return `${error.kind} ${error.message}`;
  }
}

function isValid(document: FactsDocument): true {
  if (!validate(document)) throw new Error(JSON.stringify(validate.errors));
  const schema = JSON.parse(readFileSync('schemas/facts.schema.json', 'utf8')) as {
    $defs: { Facts: { properties: Record<string, unknown> } };
  };
  for (const name of Object.keys(schema.$defs.Facts.properties).filter((one) => !onlyIfAsked.includes(one))) {
    const reading = readFact(document, `/${name}`);
    const below = Object.keys(document.gaps).some((at) => at.startsWith(`/${name}/`));
    if ('gap' in reading && document.gaps[`/${name}`] === undefined && !below)
      throw new Error(`nothing said of ${name}`);
  }
  return true;
}

const root = readFileSync(`${fixtures}/root.txt`, 'latin1');

t.test('each recorded frame gives the facts beside it', async (t) => {
  const frames = readdirSync(fixtures).filter((name) => name.endsWith('.txt'));
  for (const name of frames) {
    const document = decode(readFileSync(join(fixtures, name)));
    t.ok(isValid(document), `${name} holds to the schema`);
    const expected = join(fixtures, `${basename(name, '.txt')}.expected.json`);
    if (process.env.PREFLIGHT_WRITE_EXPECTED === '1') writeFileSync(expected, `${JSON.stringify(document, null, 1)}\n`);
    t.same(JSON.parse(JSON.stringify(document)), JSON.parse(readFileSync(expected, 'utf8')), name);
  }
});

t.test('a frame that was cut at any line, or within one, is an output that breaks off', async (t) => {
  const begin = root.indexOf('\n', root.indexOf(`@begin ${nonce}`)) + 1;
  const end = root.indexOf(`@end ${nonce}`);
  const breaks = [...root.slice(begin, end).matchAll(/\n/g)].map(({ index }) => begin + index + 1);
  const within = [...breaks.map((one) => one - 2), end + 10, end + `@end ${nonce} 1`.length];
  for (const at of [begin, ...breaks, ...within]) {
    const said = attempt(root.slice(0, at));
    const clear = /^output ringtail: the probe’s output breaks off after \d+ lines, at "/;
    if (typeof said !== 'string' || !clear.test(said)) t.fail(`cut at ${at}: ${JSON.stringify(said).slice(0, 200)}`);
  }
  t.match(
    attempt(root.slice(0, root.lastIndexOf('\nlogout'))),
    /^output .*breaks off after/,
    'before its last line break',
  );
});

const line = (text: string) => root.replace('=sudo 1\n', `=sudo 1\n${text}\n`);
const lines = Number(new RegExp(`@end ${nonce} (\\d+)`).exec(root)?.[1]);
const counted = (text: string, more = 1) =>
  line(text).replace(`@end ${nonce} ${lines}`, `@end ${nonce} ${lines + more}`);

const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
  nothing: ['', /^output ringtail: the probe’s output is missing: it printed nothing/],
  noise: ['\x1b[31mNo!\xff\n', /^output .*it printed 10 bytes, beginning "\\x1b\[31mNo!ÿ"/],
  'a frame of another run': [root.replaceAll(nonce, 'Another1234567890'), /^protocol .*the nonce of another run/],
  'two frames': [root + root, /^protocol .*two frames bear the nonce/],
  'an earlier version': [
    root.replace(`${nonce} 2`, `${nonce} 1`),
    /^protocol .*version "1".*this preflight version 2.*preflight probe/,
  ],
  'a line too many': [line('=x y'), /^protocol .*it holds \d+ lines where its end says "\d+"/],
  'a line too few': [root.replace('=sudo 1\n', ''), /^protocol .*it holds/],
  'a second value': [counted('=sudo 0'), /^protocol .*a second value of sudo: "=sudo 0"/],
  'a gap beside a value': [counted('!sudo missing'), /^protocol .*a second value of sudo/],
  'an unknown reason': [counted('!x because'), /^protocol .*a gap of no known reason/],
  'an unknown type': [counted('?x y'), /^protocol .*not of its grammar: "\?x y"/],
  'an escape cut short': [counted('=x \\03'), /^protocol .*an escape of three octal digits/],
  'an escape above a byte': [counted('=x \\777'), /^protocol .*an escape of three octal digits/],
  'a byte that is no 7-bit text': [
    counted('=x \x1b]0;hi\x07'),
    /^protocol .*not of its grammar: "=x \\x1b\]0;hi\\x07"/,
  ],
  'a table without an end': [root.replace(/^\.config .*\n/m, ''), /^protocol .*the table config has no end/],
  'a table with a row missing': [root.replace(/^:config BPF_JIT .*\n/m, ''), /^protocol .*config with rows missing/],
  'a row twice': [line(':config LSM x\n:config LSM y'), /^protocol .*a second value of config LSM/],
};

t.test('what is not the probe’s frame is refused, and the message says what was seen', async (t) => {
  for (const [name, [text, wanted]] of Object.entries(refused)) t.match(attempt(text), wanted, name);
  t.type(attempt(counted('=something.new y')), 'object', 'a key that is not known is no fault');
  t.same(attempt(`noise\r\n\0${root}\n=sudo 1\n@end other 3\n`), decode(root), 'what is around the frame is ignored');
});

t.test('a frame of as many lines as a host may send is read to its end', async (t) => {
  // What takes the square of it in time does not end before the runner's patience.
  const count = 340_000;
  t.ok(isValid(decode(counted('*a\n'.repeat(count - 1).concat('*a'), count))), 'one list');
  t.ok(
    isValid(decode(counted('*profiler alloy\n'.repeat(60_000 - 1).concat('*profiler alloy'), 60_000))),
    'a known list',
  );
});

t.test('keys of a prototype do no harm', async (t) => {
  const document = decode(
    counted('*active __proto__ ok\n*tool __proto__ /x\n=__proto__ 1\n=constructor 1\n*/proc/cmdline __proto__=1', 5),
  );
  t.ok(isValid(document));
  t.equal(Object.getPrototypeOf(document.facts.active?.tests), Object.prototype);
  t.notOk(Object.hasOwn(document.facts.active?.tests ?? {}, '__proto__'));
});

t.test('whatever the bytes, there is a valid document or a HostError', async (t) => {
  const bytes = Buffer.from(root, 'latin1');
  const change = fc.record({
    at: fc.nat(bytes.length - 1),
    remove: fc.nat(12),
    insert: fc.uint8Array({ maxLength: 8 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let mutated = bytes;
      for (const { at, remove, insert } of changes) {
        mutated = Buffer.concat([mutated.subarray(0, at), insert, mutated.subarray(at + remove)]);
      }
      const result = attempt(mutated);
      return typeof result === 'string' || isValid(result);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

t.test('whatever a well-formed frame says, the document is valid', async (t) => {
  const body = root.split('\n').filter((text) => /^[=*!:.]/.test(text));
  const text = fc.oneof(
    fc.stringMatching(/^[ -[\]-~]{0,30}$/),
    fc.constantFrom(
      '0',
      '-1',
      '9999999999999999',
      '0x1f',
      '/',
      '/a',
      '__proto__',
      '',
      '[none]',
      'ok',
      '1-1,',
      'file /a',
    ),
    fc.integer().map(String),
    fc.nat(5000).map((length) => 'x'.repeat(length)),
  );
  const said = fc.record({ line: fc.constantFrom(...body), text, type: fc.constantFrom('same', '!', 'gone') });
  fc.assert(
    fc.property(fc.array(said, { maxLength: 40 }), (changes) => {
      let frame = root;
      for (const { line: old, text, type } of changes) {
        const [, key = '', row = ''] = /^.(\S+)(?: (\S+))?/.exec(old) ?? [];
        const table = old.startsWith(':');
        const same = table ? `:${key} ${row} ${text}` : `${old[0]}${key} ${text}`;
        const fresh =
          type === 'same' || table || old.startsWith('.') ? same : type === '!' ? `!${key} denied ${text}` : '';
        if (!old.startsWith('.')) frame = frame.replace(`\n${old}\n`, () => `\n${fresh}\n`);
      }
      const count = frame.split('\n').filter((one) => /^[=*!]/.test(one)).length;
      const result = attempt(frame.replace(/(@end \S+) \d+/, `$1 ${count}`));
      return typeof result === 'string' ? /a second value|a gap of no/.test(result) : isValid(result);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

t.test('every byte that a shell can read survives its escape', needs('dash', 'bash', 'busybox'), async (t) => {
  const top = mkdtempSync(join(tmpdir(), 'preflight-escape-'));
  t.teardown(() => rmSync(top, { recursive: true, force: true }));
  const script = `LC_ALL=C; export LC_ALL\n${probeSources['frame.sh']}\nwhile IFS= read -r text; do line = k "$text"; done <"$1"\n`;
  for (const [shell, ...words] of [['dash'], ['bash'], ['busybox', 'ash']]) {
    if (shell === undefined) continue;
    const byte = fc.integer({ min: 1, max: 255 }).filter((one) => one !== 10);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(byte, { maxLength: 30 }), { minLength: 1, maxLength: 60 }), async (texts) => {
        const path = join(top, 'texts');
        writeFileSync(path, Buffer.concat(texts.map((bytes) => Buffer.from([...bytes, 10]))));
        const { stdout } = await run(shell, [...words, '-s', '--', path], script);
        const printed = stdout.toString('latin1').split('\n').slice(0, -1);
        for (const one of printed) if (!/^=k [ -~]*$/.test(one)) throw new Error(`${shell}: ${JSON.stringify(one)}`);
        const back = printed.map((one) => decodeText(one.slice(3)));
        const wanted = texts.map((bytes) => visible(Buffer.from(bytes)));
        if (JSON.stringify(back) !== JSON.stringify(wanted))
          throw new Error(`${shell}: ${JSON.stringify([back, wanted])}`);
      }),
      { numRuns: 15 },
    );
  }
  t.pass();
});

/** UTF-8, or each byte above 7 bits as \xNN. */
function visible(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return text;
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`);
}
