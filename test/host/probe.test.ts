import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import type { FactsDocument } from '../../src/base/facts.ts';
import { readFact } from '../../src/base/facts.ts';
import validate from '../../src/generated/facts-validator.js';
import { probeSources } from '../../src/generated/texts.ts';
import { decodeProbe } from '../../src/host/decode.ts';
import { activeTests } from '../../src/host/facts/active-tests.ts';
import { configs, events, sysctls } from '../../src/host/facts/wanted.ts';
import { probeScript } from '../../src/host/script.ts';
import { needs } from './support/needs.ts';
import { needsNamespace, nonce, type Printed, type ProbedHost, probeHost, run } from './support/probed-host.ts';

const root = process.geteuid?.() === 0;

function decode(printed: Printed): FactsDocument {
  const document = decodeProbe(printed.stdout, nonce, { host: 'h', collectedAt: new Date() });
  if (!validate(document)) throw new Error(JSON.stringify(validate.errors));
  return document;
}

async function probe(host: ProbedHost): Promise<FactsDocument> {
  return decode(await probeHost(host));
}

/** The value at a pointer, or "reason: detail" of the gap in its place. */
function at(document: FactsDocument, pointer: string): unknown {
  const reading = readFact(document, pointer);
  return 'gap' in reading ? `${reading.gap.reason}: ${reading.gap.detail ?? ''}` : reading.value;
}

