/** From the grammar's nodes to our own. Recursive: the depth of the nodes is limited (`nixDepthLimit`). */
import { stripIndentation, unquoted } from './strings.ts';
import type { SyntaxNode } from './syntax-node.ts';
import {
  bare,
  type NixBinding,
  type NixExpression,
  type NixFormals,
  type NixInterpolation,
  type NixName,
  type NixPath,
  type NixString,
  type NixText,
  type NixVariable,
} from './tree.ts';

/** The expression that a node of the grammar stands for. `text` is the file's own. */
export function buildExpression(text: string, node: SyntaxNode): NixExpression {
  const { start, end } = node;
  const child = (field: string): NixExpression => buildExpression(text, need(node, field));
  const optional = (field: string): NixExpression | undefined => {
    const found = of(node, field);
    return found && buildExpression(text, found);
  };
  switch (node.type) {
    case 'variable_expression':
      return variable(text, node);
    case 'integer_expression':
      return { kind: 'number', value: integer(text.slice(start, end)), isFloat: false, start, end };
    case 'float_expression':
      return { kind: 'number', value: Number(text.slice(start, end)), isFloat: true, start, end };
    case 'string_expression':
    case 'indented_string_expression':
      return string(text, node);
    case 'uri_expression': {
      const value = text.slice(start, end);
      return { kind: 'string', style: 'uri', value, parts: [{ kind: 'text', value, start, end }], start, end };
    }
    case 'path_expression':
    case 'hpath_expression':
    case 'spath_expression':
      return path(text, node);
    case 'list_expression':
      return { kind: 'list', elements: all(node, 'element').map((one) => buildExpression(text, one)), start, end };
    case 'attrset_expression':
    case 'rec_attrset_expression': {
      const isRecursive = node.type === 'rec_attrset_expression';
      const open = node.children.find(({ type }) => type === '{')?.start ?? start;
      return { kind: 'set', isRecursive, open, bindings: bindings(text, node), start, end };
    }
    case 'let_attrset_expression':
      return { kind: 'legacy-let', bindings: bindings(text, node), start, end };
    case 'let_expression':
      return { kind: 'let', bindings: bindings(text, node), body: child('body'), start, end };
    case 'with_expression':
      return { kind: 'with', scope: child('environment'), body: child('body'), start, end };
    case 'assert_expression':
      return { kind: 'assert', condition: child('condition'), body: child('body'), start, end };
    case 'if_expression':
      return {
        kind: 'if',
        condition: child('condition'),
        consequence: child('consequence'),
        alternative: child('alternative'),
        start,
        end,
      };
    case 'function_expression': {
      const parameter = of(node, 'universal');
      const formals = of(node, 'formals');
      return {
        kind: 'function',
        parameter: parameter && variable(text, parameter),
        formals: formals && buildFormals(text, formals),
        body: child('body'),
        start,
        end,
      };
    }
    case 'apply_expression':
      return { kind: 'application', function: child('function'), argument: child('argument'), start, end };
    case 'select_expression': {
      const names = attributePath(text, need(node, 'attrpath'));
      return { kind: 'selection', from: child('expression'), path: names, default: optional('default'), start, end };
    }
    case 'has_attr_expression': {
      const names = attributePath(text, need(node, 'attrpath'));
      return { kind: 'question', of: child('expression'), path: names, start, end };
    }
    case 'unary_expression': {
      const operator = need(node, 'operator');
      return {
        kind: 'unary',
        operator: text.slice(operator.start, operator.end),
        operand: child('argument'),
        start,
        end,
      };
    }
    case 'binary_expression': {
      const operator = need(node, 'operator');
      const operatorSpan = { start: operator.start, end: operator.end };
      return {
        kind: 'binary',
        operator: text.slice(operator.start, operator.end),
        operatorSpan,
        left: child('left'),
        right: child('right'),
        start,
        end,
      };
    }
    case 'parenthesized_expression':
      return { kind: 'parenthesised', expression: child('expression'), start, end };
    default:
      throw new Error(`the grammar of Nix has no expression ${node.type}`);
  }
}

