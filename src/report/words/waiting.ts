/** What keeps a target from being ready, in a few words for whoever waits for it. */
import type { Report } from '../../generated/report-types.ts';
import { byTarget } from '../group.ts';
import { blocks } from './standing.ts';

/** Checks that are named. */
const shown = 3;

/** By the names of the targets: `blocked: sysctl.kptr-restrict, kernel.lockdown and 2 more`. */
export function waitingTexts(report: Report): ReadonlyMap<string, string> {
  return new Map(
    byTarget(report).map(([{ name, verdict, error }, own]) => {
      if (error) return [name, `could not be examined (${error.kind})`];
      if (verdict === 'ready') return [name, 'ready'];
      const status = verdict === 'blocked' ? 'fail' : 'unknown';
      const open = own.filter((finding) => finding.status === status && blocks(finding, report));
      const checks = [...new Set(open.map(({ check }) => check))];
      const rest = checks.length - shown;
      const named = `${checks.slice(0, shown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
      return [name, `${verdict === 'blocked' ? 'blocked' : 'not known'}: ${named}`];
    }),
  );
}
