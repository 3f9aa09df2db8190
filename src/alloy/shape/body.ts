import { excerpt } from '../../base/display.ts';
import type { Span } from '../../base/text.ts';
import { own } from '../catalogue/marks.ts';
import type { Argument, Component, Body as Shape, Block as Use } from '../catalogue/view.ts';
import type { Attribute, Block, Body } from '../syntax/tree.ts';
import { checkConstraints } from '../types/constraints.ts';
import { checkValue } from '../types/expression.ts';
import { noteOpaque } from '../types/opaque.ts';
import { checkLiterals } from '../types/strict.ts';
import { headOf } from '../types/written.ts';
import { remark, type Walk } from '../walk.ts';
import { checkGates } from './gates.ts';
import { checkNames, type Stray } from './names.ts';

/** The component or configuration block whose body is looked at. */
export interface Owner {
  /** `pyroscope.write`. */
  readonly name: string;
  readonly component?: Component;
  /** Where bodies of statements go. */
  readonly pending: (body: Body) => void;
}

/** Everything between the braces of a block against what its component allows there. `inside` are the names of the blocks around. */
export function checkBody(walk: Walk, owner: Owner, block: Block, shape: Shape, inside: readonly string[]): void {
  if (shape.statements) {
    owner.pending(block.body);
    return;
  }
  const attributes = new Map<string, Attribute>();
  const blocks = new Map<string, Block[]>();
  const strays: Stray[] = [];
  for (const statement of block.body.statements) {
    if (statement.kind === 'attribute') {
      const earlier = attributes.get(statement.name.text);
      if (earlier) remarkTwice(walk, 'attribute', statement.name.text, statement.name, earlier.name, shape);
      else if (!earlier) attributes.set(statement.name.text, statement);
      checkAttribute(walk, owner, statement, shape, inside, strays);
    } else {
      const known = blocks.get(statement.name);
      if (known) known.push(statement);
      else blocks.set(statement.name, [statement]);
      checkBlock(walk, owner, statement, shape, inside, strays, known?.[0]);
    }
  }
  const written = { block, attributes, blocks };
  checkNames(walk, shape, written, strays);
  checkConstraints(walk, owner.name, shape, inside, { ...written, misspelled: strays.length > 0 });
}

function checkAttribute(
  walk: Walk,
  owner: Owner,
  { name, value }: Attribute,
  shape: Shape,
  inside: readonly string[],
  strays: Stray[],
): void {
  if (name.text === '') return;
  walk.place.push(name.text);
  const argument = shape.args.get(name.text);
  if (argument) {
    checkMarks(walk, name, argument);
    if (owner.component && owner.component.gates.length > 0)
      checkGates(walk, name, owner.component, inside, name.text, value);
    checkValue(walk, value, argument.type, argument);
    checkLiterals(walk, value, argument.type);
    noteOpaque(walk, owner.name, argument);
  } else if (shape.freeform) checkValue(walk, value, shape.freeform);
  walk.place.pop();
  if (argument || shape.freeform) return;
  const asBlock =
    shape.blocks.has(name.text) || [...shape.blocks.keys()].some((known) => known.startsWith(`${name.text}.`));
  if (asBlock)
    remark(walk, name, {
      rule: 'alloy.block-as-attribute',
      message: `"${name.text}" is a block, but is written as an attribute`,
      hint: shape.blocks.has(name.text) ? `Write ${name.text} { … } without the =` : undefined,
      name: name.text,
    });
  else
    strays.push({
      at: name,
      what: 'attribute',
      name: name.text,
      elsewhere: own(shape.raw.args, name.text),
      known: () => shape.args.keys(),
    });
}

/** Arguments that Alloy reads and ignores, or will drop. */
function checkMarks(walk: Walk, name: Attribute['name'], { noOp, deprecated, replacedBy }: Argument): void {
  const order = walk.view.catalogue.versions;
  const holds = (since: string | undefined): boolean =>
    since !== undefined && order.indexOf(since) <= order.indexOf(walk.view.version);
  if (holds(noOp))
    remark(walk, name, {
      rule: 'alloy.no-op',
      severity: 'warning',
      message: `"${name.text}" does nothing since Alloy ${noOp}`,
      hint: 'Remove it',
    });
  if (holds(deprecated))
    remark(walk, name, {
      rule: 'alloy.deprecated',
      severity: 'warning',
      message: `"${name.text}" is deprecated since Alloy ${deprecated}`,
      hint: replacedBy === undefined ? undefined : `Use "${replacedBy}"`,
    });
}

function checkBlock(
  walk: Walk,
  owner: Owner,
  block: Block,
  shape: Shape,
  inside: readonly string[],
  strays: Stray[],
  earlier?: Block,
): void {
  const { name } = block;
  const head = headOf(block);
  const use = shape.blocks.get(name);
  if (!use) {
    if (name !== '') checkUnknownBlock(walk, head, name, shape, strays);
    return;
  }
  if (earlier && !use.repeatable && use.count === undefined) remarkTwice(walk, 'block', name, head, headOf(earlier));
  checkLabel(walk, block, use);
  if (owner.component && owner.component.gates.length > 0) checkGates(walk, head, owner.component, inside, name);
  walk.place.push(name);
  checkBody(walk, owner, block, walk.view.bodyOf(use.raw), [...inside, name]);
  walk.place.pop();
}

function checkUnknownBlock(walk: Walk, head: Span, name: string, shape: Shape, strays: Stray[]): void {
  if (shape.args.has(name)) {
    remark(walk, head, {
      rule: 'alloy.attribute-as-block',
      message: `"${name}" is an attribute, but is written as a block`,
      hint: `Write ${name} = … with a value`,
      name,
    });
    return;
  }
  const dot = name.indexOf('.');
  const group = dot < 0 ? undefined : own(shape.raw.enums, name.slice(0, dot));
  const variants = group && walk.view.catalogue.definition(group.ref)?.blocks;
  strays.push({
    at: head,
    what: 'block',
    name,
    elsewhere: variants ? own(variants, name.slice(dot + 1)) : own(shape.raw.blocks, name),
    known: () => shape.blocks.keys(),
  });
}

function checkLabel(walk: Walk, { name, label, parts }: Block, use: Use): void {
  if (use.labelled && label === null)
    remark(
      walk,
      { start: parts[0]?.start ?? 0, end: parts.at(-1)?.end ?? 0 },
      {
        rule: 'alloy.label-required',
        message: `block "${name}" needs a label`,
        hint: `Write ${name} "name" { … }`,
        name,
      },
    );
  if (!use.labelled && label !== null)
    remark(walk, label, {
      rule: 'alloy.label-forbidden',
      message: `block "${name}" takes no label here`,
      hint: 'Remove it',
      name,
    });
}

function remarkTwice(
  walk: Walk,
  what: 'attribute' | 'block',
  name: string,
  at: Span,
  first: Span,
  { freeform }: Pick<Shape, 'freeform'> = {},
): void {
  const related = [{ file: walk.file, span: { start: first.start, end: first.end }, message: 'it is here first' }];
  const shown = excerpt(name, 80);
  if (freeform)
    remark(walk, at, {
      rule: 'alloy.repeated-key',
      severity: 'warning',
      message: `"${shown}" is written twice in this block: the value before is dropped`,
      hint: 'Take one of them out',
      name,
      related,
    });
  else
    remark(walk, at, {
      rule: `alloy.duplicate-${what}`,
      message: `${what} "${shown}" is written twice, and may be once`,
      name,
      related,
    });
}