function of(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

function all(node: SyntaxNode, field: string): SyntaxNode[] {
  return node.children.filter((child) => child.field === field);
}

function need(node: SyntaxNode, field: string): SyntaxNode {
  const found = of(node, field);
  if (!found) throw new Error(`the grammar of Nix gives ${node.type} no ${field}`);
  return found;
}

function variable(text: string, { start, end }: SyntaxNode): NixVariable {
  return { kind: 'variable', name: text.slice(start, end), start, end };
}

function integer(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

function interpolation(text: string, node: SyntaxNode): NixInterpolation {
  const { start, end } = node;
  return { kind: 'interpolation', expression: buildExpression(text, need(node, 'expression')), start, end };
}

function interpolationsOf(text: string, node: SyntaxNode): NixInterpolation[] {
  return node.children.filter(({ type }) => type === 'interpolation').map((child) => interpolation(text, child));
}

function string(text: string, node: SyntaxNode): NixString {
  const { start, end } = node;
  const isIndented = node.type === 'indented_string_expression';
  const quote = isIndented ? 2 : 1;
  const raw: (NixText | NixInterpolation)[] = [];
  let at = start + quote;
  const upTo = (stop: number): void => {
    if (stop > at) raw.push({ kind: 'text', value: text.slice(at, stop), start: at, end: stop });
  };
  for (const inner of interpolationsOf(text, node)) {
    upTo(inner.start);
    raw.push(inner);
    at = inner.end;
  }
  upTo(end - quote);
  const parts = isIndented
    ? stripIndentation(raw)
    : raw.map((part) => (part.kind === 'text' ? { ...part, value: unquoted(part.value) } : part));
  return { kind: 'string', style: isIndented ? 'indented' : 'quoted', value: literal(parts), parts, start, end };
}

function literal(parts: readonly (NixText | NixInterpolation)[]): string | undefined {
  let value = '';
  for (const part of parts) {
    if (part.kind === 'interpolation') return undefined;
    value += part.value;
  }
  return value;
}

function path(text: string, node: SyntaxNode): NixPath {
  const { start, end, type } = node;
  const style = type === 'hpath_expression' ? 'home' : type === 'spath_expression' ? 'search' : 'plain';
  const interpolations = interpolationsOf(text, node);
  const value = interpolations.length > 0 ? undefined : text.slice(start, end);
  return { kind: 'path', style, value, interpolations, start, end };
}

function buildFormals(text: string, node: SyntaxNode): NixFormals {
  const { start, end } = node;
  const members = all(node, 'formal').map((formal) => {
    const fallback = of(formal, 'default');
    return { name: variable(text, need(formal, 'name')), default: fallback && buildExpression(text, fallback) };
  });
  return { members, hasEllipsis: of(node, 'ellipses') !== undefined, start, end };
}

function bindings(text: string, node: SyntaxNode): NixBinding[] {
  const set = node.children.find(({ type }) => type === 'binding_set');
  return (set?.children ?? []).map((child) => binding(text, child));
}

function binding(text: string, node: SyntaxNode): NixBinding {
  const { start, end } = node;
  if (node.type === 'binding') {
    const path = attributePath(text, need(node, 'attrpath'));
    return { kind: 'definition', path, value: buildExpression(text, need(node, 'expression')), start, end };
  }
  const from = of(node, 'expression');
  const names = all(need(node, 'attrs'), 'attr').map((name) => attributeName(text, name));
  return { kind: 'inherit', from: from && buildExpression(text, from), names, start, end };
}

function attributePath(text: string, node: SyntaxNode): [NixName, ...NixName[]] {
  const [first, ...others] = all(node, 'attr').map((name) => attributeName(text, name));
  if (!first) throw new Error('the grammar of Nix gives a path no name');
  return [first, ...others];
}

function attributeName(text: string, node: SyntaxNode): NixName {
  const { start, end, type } = node;
  if (type === 'identifier') {
    return { style: 'plain', value: text.slice(start, end), expression: undefined, start, end };
  }
  const isDynamic = type === 'interpolation';
  const expression = isDynamic ? interpolation(text, node).expression : string(text, node);
  const inner = bare(expression);
  const value = inner.kind === 'string' ? inner.value : undefined;
  return { style: isDynamic ? 'dynamic' : 'quoted', value, expression, start, end };
}
