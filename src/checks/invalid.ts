/** What is wrong with a pack file, out of the errors of its schema. */
import type { ErrorObject } from 'ajv';
import { excerpt } from '../base/display.ts';
import { segmentsOf } from '../base/pointer.ts';
import { didYouMean } from '../base/suggest.ts';
import type { YamlPath } from '../base/yaml.ts';
import { packKeys } from '../generated/pack-keys.ts';
import { list } from './describe.ts';

export interface Invalid {
  readonly path: YamlPath;
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** The keys that tell one form of a requirement from the others. */
const forms = ['all', 'any', 'not', 'first', 'cases', 'is', 'same', 'gap'];
const oneForm = 'a requirement is one of all, any, not, first, cases, or a fact with one of is, same, gap.';

/**
 * The one error to show. Of a `oneOf`, the branches whose form is not there say only so; what is left is about the
 * form that was written, and the deepest of it is the cause.
 */
export function firstInvalid(errors: readonly ErrorObject[]): Invalid {
  const causes = errors.filter(
    (error) => !isFormMissing(error) && !['oneOf', 'anyOf', 'if', 'not'].includes(error.keyword),
  );
  const candidates = causes.length > 0 ? causes : errors;
  const depth = Math.max(...candidates.map(({ instancePath }) => segmentsOf(instancePath).length));
  const deepest = candidates.filter(({ instancePath }) => segmentsOf(instancePath).length === depth);
  const error = deepest.find(({ keyword }) => keyword !== 'type') ?? deepest[0];
  if (!error) throw new Error('a pack was refused without an error');
  return describe(error, causes.length === 0);
}

function isFormMissing({ keyword, params }: ErrorObject): boolean {
  return keyword === 'required' && forms.includes(params.missingProperty);
}

function describe(error: ErrorObject, noForm: boolean): Invalid {
  const path = segmentsOf(error.instancePath);
  if (noForm) return { path, part: 'value', message: oneForm };
  const { keyword, params } = error;
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    return { path: [...path, key], part: 'key', message: unknownKey(key, ownerOf(error)) };
  }
  if (keyword === 'propertyNames') {
    const key = String(params.propertyName);
    return {
      path: [...path, key],
      part: 'key',
      message: `${quoted(key)} is no name that is allowed here. ${nameRule}`,
    };
  }
  // The key that `propertyNames` looked at is in its schema's own error.
  if (error.propertyName !== undefined)
    return {
      path: [...path, error.propertyName],
      part: 'key',
      message: `${quoted(error.propertyName)} is no name that is allowed here. ${nameRule}`,
    };
  return { path, part: 'value', message: wrongValue(error, path.at(-1)) };
}

const nameRule = 'Write small letters, digits, dots and dashes; in a sysctl, the key with dots.';

/** `#/$defs/Check/additionalProperties` -> Check; the root is PackFile. */
function ownerOf({ schemaPath }: ErrorObject): string {
  return /^#\/\$defs\/(\w+)\//.exec(schemaPath)?.[1] ?? 'PackFile';
}

function unknownKey(key: string, owner: string): string {
  const known = new Map(Object.entries(packKeys)).get(owner) ?? [];
  if (owner === 'LeafSchema') {
    if (['$ref', 'format', '$dynamicRef'].includes(key))
      return `${quoted(key)} is refused in the schema of a leaf. Write out what the value is.`;
    if (forms.includes(key))
      return `${quoted(key)} is no keyword of a schema. Beside "fact", "require" is the schema of the fact's value; leave "fact" out to write a requirement.`;
    return `${quoted(key)} is no keyword that the schema of a leaf may have.${didYouMean(key, known) || ` It may have ${list(known, 'and')}.`}`;
  }
  if (forms.includes(key)) return `${quoted(key)} cannot stand here: ${oneForm}`;
  return `the key ${quoted(key)} is not known.${didYouMean(key, known) || ` Known here: ${list(known, 'and')}.`}`;
}

function wrongValue({ keyword, params, schemaPath, message }: ErrorObject, key: string | undefined): string {
  const name = key === undefined || /^\d+$/.test(key) ? 'this' : quoted(key);
  if (keyword === 'required') {
    if (schemaPath.startsWith('#/$defs/LeafSchema/'))
      return 'the schema of a leaf needs "type", "const" or "enum". Without one, a value of another kind passes.';
    return `the key ${quoted(String(params.missingProperty))} is missing. Add it.`;
  }
  if (keyword === 'dependentRequired')
    return `${quoted(String(params.property))} needs ${quoted(String(params.missingProperty))} beside it. Add it.`;
  if (keyword === 'enum') return `${name} must be one of ${list(params.allowedValues.map(String), 'or')}.`;
  if (keyword === 'type') return `${name} must be ${typeWords(params.type)}.`;
  return `${name} ${message ?? 'is not valid'}. See schemas/pack.schema.json.`;
}

function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type.map(String) : [String(type)];
  return list(
    types.map((one) => ({ object: 'a map', array: 'a list', string: 'text' })[one] ?? one),
    'or',
  );
}

function quoted(text: string): string {
  return `"${excerpt(text, 80)}"`;
}
