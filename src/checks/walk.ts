/** Walks over requirements and leaf schemas, with the path of each part inside them. */
import type { YamlPath } from '../base/yaml.ts';
import type { Leaf, LeafSchema, LoadedCheck, Requirement } from './check.ts';

interface Placed<T> {
  readonly part: T;
  readonly path: YamlPath;
}

/** Every leaf of a requirement. */
export function* leavesOf(requirement: Requirement, path: YamlPath = []): Generator<Placed<Leaf>> {
  if ('fact' in requirement) yield { part: requirement, path };
  for (const inner of innerRequirements(requirement)) yield* leavesOf(inner.part, [...path, ...inner.path]);
}

/** Every leaf schema of a check, with those of `when`. */
export function leafSchemas({ when, require }: Pick<LoadedCheck, 'when' | 'require'>): LeafSchema[] {
  const leaves = [...(when ? leavesOf(when) : []), ...leavesOf(require)];
  return leaves.flatMap(({ part }) => ('is' in part ? [part.is] : []));
}

function innerRequirements(requirement: Requirement): Placed<Requirement>[] {
  const numbered = (key: string, list: readonly Requirement[]) =>
    list.map((part, index) => ({ part, path: [key, index] }));
  if ('all' in requirement) return numbered('all', requirement.all);
  if ('any' in requirement) return numbered('any', requirement.any);
  if ('first' in requirement) return numbered('first', requirement.first);
  if ('not' in requirement) return [{ part: requirement.not, path: ['not'] }];
  if ('cases' in requirement)
    return requirement.cases.flatMap(({ when, require }, index) => [
      { part: when, path: ['cases', index, 'when'] },
      { part: require, path: ['cases', index, 'require'] },
    ]);
  return [];
}

/** A leaf schema and every schema inside it. */
export function* schemasWithin(schema: LeafSchema, path: YamlPath = []): Generator<Placed<LeafSchema>> {
  yield { part: schema, path };
  for (const key of ['not', 'items', 'contains', 'additionalProperties'] as const) {
    const inner = schema[key];
    if (typeof inner === 'object') yield* schemasWithin(inner, [...path, key]);
  }
  for (const key of ['properties', 'patternProperties'] as const) {
    for (const [name, inner] of Object.entries(schema[key] ?? {})) yield* schemasWithin(inner, [...path, key, name]);
  }
}
