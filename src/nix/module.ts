/** The NixOS module that mends a host: one plain definition per sysctl, and why. */
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { nixString, nixValue, optionValue } from '../base/nix-text.ts';
import type { NixosChange } from '../generated/report-types.ts';
import { nixComment } from './comment.ts';

/** How every module begins, so that one can be told from a file that a person wrote. */
export const moduleMark = '# Made by preflight ';

/** One sysctl that one check asks for. */
export interface NixRemedy {
  /** The check's id. */
  readonly check: string;
  /** What the check wants, in a few words. */
  readonly title?: string;
  /** With dots: kernel.kptr_restrict. */
  readonly key: string;
  readonly value: number | string | boolean;
  readonly reason: string;
  readonly risk?: string;
  readonly undo?: string;
  /** Why another definition has to be overruled, where one has to be. */
  readonly force?: string;
}

/** One option that one check asks for, beside boot.kernel.sysctl. */
export interface OptionRemedy extends Omit<NixRemedy, 'key' | 'value' | 'force'> {
  readonly change: NixosChange;
}

export interface ModuleContext {
  /** The file that imports it already. */
  readonly importedBy?: string;
  readonly host: string;
  readonly date: Date;
  /** preflight's version. */
  readonly version: string;
}

/**
 * A complete NixOS module; what is to be taken out of a list is no part of it. Its keys are quoted (an unquoted one is a nested attribute set, which the option refuses)
 * and its definitions plain: mkDefault would collide with the mkDefault that nixpkgs gives kernel.kptr_restrict.
 * Throws InputError when two checks ask for different values of one key, or a key or value cannot stand in sysctl.d.
 */
export function nixModule(
  remedies: readonly NixRemedy[],
  context: ModuleContext,
  options: readonly OptionRemedy[] = [],
): string {
  const definitions = [...byKey(remedies)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, wishes]) => definition(key, wishes));
  const others = optionLines(options);
  const names = [
    ...(remedies.some(({ force }) => force !== undefined) ? ['lib'] : []),
    ...(options.some(({ change }) => 'package' in change) ? ['pkgs'] : []),
    '...',
  ];
  const sysctls = definitions.length === 0 ? [] : ['  boot.kernel.sysctl = {', definitions.join('\n\n'), '  };'];
  const between = sysctls.length > 0 && others.length > 0 ? [''] : [];
  const text = [
    header(context, others.length > 0),
    `{ ${names.join(', ')} }:`,
    '{',
    ...sysctls,
    ...between,
    ...others,
    '}',
  ];
  return `${text.join('\n')}\n`;
}

/** Each option once, with all that its checks say. Throws InputError where two of them ask for different values. */
function optionLines(options: readonly OptionRemedy[]): string[] {
  const lines = new Map<
    string,
    { readonly isList: boolean; readonly values: Set<string>; readonly words: Set<string> }
  >();
  for (const { change, check, title, reason, risk, undo } of options) {
    const value = optionValue(change);
    if (value === undefined) continue;
    const { isList, values, words } = lines.get(change.option) ?? {
      ...{ isList: 'add' in change, values: new Set(), words: new Set() },
    };
    lines.set(change.option, { isList, values: values.add(value), words });
    const whole = [reason, ...(risk ? [`Risk: ${risk}`] : []), ...(undo ? [`Undo: ${undo}`] : [])].join('\n');
    words.add(words.size === 0 ? `${check}:\n${whole}` : `${check}: ${title ?? reason}.`);
    if (isList !== 'add' in change || (!isList && values.size > 1))
      throw new InputError(
        `two checks disagree on ${change.option}: ${[...values].join(' and ')}; judge with one pack alone`,
      );
  }
  return [...lines].flatMap(([option, { isList, values, words }], at) => [
    ...(at === 0 ? [] : ['']),
    ...[...words].flatMap((text) => nixComment(text, '  ')),
    `  ${option} = ${isList ? `[ ${[...values].join(' ')} ]` : [...values].join('')};`,
  ]);
}

function byKey(remedies: readonly NixRemedy[]): Map<string, [NixRemedy, ...NixRemedy[]]> {
  const keys = new Map<string, [NixRemedy, ...NixRemedy[]]>();
  for (const remedy of remedies) {
    refuseUnfit(remedy);
    const others = keys.get(remedy.key);
    if (!others) keys.set(remedy.key, [remedy]);
    else if (asWritten(others[0].value) === asWritten(remedy.value)) others.push(remedy);
    else {
      const wishes = [others[0], remedy].map(({ check, value }) => `${check} asks for ${JSON.stringify(value)}`);
      throw new InputError(
        `two checks disagree on ${printable(remedy.key)}: ${printable(wishes.join(', '))}; give one of them another remedy, or judge with one pack alone`,
      );
    }
  }
  return keys;
}

/** As NixOS writes a value into 60-nixos.conf (nixos/modules/config/sysctl.nix): true and 1 are the same there. */
function asWritten(value: NixRemedy['value']): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

/** A line break in a key or value would be a line of its own in 60-nixos.conf. */
function refuseUnfit({ check, key, value }: NixRemedy): void {
  if (!/^[^\s=#;\p{Cc}\p{Cf}\p{Cs}-][^\s=\p{Cc}\p{Cf}\p{Cs}]*$/u.test(key)) {
    throw new InputError(`${printable(check)}: ${JSON.stringify(key)} is no sysctl key`);
  }
  if (typeof value === 'string' && /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)) {
    throw new InputError(`${printable(check)}: ${JSON.stringify(value)} is no value of a sysctl`);
  }
}

function header({ host, date, version, importedBy }: ModuleContext, hasOptions: boolean): string {
  return [
    `${moduleMark.slice(2)}${version} for ${printable(host)} on ${date.toISOString().slice(0, 10)}.`,
    importedBy === undefined
      ? 'Import it from configuration.nix: imports = [ ./FILE.nix ]; (in a flake, `git add` it first).'
      : `Included by ${printable(importedBy)}.`,
    ...(hasOptions ? ['Another kernel, and its parameters, take effect at the next boot.'] : []),
    'Apply it with `nixos-rebuild switch`: the values take effect at once, without a reboot. `nixos-rebuild boot` leaves them to the next boot.',
    'Undo it by removing the import and switching; where a value stays as it is until the next boot, the comment beside it says so.',
    'A key may have one plain definition: if another module defines one of these, the evaluation fails, and one of the two definitions has to go.',
  ]
    .flatMap((line) => nixComment(line))
    .join('\n');
}

function definition(key: string, wishes: readonly [NixRemedy, ...NixRemedy[]]): string {
  const indent = '    ';
  const checksOf = new Map<string, Set<string>>();
  for (const { check, reason, risk, undo } of wishes) {
    const text = [reason, ...(risk ? [`Risk: ${risk}`] : []), ...(undo ? [`Undo: ${undo}`] : [])].join('\n');
    checksOf.set(text, (checksOf.get(text) ?? new Set()).add(check));
  }
  const comments = [...checksOf].flatMap(([text, checks]) => nixComment(`${[...checks].join(', ')}:\n${text}`, indent));
  const force = wishes.find((wish) => wish.force !== undefined)?.force;
  if (force !== undefined) comments.push(...nixComment(`mkForce: ${force}.`, indent));
  const strength = force === undefined ? '' : 'lib.mkForce ';
  return [...comments, `${indent}${nixString(key)} = ${strength}${nixValue(wishes[0].value)};`].join('\n');
}
