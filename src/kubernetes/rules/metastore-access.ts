import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { type Access, accountOf, lacking, openRolesOf } from '../access.ts';
import { flagOf } from '../arguments.ts';
import { nameOf, type Program } from '../programs.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

const verbs = ['get', 'list', 'watch'];
const needed: readonly Access[] = [
  { group: 'discovery.k8s.io', resource: 'endpointslices', verbs },
  { group: '', resource: 'endpoints', verbs },
  { group: '', resource: 'services', verbs },
  { group: '', resource: 'pods', verbs },
];

export const metastoreAccess: KubernetesRule = {
  id: 'kubernetes.metastore-access',
  severity: 'blocker',
  title: 'A server that finds its metastore through Kubernetes may ask for it',
  why: 'An address kubernetes:///… is resolved by asking the API server as the pod’s ServiceAccount, for endpointslices, endpoints, services and pods. Without a role the metastore is not found, and the server is never ready. The chart brings a Role for it.',
  sources: ['grafana/pyroscope, pkg/metastore/discovery', commonSources.pyroscopeChart],
  check({ lookups, servers, notLookedInto, report }) {
    for (const server of servers) {
      const { workload, container } = server;
      const address = addressOf(server);
      const namespace = address && namespaceOf(address.value, workload.namespace);
      if (!address || namespace === undefined) continue;
      const missing = needed.flatMap((access) => lacking(lookups, workload, access, { namespace }));
      if (missing.length === 0) continue;
      const open = openRolesOf(lookups, workload);
      if (open.length > 0) {
        notLookedInto.add(`what ${open.join(', ')} gives to ${nameOf(server)}: it is not among the files`);
        continue;
      }
      const account = accountOf(workload);
      report(account.at, placeIn(workload, container, 'access/metastore'), {
        message: `${nameOf(server)} resolves ${excerpt(address.value, 120)}, and its ServiceAccount ${excerpt(account.name, 80)} may not get, list and watch ${missing.join(', ')}`,
        hint: 'Bind a Role with get, list and watch on them to it',
        related: alsoAt(address, 'the address'),
      });
    }
  },
};

function addressOf({ container, uses }: Program): Located<string> | undefined {
  const flags = ['metastore.address', 'query-backend.address'].map((name) => flagOf(container, name));
  return flags.find((flag) => flag?.value.startsWith('kubernetes://')) ?? uses.pyroscope?.resolvesThroughKubernetes;
}

/** `kubernetes:///svc.ns.svc.cluster.local:9095` -> `ns`; without one, that of the pod. */
function namespaceOf(address: string, own: string | undefined): string | undefined {
  const host = address.replace(/^kubernetes:\/\/[^/]*\/?/, '').replace(/:\d+$/, '');
  return host.split('.')[1] ?? own;
}
