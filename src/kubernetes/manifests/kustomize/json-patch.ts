/** JSON patches (RFC 6902): a list of operations on paths. */
import { excerpt } from '../../../base/display.ts';
import { entryOf, textAt, type YamlMap, type YamlNode, type YamlText } from '../../../base/yaml-documents.ts';
import { entry, isMap, placeOf, withEntry, withoutEntry } from '../nodes.ts';

/** Why an operation fails, and where it is written. */
export interface PatchFault {
  readonly at: YamlNode;
  readonly message: string;
}

/** Operations of one patch; nobody writes more. */
const operationLimit = 1000;

/** The object after the operations, or the first one that fails. */
export function applyJsonPatch(object: YamlMap, operations: readonly YamlNode[]): YamlMap | PatchFault {
  let node: YamlNode = object;
  for (const operation of operations.slice(0, operationLimit)) {
    const [op, path] = [textAt(operation, 'op'), textAt(operation, 'path')];
    if (!op || !path) return { at: operation, message: 'an operation of a JSON patch needs "op" and "path"' };
    const result = apply(node, operation, op, path);
    if ('message' in result) return result;
    node = result;
  }
  return isMap(node) ? node : { at: object, message: 'nothing is left of the object' };
}

function apply(node: YamlNode, operation: YamlNode, op: YamlText, path: YamlText): YamlNode | PatchFault {
  const keys = keysOf(path.text);
  if (!keys) return { at: path, message: `"${excerpt(path.text, 80)}" is no path: it begins with a slash` };
  const value = entryOf(operation, 'value')?.value;
  const needsValue = { at: operation, message: `"${excerpt(op.text, 20)}" needs a value` };
  const missing = (text: YamlText): PatchFault => ({
    at: text,
    message: `nothing is at ${excerpt(text.text, 80)}, and kustomize fails`,
  });
  const from = textAt(operation, 'from');
  const fromKeys = from && keysOf(from.text);
  switch (op.text) {
    case 'add':
      return value ? (set(node, keys, value, 'add') ?? missing(path)) : needsValue;
    case 'replace':
      return value ? (set(node, keys, value, 'replace') ?? missing(path)) : needsValue;
    case 'remove':
      return removed(node, keys) ?? missing(path);
    case 'test': {
      const found = valueAt(node, keys);
      if (!value) return needsValue;
      if (found && isSame(found, value, 0)) return node;
      return { at: path, message: `the test of ${excerpt(path.text, 80)} fails, and so does kustomize` };
    }
    case 'copy':
    case 'move': {
      const moved = fromKeys && valueAt(node, fromKeys);
      if (!from || !fromKeys || !moved) return missing(from ?? path);
      const left = op.text === 'move' ? removed(node, fromKeys) : node;
      return (left && set(left, keys, moved, 'add')) ?? missing(path);
    }
    default:
      return { at: op, message: `"${excerpt(op.text, 40)}" is no operation of a JSON patch` };
  }
}

/** Levels of a path; objects of Kubernetes have about 15. */
const depthLimit = 64;

/** `/metadata/annotations/a~1b` -> its keys. */
function keysOf(path: string): readonly string[] | undefined {
  if (path === '') return [];
  if (!path.startsWith('/')) return undefined;
  const keys = path.slice(1).split('/', depthLimit + 1);
  return keys.length > depthLimit ? undefined : keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(node: YamlNode, keys: readonly string[]): YamlNode | undefined {
  return keys.reduce<YamlNode | undefined>((at, key) => {
    if (at?.kind === 'list') return at.items[indexOf(key, at.items.length, false) ?? -1];
    return entryOf(at, key)?.value;
  }, node);
}

/** An element's place in a list; `-` is the one behind the last. */
function indexOf(key: string, length: number, mayAppend: boolean): number | undefined {
  if (mayAppend && key === '-') return length;
  if (!/^(?:0|[1-9]\d{0,5})$/.test(key)) return undefined;
  const index = Number(key);
  return index < length || (mayAppend && index === length) ? index : undefined;
}

function set(node: YamlNode, keys: readonly string[], value: YamlNode, op: 'add' | 'replace'): YamlNode | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (node.kind === 'list') {
    const index = indexOf(key, node.items.length, op === 'add' && rest.length === 0);
    if (index === undefined) return undefined;
    if (rest.length === 0) {
      const items = [...node.items.slice(0, index), value, ...node.items.slice(op === 'add' ? index : index + 1)];
      return { ...node, items };
    }
    const old = node.items[index];
    const made = old && set(old, rest, value, op);
    return made && { ...node, items: node.items.with(index, made) };
  }
  if (node.kind !== 'map') return undefined;
  const old = entryOf(node, key);
  if (rest.length === 0) return old || op === 'add' ? withEntry(node, entry(key, value)) : undefined;
  const made = old && set(old.value, rest, value, op);
  return made && withEntry(node, { ...old, value: made });
}

function removed(node: YamlNode, keys: readonly string[]): YamlNode | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return undefined;
  if (node.kind === 'list') {
    const index = indexOf(key, node.items.length, false);
    const old = index === undefined ? undefined : node.items[index];
    if (index === undefined || !old) return undefined;
    if (rest.length === 0) return { ...node, items: node.items.filter((_, at) => at !== index) };
    const made = removed(old, rest);
    return made && { ...node, items: node.items.with(index, made) };
  }
  const old = entryOf(node, key);
  if (node.kind !== 'map' || !old) return undefined;
  if (rest.length === 0) return withoutEntry(node, key);
  const made = removed(old.value, rest);
  return made && withEntry(node, { ...old, value: made });
}

/** Whether two values are the same; what lies deep is taken for different. */
function isSame(left: YamlNode, right: YamlNode, depth: number): boolean {
  if (depth > 8) return false;
  if (left.kind === 'text' && right.kind === 'text') return left.text === right.text;
  if (left.kind === 'list' && right.kind === 'list') {
    return (
      left.items.length === right.items.length &&
      left.items.every((item, at) => {
        const other = right.items[at];
        return other !== undefined && isSame(item, other, depth + 1);
      })
    );
  }
  if (left.kind !== 'map' || right.kind !== 'map') return left.kind === right.kind;
  return (
    left.entries.length === right.entries.length &&
    left.entries.every(({ key, value }) => {
      const other = entryOf(right, key)?.value;
      return other !== undefined && isSame(value, other, depth + 1);
    })
  );
}

/** For findings: where the operation is. */
export function faultPlace({ at }: PatchFault) {
  return placeOf(at);
}
