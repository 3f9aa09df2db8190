import type { Expression } from '../syntax/tree.ts';
import type { Targets } from './labels.ts';
import { attributeOf, type Constant, constantIn, type Origin, originsOf } from './origins.ts';
import { applyRules } from './relabel.ts';
import type { Placed, World } from './world.ts';

/** More sources than a profiler has. Chains of discovery.relabel that name each other twice grow without bounds. */
const mostSources = 500;

interface Search {
  readonly world: World;
  /** By component and instance; empty while it is being looked at. */
  readonly relabelled: Map<string, readonly Targets[]>;
}

/** The targets that an argument of a component stands for, one entry for each source. */
export function targetsOf(world: World, value: Expression, placed: Placed): readonly Targets[] {
  return gather({ world, relabelled: new Map() }, value, placed);
}

function gather(search: Search, value: Expression, placed: Placed): readonly Targets[] {
  const found: Targets[] = [];
  for (const origin of originsOf(search.world, value, placed)) {
    if (found.length > mostSources) break;
    for (const targets of ofOrigin(search, origin)) found.push({ ...targets, at: origin.at });
  }
  return found;
}

function ofOrigin(search: Search, origin: Origin): readonly Targets[] {
  if (origin.kind === 'unknown') return [from(origin.at, [], true)];
  if (origin.kind === 'expression') return ofExpression(origin.expression, origin.at);
  const { node, instance, at } = origin;
  const source = { node, instance };
  if (node.block.name !== 'discovery.relabel') return [{ ...discovered(search.world, source, at), source }];
  const key = `${node.index} ${instance.index}`;
  let found = search.relabelled.get(key);
  if (!found) {
    search.relabelled.set(key, []);
    const inner = attributeOf(node, 'targets');
    found = inner
      ? gather(search, inner.value, source).map((targets) => applyRules(targets, source))
      : // It is required: that it is missing is reported, and what it would be is not known.
        [from(at, [], true)];
    search.relabelled.set(key, found);
  }
  return found;
}

function ofExpression(expression: Expression, at: Expression): readonly Targets[] {
  if (expression.kind === 'null') return [];
  if (expression.kind !== 'object') return [from(at, [], true)];
  const labels = expression.fields.map(({ key }) => key.text);
  return [from(at, labels, false)];
}

function from(at: Expression, labels: readonly string[], open: boolean): Targets {
  return { labels: new Set(labels), open, dropped: new Set(), relabels: [], at };
}

const podLabels = [
  '__meta_kubernetes_namespace',
  '__meta_kubernetes_pod_name',
  '__meta_kubernetes_pod_node_name',
  '__meta_kubernetes_pod_container_name',
  '__meta_kubernetes_pod_container_id',
  '__meta_kubernetes_pod_annotation_pyroscope_io_service_name',
];

/** Source: the reference pages of the components, and discovery/kubernetes of prometheus/prometheus. */
function discovered(world: World, source: Placed, at: Expression): Targets {
  const { node } = source;
  const name = node.block.name;
  if (name === 'discovery.kubernetes') {
    const role = roleOf(world, source)?.value;
    if (role === 'pod') return from(at, podLabels, true);
    return from(at, [], role !== 'node' && role !== 'service' && role !== 'ingress');
  }
  if (name === 'discovery.kubelet') return from(at, podLabels, true);
  if (name === 'discovery.docker')
    return from(at, ['__meta_docker_container_id', '__meta_docker_container_name'], true);
  if (name === 'discovery.process')
    return from(at, ['__process_pid__', '__container_id__'], attributeOf(node, 'join') !== undefined);
  return from(at, [], !name.startsWith('prometheus.exporter.'));
}

/** The role of a discovery.kubernetes. */
export function roleOf(world: World, placed: Placed): Constant | undefined {
  const attribute = attributeOf(placed.node, 'role');
  return attribute && constantIn(world, attribute.value, placed);
}
