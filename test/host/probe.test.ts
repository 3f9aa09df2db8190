import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import type { FactsDocument } from '../../src/base/facts.ts';
import { configs, sysctls } from '../../src/base/wanted.ts';
import { probeScript } from '../../src/host/script.ts';
import { needs } from '../support/needs.ts';
import { at, decode, needsNamespace, nonce, probe, run } from './support/probed-host.ts';

const root = process.geteuid?.() === 0;

/** What does not change from one run to the next; another test may have a profiler running. */
function lasting(document: FactsDocument): unknown {
  const { uptime, clock, memory, probe, profiler, ...facts } = document.facts;
  const { '/profiler': _, ...gaps } = document.gaps;
  return { facts, gaps };
}

t.test('the script is below 24 KiB, of 7 bits, and holds the active test only if asked', async (t) => {
  const script = probeScript({ active: true });
  t.ok(Buffer.byteLength(script) < 24 * 1024, `${Buffer.byteLength(script)} bytes`);
  t.match(script, /^[\n\t -~]*$/);
  t.match(script, /BPF/);
  t.notMatch(probeScript({ active: false }), /ctypes|syscall\(|map\.array/);
});

t.test('without any privilege, in each shell', needs('dash', 'bash', 'busybox'), async (t) => {
  for (const [shell, ...words] of [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'ash']]) {
    if (shell === undefined) continue;
    const printed = await run(shell, [...words, '-s', '--', nonce], probeScript({ active: false }));
    const document = decode(printed);
    t.equal(printed.stderr, '', `${shell} says nothing on stderr`);
    t.equal(printed.code, 0);
    t.equal(document.facts.probe?.uid, process.geteuid?.());
    sysctlsAreThoseOfTheKernel(t, document, shell);
    t.equal(at(document, '/active'), 'not-collected: left out by --no-active');
  }
});

/** node reads each file in one go; a shell that reads byte by byte gets one digit of most. */
function sysctlsAreThoseOfTheKernel(t: Test, document: FactsDocument, name: string): void {
  for (const key of sysctls) {
    let wanted: unknown;
    try {
      wanted = Number(readFileSync(`/proc/sys/${key}`, 'latin1'));
    } catch {
      continue;
    }
    t.equal(at(document, `/sysctl/${key.replaceAll('/', '.')}/live`), wanted, `${name}: ${key}`);
  }
}

t.test('every shell with every awk gives the same facts', needsNamespace('gawk', 'mawk'), async (t) => {
  const documents: [string, FactsDocument][] = [];
  for (const shell of ['dash', 'bash', 'ash'] as const) {
    for (const awk of ['gawk', 'mawk', 'busybox']) {
      documents.push([`${shell} with ${awk}`, await probe({ shell, programs: { awk } })]);
    }
  }
  const [first] = documents;
  for (const [name, document] of documents) {
    t.same(lasting(document), first && lasting(first[1]), name);
    t.ok(Math.abs(document.facts.clock?.offset ?? 99) < 30, `${name}: the clock`);
  }
  const document = first?.[1];
  if (document === undefined) return;
  sysctlsAreThoseOfTheKernel(t, document, 'first');
  kallsymsAreThoseOfTheKernel(t, document);
  configIsThatOfTheKernel(t, document);
});

function kallsymsAreThoseOfTheKernel(t: Test, document: FactsDocument): void {
  const lines = readFileSync('/proc/kallsyms', 'latin1').trimEnd().split('\n');
  const text = lines.filter((line) => /^\S+ [TtVvWw] /.test(line));
  const nonzero = text.filter((line) => !/^0+ /.test(line));
  t.match(document.facts.kallsyms?.profiler, { text: text.length, textNonzero: nonzero.length, symbols: lines.length });
  const names = document.facts.kallsyms?.profiler?.names ?? {};
  t.equal(names._text, text.some((line) => /^0*[^0 ]\S* T _text$/.test(line)) ? 'nonzero' : 'zero');
  t.equal(names.finish_task_switch === 'absent', !/ finish_task_switch(\.isra\.0)?$/m.test(text.join('\n')));
}

