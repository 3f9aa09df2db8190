import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/text.ts';
import type { View } from './catalogue/view.ts';
import { viewOf } from './catalogue/view.ts';
import { type Findings, findings } from './findings.ts';
import { type Scope, scopeOf } from './scope.ts';
import type { Settings } from './settings.ts';
import { checkStatements } from './shape/statements.ts';
import { parseAlloy } from './syntax/parse.ts';
import type { File, Statement } from './syntax/tree.ts';
import type { Walk } from './walk.ts';

/** One configuration, parsed: all files of a folder, as Alloy reads them. What a rule looks at. */
export interface Configuration {
  readonly files: readonly ParsedFile[];
  readonly view: View;
  readonly settings: Settings;
  /** What names mean at the top of the files. */
  readonly scope: Scope;
}

export interface ParsedFile {
  readonly source: SourceText;
  readonly tree: File;
  /** Whether the parser stumbled in a statement at the top of the file: what else is said of it would be guesswork. */
  readonly isBroken: (statement: Statement) => boolean;
}

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

/** A rule over a whole configuration. Rules run in the order of the table, after syntax. */
export type Rule = (
  configuration: Configuration,
  findings: Findings,
  notLookedInto: Set<string>,
) => void | Promise<void>;

const rules: readonly Rule[] = [checkShapesAndTypes];

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

function checkShapesAndTypes(
  { files, view, settings, scope }: Configuration,
  found: Findings,
  notLookedInto: Set<string>,
): void {
  const walk: Walk = { view, settings, findings: found, notLookedInto, file: '', scope, place: [] };
  checkStatements(
    walk,
    files.map(({ source, tree, isBroken }) => ({ file: source.path, body: tree.body, scope, place: [], isBroken })),
  );
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
