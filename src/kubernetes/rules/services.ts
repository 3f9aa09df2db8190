import { excerpt } from '../../base/display.ts';
import type { Service, Workload } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { meaning } from '../guesses.ts';
import { sameNamespace } from '../names.ts';
import { workloadName } from '../programs.ts';
import { objectPath } from '../read/object.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

export const selectsNothing: KubernetesRule = {
  id: 'kubernetes.selects-nothing',
  severity: 'blocker',
  title: 'A Service selects pods',
  why: 'A Service whose selector matches no pod has no endpoints: whoever connects to its name is refused. Kubernetes accepts it.',
  sources: [commonSources.kubernetesService],
  check({ cluster, lookups, notLookedInto, report }) {
    for (const service of cluster.services) {
      if (service.selector.size === 0 || service.type === 'ExternalName') continue;
      if (lookups.pods(service).length > 0) continue;
      const near = lookups
        .workloadsIn(service.set)
        .filter(({ namespace }) => sameNamespace(namespace, service.namespace));
      const shown = [...service.selector].map(([key, value]) => `${key}=${value}`).join(', ');
      if (near.length === 0 || mayMakePods(service)) {
        notLookedInto.add(
          `the pods of Service ${excerpt(service.name, 80)}: none of the files matches ${excerpt(shown, 200)}`,
        );
        continue;
      }
      const [closest] = [...near].sort((left, right) => common(right, service) - common(left, service));
      const labels = closest ? [...closest.pod.labels].map(([key, value]) => `${key}=${value}`).join(', ') : '';
      report(service.at, `${objectPath('Service', service.name)}/selector`, {
        message: `Service ${excerpt(service.name, 80)} selects ${excerpt(shown, 200)}, which no pod of the files has`,
        ...(closest ? { hint: `The pods of ${workloadName(closest)} have ${excerpt(labels, 200)}` } : {}),
        related: closest ? alsoAt(closest.pod.at, 'these pods') : [],
      });
    }
  },
};

function common({ pod }: Workload, { selector }: Service): number {
  return [...selector].filter(([key, value]) => pod.labels.get(key) === value).length;
}

/** Whether the set holds resources of an operator, which may make pods of its own. */
function mayMakePods({ set }: Service): boolean {
  return set.objects.some(({ apiVersion }) => {
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    return group.includes('.') && !group.endsWith('.k8s.io');
  });
}

export const targetPort: KubernetesRule = {
  id: 'kubernetes.target-port',
  severity: 'blocker',
  title: 'A Service leads to a port that its pods name',
  why: 'A targetPort that is a name is looked up among the ports of each pod. A pod that has none of that name gets no traffic, and nothing says so.',
  sources: [commonSources.kubernetesService],
  check({ cluster, lookups, guess, report }) {
    for (const service of cluster.services) {
      const pods = lookups.pods(service);
      for (const { targetPort: target } of service.ports) {
        if (typeof target?.value !== 'string') continue;
        const missing = pods.find(({ pod }) => !namesOf(pod).includes(String(target.value)));
        if (!missing) continue;
        const hint = /^\d+$/.test(target.value)
          ? `Take the quotes off: ${target.value}`
          : meaning(guess(target.value, namesOf(missing.pod)));
        report(target, `${objectPath('Service', service.name)}/ports/targetPort`, {
          message: `no port of ${workloadName(missing)} is named "${excerpt(target.value, 40)}"`,
          hint,
          related: alsoAt(missing.at, 'these pods'),
        });
      }
    }
  },
};

