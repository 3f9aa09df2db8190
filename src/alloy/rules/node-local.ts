import { commonSources } from '../../base/rule-sources.ts';
import type { Node } from '../references/model.ts';
import type { Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
import { constantAt, headOf, writtenIn } from '../types/written.ts';
import { hasFault, profiledBy, profilersOf } from './ebpf.ts';
import type { Targets } from './labels.ts';
import { attributeOf } from './origins.ts';
import { actionOf, rulesOf, sourceLabels } from './relabel.ts';
import type { RolloutRule, RuleContext } from './rule.ts';
import { roleOf, targetsOf } from './targets.ts';

export const nodeLocal: RolloutRule = {
  id: 'alloy.node-local',
  severity: 'warning',
  title: 'Each node discovers its own pods only',
  why: 'A profiler sees the processes of its node alone. Without a filter each pod of a DaemonSet lists and watches all pods of the cluster, and keeps targets that it can never profile.',
  sources: [commonSources.alloyEbpf, commonSources.alloyKubernetesDiscovery],
  check(context) {
    for (const profiler of profilersOf(context)) {
      for (const targets of withJoined(context, profiledBy(context, profiler).targets)) {
        const { source, relabels } = targets;
        if (source?.node.block.name !== 'discovery.kubernetes' || hasFault(context, targets)) continue;
        const { node } = source;
        if (roleOf(context.world, source)?.value !== 'pod') continue;
        if (relabels.some((relabel) => keepsNode(relabel.node))) continue;
        const fields = nodeFields(node);
        const [fixed] = fields.filter((field) => typeof constantOf(field) === 'string');
        if (fixed)
          context.report(node, fixed, {
            message: 'the name of one node is written down here: every node would look for the pods of that one',
            hint: 'Write field = "spec.nodeName=" + sys.env("HOSTNAME"), and set HOSTNAME from spec.nodeName in the DaemonSet',
            inside: ['selectors', 'field'],
          });
        else if (fields.length === 0)
          context.report(node, headOf(node.block), {
            message: `"${node.id}" discovers the pods of the whole cluster, on every node`,
            hint: 'Add a block selectors with role = "pod" and field = "spec.nodeName=" + sys.env("HOSTNAME"), and set HOSTNAME from spec.nodeName in the DaemonSet',
          });
      }
    }
  },
};

/** The targets, and those that a discovery.process among their sources is joined with. */
function withJoined({ world }: RuleContext, targets: readonly Targets[]): readonly Targets[] {
  return targets.flatMap((one) => {
    const join = one.source?.node.block.name === 'discovery.process' && attributeOf(one.source.node, 'join');
    return one.source && join ? [one, ...targetsOf(world, join.value, one.source)] : [one];
  });
}

/** The fields of selectors that ask for the pods of a node. */
function nodeFields({ block }: Node): readonly Expression[] {
  return block.body.statements.flatMap((selectors) => {
    if (selectors.kind !== 'block' || selectors.name !== 'selectors') return [];
    const written = writtenIn(selectors);
    const role = constantAt(written, 'role');
    // A selector for another role leaves the pods as they are.
    if (role !== undefined && role !== 'pod') return [];
    const field = written.attributes.get('field')?.value;
    return field && asksForNode(field) ? [field] : [];
  });
}

function asksForNode(expression: Expression): boolean {
  const constant = constantOf(expression);
  if (typeof constant === 'string') return /(?:^|,)\s*spec\.nodeName\s*=/.test(constant);
  switch (expression.kind) {
    case 'paren':
      return asksForNode(expression.inner);
    case 'binary':
      return asksForNode(expression.left) || asksForNode(expression.right);
    case 'call':
      return expression.arguments.some(asksForNode);
    case 'string':
      return expression.opaque === true;
    // What an argument or an export holds may be anything.
    default:
      return expression.kind === 'access' || expression.kind === 'identifier';
  }
}

/** Whether a discovery.relabel keeps the pods of one node. */
function keepsNode(node: Node): boolean {
  return rulesOf(node).some(
    (rule) => actionOf(rule) === 'keep' && sourceLabels(rule).includes('__meta_kubernetes_pod_node_name'),
  );
}
