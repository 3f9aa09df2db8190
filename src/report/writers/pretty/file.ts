/** A target that is a text file or several: the findings in it by place, and what was not looked into. */
import type { Finding, Target } from '../../../generated/report-types.ts';
import { count } from '../../sentence.ts';
import { diagnosticBlock, type LineOf } from './diagnostic.ts';
import { field, type Page, paragraph, spaced } from './page.ts';

/** Findings that are shown of one file: a broken one says the same thing a thousand times. */
const shownOfFile = 50;
/** Names of files that are listed. */
const shownFiles = 3;

export function fileLines(
  page: Page,
  target: Target,
  findings: readonly Finding[],
  rule: string,
  lineOf: LineOf,
): string[] {
  return spaced([
    rule === '' ? header(page, target) : [rule, ...header(page, target)],
    ...byFile(findings).flatMap(([file, own]) => {
      const rest = own.slice(shownOfFile);
      const blockers = rest.filter(({ severity }) => severity === 'blocker').length;
      const more = `${file}: ${count(rest.length, 'more finding')}, ${count(blockers, 'blocker')} among them; --format json holds all`;
      return [
        ...own.slice(0, shownOfFile).map((finding) => diagnosticBlock(page, finding, lineOf)),
        rest.length === 0 ? [] : paragraph(page, more, 2),
      ];
    }),
    notLookedInto(page, target),
  ]);
}

function header(page: Page, { name, judgedFor, files = [], notes = [] }: Target): string[] {
  const more = files.length > shownFiles ? [`${files.length - shownFiles} more`] : [];
  const named =
    files.length === 1 && name.startsWith(files[0] ?? '') ? '' : [...files.slice(0, shownFiles), ...more].join(', ');
  const version =
    judgedFor === undefined ? '' : `judged for ${judgedFor.program} ${judgedFor.version} (${judgedFor.from})`;
  return [
    ...paragraph(page, name, 0, page.paint.strong),
    ...[named, version].filter(Boolean).flatMap((text) => paragraph(page, text, 2, page.paint.quiet)),
    ...notes.flatMap((note) => field(page, 'note', note, page.paint.doubtful)),
  ];
}

function notLookedInto(page: Page, target: Target): string[] {
  const things = target.notLookedInto ?? [];
  if (things.length === 0) return [];
  return [
    page.paint.strong('Not looked into'),
    ...things.flatMap((text) => {
      const [first = '', ...rest] = paragraph(page, text, 4);
      return [first.replace('    ', '  - '), ...rest];
    }),
  ];
}

/** In the order in which the files first occur. */
function byFile(findings: readonly Finding[]): [string, Finding[]][] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = finding.location?.file ?? '';
    const own = files.get(file);
    if (own) own.push(finding);
    else files.set(file, [finding]);
  }
  return [...files];
}
