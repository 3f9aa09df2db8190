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

/** A part of an expression that is yet to be looked at; `at` is the part of the first one that led there. */
interface Step {
  readonly expression: Expression;
  readonly placed: Placed;
  readonly at: Expression | undefined;
}

/**
 * The elements of a list, or the single value, that an expression in a node stands for. `at` of each is the part of the
 * expression itself that led there.
 */
export function originsOf(world: World, expression: Expression, placed: Placed): readonly Origin[] {
  const found: Origin[] = [];
  const left: Step[] = [{ expression, placed, at: undefined }];
  let steps = 0;
  // A value may stand for itself: no recursion.
  for (let step = left.pop(); step; step = left.pop()) {
    if (steps++ > mostSteps) {
      found.push({ kind: 'unknown', node: placed.node, instance: placed.instance, at: step.at ?? expression });
      break;
    }
    const next = follow(world, step);
    if (Array.isArray(next)) left.push(...next.reverse());
    else found.push(next);
  }
  return found;
}

/** What a part is made of, or where it comes from. */
function follow(world: World, { expression, placed, at }: Step): Step[] | Origin {
  const { node, instance } = placed;
  switch (expression.kind) {
    case 'paren':
      return [{ expression: expression.inner, placed, at }];
    case 'list':
      return expression.elements.map((element) => ({ expression: element, placed, at: at ?? element }));
    case 'call':
      if (pathOf(expression.callee)?.join('.') === 'array.concat')
        return expression.arguments.map((argument) => ({ expression: argument, placed, at: at ?? argument }));
      break;
    case 'identifier':
    case 'access': {
      const reference = world.referenceAt(expression);
      if (reference) return refer(world, reference, placed, at ?? expression);
    }
  }
  return { kind: 'expression', expression, node, instance, at: at ?? expression };
}

function refer(world: World, { to, rest }: Reference, { instance }: Placed, at: Expression): Step[] | Origin {
  const [name = ''] = rest;
  if (to.kind === 'component') return { kind: 'component', node: to, instance, at };
  const next = to.kind === 'custom' ? exportOf(world, to, instance, name) : argumentIn(to, instance);
  if (next === 'nothing') return [];
  return next
    ? [{ expression: next.attribute.value, placed: next.placed, at }]
    : { kind: 'unknown', node: to, instance, at };
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

/** A constant, and where it is written. */
export interface Constant {
  readonly value: string | number | boolean | null;
  readonly expression: Expression;
  readonly node: Node;
}

/** Texts that are put together of more parts than this are taken for unknown: modules can double them without bounds. */
const mostParts = 1000;

/**
 * The constant that an expression stands for, also one that is put together with `+`; undefined where it is only known
 * when Alloy runs.
 */
export function constantIn(world: World, expression: Expression, placed: Placed): Constant | undefined {
  return constantOfParts(world, expression, placed, { left: mostParts });
}

function constantOfParts(
  world: World,
  expression: Expression,
  placed: Placed,
  budget: { left: number },
): Constant | undefined {
  if (budget.left-- <= 0) return undefined;
  const [origin, another] = originsOf(world, expression, placed);
  if (origin?.kind !== 'expression' || another || expression.kind === 'list') return undefined;
  const { expression: written, node } = origin;
  const value = constantOf(written);
  if (value !== undefined) return { value, expression: written, node };
  if (written.kind !== 'binary' || written.operator !== '+') return undefined;
  const left = constantOfParts(world, written.left, origin, budget)?.value;
  const right = typeof left === 'string' ? constantOfParts(world, written.right, origin, budget)?.value : undefined;
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  return { value: left + right, expression: written, node };
}
