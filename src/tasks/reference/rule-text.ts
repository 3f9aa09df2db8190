/** What `preflight explain` says about a rule that is code. */
import { failureLines } from '../../base/failure-lines.ts';
import type { FailureMode } from '../../base/failure-mode.ts';
import { items, page, paragraphs, section, verbatim } from '../../base/sections.ts';
import { wrap } from '../../base/width.ts';
import type { DocumentedRule } from '../rules.ts';

/** Markdown of the rule's page. */
export interface Examples {
  readonly reported: string;
  readonly silent: string;
}

/** Pages whose examples show only what differs from files at their top: the heading of those. */
const grounds: ReadonlyMap<string, string> = new Map([
  ['docs/agreement-rules.md', 'the-files-of-the-examples'],
  ['docs/kubernetes-rules.md', 'a-rollout-without-findings'],
]);

/** Everything about one rule as plain text, wrapped at `width` columns; code stays as it is. A newline at its end. */
export function ruleText(
  { id, title, severity, why, sources, page: at }: DocumentedRule,
  examples: Examples | undefined,
  failures: readonly FailureMode[],
  width: number,
): string {
  return page([
    [id, ...wrap(title, width), severity],
    section('Why', paragraphs(why), width),
    section('In the field', failureLines(failures), width),
    section('Examples', groundOf(at), width),
    verbatim('Reported', codeOf(examples?.reported)),
    verbatim('Silent', codeOf(examples?.silent)),
    section('Sources', items(sources), width),
    section('Page', at === undefined ? [] : [at], width),
  ]);
}

function groundOf(at = ''): readonly string[] {
  const [page = ''] = at.split('#');
  const heading = grounds.get(page);
  return heading === undefined ? [] : [`They show only what differs from the files in ${page}#${heading}.`];
}

/** Without the fences of code blocks; the name of a file stands before its text. */
function codeOf(markdown = ''): readonly string[] {
  const lines = markdown.split('\n').filter((line) => !line.startsWith('```'));
  return markdown === '' ? [] : lines.map((line) => line.replace(/^`([^`]+)`$/, '$1:'));
}