function configIsThatOfTheKernel(t: Test, document: FactsDocument): void {
  if (!existsSync('/proc/config.gz')) {
    t.equal(at(document, '/kernel/config'), 'missing: ');
    return;
  }
  const text = gunzipSync(readFileSync('/proc/config.gz')).toString('latin1');
  for (const name of configs) {
    const [, value] = new RegExp(`^CONFIG_${name}="?(.*?)"?$`, 'm').exec(text) ?? [];
    const wanted = value ?? (text.includes(`# CONFIG_${name} is not set`) ? 'n' : 'absent');
    t.equal(at(document, `/kernel/config/${name}`), wanted, name);
  }
}

t.test(
  'without awk there are sysctls, links, presence, the clock, and whether symbols show',
  needsNamespace(),
  async (t) => {
    for (const shell of ['dash', 'bash', 'ash'] as const) {
      const programs = shell === 'ash' ? { grep: 'busybox', gzip: 'busybox', sleep: 'busybox', date: 'busybox' } : {};
      const document = await probe({ shell, programs });
      sysctlsAreThoseOfTheKernel(t, document, shell);
      t.equal(
        at(document, '/kernel/config'),
        existsSync('/proc/config.gz') ? 'unsupported: no awk on the host' : 'missing: ',
      );
      t.equal(document.facts.kallsyms?.profiler?.text, 64);
      t.ok(Math.abs(document.facts.clock?.offset ?? 99) < 30);
      t.ok(document.facts.cpu?.count);
    }
  },
);

t.test('an awk that fails, or is killed within a line, costs its own facts only', needsNamespace('mawk'), async (t) => {
  const ends = { 'ended with 2': 'exit 2', 'ended with 137': 'printf ":kallsyms symb"; kill -9 $$' };
  for (const [said, script] of Object.entries(ends)) {
    const document = await probe({ programs: { awk: `#!/usr/bin/dash\necho ":config BPF_JIT y"; ${script}\n` } });
    t.match(at(document, '/kernel/config'), `unreadable: awk failed: it ${said}`);
    t.match(at(document, '/kallsyms/profiler'), 'unreadable: awk failed');
    sysctlsAreThoseOfTheKernel(t, document, said);
  }
});

const configHere = existsSync('/proc/config.gz') ? {} : { skip: 'no /proc/config.gz here' };

t.test('a gunzip that fails gives no configuration', { ...needsNamespace('mawk'), ...configHere }, async (t) => {
  const document = await probe({
    programs: { awk: 'mawk', gzip: '#!/usr/bin/dash\necho CONFIG_BPF_JIT=y; exit 1\n' },
  });
  t.equal(at(document, '/kernel/config'), 'unreadable: it could not be read to its end');
  t.equal(document.facts.kallsyms?.profiler?.names?._text !== undefined, true);
});

t.test('a file that opens and refuses to be read ends in a gap', needsNamespace('mawk', 'python3'), async (t) => {
  const without = ['sys_admin', 'bpf', 'perfmon', 'syslog', 'sys_resource'].map((name) => `-${name}`).join(',');
  const document = await probe({
    programs: { awk: 'mawk', python3: 'python3' },
    as: ['setpriv', '--bounding-set', without, '--inh-caps', without],
    active: true,
  });
  t.equal(at(document, '/sysctl/net.core.bpf_jit_harden/live'), 'unreadable: ');
  t.ok(document.facts.kernel?.config || !existsSync('/proc/config.gz'), 'what comes later is there');
  if (Number(at(document, '/sysctl/kernel.perf_event_paranoid/live')) > 1) {
    const seen = at(document, '/kallsyms/profiler');
    t.equal(seen, 'denied: the probe ran as root without CAP_SYSLOG, and saw zeros', 'which a profiler need not see');
  }
  t.match(at(document, '/active/tests/prog.perf_event'), /^denied: EPERM, .*lacks CAP_BPF, CAP_PERFMON/);
  t.match(at(document, '/active/tests/perf.cpu_clock.all_cpu0'), /^denied: E(ACCES|PERM), .*lacks CAP_PERFMON/);
  t.equal(at(document, '/active/tests/bpf_syscall'), 'ok');
});

