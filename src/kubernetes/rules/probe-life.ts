import type { Probe } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { probesOf } from '../listening.ts';
import { isVersion, nameOf, type Program } from '../programs.ts';
import { sources } from '../sources.ts';
import { type KubernetesRule, placeIn } from './rule.ts';

export const probeTooEarly: KubernetesRule = {
  id: 'kubernetes.probe-too-early',
  severity: 'blocker',
  title: 'No probe kills the server while it starts',
  why: 'Pyroscope answers /ready with 503 for 15 to 30 seconds after it started, with v2 at least 30. A liveness or startup probe that gives up before restarts the container each time; by default it gives up after three tries, ten seconds apart.',
  sources: [commonSources.pyroscopeReady, commonSources.pyroscopeParameters, sources.probes],
  check({ servers, report }) {
    for (const server of servers) {
      const { workload, container } = server;
      const warmUp = isVersion(server, '>=2') ? 60 : 30;
      for (const [kind, probe] of probesOf(container)) {
        if (kind === 'readinessProbe' || !asksReady(probe)) continue;
        if (kind === 'livenessProbe' && container.startupProbe) continue;
        const seconds = patienceOf(probe);
        if (seconds >= warmUp) continue;
        report(probe, placeIn(workload, container, kind), {
          message: `the ${kind} of ${nameOf(server)} gives up after ${seconds} seconds, and /ready may take ${warmUp}`,
          hint:
            kind === 'livenessProbe'
              ? 'Make it a readinessProbe, or ask /metrics'
              : `Write failureThreshold: ${Math.ceil(warmUp / (probe.periodSeconds ?? 10)) + 1}`,
        });
      }
    }
  },
};

export const livenessRestarts: KubernetesRule = {
  id: 'kubernetes.liveness-restarts',
  severity: 'warning',
  title: 'A liveness probe asks only whether the process lives',
  why: 'Pyroscope’s /ready says 503 also while others are not ready, and Alloy’s /-/healthy 500 as soon as one component is unhealthy, as with a target that cannot be reached. A restart mends neither; Alloy’s documentation advises against it.',
  sources: [commonSources.pyroscopeReady, sources.alloyHttp],
  check({ servers, agents, report }) {
    for (const program of [...servers, ...agents]) {
      const { workload, container } = program;
      const probe = container.livenessProbe;
      if (!probe || !isMoody(program, probe)) continue;
      report(probe.path ?? probe, placeIn(workload, container, 'livenessProbe/path'), {
        message: `the livenessProbe of ${nameOf(program)} restarts it for what a restart does not mend`,
        hint: program.name === 'alloy' ? 'Leave it out, or ask /-/ready' : 'Leave it out, or ask /metrics',
      });
    }
  },
};

function isMoody(program: Program, probe: Probe): boolean {
  if (program.name === 'alloy') return probe.kind === 'httpGet' && probe.path?.value === '/-/healthy';
  const isKilled = !program.container.startupProbe && patienceOf(probe) < (isVersion(program, '>=2') ? 60 : 30);
  return asksReady(probe) && !isKilled;
}

function asksReady({ kind, path }: Probe): boolean {
  return kind === 'httpGet' && path?.value === '/ready';
}

/** Seconds until a probe that fails each time has given up. Source: Kubernetes' defaults, 10 seconds and 3 tries. */
function patienceOf({ initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Probe): number {
  return initialDelaySeconds + periodSeconds * failureThreshold;
}

export const execWithoutShell: KubernetesRule = {
  id: 'kubernetes.exec-without-shell',
  severity: 'blocker',
  title: 'Probes and hooks of the server run nothing that its image lacks',
  why: 'Pyroscope’s image has neither a shell nor any tool but profilecli: a probe that runs a command fails each time, and so does a hook, which kills the container.',
  sources: [commonSources.pyroscopeImage, sources.podLifecycle],
  check({ servers, notLookedInto, report }) {
    for (const server of servers) {
      const { workload, container, isOfficial } = server;
      const probes = probesOf(container).filter(([, probe]) => probe.kind === 'exec' && !isOwn(probe));
      if (!isOfficial) {
        if (probes.length + container.execHooks.length > 0)
          notLookedInto.add(`whether the image of ${nameOf(server)} has the commands of its probes and hooks`);
        continue;
      }
      for (const [kind, probe] of probes)
        report(probe, placeIn(workload, container, kind), {
          message: `the ${kind} of ${nameOf(server)} runs a command, and its image has no shell`,
          hint: 'Use httpGet with /ready on port 4040',
        });
      for (const hook of container.execHooks)
        report(hook, placeIn(workload, container, 'lifecycle'), {
          message: `${nameOf(server)} runs a command here, and its image has no shell`,
          hint: 'Take it out, or use httpGet or sleep',
        });
    }
  },
};

function isOwn({ command }: Probe): boolean {
  return /(?:^|\/)(?:profilecli|pyroscope)$/.test(command?.[0] ?? '');
}
