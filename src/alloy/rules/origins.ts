import type { Node, Reference } from '../references/model.ts';
import type { Attribute, Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
import { pathOf } from '../types/reference.ts';
import type { Instance, Placed, World } from './world.ts';

/** Where a value comes from, through the arguments and exports of modules. */
export type Origin =
  /** An export of a component of Alloy. */
  | (Placed & { readonly kind: 'component'; readonly at: Expression })
  /** An expression that is no reference. */
  | (Placed & { readonly kind: 'expression'; readonly expression: Expression; readonly at: Expression })
  /** The trail is lost: an import that was not read, a variable of a `foreach`, a component that does not exist. */
  | (Placed & { readonly kind: 'unknown'; readonly at: Expression });

/** Modules that hand each other lists twice over make a value grow without bounds: what is left then is taken for lost. */
const mostSteps = 10_000;

interface Search {
  readonly world: World;
  readonly found: Origin[];
  steps: number;
}

/**
 * The elements of a list, or the single value, that an expression in a node stands for. `at` of each is the part of the
 * expression itself that led there.
 */
export function originsOf(world: World, expression: Expression, placed: Placed): readonly Origin[] {
  const search = { world, found: [], steps: 0 };
  spread(search, expression, placed, undefined);
  return search.found;
}

function spread(search: Search, expression: Expression, placed: Placed, at: Expression | undefined): void {
  if (search.steps++ > mostSteps) return;
  switch (expression.kind) {
    case 'paren':
      spread(search, expression.inner, placed, at);
      return;
    case 'list':
      for (const element of expression.elements) spread(search, element, placed, at ?? element);
      return;
    case 'call':
      if (pathOf(expression.callee)?.join('.') === 'array.concat') {
        for (const argument of expression.arguments) spread(search, argument, placed, at ?? argument);
        return;
      }
      break;
    case 'identifier':
    case 'access': {
      const reference = search.world.referenceAt(expression);
      if (!reference) break;
      follow(search, reference, placed, at ?? expression);
      return;
    }
  }
  search.found.push({ kind: 'expression', expression, ...placed, at: at ?? expression });
}

function follow(search: Search, { to, rest }: Reference, { instance }: Placed, at: Expression): void {
  const [name = ''] = rest;
  if (to.kind === 'component') {
    search.found.push({ kind: 'component', node: to, instance, at });
    return;
  }
  const isLost = search.steps > mostSteps;
  const next = to.kind === 'custom' ? exportOf(search.world, to, instance, name) : argumentIn(to, instance);
  if (next === 'nothing') return;
  if (next && !isLost) spread(search, next.attribute.value, next.placed, at);
  else search.found.push({ kind: 'unknown', node: to, instance, at });
}

interface Written {
  readonly attribute: Attribute;
  readonly placed: Placed;
}

function exportOf(world: World, node: Node, instance: Instance, name: string): Written | 'nothing' | undefined {
  const inner = world.inside({ node, instance });
  if (!inner) return undefined;
  const exported = inner.module.byId.get(`export.${name}`);
  const attribute = exported && attributeOf(exported, 'value');
  return exported && attribute ? { attribute, placed: { node: exported, instance: inner } } : 'nothing';
}

/** What was given for an argument, or its default. */
function argumentIn(argument: Node, instance: Instance): Written | 'nothing' | undefined {
  const { use, outer } = instance;
  if (argument.block.name !== 'argument' || !use || !outer) return undefined;
  const given = attributeOf(use, argument.block.label?.text ?? '');
  if (given) return { attribute: given, placed: { node: use, instance: outer } };
  const standard = attributeOf(argument, 'default');
  return standard ? { attribute: standard, placed: { node: argument, instance } } : 'nothing';
}

/** An attribute right in the block of a node. */
export function attributeOf({ block }: Node, name: string): Attribute | undefined {
  for (const statement of block.body.statements)
    if (statement.kind === 'attribute' && statement.name.text === name) return statement;
  return undefined;
}

/** The constant that an expression stands for, and where it is written; undefined where it is only known when Alloy runs. */
export function constantIn(
  world: World,
  expression: Expression,
  placed: Placed,
):
  | { readonly value: string | number | boolean | null; readonly expression: Expression; readonly node: Node }
  | undefined {
  const [origin, another] = originsOf(world, expression, placed);
  if (origin?.kind !== 'expression' || another || expression.kind === 'list') return undefined;
  const value = constantOf(origin.expression);
  return value === undefined ? undefined : { value, expression: origin.expression, node: origin.node };
}
