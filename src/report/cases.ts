/** A report as test cases, for formats that know nothing else: what blocks fails, and nothing else does. */
import type { Finding, Report, Target } from '../generated/report-types.ts';
import { byTarget } from './group.ts';
import { isOld } from './verdict.ts';
import { capitalised } from './words/capital.ts';
import { oneLine } from './words/one-line.ts';
import { blocks } from './words/standing.ts';
import { waiverText } from './words/waiver.ts';

/**
 * `failed` and `unknown` keep the target from being ready; `warned` is a finding that does not, `waived` one that somebody
 * allows, and `old` one that the baseline has, too.
 */
type Outcome = 'passed' | 'failed' | 'unknown' | 'warned' | 'waived' | 'old' | 'skipped';

export interface Case {
  /** Tells it from every other case of its target, and stays the same from run to run. */
  readonly name: string;
  readonly outcome: Outcome;
  /** On one line; '' where there is nothing to say. */
  readonly message: string;
  readonly finding?: Finding;
}

/** A target and its cases: at least one, and one that fails or is unknown exactly where the target is not ready. */
export interface Suite {
  readonly target: Target;
  readonly cases: readonly Case[];
}

export function suitesOf(report: Report): Suite[] {
  return byTarget(report).map(([target, own]) => {
    const cases = [...obstacles(target), ...own.map((finding) => caseOf(finding, report, target))];
    return { target, cases: cases.length > 0 ? cases : [{ name: 'Nothing is wrong', outcome: 'passed', message: '' }] };
  });
}

/** What kept the whole target from being judged. */
function obstacles({ error, stale, notes = [] }: Target): Case[] {
  return [
    ...(error
      ? [
          {
            name: `It can be examined`,
            outcome: 'unknown' as const,
            message: oneLine(`${error.kind}: ${error.message}`),
          },
        ]
      : []),
    ...(stale === true
      ? [{ name: 'Its facts are recent', outcome: 'unknown' as const, message: oneLine(notes.join(' ')) }]
      : []),
  ];
}

function caseOf(finding: Finding, report: Report, { error, stale }: Target): Case {
  const { status, message } = finding;
  const name = nameOf(finding);
  if (status === 'waived') return { name, outcome: 'waived', message: oneLine(waiverText(finding, report)), finding };
  const said = oneLine(capitalised(message));
  if (status === 'pass') return { name, outcome: 'passed', message: said, finding };
  if (status === 'skip') return { name, outcome: 'skipped', message: said, finding };
  if (isOld(finding)) return { name, outcome: 'old', message: said, finding };
  if (!blocks(finding, report)) return { name, outcome: 'warned', message: said, finding };
  // Facts that are too old prove no failure either: src/report/verdict.ts.
  const isProved = status === 'fail' && !error && stale !== true;
  return { name, outcome: isProved ? 'failed' : 'unknown', message: said, finding };
}

/** `Unknown attribute (alloy.unknown-attribute, pyroscope.scrape.app/interval)`: the place as the finding's id has it. */
function nameOf({ id, check, target, title }: Finding): string {
  const lead = `${check}:${target}`;
  const place = id.startsWith(lead) ? id.slice(lead.length).replace(/^:/, '') : '';
  return oneLine(`${title} (${place === '' ? check : `${check}, ${place}`})`);
}
