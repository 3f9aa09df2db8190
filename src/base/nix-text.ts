/** Text of any origin as Nix source: nothing in it becomes code. */

import type { NixosChange } from '../generated/report-types.ts';
import { printable } from './display.ts';
import { InputError } from './errors.ts';

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A Nix string literal, quotes included, that evaluates to exactly this text.
 * Throws InputError on a NUL and on half of a surrogate pair: Nix has no string that holds them.
 */
export function nixString(text: string): string {
  if (/[\0\p{Cs}]/u.test(text)) throw new InputError(`no Nix string can hold ${JSON.stringify(text)}`);
  // Each dollar, not `${` alone: "$${" is read differently. A bare carriage return would become a line feed.
  const body = text.replace(/["\\$]/g, '\\$&').replace(/[\n\r\t]/g, (character) => escapes[character] ?? character);
  return `"${body}"`;
}

/** A Nix literal. A number is an integer that JSON and Nix read alike; throws InputError on any other. */
export function nixValue(value: number | string | boolean): string {
  if (typeof value === 'string') return nixString(value);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new InputError(`${value} is no integer that a sysctl can be set to`);
  }
  return String(value);
}

/**
 * One option definition, to be shown: what a terminal would act on is made visible. The key is quoted: unquoted, its
 * dots would nest attribute sets, which the option refuses.
 */
export function sysctlLine(key: string, value: number | string): string {
  const shown = typeof value === 'string' ? printable(value) : value;
  return `boot.kernel.sysctl.${nixString(printable(key))} = ${nixValue(shown)};`;
}

/** One change of an option as a Nix definition; undefined for what is taken out of a list, which no definition does. */
export function optionDefinition(change: NixosChange): string | undefined {
  const value = optionValue(change);
  return value === undefined ? undefined : `${change.option} = ${'add' in change ? `[ ${value} ]` : value};`;
}

/** The value, or the member of a list, as Nix. */
export function optionValue(change: NixosChange): string | undefined {
  if ('remove' in change) return undefined;
  if ('package' in change) return `pkgs.${change.package}`;
  return nixValue('add' in change ? change.add : change.set);
}

/** The change to be shown: a line of Nix, or what to take out. */
export function optionAdvice(change: NixosChange): string {
  const definition = optionDefinition(change);
  if (definition !== undefined) return printable(definition);
  return 'remove' in change ? `Take ${printable(nixString(change.remove))} out of ${change.option}.` : '';
}

/** What to do about a sysctl that the deployed generation declares and that is not live. */
export function declaredAdvice(key: string, value: number | string): string {
  return printable(
    `${key} = ${value} is declared by the deployed generation already: run \`nixos-rebuild switch\`, or reboot.`,
  );
}
