import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/text.ts';
import { viewOf } from './catalogue/view.ts';
import { type Findings, findings } from './findings.ts';
import type { Configuration, ParsedFile, Rule } from './rule.ts';
import { scopeOf } from './scope.ts';
import type { Settings } from './settings.ts';
import { checkShapes } from './shape/rule.ts';
import { parseAlloy } from './syntax/parse.ts';
import type { Statement } from './syntax/tree.ts';

export interface Options extends Settings {
  /** How many blockers, and again how many other findings, are kept of one file. */
  readonly limit?: number;
}

export interface AlloyResult {
  readonly configuration: Configuration;
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What occurs in the configuration and was not judged, in words. */
  readonly notLookedInto: readonly string[];
}

/** They run in this order, after syntax. */
const rules: readonly Rule[] = [checkShapes];

/**
 * What Alloy would refuse or silently not do of one configuration, which may be several files.
 * Any text ends in diagnostics; throws nothing but what a defect throws.
 */
export async function checkAlloy(sources: readonly SourceText[], options: Options): Promise<AlloyResult> {
  const { limit = 100, ...settings } = options;
  const view = viewOf(settings.version.minor);
  const found = findings(
    sources.map(({ path }) => path),
    limit,
  );
  const files = sources.map((source) => parseFile(source, found));
  const scope = scopeOf(
    'root',
    files.map(({ tree }) => tree.body),
    view,
  );
  const configuration = { files, view, settings, scope };
  const notLookedInto = new Set<string>();
  for (const rule of rules) await rule(configuration, found, notLookedInto);
  return { configuration, diagnostics: found.all(), notLookedInto: [...notLookedInto].sort() };
}

function parseFile(source: SourceText, found: Findings): ParsedFile {
  const { file: tree, diagnostics, omitted } = parseAlloy(source);
  for (const diagnostic of diagnostics) found.add(diagnostic);
  found.leaveOut(source.path, omitted);
  const faults = Float64Array.from(diagnostics, ({ span }) => span.start);
  const isBroken = ({ start, end }: Statement): boolean => omitted > 0 || hasWithin(faults, start, end);
  return { source, tree, isBroken };
}

/** Whether one of the sorted numbers is from `start` to `end`. */
function hasWithin(sorted: Float64Array, start: number, end: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return (sorted[low] ?? Number.POSITIVE_INFINITY) <= end;
}
