/** One finding, whole (what failed) or in a line (what a reader may pass over). */
import type { Finding } from '../../../generated/report-types.ts';
import { changeText } from '../../words/baseline.ts';
import { placeText } from '../../words/place.ts';
import { endedWaiverText } from '../../words/waiver.ts';
import { evidenceLines } from './evidence.ts';
import { field, headline, type Page } from './page.ts';

/** Everything a person needs to believe a finding that failed, and to weigh it. */
export function failedBlock(page: Page, finding: Finding): string[] {
  const [word, paint] =
    finding.severity === 'blocker' ? (['FAIL', page.paint.bad] as const) : (['WARN', page.paint.doubtful] as const);
  return [
    ...headline(page, word, paint, finding.title),
    ...about(page, finding),
    ...optional(page, 'why', finding.why),
    ...optional(page, 'risk', finding.risk),
    ...optional(page, 'see', finding.runbook),
  ];
}

/** A finding that could not be judged: which facts were missing, why, and where to look. */
export function unknownBlock(page: Page, finding: Finding): string[] {
  return [
    ...headline(page, 'UNKNOWN', page.paint.doubtful, finding.title),
    ...about(page, finding),
    ...optional(page, 'see', finding.runbook),
  ];
}

/** `  pass   Title (check): aside`. */
export function line(page: Page, word: string, finding: Finding, aside = ''): string[] {
  return field(page, word, `${finding.title} (${finding.check})${aside === '' ? '' : `: ${aside}`}`, String, 8);
}

function about(page: Page, finding: Finding): string[] {
  return [
    ...field(page, 'check', `${finding.check} (${finding.severity}, ${finding.axis})`),
    ...field(page, 'found', finding.message),
    ...(finding.location ? field(page, 'at', placeText(finding.location)) : []),
    ...evidenceLines(page, finding),
    ...optional(page, 'waiver', endedWaiverText(finding)),
    ...optional(page, 'change', changeText(finding)),
  ];
}

function optional(page: Page, label: string, text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : field(page, label, text);
}
