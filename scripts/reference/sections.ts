/** Pages of docs/ that describe rules: a section `### id` for each, with what is reported and what is not. */
import { readdir, readFile } from 'node:fs/promises';

export interface RuleSection {
  readonly id: string;
  /** `docs/alloy-rules.md`. */
  readonly page: string;
  /** Of the page's lines: that of the heading, and the one behind the section. */
  readonly from: number;
  readonly to: number;
  /** Markdown, code blocks and what is said of them; empty where the section has none. */
  readonly reported: string;
  readonly silent: string;
}

const folder = 'docs';

/** Written whole out of packs and code. */
export const generatedPage = `${folder}/checks.md`;

const heading = /^### ([a-z]+\.[a-z0-9-]+)$/;

/** Every section of every page, by page and place. */
export async function ruleSections(): Promise<readonly RuleSection[]> {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.md') && `${folder}/${name}` !== generatedPage)
    .sort();
  const pages = await Promise.all(
    names.map(async (name) => {
      const page = `${folder}/${name}`;
      return sectionsOf(page, (await readFile(page, 'utf8')).split('\n'));
    }),
  );
  return pages.flat();
}

/** A section ends at the next heading of its level or above; what looks like one in a code block is none. */
export function sectionsOf(page: string, lines: readonly string[]): readonly RuleSection[] {
  const found: RuleSection[] = [];
  let open: { readonly id: string; readonly from: number } | undefined;
  let inCode = false;
  const close = (to: number): void => {
    if (open) found.push({ ...open, page, to, ...examplesOf(lines.slice(open.from, to)) });
    open = undefined;
  };
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('```')) inCode = !inCode;
    if (inCode || !/^#{1,3} /.test(line)) continue;
    close(index);
    const id = heading.exec(line)?.[1];
    if (id !== undefined) open = { id, from: index };
  }
  close(lines.length);
  return found;
}

function examplesOf(lines: readonly string[]): Pick<RuleSection, 'reported' | 'silent'> {
  const reported = lines.indexOf('Reported:');
  const silent = lines.indexOf('Silent:');
  if (reported < 0 || silent < reported) return { reported: '', silent: '' };
  const between = (from: number, to: number): string => lines.slice(from, to).join('\n').trim();
  return {
    reported: between(reported + 1, silent),
    silent: between(silent + 1, lines.lastIndexOf('```') + 1),
  };
}

/** The fragment by which GitHub finds a heading. */
export function anchorOf(id: string): string {
  return id.replaceAll('.', '');
}
