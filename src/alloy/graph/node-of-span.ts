import type { Span } from '../../base/text.ts';
import type { Node } from '../references/model.ts';

/** The innermost node around a span of a file. */
export type NodeOfSpan = (file: string, span: Span) => Node | undefined;

/** Nodes hold each other or lie apart: the last one that begins before a span holds it, or one around does. */
export function nodeFinder(nodes: readonly Node[]): NodeOfSpan {
  const byFile = new Map<string, Node[]>();
  for (const node of nodes) {
    const known = byFile.get(node.file);
    if (known) known.push(node);
    else byFile.set(node.file, [node]);
  }
  for (const inFile of byFile.values()) inFile.sort((left, right) => left.block.start - right.block.start);
  return (file, { start }) => {
    const inFile = byFile.get(file) ?? [];
    let low = 0;
    let high = inFile.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((inFile[middle]?.block.start ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    let node = inFile[low - 1];
    while (node && start >= node.block.end) node = node.module.owner;
    return node;
  };
}
