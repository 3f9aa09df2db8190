/** What is wrong with a pack file, out of the errors of its schema. */
import type { ErrorObject } from 'ajv';
import { segmentsOf } from '../base/pointer.ts';
import { didYouMean, nearest } from '../base/suggest.ts';
import { keysOf, list, quoted, typeWords } from '../base/words.ts';
import type { YamlPath } from '../base/yaml.ts';

export interface Invalid {
  readonly path: YamlPath;
  readonly part: 'key' | 'value';
  /** What, and the way out. */
  readonly message: string;
}

/** The keys that tell one form of a requirement from the others. */
const forms = ['all', 'any', 'not', 'first', 'cases', 'is', 'same', 'atMost', 'atLeast', 'among', 'inRange', 'gap'];
const oneForm =
  'a requirement is one of all, any, not, first, cases, or a fact with one of is, same, atMost, atLeast, among, inRange, gap.';

/**
 * The one error to show, of a validator that is verbose. Of a `oneOf`, the branches whose form is not there say only
 * so; what is left is about the form that was written, and the deepest of it is the cause.
 */
export function firstInvalid(errors: readonly ErrorObject[]): Invalid {
  const isFormMissing = ({ keyword, params }: ErrorObject) =>
    keyword === 'required' && forms.includes(params.missingProperty);
  const branching = ['oneOf', 'anyOf', 'if'];
  const causes = errors.filter((error) => !isFormMissing(error) && !branching.includes(error.keyword));
  const candidates = causes.length > 0 ? causes : errors;
  const depth = Math.max(...candidates.map(({ instancePath }) => segmentsOf(instancePath).length));
  const deepest = candidates.filter(({ instancePath }) => segmentsOf(instancePath).length === depth);
  const error =
    deepest.find(({ keyword }) => keyword === 'propertyNames') ??
    deepest.find(({ keyword }) => keyword !== 'type') ??
    deepest[0];
  if (!error) throw new Error('a pack was refused without an error');
  const path = segmentsOf(error.instancePath);
  if (causes.length === 0) return { path, part: 'value', message: formless(error) };
  return invalidOf(error, path);
}

function formless({ data }: ErrorObject): string {
  if (['type', 'const', 'enum'].some((key) => keysOf(data).includes(key)))
    return 'a schema alone does not say of which fact. Add "fact" beside "require".';
  return oneForm;
}

function invalidOf(error: ErrorObject, path: string[]): Invalid {
  const { keyword, params } = error;
  const atKey = (key: string, message: string): Invalid => ({ path: [...path, key], part: 'key', message });
  if (keyword === 'propertyNames') {
    const key = String(params.propertyName);
    return atKey(key, `${quoted(key)} is no name that is allowed here. ${nameRule}`);
  }
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    return atKey(key, unknownKey(key, error));
  }
  if (keyword === 'required') {
    const missing = String(params.missingProperty);
    const known = keysOf(error.parentSchema?.properties);
    const mistyped = nearest(
      missing,
      keysOf(error.data).filter((key) => !known.includes(key)),
    );
    if (mistyped !== undefined) return atKey(mistyped, unknownKey(mistyped, error));
    return { path, part: 'value', message: missingKey(missing, error) };
  }
  return { path, part: 'value', message: wrongValue(error, path.at(-1)) };
}

const nameRule = 'Write small letters, digits, dots and dashes; a sysctl by its key with dots.';

function unknownKey(key: string, { parentSchema }: ErrorObject): string {
  const known = keysOf(parentSchema?.properties);
  const hint = didYouMean(key, known) || ` Known here: ${list(known, 'and')}.`;
  if (parentSchema?.title !== 'LeafSchema') {
    return forms.includes(key)
      ? `${quoted(key)} cannot stand here: ${oneForm}`
      : `the key ${quoted(key)} is not known.${hint}`;
  }
  if (['$ref', 'format'].includes(key))
    return `${quoted(key)} is refused in the schema of a leaf. Write out what the value is.`;
  return `${quoted(key)} is no keyword that the schema of a leaf may have.${hint}`;
}

function missingKey(key: string, { data }: ErrorObject): string {
  // Only the schema of a leaf must have a type.
  if (key !== 'type') return `the key ${quoted(key)} is missing. Add it.`;
  if (forms.some((form) => keysOf(data).includes(form)))
    return 'beside "fact", "require" is the schema of its value. Leave "fact" out to write a requirement.';
  return 'the schema of a leaf needs "type", "const" or "enum". Without one, values of another type would pass.';
}

function wrongValue({ keyword, params, message, data }: ErrorObject, key: string | undefined): string {
  const name = key === undefined || /^\d+$/.test(key) ? 'this' : quoted(key);
  if (keyword === 'dependentRequired')
    return `${quoted(String(params.property))} needs ${quoted(String(params.missingProperty))} beside it. Add it.`;
  if (keyword === 'enum') return `${name} must be one of ${list(params.allowedValues.map(String), 'or')}.`;
  if (keyword === 'type') return `${name} must be ${typeWords(params.type)}.`;
  if (keyword === 'minItems' || keyword === 'minProperties' || keyword === 'minLength')
    return `${name} must not be empty. Fill it or leave it out.`;
  if (keyword === 'pattern' && (key === 'id' || key === 'pack'))
    return `${quoted(String(data))} is not allowed as ${key === 'id' ? 'an id' : 'a name'}. ${nameRule}`;
  return `${name} ${message ?? 'is not valid'}. See schemas/pack.schema.json.`;
}
