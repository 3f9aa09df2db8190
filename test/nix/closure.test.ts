// A built system is judged before anyone switches to it.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { type FactsDocument, originOf, readFact } from '../../src/base/facts.ts';
import validFacts from '../../src/generated/facts-validator.js';
import { closureFacts } from '../../src/nix/closure/facts.ts';
import { overlay } from '../../src/nix/closure/overlay.ts';
import { openClosure } from '../../src/nix/closure/tree.ts';
import { type Folder, temporaryFolder } from '../support/files.ts';
import { preflight } from '../support/preflight.ts';

const top = 'nix/store/aaaa-nixos-system-ringtail-25.11';
const right = 'kernel.kptr_restrict=0\nkernel.perf_event_paranoid=1\n';

/** A store below a folder, as `nix build --store ./root` leaves one: links lead to /nix/store. */
function system(files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const own: Record<string, string> = {
    'nixos-version': '25.11.20261120\n',
    system: 'x86_64-linux',
    init: '',
    activate: '',
    'kernel-params': 'loglevel=4 password=hunter2\n',
    etc: '-> /nix/store/bbbb-etc/etc',
    kernel: '-> /nix/store/cccc-linux-6.12.58/bzImage',
    'kernel-modules': '-> /nix/store/dddd-linux-6.12.58-modules',
    systemd: '-> /nix/store/eeee-systemd-258',
    '../bbbb-etc/etc/os-release': 'ID=nixos\nNAME=NixOS\nVERSION_ID="25.11"\n',
    '../bbbb-etc/etc/sysctl.d/60-nixos.conf': right,
    '../cccc-linux-6.12.58/bzImage': '',
    '../dddd-linux-6.12.58-modules/lib/modules/6.12.58/modules.order': '',
    '../eeee-systemd-258/bin': '',
    ...files,
  };
  return Object.fromEntries(Object.entries(own).map(([name, text]) => [join(top, name), text]));
}

async function factsOf(folder: Folder, path = top): Promise<FactsDocument> {
  const facts = await closureFacts(await openClosure(join(folder.path, path)), path, new Date('2026-11-20T10:00:00Z'));
  if (!validFacts(facts)) throw new Error(JSON.stringify(validFacts.errors));
  return facts;
}

async function made(
  t: { teardown: (end: () => Promise<void>) => unknown },
  files: Readonly<Record<string, string>>,
): Promise<Folder> {
  const folder = await temporaryFolder(files);
  t.teardown(folder.remove);
  return folder;
}

t.test('what a built system decides', async (t) => {
  const facts = await factsOf(await made(t, system()));
  t.match(facts.facts, {
    kernel: { release: '6.12.58', machine: 'x86_64', parameters: {} },
    os: { id: 'nixos', version: '25.11' },
    nixos: { current: { kernelModules: '/nix/store/dddd-linux-6.12.58-modules' } },
    sysctl: {
      'kernel.kptr_restrict': { live: 0, deployed: { value: 0, file: '/etc/sysctl.d/60-nixos.conf', line: 1 } },
      'kernel.perf_event_paranoid': { live: 1, boot: { value: 1, line: 2 } },
    },
  });
  t.notMatch(JSON.stringify(facts), /hunter2/, 'of the command line only what checks know');
  t.same(originOf(facts, '/sysctl/kernel.kptr_restrict/live'), {
    source: '/etc/sysctl.d/60-nixos.conf',
    grade: 'predicted',
  });
  t.match(readFact(facts, '/kallsyms/profiler'), { gap: { reason: 'not-collected' } });
});

