/** Facts that are one file's line or presence. */
import type { Facts } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { events } from '../../base/wanted.ts';
import { type Draft, defined, gapAt, observed, take, takePresence, whole } from './draft.ts';
import { count, shortText } from './values.ts';

export function platformFacts(draft: Draft): Facts {
  return defined<Facts>({
    hostname: take(draft, '/proc/sys/kernel/hostname', '/hostname', shortText),
    uptime: take(draft, '/proc/uptime', '/uptime', (text) => count(text.split('.')[0] ?? '')),
    lockdown: take(draft, '/sys/kernel/security/lockdown', '/lockdown', lockdown),
    lsm: take(draft, '/sys/kernel/security/lsm', '/lsm', lsm),
    selinux: take(draft, '/sys/fs/selinux/enforce', '/selinux', (text) => selinuxModes.get(text)),
    apparmor: take(draft, '/sys/module/apparmor/parameters/enabled', '/apparmor', (text) => flags.get(text)),
    btf: takePresence(draft, '/sys/kernel/btf/vmlinux', '/btf'),
    bpffs: takePresence(draft, '/sys/fs/bpf', '/bpffs'),
    tracefs: tracefs(draft),
    cgroup: cgroup(draft),
    cpu: cpu(draft),
    memory: memory(draft),
    container: take(draft, '/run/systemd/container', '/container', shortText),
    k3s: whole(
      draft,
      '/k3s',
      defined<NonNullable<Facts['k3s']>>({
        unit: takePresence(draft, '/sys/fs/cgroup/system.slice/k3s.service', '/k3s/unit'),
        containerd: takePresence(draft, '/run/k3s/containerd/containerd.sock', '/k3s/containerd'),
        state: takePresence(draft, '/var/lib/rancher/k3s', '/k3s/state'),
      }),
    ),
    alloy: whole(
      draft,
      '/alloy',
      defined<NonNullable<Facts['alloy']>>({
        unit: takePresence(draft, '/sys/fs/cgroup/system.slice/alloy.service', '/alloy/unit'),
      }),
    ),
  });
}

const selinuxModes = new Map([
  ['1', 'enforcing' as const],
  ['0', 'permissive' as const],
]);
const flags = new Map([
  ['Y', true],
  ['N', false],
]);

/** "none [integrity] confidentiality": the mode in brackets is on. */
function lockdown(text: string): Facts['lockdown'] {
  const [, mode] = /\[(none|integrity|confidentiality)\]/.exec(text) ?? [];
  return mode === 'none' || mode === 'integrity' || mode === 'confidentiality' ? mode : undefined;
}

function lsm(text: string): string[] | undefined {
  const names = text.split(',').filter((name) => name !== '');
  return names.length <= 32 && names.every((name) => name.length <= 255) ? names : undefined;
}

function tracefs(draft: Draft): Facts['tracefs'] {
  const ids = events.flatMap((event) => {
    const id = take(draft, `/sys/kernel/tracing/events/${event}/id`, pointerOf(['tracefs', 'events', event]), count);
    return id === undefined ? [] : [[event, id] as const];
  });
  const tree = defined<NonNullable<Facts['tracefs']>>({
    mounted: takePresence(draft, '/sys/kernel/tracing/events', '/tracefs/mounted'),
    events: whole(draft, '/tracefs/events', Object.fromEntries(ids)),
  });
  return whole(draft, '/tracefs', tree);
}

function cgroup(draft: Draft): Facts['cgroup'] {
  const { facts } = draft.frame;
  const mounts = [
    ['/sys/fs/cgroup/cgroup.controllers', 2],
    ['/sys/fs/cgroup/cpu', 1],
  ] as const;
  for (const [path, version] of mounts) {
    if (!facts.has(path)) continue;
    observed(draft, '/cgroup', path);
    return { version };
  }
  draft.gaps.set('/cgroup', gapAt(draft, mounts[0][0]));
  return undefined;
}

function cpu(draft: Draft): Facts['cpu'] {
  return take(draft, '/sys/devices/system/cpu/online', '/cpu', (online) => {
    // cpulist of Documentation/admin-guide/cputopology.rst: 0-3,8,10-11
    if (online.length > 255 || !/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/.test(online)) return undefined;
    const sizes = online.split(',').map((range) => {
      const [from = '0', to = from] = range.split('-');
      return Number(to) - Number(from) + 1;
    });
    return sizes.every((size) => size > 0) ? { online, count: sizes.reduce((sum, size) => sum + size, 0) } : undefined;
  });
}

function memory(draft: Draft): Facts['memory'] {
  return take(draft, '/proc/meminfo', '/memory', () => {
    const bytes = (name: string) => {
      const line = draft.frame.lists.get('/proc/meminfo')?.find((text) => text.startsWith(`${name}: `));
      const kilobytes = count(line?.slice(name.length + 2) ?? '');
      return kilobytes === undefined || kilobytes > 2 ** 42 ? undefined : kilobytes * 1024;
    };
    const total = bytes('MemTotal');
    const available = bytes('MemAvailable');
    if (available === undefined) draft.gaps.set('/memory/available', { reason: 'missing' });
    return total === undefined ? undefined : { total, ...(available === undefined ? {} : { available }) };
  });
}
