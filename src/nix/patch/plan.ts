/** The smallest change of a configuration after which each kernel setting is what is wanted. */
import { excerpt } from '../../base/display.ts';
import { nixString, nixValue } from '../../base/nix-text.ts';
import type { Span } from '../../base/text.ts';
import { mayDefine } from '../declared/definitions.ts';
import { type Defined, definitionsOf, mergeKey } from '../declared/merge.ts';
import type { ModuleText } from '../declared/module.ts';
import type { TextEdit } from './edit.ts';
import { hasPlace, isFree, type NewLine, placed } from './place.ts';

export interface Wanted {
  /** With dots: kernel.kptr_restrict. */
  readonly key: string;
  readonly value: number | string;
  /** Why, as lines of a Nix comment, each with its `#`. */
  readonly comment: readonly string[];
}

export interface FilePatch {
  readonly module: ModuleText;
  readonly edits: readonly TextEdit[];
}

/** Why nothing is changed, with the place. */
export interface Refusal {
  readonly message: string;
  readonly file: string;
  readonly span: Span;
}

export type Plan =
  | {
      readonly status: 'planned';
      readonly patches: readonly FilePatch[];
      /** What a new module is to define. */
      readonly apart: readonly NewLine[];
    }
  | { readonly status: 'refused'; readonly refusals: readonly Refusal[] };

/** nixpkgs defines these with mkDefault itself: a second mkDefault is a conflict. Source: nixos/modules/config/sysctl.nix. */
const ofNixpkgs = new Set(['kernel.kptr_restrict', 'vm.max_map_count']);

/**
 * `modules` are the file to be patched, first, and those that it imports. What nothing defines yet is put into `into`: a
 * module, `apart` for one that is still to be written, by default where the most natural place is. Refuses where a key is
 * defined twice with the same strength, or where what it becomes cannot be said without evaluating: then nothing is to be
 * written.
 */
export function planPatch(
  modules: readonly ModuleText[],
  wanted: readonly Wanted[],
  into: ModuleText | 'apart' | undefined = modules.find(hasPlace) ?? modules[0],
): Plan {
  const broken = modules.flatMap(refusedModule);
  if (!into || broken.length > 0) return { status: 'refused', refusals: broken };
  const all = definitionsOf(modules);
  const refusals: Refusal[] = [];
  const edits = new Map<ModuleText, TextEdit[]>();
  const missing: NewLine[] = [];
  const add = (module: ModuleText, edit: TextEdit): void => {
    edits.set(module, [...(edits.get(module) ?? []), edit]);
  };
  const place = into === 'apart' ? undefined : into;
  for (const wish of wanted) {
    const blocking = unclearOf(modules, wish.key);
    if (blocking.length > 0) {
      refusals.push(...blocking);
      continue;
    }
    const merged = mergeKey(all, wish.key);
    const line = {
      name: wish.key,
      key: nixString(wish.key),
      value: nixValue(wish.value),
      comment: wish.comment,
      needsComment: false,
    };
    if (merged.status === 'conflict') refusals.push(conflicting(wish.key, merged.by));
    else if (merged.status === 'undefined') missing.push(line);
    else if (merged.status === 'value') {
      const isWrong = asWritten(merged.value) !== asWritten(wish.value) || isAgainstNixpkgs(merged.by, wish.key);
      if (isWrong && merged.by.definition.isShared) refusals.push(shared(merged.by, wish));
      else if (isWrong) add(merged.by.module, changed(merged.by, wish));
    } else {
      const forced = forcedLine(merged.by, wish, place);
      if ('message' in forced) refusals.push(forced);
      else missing.push(forced);
    }
  }
  if (place && missing.length > 0 && refusals.length === 0) {
    const edit = hasPlace(place) || isFree(place) ? placed(place, missing) : undefined;
    if (edit) add(place, edit);
    else refusals.push(unplaced(place, missing));
  }
  if (refusals.length > 0) return { status: 'refused', refusals };
  return {
    status: 'planned',
    patches: [...edits].map(([module, own]) => ({ module, edits: own })),
    apart: place ? [] : missing,
  };
}