t.test('the value after a boot', async (t) => {
  const conf = '../bbbb-etc/etc/sysctl.d';
  const hardened = '-> /nix/store/ffff-linux-hardened-6.12.58/bzImage';
  // files, key, value after a boot or the reason of the gap
  const table: readonly (readonly [Record<string, string>, string, number | string])[] = [
    [{ [`${conf}/60-nixos.conf`]: 'kernel.kptr_restrict=1\n' }, 'kernel.perf_event_paranoid', 2],
    [{ [`${conf}/60-nixos.conf`]: '' }, 'kernel.yama.ptrace_scope', 'not-collected'],
    [
      { [`${conf}/60-nixos.conf`]: '', kernel: hardened, '../ffff-linux-hardened-6.12.58/bzImage': '' },
      'kernel.perf_event_paranoid',
      'not-collected',
    ],
    [{ [`${conf}/99-late.conf`]: 'kernel/kptr_restrict = 2' }, 'kernel.kptr_restrict', 2],
    [{ [`${conf}/50-early.conf`]: 'kernel.kptr_restrict = 2' }, 'kernel.kptr_restrict', 0],
    [{ [`${conf}/99-late.conf`]: '# kernel.kptr_restrict = 2\n; x = 1\n' }, 'kernel.kptr_restrict', 0],
    [
      { [`${conf}/60-nixos.conf`]: '', 'kernel-params': 'sysctl.kernel.perf_event_paranoid=0' },
      'kernel.perf_event_paranoid',
      0,
    ],
    [{ 'kernel-params': 'sysctl.kernel.kptr_restrict=2' }, 'kernel.kptr_restrict', 0],
    [
      { [`${conf}/99-out.conf`]: '-> ../../../../../out.conf', '../../../out.conf': 'kernel.kptr_restrict=2' },
      'kernel.kptr_restrict',
      'denied',
    ],
    [{ [`${conf}/99-gone.conf`]: '-> /nix/store/gone' }, 'kernel.kptr_restrict', 0],
    [{ [`${conf}/99-loop.conf`]: '-> 99-loop.conf' }, 'kernel.kptr_restrict', 0],
    [{ [`${conf}/99-folder.conf/x`]: '' }, 'kernel.kptr_restrict', 'unreadable'],
    [{ [`${conf}/99-large.conf`]: '\n'.repeat(3 << 20) }, 'kernel.kptr_restrict', 'unreadable'],
  ];
  for (const [files, key, wanted] of table) {
    const facts = await factsOf(await made(t, system(files)));
    const reading = readFact(facts, `/sysctl/${key}/live`);
    t.equal(
      'gap' in reading ? reading.gap.reason : reading.value,
      wanted,
      `${key}: ${JSON.stringify(files).slice(0, 80)}`,
    );
  }
});

t.test('a pipe in the place of a file does not hold the reader up', async (t) => {
  const folder = await made(t, system());
  execFileSync('mkfifo', [join(folder.path, 'nix/store/bbbb-etc/etc/sysctl.d/99-pipe.conf')]);
  t.match(readFact(await factsOf(folder), '/sysctl/kernel.kptr_restrict/live'), { gap: { reason: 'unreadable' } });
});

t.test('the kernel’s configuration, where the build kept it', async (t) => {
  const config = '../dddd-linux-6.12.58-modules/lib/modules/6.12.58/config';
  const facts = await factsOf(
    await made(t, system({ [config]: 'CONFIG_BPF_SYSCALL=y\n# CONFIG_BPF_LSM is not set\n' })),
  );
  t.match(facts.facts.kernel?.config, { BPF_SYSCALL: 'y', BPF_LSM: 'n', PERF_EVENTS: 'absent' });
});

/** A running host: both values live, nothing declared. */
function byHand(): FactsDocument {
  return {
    schemaVersion: 1,
    host: 'ringtail',
    collectedAt: '2026-11-20T09:00:00Z',
    facts: {
      kernel: { release: '6.12.40', machine: 'x86_64' },
      os: { id: 'nixos' },
      nixos: { current: { system: '/nix/store/old' }, booted: { system: '/nix/store/old' } },
      kallsyms: { user: { text: 10, textNonzero: 10 } },
      sysctl: {
        'kernel.kptr_restrict': { live: 0, boot: { value: 1, file: '/etc/sysctl.d/60-nixos.conf', line: 1 } },
        'kernel.perf_event_paranoid': { live: 1 },
      },
    },
    gaps: {
      '/sysctl/kernel.perf_event_paranoid/boot': { reason: 'missing' },
      '/sysctl/net.core.bpf_jit_harden/live': { reason: 'missing' },
    },
    from: { '/sysctl': { source: '/proc/sys', grade: 'observed' } },
  };
}

