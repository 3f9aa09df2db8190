import { readFileSync } from 'node:fs';
import t from 'tap';
import { events, sysctls } from '../../src/base/wanted.ts';
import { probeSources } from '../../src/generated/texts.ts';
import { probeScript } from '../../src/host/script.ts';
import { at, needsNamespace, probe, probeHost } from './support/probed-host.ts';

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

t.test('docs/privacy.md lists what the probe opens, and nothing else', async (t) => {
  const text = Object.entries(probeSources)
    .filter(([name]) => name.endsWith('.sh') || name.endsWith('.awk'))
    .map(([, source]) => source.replace(/^\s*#.*$|^ *PATH=.*$/gm, ''))
    .join('\n')
    .replaceAll('$key', 'KEY')
    .replaceAll('$event', 'EVENT')
    .replaceAll(/\/proc\/\$1/g, '/proc/PID')
    .replaceAll('$folder/comm', '/proc/PID/comm')
    .replaceAll('$1/cmdline', '/proc/PID/cmdline')
    .replaceAll('./*.prom', '/proc/PID/root/FOLDER/*.prom');
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
  // Where nothing can be made.
  opened.delete('/proc/none');

  const doc = readFileSync('docs/privacy.md', 'utf8');
  const listed = new Set([...doc.matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path));
  t.same([...listed].sort(), [...opened].sort());
  t.match(doc, `\`KEY\`: ${sysctls.join(', ')}\n`);
  const resources = [...text.matchAll(/^ .*\bask [a-z]+ \d+ (\S+)/gm)].flatMap(([, names = '']) => names.split(','));
  t.equal(resources.length, 9);
  for (const name of resources) t.match(doc.slice(doc.indexOf('kubectl lists')), name.replace(/\.apps$/, ''), name);
  t.match(doc, `\`EVENT\`: ${events.join(', ')}\n`);
});
