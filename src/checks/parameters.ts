/** Parameters of packs: their defaults, and what --set says. */
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { isBaseUrl } from './base-url.ts';
import type { DeclaredParameter } from './pack.ts';
import { subjectLimit } from './pattern.ts';

/**
 * The value of every declared parameter; null is one that is not set. An empty VALUE takes a default away.
 * Throws InputError for a name that no pack declares, and for a value that is not of the declared type or not in its list.
 */
export function parametersOf(
  declared: ReadonlyMap<string, DeclaredParameter>,
  sets: Readonly<Record<string, string>>,
): Record<string, unknown> {
  for (const name of Object.keys(sets)) {
    if (declared.has(name)) continue;
    const known =
      declared.size === 0 ? ' The packs have no parameters.' : ` Parameters: ${[...declared.keys()].join(', ')}.`;
    throw new InputError(
      `--set: no pack has a parameter "${excerpt(name, 80)}".${didYouMean(name, declared.keys())}${known}`,
    );
  }
  const values = [...declared.values()].map((parameter) => {
    const { name } = parameter;
    const text = Object.hasOwn(sets, name) ? sets[name] : undefined;
    return [name, text === undefined ? parameter.default : typed(text, parameter)];
  });
  return Object.fromEntries(values);
}

function typed(text: string, parameter: DeclaredParameter): unknown {
  if (text === '') return null;
  const value = ofType(text, parameter);
  const { name, enum: values } = parameter;
  if (values === undefined || values.some((one) => one === value)) return value;
  const known = values.map(String);
  throw new InputError(
    `--set ${name}=${excerpt(text, 80)}: there is no such value.${didYouMean(text, known)} Values: ${known.map((one) => excerpt(one, 80)).join(', ')}.`,
  );
}

function ofType(text: string, { name, type }: DeclaredParameter): unknown {
  if (text.length > subjectLimit)
    throw new InputError(`--set ${name}: the value is longer than ${subjectLimit} characters.`);
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
  throw new InputError(`--set ${name}=${excerpt(text, 80)}: the value must be ${wanted}.`);
}
