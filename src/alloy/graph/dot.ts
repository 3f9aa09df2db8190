import { byGroup } from './by-group.ts';
import type { ComponentGraph, GraphEdge, GraphNode } from './graph.ts';

/** A digraph of Graphviz. */
export function dotText(graph: ComponentGraph): string {
  const content = byGroup(graph);
  const lines = ['digraph alloy {', '  rankdir=LR;', '  compound=true;', '  node [shape=box];'];
  const addGroup = (group: string | undefined, indent: string): void => {
    const { nodes, groups } = content(group);
    for (const node of nodes) lines.push(`${indent}${nodeText(node)}`);
    for (const { id, label } of groups) {
      lines.push(`${indent}subgraph cluster_${id} {`, `${indent}  label=${quoted(label)};`);
      addGroup(id, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  addGroup(undefined, '  ');
  for (const edge of graph.edges) lines.push(`  ${edgeText(edge)}`);
  for (const { id, instanceOf } of graph.nodes) {
    const [inner] = instanceOf === undefined ? [] : content(instanceOf).nodes;
    if (inner) lines.push(`  ${id} -> ${inner.id} [lhead=cluster_${instanceOf}, style=dashed, arrowhead=none];`);
  }
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

function nodeText({ id, label, kind, blockers }: GraphNode): string {
  const attributes = [`label=${quoted([label, ...blockers].join('\n'))}`];
  if (blockers.length > 0) attributes.push('color=red', 'penwidth=3');
  if (kind === 'missing') attributes.push('style=dashed');
  if (kind === 'config') attributes.push('style=rounded');
  return `${id} [${attributes.join(', ')}];`;
}

function edgeText({ from, to, signal, blocked }: GraphEdge): string {
  return `${from} -> ${to} [label=${quoted(signal)}${blocked ? ', color=red, penwidth=3' : ''}];`;
}

/** Graphviz knows two escapes in quotes; a backslash would begin one of its own for labels. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
