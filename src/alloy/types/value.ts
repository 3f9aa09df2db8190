import type { Type } from '../catalogue/type.ts';

/** What is known of an expression's value before anything runs. */
export type Value =
  | { readonly kind: 'unknown' | 'null' | 'array' | 'object' | 'function' }
  | { readonly kind: 'number'; readonly value?: number }
  | { readonly kind: 'string'; readonly value?: string }
  | { readonly kind: 'bool'; readonly value?: boolean }
  /** What a component exports or a function returns, where it is not one of the kinds above. */
  | { readonly kind: 'typed'; readonly type: Type };

export const unknown: Value = { kind: 'unknown' };
export const anyNumber: Value = { kind: 'number' };
export const anyString: Value = { kind: 'string' };
export const anyBool: Value = { kind: 'bool' };

/** What is known of a value when only its type is. */
export function valueOfType(type: Type): Value {
  switch (type.kind) {
    case 'any':
      return unknown;
    case 'string':
    case 'duration':
      return anyString;
    case 'int':
    case 'number':
      return anyNumber;
    case 'bool':
      return anyBool;
    default:
      return { kind: 'typed', type };
  }
}

/** The kind of a value as Alloy's messages name it. */
export function kindText(value: Value, typeText: (type: Type) => string): string {
  return value.kind === 'typed' ? typeText(value.type) : value.kind;
}

/** `a string`, `an array`. */
export function aKind(value: Value, typeText: (type: Type) => string): string {
  const text = kindText(value, typeText);
  return `${/^[aeio]/.test(text) ? 'an' : 'a'} ${text}`;
}
