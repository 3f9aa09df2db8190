/** What `#anchor` can lead to in a text. */
import type { Run } from './blocks.ts';
import { plainText } from './plain.ts';

export interface Anchors {
  /** As GitHub makes them of headings, and what HTML and other generators name. */
  readonly names: ReadonlySet<string>;
  /** Of headings without the number that GitHub adds to equal ones, and of blocks: `^note`. */
  readonly headings: ReadonlySet<string>;
}

/** Longer headings are cut: nobody links to their end. */
const headingLimit = 1000;

export function anchorsOf(text: string, runs: readonly Run[]): Anchors {
  const names = new Set<string>();
  const headings = new Set<string>();
  const used = new Map<string, number>();
  for (const { kind, start, end } of runs) {
    const run = text.slice(start, end);
    // HTML and blocks of Obsidian, in any prose.
    for (const [, name = ''] of run.matchAll(/\b(?:id|name)\s{0,3}=\s{0,3}["']([^"'\n]{1,200})["']/g)) names.add(name);
    for (const [, block = ''] of run.matchAll(/[ \t]\^([\w-]{1,100})(?=\r?$)/gm))
      headings.add(`^${block.toLowerCase()}`);
    if (kind !== 'heading') continue;
    const { words, own } = headingOf(run.slice(0, headingLimit));
    if (own !== undefined) names.add(own);
    const slug = slugOf(words);
    headings.add(slug);
    let count = used.get(slug) ?? 0;
    let name = count === 0 ? slug : `${slug}-${count}`;
    while (names.has(name)) name = `${slug}-${++count}`;
    used.set(slug, count + 1);
    names.add(name);
  }
  return { names, headings };
}

/**
 * A heading's anchor on GitHub: small letters, digits, hyphens and underscores, blanks as hyphens.
 * Source: the filter of gjtorikian/html-pipeline, TableOfContentsFilter.
 */
export function slugOf(heading: string): string {
  return plainText(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function headingOf(run: string): { readonly words: string; readonly own: string | undefined } {
  const bare = run
    .replace(/^ {0,3}#{1,6}(?:[ \t]+|$)/, '')
    .trim()
    .replace(/(?:^|[ \t])#+$/, '')
    .trim();
  const [own, name] = /\{#([\w.:-]{1,200})\}$/.exec(bare) ?? [];
  return { words: own === undefined ? bare : bare.slice(0, -own.length).trim(), own: name };
}
