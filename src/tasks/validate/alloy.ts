/** Judges one configuration of Alloy. */
import { type AlloyResult, checkAlloy, checkSyntax, type Options } from '../../alloy/check.ts';
import type { AlloyVersion } from '../../alloy/version.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { Judged } from '../../report/diagnostics/findings.ts';
import { type Asked, optionsOf, type Settled, settle } from '../alloy-settings.ts';
import type { AlloySet } from './alloy-sets.ts';
import { fault, type JudgedTarget, targetOf, upgraded } from './target.ts';

export interface AlloyRequest extends Asked {
  readonly sanitisers?: readonly string[];
}

/** What is known beside the request. */
interface AlloyContext {
  readonly facts: FactsDocument | undefined;
  readonly upgradeTo: AlloyVersion | undefined;
}

export interface JudgedAlloy extends JudgedTarget {
  readonly settled: Settled;
  /** What was judged; undefined where a part could not be read. */
  readonly result: AlloyResult | undefined;
}

/** Throws InputError for a version, a level or a sanitiser that there is not. */
export async function judgeAlloy(set: AlloySet, request: AlloyRequest, context: AlloyContext): Promise<JudgedAlloy> {
  const settled = settle(request, set.deployed);
  const { judged, notLookedInto, notes, result } = await check(set, settled, {
    ...context,
    sanitisers: request.sanitisers,
  });
  return {
    result,
    settled,
    target: targetOf({
      language: 'alloy',
      name: set.name,
      judgedFor: { program: 'Alloy', version: settled.version.shown, from: settled.from },
      files: [...new Set([...set.sources, ...set.obstacles].map(({ file }) => file))],
      notes: [
        ...(settled.version.note && settled.from !== 'the newest known' ? [settled.version.note] : []),
        ...settled.notes,
        ...notes,
      ],
      notLookedInto,
    }),
    judged,
    placed: set.sources,
  };
}

interface Checked {
  readonly result: AlloyResult | undefined;
  readonly judged: readonly Judged[];
  readonly notLookedInto: readonly string[];
  readonly notes: readonly string[];
}

async function check(
  set: AlloySet,
  settled: Settled,
  { facts, upgradeTo, sanitisers }: AlloyContext & { readonly sanitisers: readonly string[] | undefined },
): Promise<Checked> {
  const obstacles = [...set.obstacles, ...(settled.obstacle ? [settled.obstacle] : [])];
  if (obstacles.length > 0 || set.isPartial || set.sources.length === 0) {
    // References may lead into what could not be read, so nothing but the syntax of the rest is certain.
    const syntax = checkSyntax(set.sources).map(fault);
    const notes = set.sources.length > 0 ? ['Of the files that could be read only the syntax was judged'] : [];
    return { judged: [...obstacles.map(fault), ...syntax], notLookedInto: [], notes, result: undefined };
  }
  const options: Options = {
    ...optionsOf(settled),
    ...(facts === undefined ? {} : { facts }),
    ...(sanitisers === undefined ? {} : { sanitisers }),
  };
  const { now, changes } = await results(set, options, upgradeTo);
  const to = upgradeTo?.shown ?? '';
  const judged = [
    ...withoutOpaque(set, now.diagnostics).map(fault),
    ...withoutOpaque(set, changes).map((diagnostic) => upgraded(diagnostic, 'Alloy', to)),
  ];
  const count = set.sources.reduce((sum, { opaque = [] }) => sum + opaque.length, 0);
  const opaque = count > 0 ? [`strings with a template's placeholder (${count})`] : [];
  const notes =
    upgradeTo && changes.length === 0
      ? [`With Alloy ${to} nothing of it would be refused or change that is not now`]
      : [];
  return { judged, notLookedInto: [...now.notLookedInto, ...opaque], notes, result: now };
}

async function results(
  { sources }: AlloySet,
  options: Options,
  upgradeTo: AlloyVersion | undefined,
): Promise<{ readonly now: AlloyResult; readonly changes: readonly Diagnostic[] }> {
  if (!upgradeTo) return { now: await checkAlloy(sources, options), changes: [] };
  const { compareVersions } = await import('../../alloy/compare.ts');
  return compareVersions(sources, options, upgradeTo);
}

/** What is said of a string literal that holds a placeholder is said of letters that stand for it. */
function withoutOpaque({ sources }: AlloySet, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const literals = new Map(sources.map(({ path, opaque }) => [path, opaque]));
  return diagnostics.filter(
    ({ file, span }) => !literals.get(file)?.some(({ start, end }) => start <= span.start && span.end <= end),
  );
}
