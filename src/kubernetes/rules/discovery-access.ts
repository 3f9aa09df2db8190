import { excerpt } from '../../base/display.ts';
import type { AlloySummary } from '../../base/rollout/configurations.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { type Access, accountOf, lacking, openRolesOf, type Where } from '../access.ts';
import { nameOf, type Program } from '../programs.ts';
import { sources } from '../sources.ts';
import { isMisspelledAccount } from './references.ts';
import { alsoAt, type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

type Discovery = AlloySummary['discovers'][number];

const verbs = ['get', 'list', 'watch'];
const seen = ['list', 'watch'];
const endpoints: readonly Access[] = [
  { group: '', resource: 'services', verbs: seen },
  { group: '', resource: 'pods', verbs: seen },
];

/** What each role of discovery.kubernetes asks of the API server. Source: prometheus, discovery/kubernetes. */
const roles: ReadonlyMap<string, readonly Access[]> = new Map([
  ['pod', [{ group: '', resource: 'pods', verbs: seen }]],
  ['node', [{ group: '', resource: 'nodes', verbs: seen }]],
  ['service', [{ group: '', resource: 'services', verbs: seen }]],
  ['endpoints', [{ group: '', resource: 'endpoints', verbs: seen }, ...endpoints]],
  ['endpointslice', [{ group: 'discovery.k8s.io', resource: 'endpointslices', verbs: seen }, ...endpoints]],
  ['ingress', [{ group: 'networking.k8s.io', resource: 'ingresses', verbs: seen }]],
]);

export const discoveryAccess: KubernetesRule = {
  id: 'kubernetes.discovery-access',
  severity: 'blocker',
  title: 'The account of the pod may list and watch what the configuration discovers',
  why: 'discovery.kubernetes asks the API server as the pod’s ServiceAccount. What no role allows is answered with 403, the target list stays empty, and Alloy only logs it.',
  sources: [commonSources.alloyKubernetesDiscovery, sources.discoveryClient, sources.rbac],
  check(context) {
    for (const agent of context.agents)
      for (const discovery of agent.uses.alloy?.discovers ?? []) check(context, agent, discovery);
  },
};

function check(context: RuleContext, agent: Program, discovery: Discovery): void {
  const { role, attachesNode, attachesNamespace } = discovery;
  const needed = roles.get(role.value);
  if (!needed) return;
  const missing = [
    ...placesOf(agent, discovery).flatMap((where) =>
      needed.flatMap((access) => lacking(context.lookups, agent.workload, access, where)),
    ),
    ...(attachesNode
      ? lacking(context.lookups, agent.workload, { group: '', resource: 'nodes', verbs: seen }, 'everywhere')
      : []),
    ...(attachesNamespace
      ? lacking(context.lookups, agent.workload, { group: '', resource: 'namespaces', verbs: seen }, 'everywhere')
      : []),
  ];
  // Of an account that is misspelled it is said where it is named.
  if (missing.length === 0 || isMisspelledAccount(context, agent.workload)) return;
  const open = openRolesOf(context.lookups, agent.workload);
  if (open.length > 0) {
    context.notLookedInto.add(`what ${open.join(', ')} gives to ${nameOf(agent)}: it is not among the files`);
    return;
  }
  const what = [...new Set(missing)].join(', ');
  const { workload, container } = agent;
  const account = accountOf(workload);
  const elsewhere = context.lookups
    .grants(account.name)
    .find(({ accountNamespace }) => accountNamespace !== workload.namespace);
  context.report(account.at, placeIn(workload, container, `access/${what}`), {
    message: `${nameOf(agent)} discovers ${excerpt(role.value, 40)}s, and its ServiceAccount ${excerpt(account.name, 80)} may not list and watch ${what}`,
    hint: elsewhere
      ? `It is bound in namespace ${excerpt(elsewhere.accountNamespace ?? '', 80)}, and the pod runs in ${excerpt(workload.namespace ?? 'another', 80)}`
      : `Bind a ClusterRole with ${verbs.join(', ')} on ${what} to it`,
    related: [
      ...alsoAt(role, 'discovered here'),
      ...(elsewhere ? alsoAt(elsewhere.at, 'the binding for another namespace') : []),
    ],
  });
}

/** Where the configuration looks. A namespace that is only known when Alloy runs may be any. */
function placesOf({ workload }: Program, discovery: Discovery): Where[] {
  const { namespaces, ownNamespace, unknownNamespaces } = discovery;
  if (namespaces.length === 0 && !ownNamespace && !unknownNamespaces) return ['everywhere'];
  const named = ownNamespace && workload.namespace !== undefined ? [...namespaces, workload.namespace] : namespaces;
  const isOpen = unknownNamespaces || (ownNamespace && workload.namespace === undefined);
  return [...named.map((namespace) => ({ namespace })), ...(isOpen ? (['somewhere'] as const) : [])];
}

export const discoveryAccessAssumed: KubernetesRule = {
  id: 'kubernetes.discovery-access-assumed',
  severity: 'warning',
  title: 'The account of a profiler may list and watch pods',
  why: 'A configuration that is not among the files most likely finds its targets with discovery.kubernetes, which asks the API server as the pod’s ServiceAccount. Without a role the target list stays empty.',
  sources: [commonSources.alloyKubernetesDiscovery, sources.discoveryClient, sources.rbac],
  check({ lookups, profilers, report }) {
    for (const profiler of profilers) {
      const { workload, container } = profiler;
      if (profiler.assumedFrom === undefined || openRolesOf(lookups, workload).length > 0) continue;
      // A role in one namespace may be all that the configuration asks for.
      if (lacking(lookups, workload, { group: '', resource: 'pods', verbs: seen }, 'somewhere').length === 0) continue;
      const account = accountOf(workload);
      report(account.at, placeIn(workload, container, 'access/pods'), {
        message: `${nameOf(profiler)} profiles, and no role lets its ServiceAccount ${excerpt(account.name, 80)} list and watch pods`,
        hint: `Bind a ClusterRole with ${verbs.join(', ')} on pods to it`,
      });
    }
  },
};
