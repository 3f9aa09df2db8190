/** Where new definitions belong in a module: the natural place, and the lines for it. */
import { lookUp } from '../../base/nix/lookup.ts';
import type { NixBinding, NixSet } from '../../base/nix/tree.ts';
import { sysctlPath } from '../declared/definitions.ts';
import type { ModuleText } from '../declared/module.ts';
import { plainPriority } from '../declared/properties.ts';
import type { TextEdit } from './edit.ts';
import { afterBinding, hasCommentsAbove, intoEmpty, isSpaced, levelOf, setOfBinding } from './style.ts';

/** One definition to be written. */
export interface NewLine {
  /** The key itself. */
  readonly name: string;
  /** Why it has to be forced, where it has to be. */
  readonly force?: string;
  /** The key as Nix, with its quotes. */
  readonly key: string;
  /** The value as Nix. */
  readonly value: string;
  /** Lines above it, each with its `#`. */
  readonly comment: readonly string[];
  /** Written also where comments are not the style: the reason of mkForce. */
  readonly needsComment: boolean;
}

/** Whether the module has a set, or dotted definitions, that more can be added to. */
export function hasPlace({ said }: ModuleText): boolean {
  return said.some(({ kind }) => kind === 'set') || dotted(said).length > 0;
}

/**
 * Whether a new definition of the option can stand in the module: nothing but a plain set is bound to a name on the way
 * to it, since Nix refuses a name that is bound twice.
 */
export function isFree({ set, hasConfig }: ModuleText, path: readonly string[] = sysctlPath): boolean {
  const found = set ? lookUp(set, hasConfig ? ['config', ...path] : path) : [];
  return found.every(({ kind }) => kind === 'deeper');
}

/** Puts the definitions into the module. Undefined where it has no set to write into. */
export function placed(module: ModuleText, lines: readonly NewLine[]): TextEdit | undefined {
  const { said, set, source } = module;
  const target = said.find(({ kind }) => kind === 'set');
  if (target?.kind === 'set') return intoSet(module, target.set, lines, '');
  const siblings = dotted(said);
  const last = siblings.at(-1);
  if (last) {
    const { path } = last.binding;
    const prefix = source.text.slice(path[0].start, path.at(-1)?.start);
    return afterAll(module, last.set, last.binding, [last.binding], lines, prefix);
  }
  const body = lines.flatMap(({ key, value, comment }) => [...comment, `${key} = ${value};`]);
  const plain = lines.map(({ key, value }) => `${key} = ${value};`).join(' ');
  return set && intoModule(module, set, sysctlPath, { lines: ['{', ...body, '}'], plain: `{ ${plain} }`, comment: [] });
}

/** Definitions such as `boot.kernel.sysctl."a.b" = 1;`, which others can stand beside. */
function dotted(said: ModuleText['said']) {
  return said.flatMap((one) => {
    if (one.kind !== 'definition' || one.binding.kind !== 'definition' || one.binding.path.length < 2) return [];
    if (one.condition || one.whole !== plainPriority || one.isShared || !one.set) return [];
    return [{ set: one.set, binding: one.binding }];
  });
}

function intoSet(module: ModuleText, set: NixSet, lines: readonly NewLine[], prefix: string): TextEdit {
  const last = set.bindings.at(-1);
  if (!last) return intoEmpty(module, set, textLines(lines, prefix, false));
  return afterAll(module, set, last, set.bindings, lines, prefix);
}

function afterAll(
  module: ModuleText,
  set: NixSet,
  last: NixBinding,
  neighbours: readonly NixBinding[],
  lines: readonly NewLine[],
  prefix: string,
): TextEdit {
  const groups = lines.map((line) => textLines([line], prefix, hasCommentsAbove(module, neighbours)));
  const spaced = isSpaced(module.source.text, neighbours);
  return afterBinding(
    module,
    set,
    last,
    groups.flatMap((group) => (spaced ? ['', ...group] : group)),
  );
}

function textLines(lines: readonly NewLine[], prefix: string, commented: boolean): string[] {
  return lines.flatMap(({ key, value, comment, needsComment }) => [
    ...(commented || needsComment ? comment : []),
    `${prefix}${key} = ${value};`,
  ]);
}

interface NewValue {
  /** Of a set the lines between its braces are written one level deeper. */
  readonly lines: readonly string[];
  /** On one line, where it is not that already. */
  readonly plain?: string;
  readonly comment: readonly string[];
}

/** A new definition: inside of `boot = { … }` or `boot.kernel = { … }` where there is one, else after what is said of boot. */
export function intoModule(
  module: ModuleText,
  top: NixSet,
  path: readonly string[],
  { lines, plain, comment }: NewValue,
): TextEdit | undefined {
  const reached = deepest(top, module.hasConfig ? ['config', ...path] : path);
  if (!reached) return undefined;
  const { set, rest } = reached;
  const level = levelOf(module.source.text, set);
  const value = lines.map((line, at) => (at === 0 || at === lines.length - 1 ? line : `${level}${line}`)).join('\n');
  const text = [...comment, ...`${rest.join('.')} = ${value};`.split('\n')];
  const [name] = rest;
  const same = set.bindings.filter((one) => one.kind === 'definition' && one.path[0].value === name);
  const last = same.at(-1) ?? set.bindings.at(-1);
  if (!last) return intoEmpty(module, set, text);
  const isOneLine = !module.source.text.slice(set.open, set.end).includes('\n');
  if (isOneLine) return afterBinding(module, set, last, [`${rest.join('.')} = ${plain ?? lines.join(' ')};`]);
  return afterBinding(module, set, last, same.length > 0 ? text : ['', ...text]);
}

/** The innermost plain set on the path, and the names from there. */
function deepest(
  top: NixSet,
  path: readonly string[],
): { readonly set: NixSet; readonly rest: readonly string[] } | undefined {
  let set = top;
  let rest = path;
  // One name at a time: `boot.kernel = { … }` is a place as well as `boot = { kernel = { … }; }`.
  for (let length = 1; length < rest.length; length++) {
    const [found, ...others] = lookUp(set, rest.slice(0, length));
    const inner = found?.kind === 'exact' && others.length === 0 ? setOfBinding(found.binding) : undefined;
    if (!found || !inner) continue;
    set = inner;
    rest = rest.slice(length);
    length = 0;
  }
  // A set for config that is computed is no place.
  return rest[0] === 'config' && lookUp(set, ['config']).length > 0 ? undefined : { set, rest };
}
