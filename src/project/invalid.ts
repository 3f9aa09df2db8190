/** What is wrong with preflight.yaml, out of the errors of its schema. */
import type { ErrorObject } from 'ajv';
import { segmentsOf } from '../base/pointer.ts';
import { didYouMean, nearest } from '../base/suggest.ts';
import { keysOf, list, quoted, typeWords } from '../base/words.ts';
import type { YamlPath } from '../base/yaml.ts';
import { refusal } from './refused.ts';

export interface Invalid {
  readonly path: YamlPath;
  readonly part: 'key' | 'value';
  /** What, and the way out. No value is quoted: it may be a secret that somebody put there. */
  readonly message: string;
}

/**
 * The one error to show, of a validator that is verbose. Of `anyOf`, the deepest error is of the branch that was meant, and
 * at one level an unknown key says more than a type.
 */
export function firstInvalid(errors: readonly ErrorObject[]): Invalid {
  const branched = errors.find(({ keyword }) => keyword === 'anyOf');
  const causes = errors.filter(({ keyword }) => keyword !== 'anyOf');
  const depth = Math.max(...causes.map(({ instancePath }) => segmentsOf(instancePath).length));
  const deepest = causes.filter(({ instancePath }) => segmentsOf(instancePath).length === depth);
  const unknown = deepest.filter(({ keyword }) => keyword === 'additionalProperties');
  const error =
    (branched ? unknown.find(({ params }) => !isOfAnother(params.additionalProperty, branched)) : unknown[0]) ??
    deepest.find(({ keyword }) => keyword !== 'type') ??
    deepest[0];
  if (!error) throw new Error('preflight.yaml was refused without an error');
  const path = segmentsOf(error.instancePath);
  const isOpen = branched?.instancePath === error.instancePath;
  return isOpen ? (branchless(branched, path) ?? invalidOf(error, path)) : invalidOf(error, path);
}

const sources = ['flake', 'json', 'files'];

/** Whether a key is one of those of which a map has just one. */
function isOfAnother(key: unknown, { data }: ErrorObject): boolean {
  return sources.includes(String(key)) && keysOf(data).some((one) => sources.includes(one));
}

/** Where a value has several forms and is of none. */
function branchless({ data, parentSchema }: ErrorObject, path: string[]): Invalid | undefined {
  const at = path.at(-1);
  const isMap = data !== null && typeof data === 'object' && !Array.isArray(data);
  const value = (message: string): Invalid => ({ path, part: 'value', message });
  if (at === 'declared') {
    const named = keysOf(data).filter((key) => sources.includes(key));
    if (isMap && named.length > 1)
      return value(`${list(named.map(quoted), 'and')} say the same thing twice. Take one of them.`);
    if (!isMap || keysOf(data).length === 0)
      return value('"declared" is a map with one of flake, json and files, such as { flake: "./nixos#HOST" }.');
    const [key = ''] = keysOf(data).filter((one) => !sources.includes(one));
    return named.length === 0 ? unknownKey(key, path, sources) : undefined;
  }
  if (isMap) return undefined;
  return value(
    parentSchema?.description === undefined || path.at(-2) !== 'files'
      ? 'this is a version such as "1.13.1", or a map with "from", the file that says it.'
      : 'this is a path or a glob, or a map with "paths".',
  );
}

function invalidOf(error: ErrorObject, path: string[]): Invalid {
  const { keyword, params, parentSchema, data } = error;
  const known = keysOf(parentSchema?.properties);
  if (keyword === 'additionalProperties') return unknownKey(String(params.additionalProperty), path, known);
  if (keyword === 'required') {
    const missing = String(params.missingProperty);
    const others = keysOf(data).filter((key) => !known.includes(key));
    const part = partOf(path);
    const mistyped = others.find((key) => refusal(key, part) !== undefined) ?? nearest(missing, others);
    if (mistyped !== undefined) return unknownKey(mistyped, path, known);
    return { path, part: 'value', message: missingKey(missing, path) };
  }
  return { path, part: 'value', message: wrongValue(error, path) };
}

function unknownKey(key: string, path: string[], known: readonly string[]): Invalid {
  const refused = refusal(key, partOf(path));
  const hint = didYouMean(key, known) || ` Known here: ${list(known, 'and')}.`;
  const message =
    refused === undefined
      ? `the key ${quoted(key)} is not known.${hint}`
      : `${quoted(key)} cannot stand in preflight.yaml. ${refused}`;
  return { path: [...path, key], part: 'key', message };
}

/** The key that a map, or the list that it is in, stands under. */
function partOf(path: readonly string[]): string | undefined {
  return path.findLast((one) => !/^\d+$/.test(one));
}

function missingKey(key: string, path: readonly string[]): string {
  if (key === 'version' && path.length === 0)
    return 'the key "version" is missing, which says the version of the format. Add: version: 1.';
  return `the key ${quoted(key)} is missing. Add it.`;
}

function wrongValue({ keyword, params, message, data, parentSchema }: ErrorObject, path: readonly string[]): string {
  const key = path.at(-1);
  const name = key === undefined ? 'preflight.yaml' : /^\d+$/.test(key) ? 'this' : quoted(key);
  const [first, ...rest] = String(parentSchema?.description ?? '').split(/(?<=\.) /);
  const meaning = first ? ` It is: ${[first, ...rest].join(' ')}` : '';
  switch (keyword) {
    case 'const':
      return `${name} must be ${JSON.stringify(params.allowedValue)}: this preflight reads no other.`;
    case 'enum': {
      const allowed = params.allowedValues.map(String);
      return `${name} must be one of ${list(allowed, 'or')}.${typeof data === 'string' ? didYouMean(data, allowed) : ''}`;
    }
    case 'type':
      return data === null
        ? `${name} is empty. Fill it or leave it out.`
        : `${name} must be ${typeWords(params.type)}.${meaning}`;
    case 'minItems':
    case 'minProperties':
    case 'minLength':
      return `${name} must not be empty. Fill it or leave it out.`;
    case 'maxItems':
    case 'maxProperties':
      return `${name} has more than ${params.limit} entries. Take some out.`;
    case 'maxLength':
      return `${name} is longer than ${params.limit} characters. Shorten it.`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return `${name} ${message}.${meaning}`;
    case 'pattern':
      return `${name} is not of the form that it must have.${meaning}`;
    default:
      return `${name} ${message ?? 'is not valid'}. See docs/preflight-yaml.md.`;
  }
}
