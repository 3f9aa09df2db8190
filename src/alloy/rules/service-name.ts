import { commonSources } from '../../base/rule-sources.ts';
import { sources } from '../sources.ts';
import { hasFault, profiledBy, profilersOf, profilesAll } from './ebpf.ts';
import { isNamed } from './ebpf-targets.ts';
import { mayHave } from './labels.ts';
import type { RolloutRule } from './rule.ts';

/** Any of them gives a name. Source: grafana/alloy, internal/component/pyroscope/ebpf/discovery/target.go. */
const named: readonly (readonly string[])[] = [
  ['service_name'],
  ['__meta_kubernetes_pod_annotation_pyroscope_io_service_name'],
  ['__meta_kubernetes_namespace', '__meta_kubernetes_pod_container_name'],
  ['__meta_docker_container_name'],
  ['__meta_dockerswarm_container_label_service_name'],
  ['__meta_dockerswarm_service_name'],
];

export const serviceName: RolloutRule = {
  id: 'alloy.service-name',
  severity: 'warning',
  title: 'Profiles are sent under the name of a service',
  why: 'Pyroscope shows profiles by service_name. Targets that give none are all shown as one service called "unspecified".',
  sources: [sources.ebpfTargets, commonSources.alloyEbpf],
  check(context) {
    for (const profiler of profilersOf(context)) {
      if (profilesAll(context, profiler)) continue;
      for (const one of profiledBy(context, profiler).targets)
        if (
          isNamed(one) &&
          !hasFault(context, one) &&
          !named.some((labels) => labels.every((label) => mayHave(one, label)))
        )
          context.report(profiler.node, one.at, {
            message: 'these targets have no service_name, and nothing that it could be made of',
            hint: 'Set it in a discovery.relabel: rule { target_label = "service_name" … }',
            inside: ['targets'],
          });
    }
  },
};
