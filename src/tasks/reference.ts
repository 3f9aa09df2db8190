/** Everything that preflight checks: the checks of packs and the rules that are code, with what is known of each. */
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { FailureMode } from '../base/failure-mode.ts';
import { didYouMean, nearest } from '../base/suggest.ts';
import type { LoadedPacks } from '../checks/check.ts';
import { explainText } from '../checks/explain.ts';
import { loadPacks } from '../checks/load.ts';
import { shippedNames } from '../checks/shipped.ts';
import { listText } from './reference/list-text.ts';
import type { ListedRule, Reference } from './reference/listed.ts';
import { ruleText } from './reference/rule-text.ts';
import { allRules, type DocumentedRule, listedKinds, ruleKinds, rulesOf } from './rules.ts';

export interface ReferenceRequest {
  /** Packs by name or file; none are those that are shipped. */
  readonly packs: readonly string[];
  readonly sets: Readonly<Record<string, string>>;
}

export interface Filter {
  /** An id, or how ids begin. */
  readonly prefix?: string;
  /** `check` for the checks of packs, else the names of kinds of rules; none are all. */
  readonly kinds: readonly string[];
}

/** Throws InputError for a pack that cannot be loaded, and where nothing begins with the prefix. */
export async function loadReference(request: ReferenceRequest, { prefix = '', kinds }: Filter): Promise<Reference> {
  // Rules belong to no pack: whoever names a pack asks for its checks.
  const isAsked = (kind: string) =>
    kinds.length === 0 ? kind === 'check' || request.packs.length === 0 : kinds.includes(kind);
  const { checks, parameters, descriptions } = await loadChecks(request);
  const rules = (
    await Promise.all(
      ruleKinds.filter(({ name }) => isAsked(name)).map(async ({ name, load }) => withPages(name, await load())),
    )
  ).flat();
  const fits = ({ id }: { readonly id: string }) => id.startsWith(prefix);
  const found = {
    checks: isAsked('check') ? checks.filter(fits) : [],
    rules: rules.filter(fits),
    // They belong to the packs as a whole, and not to a few checks of them.
    parameters: prefix === '' && isAsked('check') ? parameters : {},
    descriptions,
  };
  if (found.checks.length + found.rules.length > 0) return found;
  throw new InputError(
    unknown(
      prefix,
      [...(isAsked('check') ? checks : []), ...rules].map(({ id }) => id),
    ),
  );
}

async function withPages(kind: string, rules: readonly DocumentedRule[]): Promise<readonly ListedRule[]> {
  const documented = await rulesOf(rules.map(({ id }) => id));
  return rules.map((rule) => ({ ...(documented.get(rule.id) ?? rule), kind }));
}

/**
 * One check or one rule, whole, or the list of those whose ids begin like that. Text wrapped at `width`, with a newline at its
 * end. Throws InputError where there is none, with the id that was meant where one is near.
 */
export async function explain(id: string, request: ReferenceRequest, width: number): Promise<string> {
  const { checks } = await loadChecks(request);
  const check = checks.find((candidate) => candidate.id === id);
  if (check) return explainText(check, await failuresOf(id), width);
  const rule = (await rulesOf([id])).get(id);
  if (rule) return ruleText(rule, await examplesOf(id), await failuresOf(id), width);
  const ids = [...checks, ...(await allRules())].map((one) => one.id);
  if (!ids.some((one) => one.startsWith(id))) throw new InputError(unknown(id, ids));
  return listText(await loadReference(request, { prefix: id, kinds: listedKinds }), width);
}

function loadChecks({ packs, sets }: ReferenceRequest): Promise<LoadedPacks> {
  return loadPacks(packs.length === 0 ? shippedNames() : packs, { sets });
}

async function failuresOf(id: string): Promise<readonly FailureMode[]> {
  const { failureModes } = await import('../generated/failure-modes.js');
  return failureModes.filter(({ ids }) => ids.includes(id));
}

async function examplesOf(id: string) {
  const { ruleExamples } = await import('../generated/rule-examples.js');
  return ruleExamples.get(id);
}

function unknown(id: string, ids: readonly string[]): string {
  return `there is no check and no rule "${excerpt(id, 100)}".${meantBy(id, ids)}`;
}

/** Ids that are told of those that hold a word. */
const shownIds = 5;

/** What to ask for instead, with its leading blank. Where the part before the dot is right, only the rest is compared. */
function meantBy(id: string, ids: readonly string[]): string {
  const kind = id.slice(0, id.indexOf('.') + 1);
  const own = kind === '' ? [] : ids.filter((one) => one.startsWith(kind));
  if (own.length > 0) {
    const name = nearest(
      id.slice(kind.length),
      own.map((one) => one.slice(kind.length)),
    );
    return name === undefined
      ? ` \`preflight list ${kind}\` shows those of its kind.`
      : ` Did you mean "${kind}${name}"?`;
  }
  const holding = ids.filter((one) => one.includes(id.toLowerCase()));
  const more = holding.length > shownIds ? ` and ${holding.length - shownIds} more` : '';
  if (holding.length > 0) return ` It is part of ${holding.slice(0, shownIds).join(', ')}${more}.`;
  return didYouMean(id, ids) || ' `preflight list` shows them all.';
}
