/** Grades: what a finding stands on, from a guess to a proof. */
import type { Grade } from '../generated/report-types.ts';

const grades: readonly Grade[] = ['predicted', 'inferred', 'observed', 'proved'];

/** What stands on several things is as good as the weakest of them. */
export function weakest(known: readonly (Grade | undefined)[]): Grade | undefined {
  return grades.find((grade) => known.includes(grade));
}

/** A higher number is a better grade. What has none, such as a parameter or a file that is not there, is as good as observed. */
export function rank(grade: Grade = 'observed'): number {
  return grades.indexOf(grade);
}
