import { deepStrictEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { printable } from '../../src/base/display.ts';
import { InputError } from '../../src/base/errors.ts';
import { nixString, nixValue } from '../../src/base/nix-text.ts';
import { nixComment } from '../../src/nix/comment.ts';
import { type NixRemedy, nixModule } from '../../src/nix/module.ts';
import { evaluateModules, evaluateNix, oracleNeeds } from '../lab/oracle.ts';
import { onlyWhere } from '../support/needs.ts';

const nix = onlyWhere(oracleNeeds());
const context = { host: 'ringtail', date: new Date('2026-03-01T23:59:59Z'), version: '1.2.3' };
const kptr: NixRemedy = {
  check: 'sysctl.kptr-restrict',
  key: 'kernel.kptr_restrict',
  value: 0,
  reason: 'Addresses are hidden.',
  risk: 'They help an attacker.',
  undo: 'Remove the key.',
};
const perf: NixRemedy = { check: 'sysctl.perf', key: 'kernel.perf_event_paranoid', value: 1, reason: 'Sampling.' };

const tokens = [
  '${',
  '$',
  '$$',
  "''",
  '"',
  '\\',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\v',
  '\f',
  '\x85',
  '\u2028',
  '\u2029',
].concat(['#', '*/', '/*', '{', '}', ';', ' 1 ', 'builtins.abort "x"', '\x1b[31m', '\u202e', '\x7f', ' ']);
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...tokens)).map((all) => all.join('')),
);

t.test('no text becomes code', nix, async () => {
  const strings = fc.array(
    hostile.map((text) => text.replaceAll('\0', '')),
    { minLength: 200, maxLength: 400 },
  );
  await fc.assert(
    fc.asyncProperty(strings, async (texts) => {
      const literals = texts.map((text) => nixString(text)).join('\n');
      const names = texts.map((text) => `(builtins.attrNames { ${nixString(text)} = 1; })`).join('\n');
      deepStrictEqual(await evaluateNix(`[ ${literals} ]`), texts);
      deepStrictEqual(
        await evaluateNix(`[ ${names} ]`),
        texts.map((text) => [text]),
      );
    }),
    { numRuns: 4 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 200, maxLength: 400 }), async (texts) => {
      const comments = texts.map((text, at) => [...nixComment(text, '  '), at].join('\n')).join('\n');
      deepStrictEqual(await evaluateNix(`[\n${comments}\n]`), [...texts.keys()]);
    }),
    { numRuns: 4 },
  );
});

