import { childrenOf } from '../syntax/children.ts';
import type { Access, Block, Expression, Identifier } from '../syntax/tree.ts';

/** Takes the paths that are met on a walk over a block. */
export interface Visitor {
  /** Names of the blocks around inside of the component, then of the attribute: valid during the call only. */
  readonly inside: string[];
  /** `a.b.c`; `direct` when it stands alone or as an element of a list. */
  readonly visit: (path: Identifier | Access, direct: boolean) => void;
}

/** Every path in the attributes of a block and of the blocks inside, but not in bodies of statements. */
export function visitBlock(visitor: Visitor, block: Block): void {
  for (const statement of block.body.statements) {
    if (statement.kind === 'attribute') {
      visitor.inside.push(statement.name.text);
      visitExpression(visitor, statement.value, true);
      visitor.inside.pop();
    } else if (block.name !== 'foreach' || statement.name !== 'template') {
      visitor.inside.push(statement.name);
      visitBlock(visitor, statement);
      visitor.inside.pop();
    }
  }
}

/** Every path in an expression. An index or a call ends a path. */
function visitExpression(visitor: Visitor, expression: Expression, direct: boolean): void {
  switch (expression.kind) {
    case 'identifier':
      visitor.visit(expression, direct);
      return;
    case 'access': {
      let at: Expression = expression;
      while (at.kind === 'access') at = at.value;
      if (at.kind === 'identifier') visitor.visit(expression, direct);
      else visitExpression(visitor, at, false);
      return;
    }
    case 'list':
      for (const element of expression.elements) visitExpression(visitor, element, direct);
      return;
    case 'paren':
      visitExpression(visitor, expression.inner, direct);
      return;
    default:
      for (const child of childrenOf(expression)) visitExpression(visitor, child, false);
  }
}
