/** Whom a container runs as, and what it may. */
import type { Located } from '../base/located.ts';
import type { Container, SecurityContext, Workload } from '../base/rollout/workload.ts';

/** What the container writes, else what its pod does. */
export function effective<K extends 'runAsUser' | 'runAsNonRoot' | 'seccompProfile'>(
  { pod }: Workload,
  { security }: Container,
  key: K,
): SecurityContext[K] {
  return security[key] ?? pod.security[key];
}

/** Capabilities that are added and not dropped again, without `CAP_`, in capitals. */
export function addedBy({ addedCapabilities, droppedCapabilities }: SecurityContext): ReadonlySet<string> {
  // `drop: [ALL]` takes the runtime's own away, before these are added.
  const dropped = new Set(droppedCapabilities.map(({ value }) => value.toUpperCase()));
  return new Set(addedCapabilities.map(({ value }) => value.toUpperCase()).filter((name) => !dropped.has(name)));
}

export interface Needed {
  readonly name: string;
  /** Whether SYS_ADMIN holds it, too. */
  readonly isPartOfAdmin: boolean;
  /** The first kernel that has it; SYS_ADMIN before. */
  readonly since?: string;
}

/** What pyroscope.ebpf needs where it is not privileged. Source: Alloy's reference of pyroscope.ebpf, since 1.16. */
export const profilerCapabilities: readonly Needed[] = [
  { name: 'BPF', isPartOfAdmin: true, since: '5.8' },
  { name: 'PERFMON', isPartOfAdmin: true, since: '5.8' },
  { name: 'SYS_PTRACE', isPartOfAdmin: false },
  { name: 'CHECKPOINT_RESTORE', isPartOfAdmin: true, since: '5.9' },
  { name: 'SYS_RESOURCE', isPartOfAdmin: false },
  { name: 'DAC_READ_SEARCH', isPartOfAdmin: false },
  { name: 'SYSLOG', isPartOfAdmin: false },
];

export function isTrue(value: Located<boolean> | undefined): value is Located<true> {
  return value?.value === true;
}
