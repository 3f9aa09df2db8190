/** What `preflight explain` says about a check. */
import { printable } from '../base/display.ts';
import { failureLines } from '../base/failure-lines.ts';
import type { FailureMode } from '../base/failure-mode.ts';
import { optionAdvice, sysctlLine } from '../base/nix-text.ts';
import { wholePointer } from '../base/pointer.ts';
import { items, page, paragraphs, section, verbatim } from '../base/sections.ts';
import { wrap } from '../base/width.ts';
import type { LoadedCheck } from './check.ts';
import { memberFact, requirementLines } from './describe.ts';
import { factName } from './fact-name.ts';
import { leavesOf } from './walk.ts';

/** Everything about one check as plain text, wrapped at `width` columns, with a newline at its end. */
export function explainText(check: LoadedCheck, failures: readonly FailureMode[], width: number): string {
  const { remedy } = check;
  const grade = check.grade === undefined ? '' : `, at best ${check.grade}`;
  const facts = wrap(`${check.axis}, ${check.severity}${grade}`, width);
  return page([
    [check.id, ...wrap(printable(check.title), width), ...facts],
    section(
      'For each',
      check.each === undefined ? [] : [`member of ${factName(check.each.replaceAll('*', 'NAME'))}`],
      width,
    ),
    section('Applies when', check.when ? requirementLines(check.when, check.each) : [], width),
    section('Requires', requirementLines(check.require, check.each), width),
    section(
      'Told beside a failure',
      (check.tell ?? []).map((fact) => factName(check.each === undefined ? fact : memberFact(fact, check.each))),
      width,
    ),
    section(
      'Evidence',
      factsOf(check).map((fact) => printable(fact)),
      width,
    ),
    section('Why', paragraphs(check.why), width),
    section('In the field', failureLines(failures), width),
    section('Risk of following the advice', paragraphs(check.risk), width),
    remedySection(check, width),
    section('Undo', paragraphs(remedy?.undo), width),
    section('Runbook', paragraphs(check.runbook), width),
    section('Sources', items(check.sources), width),
  ]);
}

/** The pointers of the facts that a check reads, each once, in its order; a relative one behind that of `each`. */
export function factsOf({ when, require, each = '' }: LoadedCheck): readonly string[] {
  const leaves = [...(when ? leavesOf(when) : []), ...leavesOf(require)];
  return [...new Set(leaves.map(({ part: { fact } }) => wholePointer(fact, `${each}/*`)))];
}

/** The lines of Nix that a remedy stands for, and what is to be taken out. */
export function remedyLines({ remedy }: LoadedCheck): string[] {
  const nix = Object.entries(remedy?.sysctl ?? {}).map(([key, value]) => sysctlLine(key, value));
  return [...nix, ...(remedy?.nixos ?? []).map(optionAdvice)];
}

/** Lines of Nix stay whole, so that they can be copied. */
function remedySection(check: LoadedCheck, width: number): string[] {
  const nix = remedyLines(check);
  const words = section('Remedy', paragraphs(check.remedy?.text), width);
  return nix.length === 0 ? words : [...verbatim('Remedy', nix), ...words.slice(1)];
}
