import type { Span } from '../base/text.ts';
import type { Body, Expression, File, Statement } from './syntax/tree.ts';

/**
 * The tree with string literals marked whose text is not known yet, because a placeholder of a template stands in them.
 * `spans` are those of literals, with their quotes.
 */
export function withOpaqueStrings(file: File, spans: readonly Span[]): File {
  if (spans.length === 0) return file;
  const starts = new Set(spans.map(({ start }) => start));
  const mark = (expression: Expression): Expression => {
    switch (expression.kind) {
      case 'string':
        return starts.has(expression.start) ? { ...expression, opaque: true } : expression;
      case 'list':
        return { ...expression, elements: expression.elements.map(mark) };
      case 'object':
        return { ...expression, fields: expression.fields.map((field) => ({ ...field, value: mark(field.value) })) };
      case 'access':
        return { ...expression, value: mark(expression.value) };
      case 'index':
        return { ...expression, value: mark(expression.value), index: mark(expression.index) };
      case 'call':
        return { ...expression, callee: mark(expression.callee), arguments: expression.arguments.map(mark) };
      case 'unary':
        return { ...expression, operand: mark(expression.operand) };
      case 'binary':
        return { ...expression, left: mark(expression.left), right: mark(expression.right) };
      case 'paren':
        return { ...expression, inner: mark(expression.inner) };
      default:
        return expression;
    }
  };
  const inStatement = (statement: Statement): Statement =>
    statement.kind === 'attribute'
      ? { ...statement, value: mark(statement.value) }
      : { ...statement, body: inBody(statement.body) };
  const inBody = (body: Body): Body => ({ ...body, statements: body.statements.map(inStatement) });
  return { ...file, body: inBody(file.body) };
}
