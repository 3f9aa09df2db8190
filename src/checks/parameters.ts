/** Parameters of packs: their defaults, and what --set says. */
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { isBaseUrl } from './base-url.ts';
import type { DeclaredParameter } from './pack.ts';
import { subjectLimit } from './pattern.ts';

/** Values of parameters by name, as text. */
export interface Given {
  /** Each must be a parameter of the packs: --set NAME=VALUE. */
  readonly sets: Readonly<Record<string, string>>;
  /** Those of several sets of packs: of use where a pack has the parameter. `sets` win over them. */
  readonly shared?: Readonly<Record<string, string>>;
  /** Where values are written, `FILE:LINE:COLUMN` by name; one that is not there was given with --set. */
  readonly places?: ReadonlyMap<string, string>;
}

/**
 * The value of every declared parameter; null is one that is not set. An empty VALUE takes a default away.
 * Throws InputError for a name that no pack declares, and for a value that is not of the declared type or not in its list.
 */
export function parametersOf(
  declared: ReadonlyMap<string, DeclaredParameter>,
  { sets, shared = {}, places = new Map() }: Given,
): Record<string, unknown> {
  for (const name of Object.keys(sets)) {
    if (declared.has(name)) continue;
    const known =
      declared.size === 0 ? ' The packs have no parameters.' : ` Parameters: ${[...declared.keys()].join(', ')}.`;
    throw new InputError(
      `${places.get(name) ?? '--set'}: no pack has a parameter "${excerpt(name, 80)}".${didYouMean(name, declared.keys())}${known}`,
    );
  }
  const values = [...declared.values()].map((parameter) => {
    const { name } = parameter;
    const text = [sets, shared].find((some) => Object.hasOwn(some, name))?.[name];
    const place = places.get(name);
    const lead = place === undefined ? `--set ${name}` : `${place}: ${name}`;
    return [name, text === undefined ? parameter.default : typed(text, parameter, lead)];
  });
  return Object.fromEntries(values);
}

/** `lead` is how the parameter is called in a message. */
function typed(text: string, parameter: DeclaredParameter, lead: string): unknown {
  if (text === '') return null;
  const value = ofType(text, parameter, lead);
  const { enum: values } = parameter;
  if (values === undefined || values.some((one) => one === value)) return value;
  const known = values.map(String);
  throw new InputError(
    `${lead}=${excerpt(text, 80)}: there is no such value.${didYouMean(text, known)} Values: ${known.map((one) => excerpt(one, 80)).join(', ')}.`,
  );
}

function ofType(text: string, { type }: DeclaredParameter, lead: string): unknown {
  if (text.length > subjectLimit) throw new InputError(`${lead}: the value is longer than ${subjectLimit} characters.`);
  if (type === 'string' || (type === 'version' && /^v?\d+\.\d+(\.\d+)?(-[\w.]+)?$/.test(text))) return text;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (type === 'url' && isBaseUrl(text)) return text;
  const wanted = {
    url: 'a URL that begins with http:// or https://, without a password, a query or a fragment',
    string: 'text',
    version: 'a version, such as 1.13.1',
    boolean: 'true or false',
    integer: 'an integer',
    number: 'a number',
  }[type];
  throw new InputError(`${lead}=${excerpt(text, 80)}: the value must be ${wanted}.`);
}