t.test('laid over a running host', async (t) => {
  const folder = await made(t, system({ '../bbbb-etc/etc/sysctl.d/60-nixos.conf': 'kernel.kptr_restrict=1\n' }));
  const closure = await factsOf(folder);
  const after = overlay(byHand(), closure);
  t.ok(validFacts(after), JSON.stringify(validFacts.errors));
  t.match(after.facts.sysctl, {
    'kernel.kptr_restrict': { live: 1, deployed: { value: 1 } },
    'kernel.perf_event_paranoid': { live: 2 },
  });
  t.notOk(after.facts.sysctl?.['net.core.bpf_jit_harden']?.live, 'a setting that this kernel lacks stays missing');
  t.match(after.facts, { kernel: { release: '6.12.40' }, nixos: { booted: { system: '/nix/store/old' } } });
  t.match(readFact(after, '/kallsyms/user'), { gap: { reason: 'not-collected' } }, 'who sees addresses is not known');
  t.same(byHand().facts.sysctl, overlayInput().facts.sysctl, 'the host’s own facts stay');
  function overlayInput() {
    const host = byHand();
    overlay(host, closure);
    return host;
  }
});

t.test('a file that only the host has keeps its say', async (t) => {
  const closure = await factsOf(await made(t, system()));
  const host = byHand();
  host.facts.sysctl = {
    'kernel.kptr_restrict': { live: 2, boot: { value: 2, file: '/etc/sysctl.d/99-local.conf', line: 4 } },
  };
  const after = overlay(host, closure).facts.sysctl?.['kernel.kptr_restrict'];
  t.match(after, {
    live: 2,
    boot: { file: '/etc/sysctl.d/99-local.conf' },
    deployed: { value: 0 },
    undone: [{ value: 0 }],
  });
  host.facts.sysctl = {
    'kernel.kptr_restrict': { live: 2, boot: { value: 2, file: '/etc/sysctl.d/10-local.conf', line: 4 } },
  };
  t.match(overlay(host, closure).facts.sysctl?.['kernel.kptr_restrict'], {
    live: 0,
    boot: { file: '/etc/sysctl.d/60-nixos.conf' },
  });
});

t.test('as a person runs it', async (t) => {
  const folder = await made(t, {
    ...system(),
    result: `-> ${top}`,
    gone: '-> /nix/store/gone-nixos-system',
    'empty/readme': '',
    ...Object.fromEntries(
      Object.entries(system({ '../bbbb-etc/etc/sysctl.d/60-nixos.conf': 'kernel.kptr_restrict=0\n' })).map(
        ([name, text]) => [`lost/${name}`, text],
      ),
    ),
    lossy: `-> lost/${top}`,
  });
  await writeFile(join(folder.path, 'host.json'), JSON.stringify(byHand()));
  const run = (...words: string[]) => preflight(words, { cwd: folder.path });
  // words, exit code, what the output says
  const table: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['check', '--closure', 'result'], 0, /result\n {2}closure[\s\S]*checks need a running host[\s\S]*READY/],
    [['check', '--closure', 'lossy'], 1, /perf_event_paranoid is 2[\s\S]*nothing sets it \(predicted\)[\s\S]*BLOCKED/],
    [
      ['check', '--facts', 'host.json', '--closure', 'lossy'],
      1,
      /after a switch to lossy[\s\S]*6\.12\.58[\s\S]*BLOCKED/,
    ],
    [['nix', '--closure', 'lossy'], 0, /"kernel\.perf_event_paranoid" = 1;/],
    [['check', '--closure', 'gone'], 2, /leads to \/nix\/store\/gone-nixos-system, which is not on this machine/],
    [['check', '--closure', 'none'], 2, /none: does not exist/],
    [['check', '--closure', 'empty'], 2, /holds no NixOS system/],
    [['check', '--closure', 'host.json'], 2, /is no folder/],
  ];
  for (const [words, code, says] of table) {
    const result = await run(...words);
    t.equal(result.code, code, words.join(' '));
    t.match(code === 2 ? result.stderr : result.stdout, says);
    t.equal(code === 2 ? result.stdout : '', '');
  }
  t.notMatch((await run('nix', '--closure', 'lossy')).stdout, /"kernel\.kptr_restrict"/, 'what is declared stays so');
});
