/** Whether the server can decode what was read: keys, types and the form of values. */
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { excerpt } from '../../base/display.ts';
import type { Place } from '../../base/located.ts';
import type { Span } from '../../base/text.ts';
import type { YamlNode } from '../../base/yaml-documents.ts';
import { validators } from '../../generated/pyroscope-validators.js';
import { diagnosticOf, type Finding } from '../rule.ts';
import type { PyroscopeVersion } from '../version.ts';
import type { Key, View } from '../view.ts';
import { faultOf } from './faults.ts';
import { type Plain, plainOf, type Trouble } from './plain.ts';
import { cutFraction, duplicateKey, syntax, tooLarge } from './texts.ts';

export interface Shape {
  readonly plain: Plain;
  readonly diagnostics: readonly Diagnostic[];
  /** JSON Pointers of what is refused. */
  readonly broken: ReadonlySet<string>;
}

export interface Shaping {
  readonly root: YamlNode;
  readonly view: View;
  readonly version: PyroscopeVersion;
  readonly locate: (span: Span) => Place;
  readonly isUnknown: (text: string) => boolean;
}

/** Judges a configuration of the server. */
export async function shapeOf(shaping: Shaping): Promise<Shape> {
  const validate = await validatorOf(shaping.version);
  return judge(shaping, shaping.view.top, (value) => errorsOf(validate, value));
}

/**
 * Judges a file of overrides: `overrides`, tenants, and for each what `limits` may hold. Source: grafana/pyroscope,
 * pkg/validation/runtime_config.go.
 */
export async function overridesShapeOf(shaping: Shaping): Promise<Shape> {
  const validate = await validatorOf(shaping.version);
  const limits = shaping.view.byPath.get('limits')?.children;
  const key: Key = {
    path: 'overrides',
    type: 'map of block',
    default: undefined,
    raw: { type: 'map of block' },
    children: limits,
  };
  return judge(shaping, new Map([['overrides', key]]), (value) => overridesErrors(validate, value));
}

/** A file that breaks more often is no configuration. */
const hintLimit = 200;

function judge(
  { root, view, version, locate, isUnknown }: Shaping,
  top: ReadonlyMap<string, Key>,
  errors: (value: unknown) => readonly ErrorObject[],
): Shape {
  const plain = plainOf(root, top, isUnknown);
  const broken = new Set<string>();
  const diagnostics = plain.trouble.map((trouble) => troubleDiagnostic(trouble, locate));
  for (const error of errors(plain.value)) {
    const { rule, at, finding, pointer } = faultOf(error, {
      plain,
      root,
      top,
      view,
      version,
      hasHint: broken.size < hintLimit,
    });
    // A value that breaks several bounds of its type is broken once.
    if (broken.has(pointer)) continue;
    broken.add(pointer);
    diagnostics.push(diagnosticOf(rule, locate(at), finding));
  }
  return { plain, diagnostics, broken };
}

async function validatorOf({ minor }: PyroscopeVersion): Promise<ValidateFunction<unknown>> {
  const load = validators.get(minor);
  if (!load) throw new Error(`there is no schema of Pyroscope ${minor}`);
  return load();
}

function errorsOf(validate: ValidateFunction<unknown>, value: unknown): readonly ErrorObject[] {
  return validate(value) ? [] : (validate.errors ?? []);
}

/** The limits of each tenant are judged as the block `limits` of a configuration. */
function overridesErrors(validate: ValidateFunction<unknown>, value: unknown): readonly ErrorObject[] {
  const typeError = (instancePath: string): ErrorObject => ({
    instancePath,
    schemaPath: '#/type',
    keyword: 'type',
    params: { type: 'object' },
  });
  if (value === null) return [];
  if (!isRecord(value)) return [typeError('')];
  const unknown = Object.keys(value).filter((name) => name !== 'overrides');
  const errors: ErrorObject[] = unknown.map((additionalProperty) => ({
    instancePath: '',
    schemaPath: '#/additionalProperties',
    keyword: 'additionalProperties',
    params: { additionalProperty },
  }));
  const { overrides } = value;
  if (overrides === undefined || overrides === null) return errors;
  if (!isRecord(overrides)) return [...errors, typeError('/overrides')];
  for (const [tenant, limits] of Object.entries(overrides)) {
    const pointer = `/overrides/${tenant.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    for (const error of errorsOf(validate, { limits }))
      errors.push({ ...error, instancePath: `${pointer}${error.instancePath.slice('/limits'.length)}` });
  }
  return errors;
}

function troubleDiagnostic({ kind, path, at, first }: Trouble, locate: (span: Span) => Place): Diagnostic {
  const name = path === '' ? 'the configuration' : `"${excerpt(path, 100)}"`;
  const finding = (message: string, hint?: string): Finding => ({
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(path === '' ? {} : { place: path }),
  });
  const place = locate(at);
  switch (kind) {
    case 'duplicate':
      return diagnosticOf(duplicateKey, place, {
        ...finding(`${name} is written twice`, 'Take one of them out'),
        ...(first ? { related: [{ ...locate(first), message: 'it is here first' }] } : {}),
      });
    case 'tag':
      return diagnosticOf(
        syntax,
        place,
        finding(`${name} has a tag that the server does not know`, 'Take the tag out'),
      );
    case 'unreadable':
      return diagnosticOf(
        syntax,
        place,
        finding(`${name} is an alias that leads nowhere or into itself, or lies too deep`, 'Write the value out'),
      );
    case 'too-much':
      return {
        ...diagnosticOf(tooLarge, place, finding('The configuration holds too many values to be judged')),
        status: 'unknown',
      };
    case 'fraction':
      return diagnosticOf(
        cutFraction,
        place,
        finding(`${name} is a whole number, and the server cuts the fraction off without a word`),
      );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
