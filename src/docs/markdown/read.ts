import { type Anchors, anchorsOf } from './anchors.ts';
import { type Blocks, blocksOf, type Run } from './blocks.ts';
import { linksIn, type MarkdownLink } from './inline.ts';
import { type Table, tablesOf } from './tables.ts';

/** What is checked of a Markdown text. */
export interface Markdown {
  readonly frontmatter: Blocks['frontmatter'];
  readonly links: readonly MarkdownLink[];
  readonly anchors: Anchors;
  readonly tables: readonly Table[];
}

/** Reads any text, in time linear to its length. */
export function readMarkdown(text: string): Markdown {
  const { frontmatter, runs } = blocksOf(text);
  return {
    frontmatter,
    links: runs.flatMap((run: Run) => linksIn(text, run)),
    anchors: anchorsOf(text, runs),
    tables: tablesOf(text, runs),
  };
}
