import { parse, stringify } from 'yaml';

type Json = unknown;
type Dictionary = Record<string, Json>;

/** Lists that a strategic merge patch merges, by what tells their items apart; others are replaced. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
};

const isDictionary = (value: Json): value is Dictionary =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A rollout with an example laid over it: patches of objects that are there, and whole objects as they are written. */
export function withExample(rollout: string, example: string): string {
  const objects = rollout.split(/^---\n/m).map((text) => ({ text, patched: objectIn(text) }));
  const added: string[] = [];
  for (const text of example.split(/^---\n/m)) {
    const patch: Dictionary = parse(text, { uniqueKeys: false });
    const at = objects.findIndex(({ patched }) => identity(patched) === identity(patch));
    const object = objects[at];
    if (!object) added.push(text);
    else if (patch.$patch === 'delete') objects.splice(at, 1);
    else {
      const patched = merged(object.patched, patch);
      objects[at] = { text: stringify(patched), patched };
    }
  }
  return [...objects.map(({ text }) => text), ...added].join('---\n');
}

const known = new Map<string, Dictionary>();

function objectIn(text: string): Dictionary {
  const object: Dictionary = known.get(text) ?? parse(text);
  known.set(text, object);
  return object;
}

function identity({ kind, metadata }: Dictionary): string {
  return `${kind} ${isDictionary(metadata) ? metadata.name : ''}`;
}

function merged(into: Dictionary, patch: Dictionary): Dictionary {
  const result = { ...into };
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    const mergeKey = mergeKeys[key];
    if (value === null) delete result[key];
    else if (isDictionary(value) && isDictionary(before)) result[key] = merged(before, value);
    else if (Array.isArray(value) && mergeKey !== undefined)
      result[key] = mergedList(Array.isArray(before) ? before : [], value, mergeKey);
    else result[key] = value;
  }
  return result;
}

function mergedList(into: readonly Json[], patch: readonly Json[], mergeKey: string): Json[] {
  const isReplaced = patch.some((item) => isDictionary(item) && item.$patch === 'replace');
  const result = isReplaced ? [] : [...into];
  for (const item of patch) {
    if (!isDictionary(item) || item.$patch === 'replace') continue;
    const at = isReplaced ? -1 : result.findIndex((one) => isDictionary(one) && one[mergeKey] === item[mergeKey]);
    const before = result[at];
    if (!isDictionary(before)) result.push(item);
    else if (item.$patch === 'delete') result.splice(at, 1);
    else result[at] = merged(before, item);
  }
  return result;
}
