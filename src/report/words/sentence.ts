import type { Finding, Report, Target } from '../../generated/report-types.ts';
import { targetSentence } from '../sentence.ts';

/** What the verdict of one target among several means, by its own findings. */
export function sentenceIn({ tool }: Report, target: Target, findings: readonly Finding[]): string {
  const { axis, strict } = tool;
  const judging = { ...(axis && { axis }), ...(strict && { strict }) };
  return targetSentence(target, { targets: [], findings, tool, ...judging });
}
