/** The smallest change by which a configuration sets an option, or has or has not a member in an option's list. */
import { lookUp } from '../../base/nix/lookup.ts';
import { bare, type NixExpression, type NixList } from '../../base/nix/tree.ts';
import { optionAdvice, optionValue } from '../../base/nix-text.ts';
import type { NixosChange } from '../../generated/report-types.ts';
import type { ModuleText } from '../declared/module.ts';
import type { TextEdit } from './edit.ts';
import { intoModule, isFree } from './place.ts';
import { intoList, outOfList } from './style.ts';

export interface OptionWish {
  readonly change: NixosChange;
  /** Why, as lines of a Nix comment, each with its `#`. */
  readonly comment: readonly string[];
}

export interface OptionPlan {
  readonly edits: readonly { readonly module: ModuleText; readonly edit: TextEdit }[];
  /** What a new module is to define. */
  readonly apart: readonly OptionWish[];
  /** What is left to a person, with the exact line and the reason. */
  readonly advice: readonly string[];
}

type Step =
  | { readonly status: 'done' }
  | { readonly status: 'edit'; readonly module: ModuleText; readonly edit: TextEdit }
  | { readonly status: 'apart' }
  | { readonly status: 'advice'; readonly reason: string };

/** Never guesses: where a value is computed, or an option is defined in a way that cannot be edited safely, it is advice. */
export function planOptions(
  modules: readonly ModuleText[],
  wishes: readonly OptionWish[],
  into: ModuleText | 'apart',
): OptionPlan {
  const edits: { module: ModuleText; edit: TextEdit }[] = [];
  const apart: OptionWish[] = [];
  const advice: string[] = [];
  const begun = new Set<string>();
  for (const wish of new Map(wishes.map((one) => [optionAdvice(one.change), one])).values()) {
    const { option } = wish.change;
    const next = stepOf(modules, wish, into);
    // A second edit would have to know of the first.
    const isLater = next.status === 'edit' && begun.has(option);
    const step = isLater ? { status: 'advice' as const, reason: 'apply this patch first, and run it again' } : next;
    begun.add(option);
    if (step.status === 'edit') edits.push(step);
    else if (step.status === 'apart') apart.push(wish);
    else if (step.status === 'advice') advice.push(`${optionAdvice(wish.change)} It is left to you: ${step.reason}.`);
  }
  return { edits, apart, advice };
}

interface Definition {
  readonly module: ModuleText;
  /** Undefined where it is inherited, computed, or may lie in something that is. */
  readonly value: NixExpression | undefined;
}

function stepOf(modules: readonly ModuleText[], wish: OptionWish, into: ModuleText | 'apart'): Step {
  const { change } = wish;
  const path = change.option.split('.');
  const found = modules.flatMap((module) => definitionsOf(module, path));
  if ('remove' in change) return removal(found, change.remove);
  const unclear = found.find(({ value }) => value === undefined);
  if ('add' in change) {
    const lists = found.flatMap(({ module, value }) => {
      const list = value && literalList(value);
      return list ? [{ module, list }] : [];
    });
    if (lists.some(({ list }) => memberOf(list, change.add))) return { status: 'done' };
    const [first] = lists;
    const element = optionValue(change) ?? '';
    if (first) return { status: 'edit', module: first.module, edit: intoList(first.module, first.list, element) };
    if (found.length > 0) return { status: 'advice', reason: `its list is computed in ${nameOf(found)}` };
    return fresh(wish, path, into);
  }
  if (unclear)
    return { status: 'advice', reason: `${unclear.module.source.path} defines it in a way that is computed` };
  const [one, ...others] = found;
  if (!one?.value) return fresh(wish, path, into);
  const text = optionValue(change) ?? '';
  const { start, end } = bare(one.value);
  const written = one.module.source.text.slice(start, end);
  if (others.length === 0 && written === text) return { status: 'done' };
  if (others.length > 0 || !isPlain(one.value))
    return { status: 'advice', reason: `${nameOf(found)} defines it in a way that is computed, or more than once` };
  return { status: 'edit', module: one.module, edit: { start, end, text } };
}

/** `boot.a = …`, in every spelling; something on the way that is no plain set may define it, too. */
function definitionsOf(module: ModuleText, path: readonly string[]): Definition[] {
  if (!module.set) return [{ module, value: undefined }];
  const whole = module.hasConfig ? ['config', ...path] : path;
  return lookUp(module.set, whole).map(({ kind, value }) => ({ module, value: kind === 'exact' ? value : undefined }));
}

function removal(found: readonly Definition[], member: string): Step {
  const holders = found.flatMap(({ module, value }) => {
    const list = value && literalList(value);
    return list && memberOf(list, member) ? [{ module, list }] : [];
  });
  const [holder, ...others] = holders;
  if (!holder) return { status: 'advice', reason: 'no list that is written out in these files has it' };
  if (others.length > 0) return { status: 'advice', reason: 'several lists have it' };
  const element = memberOf(holder.list, member);
  if (!element) return { status: 'done' };
  return { status: 'edit', module: holder.module, edit: outOfList(holder.module, holder.list, element) };
}

/** A definition of its own, in the module that is patched. */
function fresh({ change, comment }: OptionWish, path: readonly string[], into: ModuleText | 'apart'): Step {
  if (into === 'apart') return { status: 'apart' };
  const value = optionValue(change) ?? '';
  if ('package' in change && !into.hasPkgs)
    return { status: 'advice', reason: `${into.source.path} has no pkgs among its arguments` };
  const text = 'add' in change ? `[ ${value} ]` : value;
  const edit =
    isFree(into, path) && into.set ? intoModule(into, into.set, path, { lines: [text], comment }) : undefined;
  if (edit) return { status: 'edit', module: into, edit };
  return { status: 'advice', reason: `${into.source.path} has no place for it that is written out` };
}

/** The list itself, or the first one in `[ … ] ++ computed`. */
export function literalList(value: NixExpression): NixList | undefined {
  const open = [value];
  for (let next = open.pop(); next; next = open.pop()) {
    const one = bare(next);
    if (one.kind === 'list') return one;
    if (one.kind === 'binary' && one.operator === '++') open.push(one.right, one.left);
  }
  return undefined;
}

function memberOf(list: NixList, member: string): NixExpression | undefined {
  return list.elements.find((element) => element.kind === 'string' && element.value === member);
}

/** A literal, or a member of pkgs: what can be replaced without losing what somebody computed. */
function isPlain(value: NixExpression): boolean {
  const one = bare(value);
  if (one.kind === 'number') return true;
  if (one.kind === 'string') return one.value !== undefined;
  if (one.kind === 'variable') return ['true', 'false', 'null'].includes(one.name);
  const from = one.kind === 'selection' && !one.default ? bare(one.from) : undefined;
  return from?.kind === 'variable' && from.name === 'pkgs';
}

function nameOf(found: readonly Definition[]): string {
  return [...new Set(found.map(({ module }) => module.source.path))].join(' and ');
}
