import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import { type Guess, meaning } from '../guesses.ts';
import { sources } from '../sources.ts';
import { type KubernetesRule, placeIn } from './rule.ts';

/** capabilities(7), up to Linux 6.12. */
const known = new Set(
  'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM ALL'.split(
    ' ',
  ),
);

export const capabilityNames: KubernetesRule = {
  id: 'kubernetes.capability-name',
  severity: 'blocker',
  title: 'Capabilities are named as Kubernetes names them',
  why: 'Kubernetes takes the names of capabilities(7) without CAP_. The container runtime does not start a container with one that it does not know.',
  sources: [sources.securityContexts, sources.capabilities],
  check({ cluster, guess, report }) {
    for (const workload of cluster.workloads)
      for (const container of [...workload.pod.initContainers, ...workload.pod.containers])
        for (const capability of [...container.security.addedCapabilities, ...container.security.droppedCapabilities]) {
          const finding = findingOf(capability, guess);
          if (finding) report(capability, placeIn(workload, container, 'securityContext/capabilities'), finding);
        }
  },
};

function findingOf({ value }: Located<string>, guess: Guess) {
  const name = value.toUpperCase();
  if (known.has(name)) return undefined;
  const bare = name.replace(/^CAP_/, '');
  const shown = excerpt(value, 40);
  if (bare !== name && known.has(bare))
    return { message: `"${shown}" is written with CAP_ before it`, hint: `Write ${bare}` };
  return { message: `"${shown}" is no capability`, hint: meaning(guess(bare, known)) };
}
