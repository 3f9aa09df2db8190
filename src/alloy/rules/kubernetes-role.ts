import { excerpt } from '../../base/display.ts';
import { didYouMean } from '../../base/suggest.ts';
import { sources } from '../sources.ts';
import type { RolloutRule } from './rule.ts';
import { roleOf } from './targets.ts';

/** Source: prometheus/prometheus, discovery/kubernetes. */
const roles = ['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'];

export const kubernetesRole: RolloutRule = {
  id: 'alloy.kubernetes-role',
  severity: 'blocker',
  title: 'discovery.kubernetes has a role that there is',
  why: 'Alloy takes any text. With one that Prometheus’ discovery does not know it finds nothing, and says so in its log alone.',
  sources: [sources.kubernetesDiscovery, 'grafana/alloy, internal/component/discovery/kubernetes/kubernetes.go'],
  check({ world, report }) {
    for (const instance of world.instances)
      for (const node of world.nodesOf(instance)) {
        if (node.kind !== 'component' || node.block.name !== 'discovery.kubernetes') continue;
        const role = roleOf(world, { node, instance });
        if (typeof role?.value !== 'string' || roles.includes(role.value)) continue;
        report(role.node, role.expression, {
          message: `there is no role "${excerpt(role.value, 80)}"`,
          hint: didYouMean(role.value, roles) || `The roles are ${roles.join(', ')}`,
          inside: role.node === node ? ['role'] : [],
        });
      }
  },
};
