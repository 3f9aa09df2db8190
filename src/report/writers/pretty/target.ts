/** One target: what is wrong, how to mend it, what is not known, and the rest folded. */
import type { Finding, Report, Target } from '../../../generated/report-types.ts';
import { isOfDrift, type Parts, partsOf } from '../../group.ts';
import { passedText } from '../../words/counts.ts';
import { howText } from '../../words/how.ts';
import { waiverText } from '../../words/waiver.ts';
import { driftLines } from './drift.ts';
import { failedBlock, line } from './finding.ts';
import { mendLines } from './mend.ts';
import { field, headline, type Page, paragraph, spaced } from './page.ts';
import { unknownLines } from './unknown.ts';

/** `own` are its findings; `rule` is a line drawn above it, or nothing. */
export function targetLines(page: Page, target: Target, own: readonly Finding[], report: Report, rule = ''): string[] {
  const parts = partsOf(target, own);
  const isLoud = ({ status, severity }: Finding) => status === 'fail' && severity !== 'info';
  const passed = passedText(parts.passed, parts.skipped);
  const settings = driftLines(page, target, own);
  // Where checks have found the same, they say more.
  const isAside = !own.every(isOfDrift);
  return spaced([
    rule === '' ? header(page, target) : [rule, ...header(page, target)],
    target.error ? errorBlock(page, target.error) : [],
    isAside ? [] : settings,
    ...parts.failed.map((finding) => failedBlock(page, finding)),
    // A setting that drifted has its remedy, too.
    mendLines(page, target, target.drift ? own.filter(isLoud) : parts.failed, report),
    isAside ? settings : [],
    unknownLines(page, parts.unknown),
    aside(page, parts, report),
    passed === '' ? [] : paragraph(page, `${passed}.`),
  ]);
}

/** The name, and in one quiet line how the facts were come by; notes stand out. */
function header(page: Page, target: Target): string[] {
  const how = howText(target);
  return [
    ...paragraph(page, target.name, 0, page.paint.strong),
    ...(how === '' ? [] : paragraph(page, how, 2, page.paint.quiet)),
    ...(target.notes ?? []).flatMap((note) => field(page, 'note', note, page.paint.doubtful)),
  ];
}

function errorBlock(page: Page, { kind, message }: NonNullable<Target['error']>): string[] {
  return [
    ...headline(page, 'ERROR', page.paint.bad, `Could not be examined (${kind})`),
    ...paragraph(page, message, 2),
  ];
}

/** What a reader may pass over: remarks of the checks, waivers with their reasons; with --verbose, what passed. */
function aside(page: Page, { noted, waived, old, passed, skipped }: Parts, report: Report): string[] {
  const rest = page.verbose ? [...passed, ...skipped] : [];
  return [
    ...old.flatMap((finding) => line(page, 'old', finding, finding.message)),
    ...noted.flatMap((finding) => line(page, 'noted', finding, finding.message)),
    ...waived.flatMap((finding) => line(page, 'waived', finding, waiverText(finding, report))),
    ...rest.flatMap((finding) => line(page, finding.status, finding, finding.status === 'skip' ? finding.message : '')),
  ];
}
