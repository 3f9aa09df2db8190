/** The reference as data: schemas/reference.schema.json. */
import type { FailureMode } from '../../base/failure-mode.ts';
import { requirementLines } from '../../checks/describe.ts';
import { factsOf } from '../../checks/explain.ts';
import type { Reference as ReferenceDocument } from '../../generated/reference-types.ts';
import type { Reference } from './listed.ts';
import type { Examples } from './rule-text.ts';

export function referenceDocument(
  { checks, rules }: Reference,
  failures: readonly FailureMode[],
  examples: ReadonlyMap<string, Examples>,
): ReferenceDocument {
  const of = (id: string) =>
    failures
      .filter(({ ids }) => ids.includes(id))
      .map(({ symptom, cause, sources }) => ({ symptom, cause, sources: [...sources] }));
  return {
    schemaVersion: 1,
    checks: checks.map((check) => {
      const { id, axis, severity, grade, title, when, each, why, risk, remedy, sources, runbook } = check;
      return {
        id,
        axis,
        severity,
        ...(grade === undefined ? {} : { grade }),
        title,
        why,
        ...(risk === undefined ? {} : { risk }),
        ...(each === undefined ? {} : { each }),
        ...(when ? { when: requirementLines(when, each) } : {}),
        requires: requirementLines(check.require, each),
        facts: [...factsOf(check)],
        ...(remedy === undefined ? {} : { remedy: { ...remedy } }),
        sources: [...sources],
        runbook,
        failures: of(id),
      };
    }),
    rules: rules.map(({ id, kind, severity, title, why, sources, page }) => ({
      id,
      kind,
      severity,
      title,
      why,
      sources: [...sources],
      ...(page === undefined ? {} : { page }),
      ...examples.get(id),
      failures: of(id),
    })),
  };
}