t.test('what a terminal or an editor sees of a comment', async (t) => {
  fc.assert(
    fc.property(hostile, (text) =>
      nixComment(text).every((line) => /^# [^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(line)),
    ),
  );
  t.same(nixComment('one\ntwo\r\nthree\rfour\u2028five\vsix\fseven'), [
    ...['# one', '# two', '# three', '# four', '# five', '# six', '# seven'],
  ]);
  t.same(nixComment('a\x1b[31mred\0'), ['# a\\x1b[31mred\\x00']);
  const long = nixComment('word '.repeat(60), '    ');
  t.equal(long.length, 4);
  t.ok(long.every((line) => line.startsWith('    # word') && line.length <= 100));
  t.same(nixComment(`see ${'x'.repeat(200)} end`), ['# see', `# ${'x'.repeat(200)}`, '# end'], 'no word is cut');
});

t.test('values', async (t) => {
  t.same([nixValue(-1), nixValue(true), nixValue('a b')], ['-1', 'true', '"a b"']);
  for (const value of [0.5, Number.NaN, 2 ** 60]) t.throws(() => nixValue(value), InputError);
  for (const text of ['\0', '\ud800']) t.throws(() => nixString(text), InputError);
});

t.test('the module', nix, async (t) => {
  const folder = t.testdir();
  const write = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const text = nixModule([perf, kptr, { ...kptr, check: 'profiler.kernel-symbols' }], context);
  const file = await write('module.nix', text);

  t.test('merges with a host’s other modules', async (t) => {
    const merged = await evaluateModules([file]);
    const value = { 'kernel.kptr_restrict': 0, 'kernel.perf_event_paranoid': 1, 'vm.max_map_count': 1048576 };
    t.same(merged, { status: 'merged', value });
  });

  t.test('collides with a second plain definition, even an equal one', async (t) => {
    const second = await write('second.nix', '{ boot.kernel.sysctl."kernel.kptr_restrict" = 0; }');
    t.equal((await evaluateModules([file, second])).status, 'conflict');
  });

  t.test('says what it is, why, what it costs and how to undo it', async (t) => {
    const [head = '', body = ''] = text.split('{ ... }:');
    t.match(head, /preflight 1\.2\.3 for ringtail on 2026-03-01/);
    t.match(head.replace(/\n# /g, ' '), /imports[\s\S]*nixos-rebuild switch[\s\S]*without a reboot[\s\S]*Undo/);
    t.match(body, /# sysctl\.kptr-restrict, profiler\.kernel-symbols:\n\s+# Addresses are hidden\.\n/);
    t.match(body, /# Risk: They help an attacker\.\n\s+# Undo: Remove the key\.\n\s+"kernel\.kptr_restrict" = 0;/);
    t.equal(body.match(/kernel\.kptr_restrict" =/g)?.length, 1, 'one definition');
    t.ok(body.indexOf('kptr_restrict') < body.indexOf('perf_event_paranoid'), 'sorted by key');
    t.notMatch(text, /mkDefault \d|mkForce/);
  });

  t.test('keeps hostile texts in their comments', async (t) => {
    const texts = ['*/ x', '\r 1', "''", '${builtins.abort "x"}', '\n  "kernel.kptr_restrict" = 2;', '\u2028}; x = {'];
    for (const [at, reason] of texts.entries()) {
      const odd = { ...kptr, check: `c${reason}`, reason, risk: reason, undo: reason };
      const spoilt = await write(`odd-${at}.nix`, nixModule([odd], { ...context, host: reason, version: reason }));
      const merged = await evaluateModules([spoilt], { defaults: false });
      t.same(merged, { status: 'merged', value: { 'kernel.kptr_restrict': 0 } }, printable(reason));
    }
  });

  t.test('takes any key and value that sysctl.d takes', async (t) => {
    const keys = ['net.ipv4.conf.eth0/1.rp_filter', '__proto__', 'a${b}"\\'];
    const values = ['4096 87380 6291456', true, '|/bin/false ${x} "%P"'] as const;
    const odd = keys.map((key, at) => ({ ...kptr, key, value: values[at] ?? 0 }));
    const merged = await evaluateModules([await write('keys.nix', nixModule(odd, context))], { defaults: false });
    t.strictSame(new Map(Object.entries('value' in merged ? merged.value : {})).size, 3);
    for (const { key, value } of odd) {
      const found = 'value' in merged ? Object.entries(merged.value).find(([name]) => name === key) : undefined;
      t.same(found, [key, value]);
    }
  });
});

t.test('what cannot be one module is refused', async (t) => {
  const other = { ...kptr, check: 'other.check', value: 2 };
  t.throws(() => nixModule([kptr, other], context), {
    name: 'InputError',
    message: /kernel\.kptr_restrict.*sysctl\.kptr-restrict asks for 0.*other\.check asks for 2/,
  });
  t.doesNotThrow(() => nixModule([kptr, { ...other, value: '0' }, { ...other, value: false }], context), '0 is "0"');
  for (const value of ['0\nkernel.x=1', 'a\u2028b', '\x1b[1m']) {
    t.throws(() => nixModule([{ ...kptr, value }], context), InputError, 'a value of two lines');
  }
  for (const key of ['', 'a b', 'a=b', '#a', '-a', 'a\nb', 'a\u2028b']) {
    t.throws(() => nixModule([{ ...kptr, key }], context), InputError, printable(key));
  }
});
