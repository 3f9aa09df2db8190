import type { Node, Reference } from '../references/model.ts';
import type { Attribute, Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
import { pathOf } from '../types/reference.ts';
import type { Instance, Placed, World } from './world.ts';

/** Where a value comes from, through the arguments and exports of modules. */
export type Origin =
  /** An export of a component of Alloy, which `path` names. */
  | (Placed & {
      readonly kind: 'component';
      readonly name: string;
      readonly path: { readonly node: Node; readonly at: Expression };
      readonly at: Expression;
    })
  /** An expression that is no reference. */
  | (Placed & { readonly kind: 'expression'; readonly expression: Expression; readonly at: Expression })
  /** The trail is lost: an import that was not read, a component that does not exist, what a function makes of a list. */
  | (Placed & { readonly kind: 'unknown'; readonly at: Expression });

/** Modules that hand each other lists twice over make a value grow without bounds: what is left then is taken for lost. */
const mostSteps = 10_000;

/** Values that stand for a part of themselves have no end either. */
const mostFields = 100;

/** An element whose place in a list, or whose key, is only known when Alloy runs. */
const any: unique symbol = Symbol();

/** A part of an expression that is yet to be looked at. */
interface Step {
  readonly expression: Expression;
  readonly placed: Placed;
  /** The part of the first expression that led there. */
  readonly at: Expression | undefined;
  /** What is taken out of the value, the outermost first: keys of objects and places in lists. */
  readonly fields: readonly (string | number | typeof any)[];
}

/**
 * The elements of a list, or the single value, that an expression in a node stands for. `at` of each is the part of the
 * expression itself that led there.
 */
export function originsOf(world: World, expression: Expression, placed: Placed): readonly Origin[] {
  const found: Origin[] = [];
  const left: Step[] = [{ expression, placed, at: undefined, fields: [] }];
  let steps = 0;
  // A value may stand for itself: no recursion.
  for (let step = left.pop(); step; step = left.pop()) {
    if (steps++ > mostSteps || step.fields.length > mostFields || world.budget.steps-- <= 0) {
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
function follow(world: World, step: Step): Step[] | Origin {
  const { expression, placed, fields } = step;
  const at = step.at ?? expression;
  const { node, instance } = placed;
  switch (expression.kind) {
    case 'paren':
      return [{ ...step, expression: expression.inner }];
    case 'list':
      return elementsOf(step, expression.elements);
    case 'object': {
      if (fields.length === 0) break;
      const [key, ...others] = fields;
      const last = expression.fields.findLast((field) => field.key.text === key);
      const taken = key === any ? expression.fields : last ? [last] : [];
      return taken.map(({ value }) => ({ expression: value, placed, at, fields: others }));
    }
    case 'index': {
      const key = constantOf(expression.index);
      const field = typeof key === 'string' || typeof key === 'number' ? key : any;
      return [{ expression: expression.value, placed, at, fields: [field, ...fields] }];
    }
    case 'call': {
      const name = pathOf(expression.callee)?.join('.');
      // One of them is taken.
      if (name === 'coalesce') return expression.arguments.map((argument) => ({ ...step, expression: argument, at }));
      if (name === 'array.concat' || name === 'concat')
        return fields.length === 0
          ? elementsOf(step, expression.arguments)
          : expression.arguments.map((argument) => ({
              ...step,
              expression: argument,
              at,
              fields: [any, ...fields.slice(1)],
            }));
      break;
    }
    case 'identifier':
    case 'access': {
      const reference = world.referenceAt(expression);
      if (reference) return refer(world, reference, { ...step, at });
      if (expression.kind === 'access' && !pathOf(expression))
        return [{ expression: expression.value, placed, at, fields: [expression.name.text, ...fields] }];
    }
  }
  if (fields.length > 0) return { kind: 'unknown', node, instance, at };
  return { kind: 'expression', expression, node, instance, at };
}

function elementsOf({ placed, at, fields }: Step, elements: readonly Expression[]): Step[] {
  const [place, ...others] = fields;
  const one = typeof place === 'number' ? elements[Math.trunc(place)] : undefined;
  const taken = place === undefined || place === any ? elements : one ? [one] : [];
  return taken.map((element) => ({ expression: element, placed, at: at ?? element, fields: others }));
}

function refer(
  world: World,
  { to, rest, at: path }: Reference,
  step: Step & { readonly at: Expression },
): Step[] | Origin {
  const { placed, at } = step;
  const { instance } = placed;
  const [first, ...fields] = [...rest, ...step.fields];
  const name = typeof first === 'string' ? first : '';
  if (to.kind === 'component')
    return { kind: 'component', node: to, instance, name, path: { node: placed.node, at: path }, at };
  if (to.block.name === 'foreach') {
    const collection = attributeOf(to, 'collection');
    const element: Step['fields'] = first === undefined ? [any] : [any, first, ...fields];
    if (collection) return [{ expression: collection.value, placed: { node: to, instance }, at, fields: element }];
  }
  const next = to.kind === 'custom' ? exportOf(world, to, instance, name) : argumentIn(to, instance);
  if (next === 'nothing') return [];
  return next
    ? [{ expression: next.attribute.value, placed: next.placed, at, fields }]
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
