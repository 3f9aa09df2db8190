/** What documentation must be, as rules; the files beside this one look. */
import { ourOwn } from '../base/rule-sources.ts';
import type { RuleText } from '../base/rule-text.ts';

const listOfPages = ourOwn('documentation-rules.md', 'pages are listed by their title, tags and day of change');
const wikiLinks = 'obsidian docs, internal links';

export const frontmatter: RuleText = {
  id: 'docs.frontmatter',
  severity: 'blocker',
  title: 'A page begins with frontmatter: YAML between two lines of three dashes',
  why: 'Without it the page has no title, is found under no tag and nobody knows how old it is. This is asked of a file that is named, and in a docs folder in which another page has it.',
  sources: [listOfPages],
};
export const frontmatterKey: RuleText = {
  id: 'docs.frontmatter-key',
  severity: 'blocker',
  title: 'Frontmatter has title, tags and modified',
  why: 'Each is what a list of pages is made of.',
  sources: [listOfPages],
};
export const frontmatterValue: RuleText = {
  id: 'docs.frontmatter-value',
  severity: 'blocker',
  title: 'title is a text, tags is a list of texts that is not empty, modified is a date',
  why: 'A program that reads the pages takes nothing else, and most of them then leave the page out without a word.',
  sources: [listOfPages],
};
export const frontmatterDate: RuleText = {
  id: 'docs.frontmatter-date',
  severity: 'blocker',
  title: 'modified is a day of the calendar, written YYYY-MM-DD, that has come',
  why: 'A page from the future looks new for ever. A day is allowed for the zones of time.',
  sources: [listOfPages],
};
export const frontmatterDuplicate: RuleText = {
  id: 'docs.frontmatter-duplicate',
  severity: 'blocker',
  title: 'No key of the frontmatter is written twice',
  why: 'Some programs take the first, some the last, and some refuse the page.',
  sources: ['YAML 1.2.2, 3.2.1.3 (keys of a mapping are unique)'],
};
export const wikiLink: RuleText = {
  id: 'docs.wiki-link',
  severity: 'blocker',
  title: 'A wiki link leads to a file of the docs folder',
  why: 'It is looked up by the name of a file or by its path, capital letters being small ones, as Obsidian does. Whoever follows one that leads nowhere on a bad day finds an empty page.',
  sources: [wikiLinks],
};
export const wikiAmbiguous: RuleText = {
  id: 'docs.wiki-ambiguous',
  severity: 'warning',
  title: 'A wiki link leads to one file',
  why: 'Of several with that name each program takes another one.',
  sources: [wikiLinks],
};
export const wikiHeading: RuleText = {
  id: 'docs.wiki-heading',
  severity: 'warning',
  title: 'The heading of a wiki link is there',
  why: 'The page opens at its beginning otherwise.',
  sources: [wikiLinks],
};
export const link: RuleText = {
  id: 'docs.link',
  severity: 'blocker',
  title: 'A relative link leads to a file that is there',
  why: 'Links, images and the definitions of references are looked up from the folder of the page, with capital letters as they are.',
  sources: ['CommonMark, links and link reference definitions', 'RFC 3986, 5.2 (relative resolution)'],
};
export const anchor: RuleText = {
  id: 'docs.anchor',
  severity: 'warning',
  title: 'The anchor of a link is there',
  why: 'Anchors are those that GitHub makes of headings, and those that HTML in the page names. The page opens at its beginning otherwise.',
  sources: ['gjtorikian/html-pipeline, TableOfContentsFilter'],
};
export const serviceVersions: RuleText = {
  id: 'docs.service-versions',
  severity: 'warning',
  title: 'service-versions.yaml names services and their versions',
  why: 'They are compared with the images of the manifests. What cannot be read is compared with nothing.',
  sources: [ourOwn('documentation-rules.md#versions', 'what names versions, and in which forms')],
};

/** Every rule, for documentation. */
export const rules: readonly RuleText[] = [
  frontmatter,
  frontmatterKey,
  frontmatterValue,
  frontmatterDate,
  frontmatterDuplicate,
  wikiLink,
  wikiAmbiguous,
  wikiHeading,
  link,
  anchor,
  serviceVersions,
];
