import type { ComponentGraph, GraphGroup, GraphNode } from './graph.ts';

/** What a group holds; `undefined` is the outermost level. */
export interface Content {
  readonly nodes: readonly GraphNode[];
  readonly groups: readonly GraphGroup[];
}

/** Group -> what is directly in it. */
export function byGroup({ nodes, groups }: ComponentGraph): (group: string | undefined) => Content {
  const found = new Map<string | undefined, { nodes: GraphNode[]; groups: GraphGroup[] }>();
  const of = (group: string | undefined): { nodes: GraphNode[]; groups: GraphGroup[] } => {
    const known = found.get(group) ?? { nodes: [], groups: [] };
    found.set(group, known);
    return known;
  };
  for (const node of nodes) of(node.group).nodes.push(node);
  for (const group of groups) of(group.parent).groups.push(group);
  return of;
}
