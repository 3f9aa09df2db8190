import { dotText } from './dot.ts';
import type { ComponentGraph } from './graph.ts';
import { mermaidText } from './mermaid.ts';

export type GraphFormat = 'mermaid' | 'dot' | 'json';

/** A graph as text that ends with a line break: for Markdown (`mermaid`), for Graphviz (`dot`), or as data. */
export function graphText(graph: ComponentGraph, format: GraphFormat): string {
  switch (format) {
    case 'mermaid':
      return mermaidText(graph);
    case 'dot':
      return dotText(graph);
    case 'json':
      return `${JSON.stringify(graph, undefined, 2)}\n`;
  }
}
