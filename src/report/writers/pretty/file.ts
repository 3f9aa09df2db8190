/** A target that is a text file or several: the findings in it by place, and what was not looked into. */
import type { Finding, Target } from '../../../generated/report-types.ts';
import { count } from '../../sentence.ts';
import { diagnosticBlock, type LineOf } from './diagnostic.ts';
import { field, type Page, paragraph, spaced } from './page.ts';

/** Findings that are shown of one file: a broken one says the same thing a thousand times. */
const shownOfFile = 50;
/** Names of files that are listed. */
const shownFiles = 3;

/** One target that is files. */
export function fileLines(
  page: Page,
  target: Target,
  findings: readonly Finding[],
  rule: string,
  lineOf: LineOf,
): string[] {
  return spaced([
    rule === '' ? fileHeader(page, target) : [rule, ...fileHeader(page, target)],
    diagnosticLines(page, findings, lineOf),
    notLookedInto(page, target),
  ]);
}

/** The findings of one target, file by file. */
export function diagnosticLines(page: Page, findings: readonly Finding[], lineOf: LineOf): string[] {
  return spaced(
    byFile(findings).flatMap(([file, own]) => {
      const rest = own.slice(shownOfFile);
      const blockers = rest.filter(({ severity }) => severity === 'blocker').length;
      const more = `${file}: ${count(rest.length, 'more finding')}, ${count(blockers, 'blocker')} among them; --format json holds all`;
      return [
        ...own.slice(0, shownOfFile).map((finding) => diagnosticBlock(page, finding, lineOf)),
        rest.length === 0 ? [] : paragraph(page, more, 2),
      ];
    }),
  );
}

export function fileHeader(page: Page, target: Target): string[] {
  const { name, judgedFor, files = [] } = target;
  const more = files.length > shownFiles ? [`${files.length - shownFiles} more`] : [];
  const named =
    files.length === 1 && name.startsWith(files[0] ?? '') ? '' : [...files.slice(0, shownFiles), ...more].join(', ');
  const version =
    judgedFor === undefined ? '' : `judged for ${judgedFor.program} ${judgedFor.version} (${judgedFor.from})`;
  return [
    ...paragraph(page, name, 0, page.paint.strong),
    ...[named, version].filter(Boolean).flatMap((text) => paragraph(page, text, 2, page.paint.quiet)),
    ...noteLines(page, target),
  ];
}

export function noteLines(page: Page, { notes = [] }: Target, indent = 0): string[] {
  const margin = ' '.repeat(Math.max(0, indent - 2));
  const inner = { ...page, width: page.width - margin.length };
  return notes.flatMap((note) => field(inner, 'note', note, page.paint.doubtful).map((line) => margin + line));
}

function notLookedInto(page: Page, target: Target): string[] {
  const things = target.notLookedInto ?? [];
  if (things.length === 0) return [];
  return [page.paint.strong('Not looked into'), ...things.flatMap((text) => listed(page, text))];
}

/** `  - text`, hanging. */
export function listed(page: Page, text: string): string[] {
  const [first = '', ...rest] = paragraph(page, text, 4);
  return [first.replace('    ', '  - '), ...rest];
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
