/** The parts of a report that is about more than one kind of thing. */
import type { Target } from '../generated/report-types.ts';

/** In the order in which a reader takes them. */
export const reportParts = ['Rebase', 'Hosts', 'Configuration', 'Services', 'Files', 'Gate'] as const;
export type ReportPart = (typeof reportParts)[number];

const parts: Readonly<Record<Target['kind'], ReportPart>> = {
  branch: 'Rebase',
  host: 'Hosts',
  facts: 'Hosts',
  closure: 'Configuration',
  service: 'Services',
  file: 'Files',
};

/** What preflight.yaml itself is told of is the gate's. */
export function partOf({ kind, language }: Pick<Target, 'kind' | 'language'>): ReportPart {
  return language === 'preflight' ? 'Gate' : parts[kind];
}

/** Whether headings help: one of a kind has its name as a heading. */
export function hasParts(targets: readonly Target[]): boolean {
  return new Set(targets.map(partOf)).size > 1;
}
