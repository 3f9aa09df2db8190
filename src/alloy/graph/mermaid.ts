import { byGroup } from './by-group.ts';
import type { ComponentGraph, GraphEdge, GraphNode } from './graph.ts';

/** Mermaid's flow chart. Labels are quoted, and what has a meaning in Mermaid or Markdown is written as its code. */
export function mermaidText(graph: ComponentGraph): string {
  const content = byGroup(graph);
  const lines = ['flowchart LR'];
  const addGroup = (group: string | undefined, indent: string): void => {
    const { nodes, groups } = content(group);
    for (const node of nodes) lines.push(`${indent}${nodeText(node)}`);
    for (const { id, label } of groups) {
      lines.push(`${indent}subgraph ${id}["${escaped(label)}"]`);
      addGroup(id, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };
  addGroup(undefined, '  ');
  for (const edge of graph.edges) lines.push(`  ${edgeText(edge)}`);
  for (const { id, instanceOf } of graph.nodes) if (instanceOf !== undefined) lines.push(`  ${id} -.- ${instanceOf}`);
  lines.push('  classDef blocker stroke:#c00,stroke-width:3px');
  lines.push('  classDef missing stroke:#c00,stroke-dasharray:4 4');
  return `${lines.join('\n')}\n`;
}

function nodeText({ id, label, kind, blockers }: GraphNode): string {
  const rules = blockers.map((rule) => `<br/>${escaped(rule)}`).join('');
  const style = kind === 'missing' ? ':::missing' : blockers.length > 0 ? ':::blocker' : '';
  const text = `"${escaped(label)}${rules}"`;
  return kind === 'config' ? `${id}(${text})${style}` : `${id}[${text}]${style}`;
}

function edgeText({ from, to, signal, blocked }: GraphEdge): string {
  return `${from} ${blocked ? '--x' : '-->'}|${signal}| ${to}`;
}

function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._/,:-]/gu, (character) => `#${character.codePointAt(0)};`);
}
