/** A report about more than one kind of thing: part by part, files in a line each where nothing was found in them. */
import type { Finding, Report, Target } from '../../../generated/report-types.ts';
import { byTarget } from '../../group.ts';
import { partOf, type ReportPart, reportParts } from '../../parts.ts';
import type { LineOf } from '../../words/code.ts';
import { branchLines } from './branch.ts';
import { fileLines } from './file.ts';
import { type Page, spaced } from './page.ts';
import { filesLines } from './rollout.ts';
import { targetLines } from './target.ts';

type Own = readonly (readonly [Target, readonly Finding[]])[];

/** Every part under a heading of its own. */
export function partLines(page: Page, report: Report, lineOf: LineOf): string[] {
  const targets = byTarget(report);
  return spaced(
    reportParts.flatMap((part) => {
      const own = targets.filter(([target, findings]) => partOf(target) === part && !isSilent(target, findings));
      return own.length === 0 ? [] : [heading(page, part), linesOf(page, part, own, report, lineOf)];
    }),
  );
}

/** Of preflight.yaml itself there is mostly nothing to say. */
function isSilent(target: Target, findings: readonly Finding[]): boolean {
  return partOf(target) === 'Gate' && findings.length === 0 && !target.notes;
}

function heading(page: Page, part: ReportPart): string[] {
  const lead = `━━ ${part} `;
  return [page.paint.strong(lead + '━'.repeat(Math.max(0, page.width - lead.length)))];
}

function linesOf(page: Page, part: ReportPart, own: Own, report: Report, lineOf: LineOf): string[] {
  if (part === 'Files')
    return filesLines(
      page,
      report,
      own.map(([target]) => target),
      lineOf,
    );
  const rule = page.paint.quiet('─'.repeat(page.width));
  return spaced(
    own.map(([target, findings], index) => {
      const above = index === 0 ? '' : rule;
      if (part === 'Rebase') return branchLines(page, target, findings, report, above, lineOf);
      if (part === 'Gate') return fileLines(page, target, findings, report, above, lineOf);
      return targetLines(page, target, findings, report, above);
    }),
  );
}