function at({ source }: ModuleText, { start, end }: Span, message: string): Refusal {
  return { message, file: source.path, span: { start, end } };
}

function refusedModule(module: ModuleText): Refusal[] {
  const { file, said } = module;
  const [problem] = file.problems;
  if (problem) return [at(module, problem, `it is no valid Nix: ${problem.message}`)];
  if (file.tooMuch !== undefined) return [at(module, { start: 0, end: 0 }, file.tooMuch)];
  return said.flatMap((one) => {
    if (one.kind !== 'mistyped') return [];
    return [at(module, one.at, `NixOS refuses ${excerpt(one.key, 80)} without quotes: it nests sets`)];
  });
}

/** What is computed and may be a definition of the key. */
function unclearOf(modules: readonly ModuleText[], key: string): Refusal[] {
  return modules.flatMap((module) =>
    module.said.flatMap((one) => {
      if (one.kind !== 'unclear' || !mayDefine(one, key)) return [];
      return [at(module, one.at, `this may define ${excerpt(key, 80)}: ${one.reason}`)];
    }),
  );
}

function shared({ definition, module }: Defined, { key, value }: Wanted): Refusal {
  const message = `${excerpt(key, 80)} is defined in a set that other places may use: change it to ${nixValue(value)} there`;
  return at(module, definition.expression, message);
}

/** The lines are for a person to put where they belong. */
function unplaced(place: ModuleText, lines: readonly NewLine[]): Refusal {
  const bound = place.set && !isFree(place);
  const why = bound
    ? 'a name on the way to boot.kernel.sysctl is bound to no plain set'
    : 'it has no attribute set to write into';
  const advice = lines.map(({ key, value }) => `boot.kernel.sysctl.${key} = ${value};`).join(' ');
  return at(place, { start: 0, end: 0 }, `${why}; declare it where it belongs: ${advice}`);
}

function conflicting(key: string, by: readonly Defined[]): Refusal {
  const [first, second] = by;
  if (!first || !second) throw new Error('a conflict has two sides');
  const where = second.module === first.module ? 'here and further down' : `here and in ${second.module.source.path}`;
  return at(
    first.module,
    first.definition.binding,
    `${excerpt(key, 80)} is defined ${where} with the same priority, which NixOS refuses`,
  );
}

/** As NixOS writes it into 60-nixos.conf: true and 1 are the same there. */
function asWritten(value: number | string | boolean | null): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

function isAgainstNixpkgs({ definition }: Defined, key: string): boolean {
  return definition.own >= 1000 && ofNixpkgs.has(key);
}

/** The literal is changed where it is; a mkDefault that nixpkgs has too is taken off. */
function changed({ definition }: Defined, { key, value }: Wanted): TextEdit {
  const whole = definition.own >= 1000 && ofNixpkgs.has(key);
  const { start, end } = (whole ? undefined : definition.literal) ?? definition.expression;
  return { start, end, text: nixValue(value) };
}

/** A definition that cannot be edited is overruled, where that can be written. */
function forcedLine(by: Defined, wish: Wanted, place: ModuleText | undefined): NewLine | Refusal {
  const { definition, module } = by;
  const why = definition.condition ? 'depends on a condition' : 'is computed';
  const refuse = (way: string): Refusal => at(module, definition.expression, `${excerpt(wish.key, 80)} ${why}: ${way}`);
  if (module === place) return refuse('change it there');
  if (definition.own <= 50 || definition.whole < 100) return refuse('it is forced, change it there');
  if (place && !place.hasLib) return refuse(`overruling it needs lib among the arguments of ${place.source.path}`);
  const reason = `the definition in ${excerpt(module.source.path, 100)} ${why}`;
  return {
    name: wish.key,
    force: reason,
    key: nixString(wish.key),
    value: `lib.mkForce ${nixValue(wish.value)}`,
    comment: [`# mkForce: ${reason}.`, ...wish.comment],
    needsComment: true,
  };
}