t.test('an ordinary user gets gaps where root would see', needsNamespace('mawk', 'python3'), async (t) => {
  const as = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
  const document = await probe({ programs: { awk: 'mawk', python3: 'python3' }, as, active: true });
  t.equal(document.facts.probe?.uid, 65534);
  t.equal(document.facts.probe?.viaSudo, false);
  t.same(document.facts.probe?.capabilities, []);
  t.equal(at(document, '/active'), 'denied: not root');
  t.equal(at(document, '/kallsyms/profiler'), 'denied: not root');
  t.equal(at(document, '/sysctl/net.core.bpf_jit_harden/live'), 'denied: ');
  const [kptr, paranoid] = ['kernel.kptr_restrict', 'kernel.perf_event_paranoid'].map((key) =>
    Number(at(document, `/sysctl/${key}/live`)),
  );
  const shown = kptr === 0 && (paranoid ?? 9) <= 1;
  t.equal((document.facts.kallsyms?.user?.textNonzero ?? -1) > 0, shown, 'kallsyms_show_value for everyone');
});

t.test('root looks at kallsyms once more as the user who called sudo', needsNamespace('mawk'), async (t) => {
  for (const [environment, uid, viaSudo] of [
    [{ SUDO_UID: '1234' }, 1234, true],
    [{ SUDO_UID: '12; id' }, 65534, false],
    [{}, 65534, false],
  ] as const) {
    const document = await probe({ programs: { awk: 'mawk' }, environment });
    t.equal(document.facts.probe?.viaSudo, viaSudo);
    t.equal(document.facts.kallsyms?.user?.text, 64);
    t.match(document.from['/kallsyms/user']?.source, `as user ${uid}`);
  }
});

t.test('the nonce', needs('dash', 'bash', 'busybox'), async (t) => {
  const script = probeScript({ active: false });
  const original = `exec /bin/sh -c 'x "$1"' sh ${nonce}`;
  for (const [shell, ...words] of [['dash'], ['bash'], ['busybox', 'ash']]) {
    if (shell === undefined) continue;
    const forced = await run(shell, [...words, '-s'], script, { SSH_ORIGINAL_COMMAND: original });
    t.match(
      forced.stdout.toString(),
      `\n@begin ${nonce} 2\n`,
      'of a forced command is the last word of what was asked',
    );
    for (const bad of [[], ['short'], ['a'.repeat(65)], ['abcdefghijklmnop;id'], ['-abcdefghijklmnopq']]) {
      const refused = await run(shell, [...words, '-s', '--', ...bad], script);
      t.equal(refused.code, 64, `${shell} ${bad[0]}`);
      t.match(refused.stderr, /^usage: /);
      t.equal(refused.stdout.length, 0);
    }
  }
});

t.test('a script that was cut short runs nothing', needs('dash', 'bash', 'busybox'), async (t) => {
  const lines = probeScript({ active: true }).split('\n');
  const shells = [['dash'], ['bash'], ['busybox', 'ash']];
  for (let length = 1; length < lines.length - 2; length += 9) {
    const [shell = 'dash', ...words] = shells[length % 3] ?? [];
    const { stdout } = await run(shell, [...words, '-s', '--', nonce], lines.slice(0, length).join('\n'));
    if (stdout.length > 0) t.fail(`${shell} printed something after ${length} lines`);
  }
});

t.test(
  'as root, with what is installed here',
  { ...needs('awk'), ...(root ? {} : { skip: 'not root' }) },
  async (t) => {
    const document = decode(await run('/bin/sh', ['-s', '--', nonce], probeScript({ active: true })));
    for (const name of ['probe', 'kernel', 'sysctl', 'kallsyms', 'ceiling', 'cpu', 'memory', 'clock'] as const) {
      t.ok(document.facts[name], name);
    }
  },
);
