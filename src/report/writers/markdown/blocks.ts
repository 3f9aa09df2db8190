/** Parts of a text that must not grow beyond a limit. A part is there as a whole or not at all, so that every tag is closed. */

export interface Block {
  /** 0 is what must be there; of the others, the lower ones go in first. */
  readonly rank: number;
  /** Without a newline at its end. */
  readonly text: string;
}

/** The blocks that fit into so many characters, in their order, and how many were left out. */
export function fitting(blocks: readonly Block[], limit: number): { readonly text: string; readonly left: number } {
  const order = blocks.map((_, index) => index).sort((a, b) => rankOf(blocks, a) - rankOf(blocks, b) || a - b);
  const taken = new Set<number>();
  let length = 0;
  for (const index of order) {
    const size = (blocks[index]?.text.length ?? 0) + 2;
    if (length + size > limit) continue;
    length += size;
    taken.add(index);
  }
  const kept = blocks.filter((_, index) => taken.has(index));
  return { text: `${kept.map(({ text }) => text).join('\n\n')}\n`, left: blocks.length - kept.length };
}

function rankOf(blocks: readonly Block[], index: number): number {
  return blocks[index]?.rank ?? 0;
}
