import type { Diagnostic } from '../base/diagnostic.ts';
import type { FactsDocument } from '../base/facts.ts';
import { type Findings, findings } from '../base/findings.ts';
import type { SourceText, Span } from '../base/text.ts';
import { viewOf } from './catalogue/view.ts';
import { loadImports } from './modules/load.ts';
import type { ModuleReader } from './modules/reader.ts';
import { withOpaqueStrings } from './opaque-strings.ts';
import { modelOf } from './references/build.ts';
import { checkReferences } from './references/check.ts';
import type { Configuration, ParsedFile, Rule } from './rule.ts';
import { checkRollout } from './rules/check.ts';
import { knownSanitisers, parseSanitiser, type Sanitiser } from './rules/sanitisers.ts';
import { scopeOf } from './scope.ts';
import type { Settings } from './settings.ts';
import { checkShapes } from './shape/rule.ts';
import { parseAlloy } from './syntax/parse.ts';
import type { Block, Statement } from './syntax/tree.ts';

export interface AlloySource extends SourceText {
  /** String literals, quotes included, whose text a template has yet to fill in. */
  readonly opaque?: readonly Span[];
  /** The file that the text stands in: a manifest, where it is another one than `path`, which then is `FILE#KEY`. */
  readonly file?: string;
}

export interface Options extends Settings {
  /** How many blockers, and again how many other findings, are kept of one file. */
  readonly limit?: number;
  /** Reads what `import.file` names. Absent: imports are not looked into. */
  readonly readModules?: ModuleReader;
  readonly facts?: FactsDocument;
  /** Components that sanitise visitors' data, instead of the known ones: see `parseSanitiser`. */
  readonly sanitisers?: readonly string[];
}

export interface AlloyResult {
  readonly configuration: Configuration;
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What occurs in the configuration and was not judged, in words. */
  readonly notLookedInto: readonly string[];
}

/** How many blockers, and again how many other findings, are kept of one file when nothing else is said. */
export const defaultLimit = 100;

/** Counts the rest. */
export const moreFindings = 'alloy.more-findings';

/** They run in this order, after syntax. */
const rules: readonly Rule[] = [checkShapes, checkReferences, checkRollout];

/**
 * What Alloy would refuse or silently not do of one configuration, which may be several files.
 * Any text ends in diagnostics. Throws InputError for a sanitiser that is none, and else nothing but what a defect throws.
 */
export async function checkAlloy(sources: readonly AlloySource[], options: Options): Promise<AlloyResult> {
  const { limit = defaultLimit, readModules, facts, sanitisers, ...settings } = options;
  const view = viewOf(settings.version.minor);
  const found = findings(
    sources.map(({ path }) => path),
    limit,
    moreFindings,
  );
  const notLookedInto = new Set<string>();
  const parse = (source: SourceText): ParsedFile => parseFile(source, found);
  const files = sources.map(parse);
  const { imports, modules } = await loadImports(files, {
    view,
    findings: found,
    notLookedInto,
    read: readModules,
    parse,
  });
  const bodies = files.map(({ tree }) => tree.body);
  const scope = scopeOf('root', bodies, view, undefined, imports);
  const parsed = {
    files,
    view,
    settings,
    scope,
    imported: modules,
    facts,
    sanitisers: sanitisersOf(sanitisers),
    faulty: new Set<Block>(),
  };
  const configuration = { ...parsed, model: modelOf(parsed) };
  for (const rule of rules) await rule(configuration, found, notLookedInto);
  return { configuration, diagnostics: found.all(), notLookedInto: [...notLookedInto].sort() };
}

/** What is wrong with the syntax alone, of files whose references may lead into what could not be read. */
export function checkSyntax(sources: readonly SourceText[]): readonly Diagnostic[] {
  const found = findings(
    sources.map(({ path }) => path),
    defaultLimit,
    moreFindings,
  );
  for (const source of sources) parseFile(source, found);
  return found.all();
}

function sanitisersOf(texts: readonly string[] | undefined): readonly Sanitiser[] {
  return texts ? texts.map(parseSanitiser) : knownSanitisers;
}

function parseFile(source: AlloySource, found: Findings): ParsedFile {
  const { file, diagnostics, omitted } = parseAlloy(source);
  const tree = withOpaqueStrings(file, source.opaque ?? []);
  for (const diagnostic of diagnostics) found.add(diagnostic);
  found.leaveOut(source.path, omitted);
  const faults = Float64Array.from(diagnostics, ({ span }) => span.start);
  const isBroken = ({ start, end }: Statement): boolean => omitted > 0 || hasWithin(faults, start, end);
  const manifest = source.file === source.path ? undefined : source.file;
  return { source, tree, manifest, hasErrors: diagnostics.length > 0, isBroken };
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
