/** What the report comes to, in numbers, and what it was judged with. */
import type { AxisSummary, Finding, Report } from '../../generated/report-types.ts';
import { count } from '../count.ts';

/** `2 blockers failed, 1 warning not known, 5 passed, 1 skipped`. */
export function countsText(axis: AxisSummary): string {
  const sum = (status: keyof AxisSummary['info']) => axis.blocker[status] + axis.warning[status] + axis.info[status];
  const parts: [number, string][] = [
    [axis.blocker.fail, `${count(axis.blocker.fail, 'blocker')} failed`],
    [axis.blocker.unknown, `${count(axis.blocker.unknown, 'blocker')} not known`],
    [axis.warning.fail, count(axis.warning.fail, 'warning')],
    [axis.warning.unknown, `${count(axis.warning.unknown, 'warning')} not known`],
    [axis.info.fail + axis.info.unknown, `${axis.info.fail + axis.info.unknown} noted`],
    [sum('pass'), `${sum('pass')} passed`],
    [sum('waived'), `${sum('waived')} waived`],
    [sum('skip'), `${sum('skip')} skipped`],
  ];
  const text = parts.flatMap(([number, words]) => (number > 0 ? [words] : [])).join(', ');
  return text === '' ? 'not checked' : text;
}

/** `23 checks passed, 4 skipped`; '' where there is nothing to pass over. */
export function passedText(passed: readonly Finding[], skipped: readonly Finding[]): string {
  if (passed.length + skipped.length === 0) return '';
  return `${count(passed.length, 'check')} passed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`;
}

/** What sharpens the verdict, and the parameters that would. */
export function judgedTexts({ tool }: Report): string[] {
  const unset = Object.keys(tool.parameters).filter((name) => tool.parameters[name] === null);
  return [
    ...(tool.leftOut ? [`Left out: ${tool.leftOut.join(', ')}.`] : []),
    ...(tool.strict === true ? ['Warnings count like blockers (--strict).'] : []),
    ...unset.map((name) => `The parameter ${name} is not set: --set ${name}=VALUE makes the judgement more exact.`),
  ];
}