export const undeclaredPort: KubernetesRule = {
  id: 'kubernetes.undeclared-port',
  severity: 'warning',
  title: 'A Service leads to a port that its pods declare',
  why: 'Kubernetes forwards to any number. Where a container declares its ports and this one is not among them, most likely nothing listens there.',
  sources: [commonSources.kubernetesService],
  check({ cluster, lookups, servers, report }) {
    const known = new Set(servers.filter(({ uses }) => uses.pyroscope).map(({ workload }) => workload));
    for (const service of cluster.services)
      for (const { port, targetPort: target, ...at } of service.ports) {
        const number = target?.value ?? port;
        if (typeof number !== 'number') continue;
        const pods = lookups.pods(service);
        const missing = pods.find(({ pod }) => {
          const declared = pod.containers.flatMap(({ ports }) => ports);
          return declared.length > 0 && !declared.some((candidate) => candidate.port === number);
        });
        // Where a server listens is known from its configuration: src/agree/rules/listen-port.ts.
        if (!missing || known.has(missing)) continue;
        report(target ?? at, `${objectPath('Service', service.name)}/ports/targetPort`, {
          message: `Service ${excerpt(service.name, 80)} leads to port ${number}, which ${workloadName(missing)} does not declare`,
          related: alsoAt(missing.at, 'these pods'),
        });
      }
  },
};

function namesOf({ containers }: Workload['pod']): string[] {
  return containers.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []));
}

export const headlessService: KubernetesRule = {
  id: 'kubernetes.headless-service',
  severity: 'blocker',
  title: 'A StatefulSet of the server names a headless Service that is there',
  why: 'Pods of a StatefulSet get their names from the Service of serviceName, and Pyroscope’s raft ids are made of them. Without a headless Service of that name no pod can be found by its name.',
  sources: [sources.statefulSets, commonSources.pyroscopeChart],
  check({ cluster, lookups, guess, servers, notLookedInto, report }) {
    for (const { workload } of servers) {
      if (workload.kind !== 'StatefulSet') continue;
      const { serviceName } = workload;
      const service = serviceName && lookups.service(serviceName.value, workload.namespace);
      const place = placeIn(workload, undefined, 'serviceName');
      if (!serviceName || serviceName.value === '')
        report(workload.at, place, {
          message: `${workloadName(workload)} has no serviceName`,
          hint: 'Write serviceName, the name of a headless Service that selects its pods',
        });
      else if (!service && workload.set.notUnderstood.length > 0)
        notLookedInto.add(
          `Service ${excerpt(serviceName.value, 80)} of ${workloadName(workload)}: not all of its set could be read`,
        );
      else if (!service && cluster.services.length === 0)
        notLookedInto.add(
          `Service ${excerpt(serviceName.value, 80)} of ${workloadName(workload)}: no Service is among the files`,
        );
      else if (!service)
        report(serviceName, place, {
          message: `serviceName "${excerpt(serviceName.value, 80)}" is no Service of the files`,
          hint:
            meaning(guess(serviceName.value, lookups.serviceNames())) ??
            'Add a Service of that name with clusterIP: None',
        });
      else if (!service.isHeadless)
        report(serviceName, place, {
          message: `Service ${excerpt(service.name, 80)} is not headless`,
          hint: 'Write clusterIP: None in its spec',
          related: alsoAt(service.at, 'the Service'),
        });
    }
  },
};

export const memberlistService: KubernetesRule = {
  id: 'kubernetes.memberlist-service',
  severity: 'blocker',
  title: 'The Service by which replicas find each other is headless and names pods that are not ready',
  why: 'Pyroscope’s memberlist joins the addresses that the Service resolves to. A pod is ready only when it has joined: unless pods that are not ready are published, each waits for the others.',
  sources: [sources.memberlist, commonSources.pyroscopeChart, commonSources.kubernetesDns],
  check({ cluster, lookups, servers, report }) {
    const serving = new Set(servers.map(({ workload }) => workload));
    for (const service of cluster.services) {
      const isMemberlist = service.ports.some(
        ({ port, name }) => port === 7946 || name === 'memberlist' || name === 'gossip',
      );
      if (!isMemberlist || (service.isHeadless && service.publishesNotReady)) continue;
      const pods = lookups.pods(service).filter((workload) => serving.has(workload));
      const replicas = pods.reduce((sum, { replicas }) => sum + (replicas?.value ?? 1), 0);
      if (replicas <= 1) continue;
      report(service.at, `${objectPath('Service', service.name)}/publishNotReadyAddresses`, {
        message: `${replicas} pods find each other through Service ${excerpt(service.name, 80)}, which ${service.isHeadless ? 'names only pods that are ready' : 'is not headless'}`,
        hint: 'Write clusterIP: None and publishNotReadyAddresses: true in its spec',
      });
    }
  },
};
