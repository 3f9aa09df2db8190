import { excerpt } from '../../base/display.ts';
import { readFact } from '../../base/facts.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { versionRange } from '../../base/version.ts';
import { addedBy, isTrue, type Needed, profilerCapabilities } from '../privileges.ts';
import { nameOf, type Profiler } from '../programs.ts';
import { sources } from '../sources.ts';
import { type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

export const profilerPrivileges: KubernetesRule = {
  id: 'kubernetes.profiler-privileges',
  severity: 'blocker',
  title: 'The profiler is privileged, or has every capability that it needs',
  why: 'Alloy’s reference names privileged: true, or (since 1.16) seven capabilities. Each is needed on its own: without SYSLOG kernel symbols are zeros, without SYS_RESOURCE the memory limit cannot be lifted, and pyroscope.ebpf stops. Kernels before 5.8 have neither BPF nor PERFMON, those before 5.9 no CHECKPOINT_RESTORE: there SYS_ADMIN stands for them.',
  sources: [commonSources.alloyEbpf, sources.capabilities],
  check(context) {
    for (const profiler of context.profilers) {
      const { workload, container } = profiler;
      const { security } = container;
      if (isTrue(security.privileged)) continue;
      const added = addedBy(security);
      const kernel = kernelOf(context, profiler);
      const missing = profilerCapabilities
        .map((needed) => missingOf(needed, added, kernel))
        .filter((name) => name !== '');
      if (missing.length === 0) continue;
      const names = [...new Set(missing)];
      const none = added.size === 0;
      context.report(
        security.privileged ?? security.at ?? container.at,
        placeIn(workload, container, 'securityContext'),
        {
          message: none
            ? `${nameOf(profiler)} profiles, and is neither privileged nor has any capability added`
            : `${nameOf(profiler)} profiles, and lacks ${names.join(', ')}${kernel === undefined ? '' : ` on kernel ${excerpt(kernel, 40)}`}`,
          hint: none
            ? 'Write securityContext: { privileged: true }'
            : `Add ${names.join(', ')} to capabilities.add, or write privileged: true`,
        },
      );
    }
  },
};

/** The capability that is missing for one that is needed, or nothing. */
function missingOf(
  { name, isPartOfAdmin, since }: Needed,
  added: ReadonlySet<string>,
  kernel: string | undefined,
): string {
  if (added.has('ALL') || (isPartOfAdmin && added.has('SYS_ADMIN'))) return '';
  const isThere = since === undefined || kernel === undefined || versionRange(`>=${since}`)(kernel) !== false;
  if (!isThere) return 'SYS_ADMIN';
  return added.has(name) ? '' : name;
}

/** The host's kernel, where facts of it are given. */
function kernelOf({ facts, notLookedInto }: RuleContext, profiler: Profiler): string | undefined {
  if (!facts) return undefined;
  const reading = readFact(facts, '/kernel/release');
  if ('value' in reading && typeof reading.value === 'string') return reading.value;
  notLookedInto.add(
    `capabilities of ${nameOf(profiler)} for its kernel: the facts of ${excerpt(facts.host, 80)} do not name it`,
  );
  return undefined;
}

export const capabilityCeiling: KubernetesRule = {
  id: 'kubernetes.capability-ceiling',
  severity: 'blocker',
  title: 'The host can give the capabilities that the profiler needs',
  why: 'No container gets what is not in the bounding set of the host’s first process, privileged or not (capabilities(7)).',
  sources: [sources.capabilities],
  check({ facts, profilers, report }) {
    const reading = facts && profilers.length > 0 ? readFact(facts, '/ceiling/capabilities') : undefined;
    if (!facts || !reading || !('value' in reading) || !Array.isArray(reading.value)) return;
    const ceiling = new Set(reading.value);
    const has = ({ name, isPartOfAdmin }: Needed) => ceiling.has(name) || (isPartOfAdmin && ceiling.has('SYS_ADMIN'));
    const missing = profilerCapabilities.filter((needed) => !has(needed)).map(({ name }) => name);
    if (missing.length === 0) return;
    for (const profiler of profilers)
      report(profiler.container.at, placeIn(profiler.workload, profiler.container), {
        message: `${nameOf(profiler)} needs ${missing.join(', ')}, which ${excerpt(facts.host, 80)} gives to no process`,
      });
  },
};
