import { excerpt } from '../base/display.ts';
import type { Findings } from '../base/findings.ts';
import { didYouMean } from '../base/suggest.ts';
import type { SourceText } from '../base/text.ts';
import { slugOf } from './markdown/anchors.ts';
import type { MarkdownLink } from './markdown/inline.ts';
import type { Markdown } from './markdown/read.ts';
import type { Pages } from './pages.ts';
import { folderOf, isBelow, resolvePath } from './paths.ts';
import { say } from './report.ts';
import { anchor, link as linkRule, wikiAmbiguous, wikiHeading, wikiLink } from './rules.ts';

export interface LinkContext {
  readonly findings: Findings;
  readonly pages: Pages;
  /** The folder whose files are all known. */
  readonly top: string;
  /** The docs folder. */
  readonly root: string;
  /** The page at a path, where its text was given. */
  readonly pageAt: (path: string) => Markdown | undefined;
  /** What was not looked into, in words, and how often. */
  readonly skipped: Map<string, number>;
}

/** Follows the links of one page. */
export function checkLinks(source: SourceText, { links, anchors }: Markdown, context: LinkContext): void {
  for (const link of links) {
    if (link.kind === 'wiki') checkWiki(source, link, anchors, context);
    else checkPath(source, link, anchors, context);
  }
}

type Anchors = Markdown['anchors'];

function checkWiki(source: SourceText, link: MarkdownLink, own: Anchors, context: LinkContext): void {
  const { findings, pages, pageAt, skipped } = context;
  const [name = '', ...headings] = link.target.split('#').map((part) => part.trim());
  const place = excerpt(`[[${link.target}]]`, 80);
  let target: Anchors | undefined = own;
  if (name !== '') {
    const found = wikiFiles(source, name, context);
    const [first] = found;
    if (first === undefined) {
      say(findings, source, wikiLink, link, () => ({
        message: `no file of the docs folder is called "${excerpt(name, 80)}"`,
        hint: didYouMean(name, pages.names.slice(0, 2000)).trim() || 'Write the page, or take the link out',
        place,
      }));
      return;
    }
    if (found.length > 1) {
      say(findings, source, wikiAmbiguous, link, () => ({
        message: `${found.length} files are called "${excerpt(name, 80)}": ${found
          .slice(0, 3)
          .map((path) => excerpt(path, 80))
          .join(', ')}${found.length > 3 ? ' and more' : ''}`,
        hint: 'Write the path from the docs folder',
        place,
      }));
      return;
    }
    target = pageAt(first)?.anchors;
  }
  const heading = headings.at(-1);
  if (heading === undefined || heading === '') return;
  if (!target) {
    if (name === '' || /\.(?:md|markdown)$/i.test(wikiFiles(source, name, context)[0] ?? ''))
      count(skipped, 'headings of pages that were not given');
    return;
  }
  if (target.headings.has(heading.startsWith('^') ? heading.toLowerCase() : slugOf(heading))) return;
  say(findings, source, wikiHeading, link, () => ({
    message: `there is no heading "${excerpt(heading, 80)}" in that page`,
    hint: 'Write a heading that is there',
    place,
  }));
}

/** `./page` and `../page` are seen from the page, everything else from the docs folder. */
function wikiFiles({ path }: SourceText, name: string, { pages, root }: LinkContext): readonly string[] {
  if (!/^\.\.?\//.test(name)) return pages.named(name);
  const wanted = resolvePath(folderOf(path), name);
  return [wanted, `${wanted}.md`].flatMap((candidate) => {
    const found = pages.ofOtherCase(candidate);
    return found !== undefined && isBelow(found, root) ? [found] : [];
  });
}

function checkPath(source: SourceText, link: MarkdownLink, own: Anchors, context: LinkContext): void {
  const { findings, pages, pageAt, skipped, top, root } = context;
  const { target } = link;
  // Another site, a mail, and what a generator has yet to fill in.
  if (target === '' || /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/\/)/.test(target) || /\{\{|\{%|<%/.test(target)) return;
  const hash = target.indexOf('#');
  const [written, fragment] = hash === -1 ? [target, ''] : [target.slice(0, hash), target.slice(hash + 1)];
  const path = decoded(written.replace(/\?.*$/s, ''));
  const place = excerpt(target, 80);
  let names: Anchors['names'] | undefined = own.names;
  if (path !== '') {
    // From the root of the site, which may be the docs folder, or that of the repository.
    const candidates = path.startsWith('/')
      ? [resolvePath(root, `.${path}`), resolvePath(top, `.${path}`)]
      : [resolvePath(folderOf(source.path), path)];
    const found = candidates.find((candidate) => pages.hasFile(candidate));
    if (found === undefined) {
      if (candidates.some((candidate) => pages.hasFolder(candidate) || candidate === top)) return;
      const [wanted = ''] = candidates;
      if (path.startsWith('/')) count(skipped, 'links from the root of a site');
      else if (!isBelow(wanted, top)) count(skipped, 'links that lead out of the folder');
      else
        say(findings, source, linkRule, link, () => ({
          message: `there is no file "${excerpt(wanted, 120)}"`,
          hint: hintFor(wanted, pages),
          place,
        }));
      return;
    }
    if (!/\.(?:md|markdown)$/i.test(found)) return;
    names = pageAt(found)?.anchors.names;
  }
  if (fragment === '') return;
  if (!names) {
    count(skipped, 'anchors of pages that were not given');
    return;
  }
  const name = decoded(fragment);
  if (names.has(name) || name === 'top' || names.has(name.toLowerCase())) return;
  say(findings, source, anchor, link, () => ({
    message: `there is no anchor "#${excerpt(name, 80)}" in that page`,
    hint: didYouMean(name, [...(names ?? [])].slice(0, 500)).trim() || 'Write the anchor of a heading that is there',
    place,
  }));
}

function hintFor(wanted: string, pages: Pages): string {
  const other = pages.ofOtherCase(wanted);
  if (other !== undefined)
    return `Capital letters count: write ${excerpt(other.slice(other.lastIndexOf('/') + 1), 80)}`;
  const page = [`${wanted}.md`, `${wanted}/index.md`, `${wanted}/README.md`].find((path) => pages.hasFile(path));
  if (page !== undefined) return `Write ${excerpt(page.slice(page.lastIndexOf('/') + 1), 80)}`;
  return 'Write the file, or mend the link';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function count(skipped: Map<string, number>, words: string): void {
  skipped.set(words, (skipped.get(words) ?? 0) + 1);
}
