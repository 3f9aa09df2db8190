import { excerpt } from '../../base/display.ts';
import type { Container } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { nameOf, type Profiler, type Program } from '../programs.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

const way = 'Write it as env with valueFrom.fieldRef.fieldPath: spec.nodeName';

export const nodeName: KubernetesRule = {
  id: 'kubernetes.node-name',
  severity: 'blocker',
  title: 'The variable by which targets are filtered holds the name of the node',
  why: 'The configuration asks Kubernetes for pods with spec.nodeName= and a variable. HOSTNAME is the name of the pod unless the manifest sets it, any other one is empty: no pod matches, nothing is profiled, and there is no error.',
  sources: [commonSources.alloyKubernetesDiscovery, sources.downwardApi, sources.containerEnvironment],
  check(context) {
    for (const agent of context.agents)
      for (const variable of agent.uses.alloy?.environment ?? [])
        if (variable.isNodeFilter)
          check(context, agent, variable.value, alsoAt(variable, 'the configuration filters by it here'));
  },
};

function check(context: RuleContext, agent: Program, name: string, related: ReturnType<typeof alsoAt>): void {
  const { workload, container } = agent;
  const shown = excerpt(name, 80);
  const variable = container.env.findLast((candidate) => candidate.name === name);
  if (variable?.fieldPath === 'spec.nodeName') return;
  if (variable?.isReference || (!variable && container.hasEnvFrom)) {
    context.notLookedInto.add(`whether ${shown} of ${nameOf(agent)} is the name of the node: it comes from elsewhere`);
    return;
  }
  const is = variable
    ? variable.fieldPath === undefined
      ? 'is the same on every node'
      : `is ${excerpt(variable.fieldPath, 80)}`
    : name === 'HOSTNAME'
      ? 'is the name of the pod'
      : 'is not set';
  context.report(variable ?? container.at, placeIn(workload, container, `env/${shown}`), {
    message: `targets are filtered by ${shown} as the name of the node, and in ${nameOf(agent)} it ${is}`,
    hint: way,
    related,
  });
}

export const nodeNameAssumed: KubernetesRule = {
  id: 'kubernetes.node-name-assumed',
  severity: 'warning',
  title: 'A profiler knows the name of its node',
  why: 'A configuration that is not among the files most likely filters its targets by spec.nodeName and HOSTNAME, as Alloy’s documentation shows it. HOSTNAME is the name of the pod unless the manifest sets it.',
  sources: [commonSources.alloyEbpf, sources.downwardApi, sources.containerEnvironment],
  check({ profilers, report }) {
    for (const profiler of profilers) {
      if (!isUnknown(profiler) || knowsNode(profiler.container)) continue;
      const { workload, container } = profiler;
      const hostname = container.env.findLast(({ name }) => name === 'HOSTNAME');
      report(hostname ?? container.at, placeIn(workload, container, 'env/HOSTNAME'), {
        message: `no variable of ${nameOf(profiler)} holds the name of the node`,
        hint: `If the configuration filters by HOSTNAME: ${way[0]?.toLowerCase()}${way.slice(1)}`,
      });
    }
  },
};

function isUnknown({ assumedFrom, workload }: Profiler): boolean {
  return assumedFrom !== undefined && workload.kind === 'DaemonSet';
}

function knowsNode({ env, hasEnvFrom }: Container): boolean {
  return hasEnvFrom || env.some(({ fieldPath, isReference }) => fieldPath === 'spec.nodeName' || isReference);
}
