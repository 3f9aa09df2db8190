import { excerpt } from '../../base/display.ts';
import { readFact } from '../../base/facts.ts';
import { versionRange } from '../../base/version.ts';
import type { AgreementRule } from '../rule.ts';

/**
 * Which kernels the profiler of an Alloy ends on. Source: open-telemetry/opentelemetry-ebpf-profiler, collector/config,
 * at the commits that Alloy pins; the 5.10 of 1.19 is inferred from the date of its commit. Beyond 6.16: grafana/alloy#4562.
 */
const floors = [
  { alloy: versionRange('>=1.19.0-rc.0'), amd64: '5.10', arm64: '5.10' },
  { alloy: versionRange('>=1.13 <1.19.0-rc.0'), amd64: '5.2', arm64: '5.5' },
  { alloy: versionRange('>=1.11 <1.13'), amd64: '4.19', arm64: '5.5' },
  { alloy: versionRange('<1.11'), amd64: '4.9', arm64: '4.9' },
];
const withoutNewKernels = versionRange('>=1.11 <1.12');
const newKernels = versionRange('>=6.16');

export const kernelVersion: AgreementRule = {
  id: 'agree.kernel-version',
  severity: 'blocker',
  title: 'The profiler of the Alloy that is rolled out runs on the kernel of the host',
  why: 'The profiler compares the release of the kernel with the oldest one that it supports, and ends below it; that of Alloy 1.11 cannot attach to kernels from 6.16 on.',
  sources: [
    'open-telemetry/opentelemetry-ebpf-profiler, collector/config',
    'grafana/alloy, go.mod',
    'grafana/alloy#4562',
  ],
  check({ runs, facts }, report) {
    if (!facts) return;
    const release = factText(facts, '/kernel/release');
    const machine = factText(facts, '/kernel/machine');
    if (release === undefined) return;
    for (const { container, configured } of runs.alloy) {
      const image = container.image;
      const [profiler] = configured?.summary.profilers ?? [];
      if (!profiler || image?.tag === undefined) continue;
      const { tag } = image;
      const floor = floors.find(({ alloy }) => alloy(tag));
      const oldest = machine === 'aarch64' ? floor?.arm64 : floor?.amd64;
      const isTooOld = oldest !== undefined && versionRange(`<${oldest}`)(release) === true;
      const isTooNew = withoutNewKernels(tag) === true && newKernels(release) === true;
      if (!isTooOld && !isTooNew) continue;
      report({
        at: image.tagAt ?? image,
        message: isTooOld
          ? `The profiler of Alloy ${excerpt(tag, 40)} needs a kernel from ${oldest} on, and the host runs ${excerpt(release, 60)}`
          : `The profiler of Alloy ${excerpt(tag, 40)} cannot attach to kernels from 6.16 on, and the host runs ${excerpt(release, 60)}`,
        hint: isTooOld ? 'Update the kernel of the host, or roll out an older Alloy' : 'Roll out Alloy 1.12 or later',
        related: [{ ...profiler, message: 'the profiler' }],
      });
    }
  },
};

function factText(facts: Parameters<typeof readFact>[0], pointer: string): string | undefined {
  const reading = readFact(facts, pointer);
  return 'value' in reading && typeof reading.value === 'string' ? reading.value : undefined;
}
