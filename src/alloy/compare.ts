import type { Diagnostic } from '../base/diagnostic.ts';
import { findings } from '../base/findings.ts';
import { type AlloyResult, type AlloySource, checkAlloy, defaultLimit, moreFindings, type Options } from './check.ts';
import { checkDefaults } from './defaults.ts';
import type { AlloyVersion } from './version.ts';

export interface Comparison {
  /** The configuration as the version that runs now sees it. */
  readonly now: AlloyResult;
  /** What the other version refuses, warns of or ignores and this one does not, and defaults that change. */
  readonly changes: readonly Diagnostic[];
}

/** What becomes of a configuration when Alloy goes from `options.version` to another version. Either may be the newer one. */
export async function compareVersions(
  sources: readonly AlloySource[],
  options: Options,
  to: AlloyVersion,
): Promise<Comparison> {
  const now = await checkAlloy(sources, options);
  const later = { ...options, version: { ...to, said: `you go to ${to.shown}` } };
  const known = new Set((await uncapped(sources, options, now)).map(keyOf));
  const then = await uncapped(sources, later, await checkAlloy(sources, later));
  const paths = sources.map(({ path }) => path);
  const changes = findings(paths, options.limit ?? defaultLimit, moreFindings);
  for (const diagnostic of then) if (!known.has(keyOf(diagnostic))) changes.add(diagnostic);
  const { files, scope } = now.configuration;
  checkDefaults({ files, scope, from: options.version, to, found: changes });
  return { now, changes: changes.all() };
}

/** More findings than are reported, so that those of two versions are not different ones for their number alone. */
const comparedLimit = 10_000;

async function uncapped(
  sources: readonly AlloySource[],
  options: Options,
  { diagnostics }: AlloyResult,
): Promise<readonly Diagnostic[]> {
  if (!diagnostics.some(({ rule }) => rule === moreFindings)) return diagnostics;
  const { diagnostics: all } = await checkAlloy(sources, { ...options, limit: comparedLimit });
  return all.filter(({ rule }) => rule !== moreFindings);
}

/** Messages name the version, so they do not belong to the key; what is missing in a block is told apart by its place. */
function keyOf({ rule, file, span, place }: Diagnostic): string {
  return `${rule} ${span.start} ${span.end} ${place} ${file}`;
}
