import type { RawIdentifier } from '../catalogue/format.ts';
import type { Type } from '../catalogue/type.ts';
import { exportsOf, isVariable } from '../scope.ts';
import type { Access, Expression, Identifier } from '../syntax/tree.ts';
import type { Walk } from '../walk.ts';
import { unknown, type Value, valueOfType } from './value.ts';

/** What an uninterrupted dotted path stands for. */
export type Meaning =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'library'; readonly name: string; readonly identifier: RawIdentifier }
  /** A name below a namespace of the standard library that this version does not have. */
  | { readonly kind: 'not-in-library'; readonly namespace: string; readonly name: string }
  | undefined;

/** The parts of `a.b.c`; undefined when it does not begin with a name, or an index or a call is in between. */
export function pathOf(expression: Expression): readonly string[] | undefined {
  const parts: string[] = [];
  let at = expression;
  for (; at.kind === 'access'; at = at.value) parts.push(at.name.text);
  if (at.kind !== 'identifier') return undefined;
  parts.push(at.name);
  return parts.reverse();
}

/**
 * A component's export comes first, then the standard library; whatever else a path may mean is no matter of types.
 * Source: grafana/alloy, internal/runtime, which takes leading parts until they are the id of a node.
 */
export function meaningOf({ scope, view }: Walk, path: Identifier | Access): Meaning {
  const parts = pathOf(path);
  if (!parts) return undefined;
  let id = '';
  for (const [index, part] of parts.entries()) {
    id = index === 0 ? part : `${id}.${part}`;
    const exported = exportsOf(scope, id);
    if (exported !== null) return { kind: 'value', value: exportedValue(exported, parts.slice(index + 1)) };
  }
  const first = parts[0] ?? '';
  if (isVariable(scope, first)) return { kind: 'value', value: unknown };
  const namespace = view.identifier(first);
  if (!namespace) return undefined;
  if (namespace.kind !== 'namespace')
    return parts.length === 1 ? { kind: 'library', name: first, identifier: namespace } : undefined;
  if (parts.length === 1) return { kind: 'library', name: first, identifier: namespace };
  const name = `${first}.${parts[1]}`;
  const identifier = view.identifier(name);
  if (!identifier) return { kind: 'not-in-library', namespace: first, name };
  return parts.length === 2 ? { kind: 'library', name, identifier } : undefined;
}

function exportedValue(exported: ReadonlyMap<string, Type> | undefined, parts: readonly string[]): Value {
  const [name, ...rest] = parts;
  const type = name === undefined ? undefined : exported?.get(name);
  if (!type) return unknown;
  return rest.reduce<Value>(memberOf, valueOfType(type));
}

/** What `value.name` or `value["name"]` gives. */
export function memberOf(value: Value): Value {
  if (value.kind !== 'typed') return unknown;
  if (value.type.kind === 'map') return valueOfType(value.type.of);
  return value.type.kind === 'capsule' && value.type.name === 'discovery.Target' ? { kind: 'string' } : unknown;
}

/** What `value[0]` gives. */
export function elementOf(value: Value): Value {
  return value.kind === 'typed' && value.type.kind === 'list' ? valueOfType(value.type.of) : memberOf(value);
}
