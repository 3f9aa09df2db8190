import type { Diagnostic } from '../base/diagnostic.ts';
import { findings } from '../base/findings.ts';
import type { DataSourcesSummary } from '../base/rollout/configurations.ts';
import { acrossRules } from './across/all.ts';
import { resolveLinks } from './across/resolve.ts';
import type { AcrossContext } from './across/rule.ts';

export interface JudgedFiles {
  readonly diagnostics: readonly Diagnostic[];
  /** What occurs in the files and was not judged, in words. */
  readonly notLookedInto: readonly string[];
}

/** A file, and what `checkDataSources` read in it. */
export interface SummarisedFile {
  readonly path: string;
  readonly summary: DataSourcesSummary;
}

const limit = 100;

/** What only all data source provisioning files of one Grafana together show; one file is all of them, too. */
export function checkDataSourceFiles(given: readonly SummarisedFile[]): JudgedFiles {
  const sorted = [...given].sort((left, right) => compare(nameOf(left.path), nameOf(right.path)));
  const files = sorted.map(({ summary }) => summary);
  const dataSources = files.flatMap((file) => file.dataSources);
  const links = resolveLinks(dataSources);
  const found = findings(
    given.map(({ path }) => path),
    limit,
    'grafana.more-findings',
  );
  for (const { id, severity, check } of acrossRules) {
    const report: AcrossContext['report'] = ({ file, span }, finding) =>
      found.add({ rule: id, severity, file, span: { start: span.start, end: span.end }, ...finding });
    check({ files, dataSources, links, report });
  }
  const open = links.filter(({ verdict }) => verdict === 'open').length;
  return {
    diagnostics: found.all(),
    notLookedInto:
      open > 0 ? [`links between data sources that the environment or Grafana itself decides (${open})`] : [],
  };
}

/** Grafana reads one folder in the order of names: what a key of a ConfigMap is called counts, not the manifest. */
function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('#')) + 1);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