/** What does not stay the same from one run to the next. */
function lasting(document: FactsDocument): unknown {
  const { uptime, clock, memory, probe, ...facts } = document.facts;
  return { facts, gaps: document.gaps };
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

const generation = {
  'sw/bin/.keep': '',
  'etc/sysctl.d/60-nixos.conf':
    '# made by NixOS\nkernel.kptr_restrict=1\nkernel.core_pattern=|/secret\nvm.max_map_count=1048576\n',
  'kernel-modules/.keep': '',
  'systemd/.keep': '',
  'specialisation/gaming/.keep': '',
  'specialisation/no gpu/.keep': '',
};

t.test('a host laid out as NixOS lays it out', needsNamespace('gawk'), async (t) => {
  const document = await probe({
    shell: 'bash',
    programs: { awk: 'gawk' },
    folders: {
      '/run': {
        ...Object.fromEntries(Object.entries(generation).map(([path, text]) => [`made/system-7/${path}`, text])),
        'current-system': { link: '/run/made/system-7' },
        'booted-system': { link: '/run/made/system-6' },
        'systemd/timesync/synchronized': '',
        'sysctl.d/99-z.conf': 'kernel.perf_event_paranoid = 0\n',
      },
      '/etc/sysctl.d': {
        '50-default.conf': '-kernel.* = 9\n; kernel.kptr_restrict = 7\n',
        '60-nixos.conf': { link: '/run/current-system/etc/sysctl.d/60-nixos.conf' },
        '70-late.conf': ' - kernel/kptr_restrict \t= 2',
        '80-gone.conf': { link: '/nowhere' },
      },
      '/usr/lib/sysctl.d': { '70-late.conf': 'kernel.kptr_restrict = 3\n' },
    },
    files: {
      '/etc/os-release': Buffer.from(
        'NAME="Nix\\"OS"\nID=nixos\nVERSION_ID="25.11"\nBUILD_ID=\x1b[31m\xff\n',
        'latin1',
      ),
      '/proc/cmdline':
        'init=/nix/x password=hunter2 lockdown=integrity quiet sysctl.kernel.kptr_restrict=2 sysctl.vm.x=*hunter2*\n',
      '/proc/sys/kernel/hostname': 'ring\ttail\\\n',
    },
  });
  t.same(document.facts.nixos, {
    current: {
      system: '/run/made/system-7',
      kernelModules: '/run/made/system-7/kernel-modules',
      systemd: '/run/made/system-7/systemd',
    },
    specialisations: ['gaming', 'no gpu'],
  });
  t.equal(at(document, '/nixos/booted'), 'dangling: ');
  const deployed = '/run/current-system/etc/sysctl.d/60-nixos.conf';
  t.match(document.facts.sysctl?.['kernel.kptr_restrict'], {
    deployed: { value: 1, file: deployed, line: 2 },
    boot: { value: 2, file: '/etc/sysctl.d/70-late.conf', line: 1 },
  });
  t.match(document.facts.sysctl?.['kernel.perf_event_paranoid']?.boot, { value: 0, file: '/run/sysctl.d/99-z.conf' });
  t.match(document.facts.sysctl?.['kernel.dmesg_restrict']?.boot, { value: 9, file: '/etc/sysctl.d/50-default.conf' });
  t.equal(at(document, '/sysctl/kernel.yama.ptrace_scope/boot'), 'missing: no sysctl.d file assigns it');
  t.equal(at(document, '/sysctl/kernel.dmesg_restrict/deployed'), `missing: ${deployed} does not assign it`);
  t.same(document.facts.os, { id: 'nixos', name: 'Nix"OS', version: '25.11', build: '\x1b[31m\\xff' });
  t.same(document.facts.kernel?.parameters, { lockdown: 'integrity', 'sysctl.kernel.kptr_restrict': '2' });
  t.equal(document.facts.hostname, 'ring\ttail\\');
  t.equal(document.facts.clock?.timesyncd, true);
});

t.test('secrets of the command line and of sysctl.d stay on the host', needsNamespace('mawk'), async (t) => {
  const { stdout } = await probeHost({
    programs: { awk: 'mawk' },
    folders: {
      '/etc/sysctl.d': { '60-nixos.conf': 'kernel.core_pattern=hunter2\n', '99.conf': 'kernel.x = hunter2\n' },
    },
    files: { '/proc/cmdline': 'luks.key=hunter2 lockdownx=hunter2 sysctl.a=*hunter2* sysctl.kernel.x=hunter2\n' },
    environment: { TOKEN: 'hunter2', SUDO_USER: 'hunter2', SUDO_COMMAND: 'hunter2' },
  });
  t.notMatch(stdout.toString('latin1'), /hunter2/);
  const addresses =
    readFileSync('/proc/kallsyms', 'latin1').match(/^[0-9a-f]{8,}(?= T _(?:stext|etext|text)$)/gm) ?? [];
  for (const address of addresses.filter((one) => /[^0]/.test(one))) t.notMatch(stdout.toString(), address);
});

t.test('the running profiler is judged by its own capabilities', needsNamespace('mawk'), async (t) => {
  const profilers = [
    'cp /usr/bin/sleep /run/otelcol-x; cp /usr/bin/sleep /run/alloy; cp /usr/bin/sleep /run/pyroscope',
    'setpriv --bounding-set -all --inh-caps -all /run/pyroscope 60 & one=$!',
    '/run/otelcol-x 60 & two=$!; (ulimit -l 64; exec setpriv --bounding-set -all,+bpf,+perfmon --inh-caps -all /run/alloy 60) & three=$!',
    'sleep 0.3',
  ].join('\n');
  const wrapped = `${profilers}\n( ${probeScript({ active: false })} )\nkill $one $two $three\n`;
  const document = await probe({
    programs: { awk: 'mawk', cp: 'cp' },
    folders: { '/run': { '.keep': '' } },
    script: wrapped,
  });
  t.match(document.facts.profiler, {
    name: 'alloy',
    capabilities: ['PERFMON', 'BPF'],
    initialUserNamespace: true,
    memlock: { soft: 65536, hard: 65536 },
    seccomp: 'disabled',
  });
});

t.test('the active test', needsNamespace('mawk', 'python3', 'perl'), async (t) => {
  const both = { awk: 'mawk', python3: 'python3', perl: 'perl' };

  await t.test('python3 and perl agree', async (t) => {
    const python = await probe({ programs: both, active: true });
    const perl = await probe({ programs: { awk: 'mawk', perl: 'perl' }, shell: 'bash', active: true });
    t.equal(python.facts.active?.runner, 'python3');
    t.equal(perl.facts.active?.runner, 'perl');
    t.same(perl.facts.active?.tests, python.facts.active?.tests);
    for (const line of activeTests) {
      const [name = ''] = line.split(' ');
      t.match(at(python, `/active/tests/${name}`), /^(ok|E[A-Z]+|denied: .*)$/, name);
    }
    t.same(python.from['/active/tests/map.hash'], { source: 'bpf(2)', grade: 'proved' });
  });

  await t.test('one that hangs holds nothing up and does not stay', async (t) => {
    const hung = '#!/usr/bin/dash\necho "map.array ok"\nexec sleep 4242\n';
    const document = await probe({ programs: { ...both, python3: hung }, active: true });
    t.equal(at(document, '/active'), 'unreadable: python3 had not ended after 5 s');
    t.equal(document.facts.kallsyms?.user?.text, 64);
    t.notMatch(execFileSync('ps', ['-eo', 'args']).toString(), /sleep 4242/);
  });

  await t.test('one that ends early is no evidence', async (t) => {
    const document = await probe({
      programs: { ...both, python3: '#!/usr/bin/dash\necho "map.array ok"\n' },
      active: true,
    });
    t.equal(at(document, '/active'), 'unreadable: python3 ended early');
  });

  await t.test('with bpftool alone', async (t) => {
    const lines = ['eBPF program_type perf_event is available', 'eBPF map_type ringbuf is NOT available'];
    const bpftool = `#!/usr/bin/dash\necho "${lines.join('"; echo "')}"\n`;
    const document = await probe({ programs: { awk: 'mawk', bpftool }, active: true });
    t.same(document.facts.active, { runner: 'bpftool', tests: { 'prog.perf_event': 'ok', 'map.ringbuf': 'EINVAL' } });
    t.equal(document.from['/active/tests/prog.perf_event']?.grade, 'observed');
  });

  await t.test('with none of them', async (t) => {
    const document = await probe({ programs: { awk: 'mawk' }, active: true });
    t.equal(at(document, '/active'), 'not-collected: neither python3, perl nor bpftool on the host');
  });
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

t.test('docs/privacy.md lists what the probe opens, and nothing else', async (t) => {
  const text = Object.entries(probeSources)
    .filter(([name]) => name.endsWith('.sh') || name.endsWith('.awk'))
    .map(([, source]) => source.replace(/^\s*#.*$|^ *PATH=.*$/gm, ''))
    .join('\n')
    .replaceAll('$key', 'KEY')
    .replaceAll('$event', 'EVENT')
    .replaceAll(/\/proc\/\$1/g, '/proc/PID')
    .replaceAll('$folder/comm', '/proc/PID/comm');
  const opened = new Set(text.match(/(?<![\w$])\/(?:proc|sys|run|etc|var|nix|usr)\/[\w./*-]+/g));
  // What is put together from parts: the links of each generation, the keys of the kernel, the folders of sysctl.d.
  for (const path of ['/proc/sys/KEY', ...[...opened].filter((path) => path.endsWith('/sysctl.d'))]) {
    if (path.endsWith('/sysctl.d')) opened.delete(path);
    opened.add(path.endsWith('/sysctl.d') ? `${path}/*.conf` : path);
  }
  for (const key of text.match(/kernel\/(?:hostname|osrelease|version|tainted|arch)/g) ?? [])
    opened.add(`/proc/sys/${key}`);
  for (const which of ['current', 'booted']) {
    for (const part of ['', '/kernel-modules', '/systemd']) opened.add(`/run/${which}-system${part}`);
  }
  for (const file of ['self/status', 'self/uid_map']) opened.add(`/proc/${file}`);
  opened.delete('/proc/');

  const doc = readFileSync('docs/privacy.md', 'utf8');
  const listed = new Set([...doc.matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path));
  t.same([...listed].sort(), [...opened].sort());
  t.match(doc, `\`KEY\`: ${sysctls.join(', ')}\n`);
  t.match(doc, `\`EVENT\`: ${events.join(', ')}\n`);
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
