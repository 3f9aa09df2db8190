import type { Type } from '../catalogue/type.ts';
import { durationFault, numberFault } from './texts.ts';
import { type Value, valueOfType } from './value.ts';

/** Why a value is not taken: another kind, a secret that would become readable, or a text that does not parse. */
export type Refusal = 'kind' | 'secret' | { readonly text: string; readonly fault: string };

/** Both are handed out as `otelcol.Handler`, and a handler may be either. */
const handlers = new Set(['auth.Handler', 'extension.ExtensionHandler']);

/**
 * Whether Alloy would convert a value to a type when it decodes: undefined when it would, or when that cannot be known.
 * Source: grafana/alloy, syntax/vm and syntax/internal/value.
 */
export function refusal(value: Value, type: Type): Refusal | undefined {
  if (value.kind === 'unknown' || value.kind === 'null' || type.kind === 'any') return undefined;
  if (value.kind === 'typed') return typedRefusal(value.type, type);
  switch (type.kind) {
    case 'string':
      return value.kind === 'string' || value.kind === 'number' ? undefined : 'kind';
    case 'int':
    case 'number':
      if (value.kind === 'string') return textRefusal(value.value, numberFault);
      return value.kind === 'number' ? undefined : 'kind';
    case 'bool':
      return value.kind === 'bool' ? undefined : 'kind';
    case 'duration':
      if (value.kind === 'string') return textRefusal(value.value, durationFault);
      if (value.kind === 'number') return textRefusal(value.value?.toString(), durationFault);
      return 'kind';
    case 'secret':
    case 'optional_secret':
      return value.kind === 'string' ? undefined : 'kind';
    case 'list':
      return value.kind === 'array' ? undefined : 'kind';
    case 'map':
    case 'object':
      return value.kind === 'object' ? undefined : 'kind';
    case 'capsule':
      return value.kind === 'object' && type.name === 'discovery.Target' ? undefined : 'kind';
  }
}

function textRefusal(text: string | undefined, faultOf: (text: string) => string | undefined): Refusal | undefined {
  const fault = text === undefined ? undefined : faultOf(text);
  return text === undefined || fault === undefined ? undefined : { text, fault };
}

function typedRefusal(from: Type, to: Type): Refusal | undefined {
  if (from.kind === 'any' || to.kind === 'any' || from === to) return undefined;
  switch (from.kind) {
    case 'secret':
      if (to.kind === 'optional_secret' || to.kind === 'secret') return undefined;
      return to.kind === 'string' ? 'secret' : 'kind';
    case 'optional_secret':
      return ['string', 'secret', 'int', 'number', 'duration'].includes(to.kind) ? undefined : 'kind';
    case 'list':
      return to.kind === 'list' ? typedRefusal(from.of, to.of) : 'kind';
    case 'map':
      if (to.kind === 'map') return typedRefusal(from.of, to.of);
      return to.kind === 'object' || isTarget(to) ? undefined : 'kind';
    case 'object':
      return to.kind === 'map' || to.kind === 'object' || isTarget(to) ? undefined : 'kind';
    case 'capsule':
      if (to.kind === 'capsule')
        return from.name === to.name || (handlers.has(from.name) && handlers.has(to.name)) ? undefined : 'kind';
      return isTarget(from) && (to.kind === 'map' || to.kind === 'object') ? undefined : 'kind';
    default:
      return refusal(valueOfType(from), to);
  }
}

function isTarget(type: Type): boolean {
  return type.kind === 'capsule' && type.name === 'discovery.Target';
}
