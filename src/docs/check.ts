import { findings } from '../base/findings.ts';
import type { JudgedText } from '../base/judged-text.ts';
import type { NamedVersion } from '../base/rollout/configurations.ts';
import type { SourceText } from '../base/text.ts';
import { checkFrontmatter } from './frontmatter.ts';
import { checkLinks } from './links.ts';
import { isRepositoryFile } from './looks.ts';
import { type Markdown, readMarkdown } from './markdown/read.ts';
import { pagesOf } from './pages.ts';
import { isBelow, resolvePath } from './paths.ts';
import { versionsIn } from './table-versions.ts';

export interface DocumentationOptions {
  /** The docs folder, as in the paths of the files: see `docsRootOf`. */
  readonly root: string;
  /** The folder of which every file is in `files`: that of the repository, or the one that was named. */
  readonly top: string;
  /** Paths of every file below `top`, whatever it is. */
  readonly files: Iterable<string>;
  /** Whether a person named the file itself, not a folder above it. */
  readonly isNamed: (path: string) => boolean;
  /** The day that `modified` is held against. */
  readonly now?: Date;
}

/** How many blockers, and again how many other findings, are kept of one file. */
const limit = 100;

/**
 * Judges the pages of one docs folder. `sources` are its Markdown texts, and those outside of it that links may lead to;
 * README.md and the like outside of the folder are judged only when they are named, and need no frontmatter.
 * The summary is what tables say of versions. Any text ends in diagnostics.
 */
export async function checkDocumentation(
  sources: readonly SourceText[],
  { root, top, files, isNamed, now = new Date() }: DocumentationOptions,
): Promise<JudgedText<readonly NamedVersion[]>> {
  const found = findings(
    sources.map(({ path }) => path),
    limit,
    'docs.more-findings',
  );
  const folder = resolvePath(root, '');
  const read = sources.map((source) => ({ source, markdown: readMarkdown(source.text) }));
  const texts = new Map(read.map(({ source, markdown }) => [resolvePath('', source.path), markdown]));
  const pages = pagesOf([...files, ...sources.map(({ path }) => path)], folder);
  const pageAt = (path: string): Markdown | undefined => texts.get(path);
  const withFrontmatter = read.filter(
    ({ source, markdown }) => isBelow(resolvePath('', source.path), folder) && markdown.frontmatter?.isClosed === true,
  ).length;
  const skipped = new Map<string, number>();
  const versions: NamedVersion[] = [];
  for (const { source, markdown } of read) {
    const isRepository = isRepositoryFile(source.path, root);
    if (isRepository && !isNamed(source.path)) continue;
    const others = withFrontmatter - (markdown.frontmatter?.isClosed === true ? 1 : 0);
    const isAsked = !isRepository && (isNamed(source.path) || others > 0);
    await checkFrontmatter(source, markdown, { findings: found, isAsked, now });
    checkLinks(source, markdown, { findings: found, pages, top: resolvePath(top, ''), root: folder, pageAt, skipped });
    const named = versionsIn(source, markdown.tables);
    for (const version of named.versions) versions.push(version);
    if (named.others > 0) add(skipped, 'versions in tables that are more than one version', named.others);
  }
  const notLookedInto = [...skipped].map(([words, count]) => `${words} (${count})`).sort();
  return { diagnostics: found.all(), notLookedInto, summary: versions };
}

function add(counts: Map<string, number>, words: string, count: number): void {
  counts.set(words, (counts.get(words) ?? 0) + count);
}
