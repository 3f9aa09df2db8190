import type { Gate } from '../../src/alloy/catalogue/format.ts';
import { type Facts, versionsOf } from './facts.ts';

/** An element of the facts, looked at without knowing its kind. */
type Element = Readonly<Record<string, unknown>>;
type Elements = Readonly<Record<string, Element>>;

/** Holds elements by name, each with marks of its own. */
const nested = ['args', 'blocks', 'exports'] as const;
/** Says in which versions an element exists, or was put there by the notes. */
const marks = new Set(['since', 'until', 'versions', 'was', 'noOp', 'deprecated', 'replacedBy', ...nested]);

interface Step {
  /** Every version so far, oldest first. */
  readonly order: readonly string[];
  readonly previous: string;
  readonly added: string;
}

/**
 * The facts of a version laid over those of all older ones. What is gone ends with `until`, what is new begins with
 * `since`, and what an element had before is kept in its `was`. Throws when the version is known already.
 */
export function addVersion(known: Facts, fresh: Facts): Facts {
  const source = versionsOf(known);
  const tags = versionsOf(fresh);
  const added = Object.keys(tags)[0];
  const order = Object.keys(source);
  const previous = order.at(-1);
  if (added === undefined || previous === undefined || Object.keys(tags).length > 1 || order.includes(added))
    throw new Error(`one version that is not known yet can be added, not ${Object.keys(tags).join(', ')}`);
  const step = { order, previous, added };
  const renamed = withOwnWords(known, fresh, added);
  const merge = <T extends object>(left: Readonly<Record<string, T>>, right: Readonly<Record<string, T>>) =>
    mergeNamed(left as Elements, right as Elements, step) as Record<string, T>;
  return {
    source: { ...source, ...tags },
    order: [...order, added],
    components: merge(known.components, renamed.components),
    configBlocks: merge(known.configBlocks, renamed.configBlocks),
    definitions: { ...known.definitions, ...merge(known.definitions, renamed.definitions) },
    valueSets: { ...known.valueSets, ...renamed.valueSets },
    capsules: { ...known.capsules, ...renamed.capsules },
    gates: mergeGates(known.gates, renamed.gates, step),
    identifiers: fresh.identifiers ? merge(known.identifiers, fresh.identifiers) : known.identifiers,
  };
}

/** A list of words that differs from the known one of its name gets a name of its own. */
function withOwnWords(known: Facts, fresh: Facts, added: string): Facts {
  const names = new Map<string, string>();
  for (const [name, words] of Object.entries(fresh.valueSets)) {
    const old = known.valueSets[name];
    if (old && !same(old, words)) names.set(name, `${name}@${added}`);
  }
  if (names.size === 0) return fresh;
  return JSON.parse(JSON.stringify(fresh), (key, value) => {
    if (key === 'values' && typeof value === 'string') return names.get(value) ?? value;
    if (key !== 'valueSets') return value;
    return Object.fromEntries(Object.entries(value).map(([name, words]) => [names.get(name) ?? name, words]));
  });
}

function mergeNamed(known: Elements, fresh: Elements, step: Step): Elements {
  const merged: Record<string, Element> = {};
  for (const name of new Set([...Object.keys(known), ...Object.keys(fresh)])) {
    const [old, now] = [known[name], fresh[name]];
    if (old && now) merged[name] = mergeElement(old, now, step);
    else if (old) merged[name] = isAlive(old, step) ? ended(old, step) : old;
    else if (now) merged[name] = { ...now, since: step.added };
  }
  return merged;
}

function mergeElement(old: Element, now: Element, step: Step): Element {
  const merged: Record<string, unknown> = { ...old };
  if (!isAlive(old, step)) {
    // It was away for a while: the versions have to be listed.
    const { since, until, versions } = old;
    const [from, to] = [step.order.indexOf(String(since ?? step.order[0])), step.order.indexOf(String(until))];
    merged.versions = [...(Array.isArray(versions) ? versions : step.order.slice(from, to + 1)), step.added];
    delete merged.since;
    delete merged.until;
  } else if (Array.isArray(old.versions)) merged.versions = [...old.versions, step.added];

  const past: Record<string, unknown> = {};
  // A body that becomes a definition, or ceases to be one, changes as a whole.
  const whole = old.ref !== now.ref;
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (marks.has(key) && !(whole && isNested(key))) continue;
    if (same(old[key], now[key])) continue;
    past[key] = old[key] ?? null;
    if (now[key] === undefined) delete merged[key];
    else merged[key] = now[key];
  }
  if (Object.keys(past).length > 0) merged.was = pastOf(old, past, step);
  if (whole) return merged;
  for (const key of nested) {
    const [left, right] = [old[key], now[key]];
    if (left || right) merged[key] = mergeNamed((left ?? {}) as Elements, (right ?? {}) as Elements, step);
  }
  return merged;
}

/** The older values with those of the last version. What changes now held in all older ones, unless they say otherwise. */
function pastOf(old: Element, past: Record<string, unknown>, step: Step): readonly Element[] {
  const known: readonly Element[] = Array.isArray(old.was) ? old.was : [];
  const last = known.at(-1);
  // Without `from`, values hold from the first version of the element.
  const from = last ? step.order[step.order.indexOf(String(last.until)) + 1] : undefined;
  const added = { ...(from === undefined ? {} : { from }), until: step.previous, ...past };
  return [...known.map((entry) => ({ ...past, ...entry })), added];
}

/** Whether the element exists in the last version before the added one, as far as its own marks say. */
function isAlive({ until, versions }: Element, { previous }: Step): boolean {
  if (Array.isArray(versions)) return versions.includes(previous);
  return until === undefined || until === previous;
}

function ended(old: Element, { previous }: Step): Element {
  return Array.isArray(old.versions) ? old : { ...old, until: previous };
}

function mergeGates(known: Facts['gates'], fresh: Facts['gates'], { previous, added }: Step): Facts['gates'] {
  const key = ({ component, path, value }: Gate & { component: string }) => `${component}/${path}=${value ?? ''}`;
  const now = new Set(fresh.map(key));
  const kept = known.map((gate) => (gate.until || now.has(key(gate)) ? gate : { ...gate, until: previous }));
  const before = new Set(known.map(key));
  return [...kept, ...fresh.filter((gate) => !before.has(key(gate))).map((gate) => ({ ...gate, since: added }))];
}

function isNested(key: string): boolean {
  return nested.some((name) => name === key);
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
