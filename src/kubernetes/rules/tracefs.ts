import { commonSources } from '../../base/rule-sources.ts';
import { hasHostPath } from '../mounts.ts';
import { isTrue } from '../privileges.ts';
import type { Program } from '../programs.ts';
import { isVersion, nameOf } from '../programs.ts';
import { sources } from '../sources.ts';
import { type KubernetesRule, placeIn } from './rule.ts';

const hint = 'Mount hostPath /sys/kernel/tracing to /sys/kernel/tracing; readOnly: true suffices';

export const tracefs: KubernetesRule = {
  id: 'kubernetes.tracefs',
  severity: 'blocker',
  title: 'A profiler that is not privileged gets the tracefs of the host',
  why: 'pyroscope.ebpf looks for events below /sys/kernel/tracing, then below /sys/kernel/debug/tracing, and else mounts tracefs itself, which only a privileged container may: it stops with "neither debugfs nor tracefs are mounted".',
  sources: [commonSources.alloyEbpf, sources.ebpfComponent, 'open-telemetry/opentelemetry-ebpf-profiler#315'],
  check({ profilers, report }) {
    for (const profiler of profilers)
      if (!isTrue(profiler.container.security.privileged) && !hasTracefs(profiler))
        report(profiler.container.at, placeIn(profiler.workload, profiler.container, 'volumeMounts/tracefs'), {
          message: `${nameOf(profiler)} profiles, is not privileged, and has no tracefs of the host`,
          hint,
        });
  },
};

export const tracefsLeft: KubernetesRule = {
  id: 'kubernetes.tracefs-left',
  severity: 'info',
  title: 'The profiler gets the tracefs of the host',
  why: 'Without the mount a privileged Alloy mounts tracefs itself, since 1.11. With it the pod needs one privilege less.',
  sources: [commonSources.alloyEbpf, sources.ebpfComponent],
  check({ profilers, report }) {
    for (const profiler of profilers)
      if (isTrue(profiler.container.security.privileged) && !hasTracefs(profiler))
        report(profiler.container.at, placeIn(profiler.workload, profiler.container, 'volumeMounts/tracefs'), {
          message: `${nameOf(profiler)} mounts tracefs itself`,
          hint,
        });
  },
};

function hasTracefs({ workload, container }: Program): boolean {
  return ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'].some((path) => hasHostPath(workload, container, path));
}

export const bpffs: KubernetesRule = {
  id: 'kubernetes.bpffs',
  severity: 'info',
  title: 'From Alloy 1.19 the profiler gets the bpf file system of the host',
  why: 'Since 1.19 pyroscope.ebpf takes trace contexts from Beyla or OBI through /sys/fs/bpf. Without it profiles are taken all the same, and are not linked to traces; the profiler logs a warning.',
  sources: [commonSources.alloyEbpf],
  check({ profilers, report }) {
    for (const profiler of profilers)
      if (isVersion(profiler, '>=1.19') && !hasHostPath(profiler.workload, profiler.container, '/sys/fs/bpf'))
        report(profiler.container.at, placeIn(profiler.workload, profiler.container, 'volumeMounts/bpffs'), {
          message: `${nameOf(profiler)} has no bpf file system of the host: profiles are not linked to traces`,
          hint: 'Mount hostPath /sys/fs/bpf to /sys/fs/bpf if Beyla or OBI runs on the nodes',
        });
  },
};
