/** What would make known what could not be judged: each way once, however many checks wait for it. */
import type { Evidence, Finding } from '../../generated/report-types.ts';
import { count } from '../count.ts';

/** By the reason of a gap (schemas/facts.schema.json). */
const ways: ReadonlyMap<string, string> = new Map([
  ['denied', 'Let preflight read as root: sudo without a password for this user, or another --user.'],
  ['missing', 'The host does not have it: preflight explain CHECK says what would provide it.'],
  ['empty', 'The file is there and holds nothing: look at it on the host.'],
  ['unreadable', 'The file could not be read or understood: look at it on the host.'],
  ['dangling', 'A link leads nowhere: look at it on the host.'],
  ['unsupported', "The host's kernel or its tools cannot tell."],
  ['not-collected', 'These facts were not collected: collect them anew with this preflight.'],
]);

/** The same of what a cluster says. */
const clusterWays: ReadonlyMap<string, string> = new Map([
  [
    'denied',
    'Let preflight ask the cluster as one who may list it: as root on its host, or with another --kube-context.',
  ],
  ['unreadable', 'Look at the cluster on its host: k3s kubectl get nodes; or ask it from here: --kube-context NAME.'],
  ['unsupported', 'Name the context of your kubectl by which the cluster is reached: --kube-context NAME.'],
  ['missing', 'The cluster has not said it yet: ask again later.'],
  ['empty', 'Look whether it is the right cluster, and whether who asks may list all of it: --kube-context NAME.'],
]);

/** `Give the parameter: --set alloy=VALUE. (3 checks)`. */
export function waysToKnow(unknown: readonly Finding[]): string[] {
  const waiting = new Map<string, Set<Finding>>();
  for (const finding of unknown)
    for (const { fact, gap } of finding.evidence) {
      const way = gap && wayOf(fact, gap);
      if (way !== undefined) waiting.set(way, (waiting.get(way) ?? new Set()).add(finding));
    }
  return [...waiting].map(([way, findings]) => {
    const [only, ...others] = findings;
    const text = only && others.length === 0 ? way.replace('CHECK', () => only.check) : way;
    return `${text} (${count(findings.size, 'check')})`;
  });
}

function wayOf(fact: string, gap: NonNullable<Evidence['gap']>): string | undefined {
  const parameter = /^\/params\/([a-z0-9.-]+)$/.exec(fact)?.[1];
  if (parameter !== undefined) return `Give the parameter: --set ${parameter}=VALUE.`;
  if (fact.startsWith('/active')) {
    return 'Let the active test run: as root, without --no-active, with python3, perl or bpftool on the host.';
  }
  if (/^\/(services|alerting)\//.test(fact)) return wayToService(gap);
  const ofCluster = /^\/(kubernetes|argocd|cnpg)\b/.test(fact) ? clusterWays.get(gap.reason) : undefined;
  return ofCluster ?? ways.get(gap.reason);
}

/** Of a service nothing is said but why it did not answer. */
function wayToService({ reason, detail = '' }: NonNullable<Evidence['gap']>): string {
  if (reason === 'denied')
    return 'Give the service a token that may read this: token in preflight.yaml, its variable, and --token-origin; or its tenant.';
  if (detail.includes('starting')) return 'Wait half a minute and ask again.';
  return reason === 'unreadable' || reason === 'missing'
    ? 'Ask the service yourself, with curl and the address above: it may be down, or the address in preflight.yaml wrong.'
    : 'The service cannot tell.';
}
