import type { Facts } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { type Draft, gapAt } from './draft.ts';

type Active = NonNullable<Facts['active']>;

const sources = new Map([
  ['map', 'bpf(2)'],
  ['prog', 'bpf(2)'],
  ['helper', 'bpf(2)'],
  ['bpf_syscall', 'bpf(2)'],
  ['perf', 'perf_event_open(2)'],
  ['rlimit', 'prlimit(2)'],
  ['clock', 'adjtimex(2)'],
]);

/** Capabilities without which a call is refused whatever the kernel can do; SYS_ADMIN stands for BPF and PERFMON. */
const needs = new Map([
  ['map', ['BPF']],
  ['prog', ['BPF', 'PERFMON']],
  ['helper', ['BPF', 'PERFMON']],
  ['perf', ['PERFMON']],
  ['rlimit', ['SYS_RESOURCE']],
]);

/** The results of the active test. `facts` must hold the probe's capabilities and the ceiling already. */
export function activeFacts(draft: Draft, facts: Facts): Facts['active'] {
  const runner = draft.frame.facts.get('active.runner');
  if (draft.frame.gaps.has('active') || runner === undefined) {
    draft.gaps.set('/active', gapAt(draft, 'active'));
    return undefined;
  }
  if (runner !== 'python3' && runner !== 'perl' && runner !== 'bpftool') {
    draft.gaps.set('/active', { reason: 'unreadable', detail: 'by no runner that is known' });
    return undefined;
  }
  const lines = (draft.frame.lists.get('active') ?? []).slice(0, 100);
  const results = new Map(
    lines
      .flatMap((line) => [/^([a-z][a-z0-9_.]{0,63}) (ok|E[A-Z0-9]{1,20}|UNSYNC)$/.exec(line) ?? []])
      .flatMap(([, name, result]) => (name === undefined || result === undefined ? [] : [[name, result] as const])),
  );
  // Any answer but ENOSYS shows that the system call is there.
  const first = results.get('map.array');
  if (first !== undefined) results.set('bpf_syscall', first === 'ENOSYS' ? first : 'ok');
  return {
    runner,
    tests: Object.fromEntries([...results].filter(([name, result]) => counts(draft, facts, runner, name, result))),
  };
}

/** Whether a result is evidence; records where it is from, or why it is none. */
function counts(draft: Draft, facts: Facts, runner: Active['runner'], name: string, result: string): boolean {
  const family = name.slice(0, name.indexOf('.') < 0 ? undefined : name.indexOf('.'));
  const pointer = pointerOf(['active', 'tests', name]);
  const lacking = result === 'EPERM' || result === 'EACCES' ? lacks(facts, needs.get(family) ?? []) : [];
  if (lacking.length > 0) {
    const detail = `${result}, but the probe itself lacks ${lacking.map((one) => `CAP_${one}`).join(', ')}`;
    draft.gaps.set(pointer, { reason: 'denied', detail });
    return false;
  }
  // bpftool tells of every error but two as of a success, so it proves less.
  draft.from.set(
    pointer,
    runner === 'bpftool'
      ? { source: 'bpftool feature probe', grade: 'observed' }
      : { source: name === 'perf.set_bpf' ? 'ioctl(2)' : (sources.get(family) ?? 'system call'), grade: 'proved' },
  );
  return true;
}

/** Of the capabilities that a call needs, those that the probe has not, and that process 1 may pass on or may be able to. */
function lacks(facts: Facts, needed: readonly string[]): string[] {
  const own = facts.probe?.capabilities ?? [];
  const ceiling = facts.ceiling?.capabilities;
  const has = (list: readonly string[], name: string) =>
    list.includes(name) || (name !== 'SYS_RESOURCE' && list.includes('SYS_ADMIN'));
  return needed.filter((name) => !has(own, name) && (ceiling === undefined || has(ceiling, name)));
}
