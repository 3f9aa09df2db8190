import type { Span } from '../../base/text.ts';
import type { Attribute, Block } from '../syntax/tree.ts';
import { constantOf } from './constant.ts';

/** What is written in one body, by name. Of a repeated attribute the first counts. */
export interface Written {
  readonly block: Block;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: ReadonlyMap<string, readonly Block[]>;
  /** A name in it is not known: what seems to be missing may be meant by it. */
  readonly misspelled?: boolean;
}

/** The words before the brace: where a block as a whole is reported. */
export function headOf({ start, parts, label }: Block): Span {
  return { start, end: label?.end ?? parts.at(-1)?.end ?? start };
}

/** What is written between the braces of a block. */
export function writtenIn(block: Block): Written {
  const attributes = new Map<string, Attribute>();
  const blocks = new Map<string, Block[]>();
  for (const statement of block.body.statements) {
    if (statement.kind === 'attribute') {
      if (!attributes.has(statement.name.text)) attributes.set(statement.name.text, statement);
      continue;
    }
    const known = blocks.get(statement.name);
    if (known) known.push(statement);
    else blocks.set(statement.name, [statement]);
  }
  return { block, attributes, blocks };
}

/** The value of an attribute where it is a literal; undefined where it is not, or is not written. */
export function constantAt({ attributes }: Written, name: string): ReturnType<typeof constantOf> {
  const attribute = attributes.get(name);
  return attribute && constantOf(attribute.value);
}

/** `set`: it surely has a value other than the empty one. `maybe`: that is known when Alloy runs. */
export function fillOf({ attributes, blocks }: Written, name: string): 'set' | 'maybe' | 'empty' {
  if (blocks.has(name)) return 'set';
  const attribute = attributes.get(name);
  if (!attribute) return 'empty';
  const { value } = attribute;
  if (value.kind === 'list') return value.elements.length > 0 ? 'set' : 'empty';
  if (value.kind === 'object') return value.fields.length > 0 ? 'set' : 'empty';
  const constant = constantOf(value);
  if (constant === undefined) return 'maybe';
  return constant === null || constant === '' || constant === false || constant === 0 ? 'empty' : 'set';
}
