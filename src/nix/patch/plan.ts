/** The smallest change of a configuration after which each kernel setting is what is wanted. */
import { excerpt } from '../../base/display.ts';
import { nixString, nixValue } from '../../base/nix-text.ts';
import type { Span } from '../../base/text.ts';
import { type Defined, definitionsOf, mergeKey } from '../declared/merge.ts';
import type { ModuleText } from '../declared/module.ts';
import type { TextEdit } from './edit.ts';
import { hasPlace, type NewLine, placed } from './place.ts';

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
  | { readonly status: 'planned'; readonly patches: readonly FilePatch[] }
  | { readonly status: 'refused'; readonly refusals: readonly Refusal[] };

/** nixpkgs defines these with mkDefault itself: a second mkDefault is a conflict. Source: nixos/modules/config/sysctl.nix. */
const ofNixpkgs = new Set(['kernel.kptr_restrict', 'vm.max_map_count']);

/**
 * `modules` are the file to be patched, first, and those that it imports. Refuses where a key is defined twice with
 * the same strength, or where what it becomes cannot be said without evaluating: then nothing is to be written.
 */
export function planPatch(modules: readonly ModuleText[], wanted: readonly Wanted[]): Plan {
  const [target] = modules;
  const broken = modules.flatMap(refusedModule);
  if (!target || broken.length > 0) return { status: 'refused', refusals: broken };
  const all = definitionsOf(modules);
  const refusals: Refusal[] = [];
  const edits = new Map<ModuleText, TextEdit[]>();
  const missing: NewLine[] = [];
  const add = (module: ModuleText, edit: TextEdit): void => {
    edits.set(module, [...(edits.get(module) ?? []), edit]);
  };
  const place = modules.find(hasPlace) ?? target;
  for (const wish of wanted) {
    const merged = mergeKey(all, wish.key);
    const line = { key: nixString(wish.key), value: nixValue(wish.value), comment: wish.comment, needsComment: false };
    if (merged.status === 'conflict') refusals.push(conflicting(wish.key, merged.by));
    else if (merged.status === 'undefined') missing.push(line);
    else if (merged.status === 'value') {
      if (asWritten(merged.value) !== asWritten(wish.value)) add(merged.by.module, changed(merged.by, wish));
      else if (isAgainstNixpkgs(merged.by, wish.key)) add(merged.by.module, changed(merged.by, wish));
    } else {
      const forced = forcedLine(merged.by, wish, place);
      if ('message' in forced) refusals.push(forced);
      else missing.push(forced);
    }
  }
  if (missing.length > 0 && refusals.length === 0) {
    const edit = placed(place, missing);
    if (edit) add(place, edit);
    else refusals.push(at(place, { start: 0, end: 0 }, 'it has no attribute set to write into'));
  }
  if (refusals.length > 0) return { status: 'refused', refusals };
  return { status: 'planned', patches: [...edits].map(([module, own]) => ({ module, edits: own })) };
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
    if (one.kind === 'unclear') return [at(module, one.at, `what it says of boot.kernel.sysctl: ${one.reason}`)];
    if (one.kind !== 'mistyped') return [];
    return [at(module, one.at, `NixOS refuses ${excerpt(one.key, 80)} without quotes: it nests sets`)];
  });
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
function forcedLine(by: Defined, wish: Wanted, place: ModuleText): NewLine | Refusal {
  const { definition, module } = by;
  const why = definition.condition ? 'depends on a condition' : 'is computed';
  const refuse = (way: string): Refusal => at(module, definition.expression, `${excerpt(wish.key, 80)} ${why}: ${way}`);
  if (module === place) return refuse('change it there');
  if (definition.own <= 50 || definition.whole < 100) return refuse('it is forced, change it there');
  if (!place.hasLib) return refuse(`overruling it needs lib among the arguments of ${place.source.path}`);
  return {
    key: nixString(wish.key),
    value: `lib.mkForce ${nixValue(wish.value)}`,
    comment: [`# mkForce: the definition in ${excerpt(module.source.path, 100)} ${why}.`, ...wish.comment],
    needsComment: true,
  };
}
