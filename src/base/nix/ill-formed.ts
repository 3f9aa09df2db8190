/** What the grammar accepts and Nix refuses while it parses, but for names: see `duplicates.ts` and `undefined-names.ts`. */
import type { NixProblem } from './syntax-node.ts';
import type { NixBinding, NixExpression, NixName } from './tree.ts';
import { everyExpression } from './visit.ts';

/** Operators that cannot follow each other without parentheses, with their rank. Source: Nix, src/libexpr/parser.y. */
const unchained: Readonly<Record<string, number>> = { '==': 1, '!=': 1, '<': 2, '>': 2, '<=': 2, '>=': 2 };

const largestInteger = 2n ** 63n - 1n;

export function illFormed(text: string, root: NixExpression): NixProblem[] {
  return [...everyExpression(root)].flatMap((expression) => wrongIn(text, expression) ?? []);
}

function wrongIn(text: string, expression: NixExpression): NixProblem | readonly NixProblem[] | undefined {
  switch (expression.kind) {
    case 'number':
      return wrongNumber(expression.value, expression);
    case 'binary': {
      const { operator, operatorSpan, left } = expression;
      const rank = unchained[operator];
      if (rank === undefined || left.kind !== 'binary' || unchained[left.operator] !== rank) return undefined;
      const message = `"${operator}" cannot follow "${left.operator}" without parentheses`;
      return { ...operatorSpan, message, related: [{ ...left.operatorSpan, message: 'the operator before it' }] };
    }
    case 'path': {
      const last = text[expression.end - 1];
      if (last !== '/' || expression.style === 'search') return undefined;
      return { start: expression.end - 1, end: expression.end, message: 'a path cannot end with a slash' };
    }
    case 'let':
    case 'legacy-let':
      return [...computedIn(expression.bindings), ...wrongNames(expression.bindings)];
    case 'set':
      return wrongNames(expression.bindings);
    case 'selection':
    case 'question':
      return expression.path.flatMap(reservedName);
    default:
      return undefined;
  }
}

function wrongNumber(
  value: number | bigint,
  { start, end }: { readonly start: number; readonly end: number },
): NixProblem | undefined {
  if (typeof value === 'bigint' ? value <= largestInteger : Number.isFinite(value)) return undefined;
  return { start, end, message: 'the number is larger than Nix can hold' };
}

function computedIn(bindings: readonly NixBinding[]): NixProblem[] {
  return bindings.flatMap((binding) => {
    const [first] = binding.kind === 'definition' ? binding.path : [];
    if (!first || first.value !== undefined) return [];
    return [{ start: first.start, end: first.end, message: 'a name in `let` cannot be computed' }];
  });
}

function wrongNames(bindings: readonly NixBinding[]): NixProblem[] {
  return bindings.flatMap((binding) => {
    if (binding.kind === 'definition') return binding.path.flatMap(reservedName);
    return binding.names.flatMap((name) => {
      const { value, start, end } = name;
      if (value === undefined) return [{ start, end, message: 'a name after `inherit` cannot be computed' }];
      return reservedName(name);
    });
  });
}

/** The grammar lets words of the language be names. */
const reserved = new Set(['assert', 'else', 'if', 'in', 'inherit', 'let', 'rec', 'then', 'with']);

function reservedName({ style, value, start, end }: NixName): NixProblem[] {
  if (style !== 'plain' || value === undefined || !reserved.has(value)) return [];
  return [
    { start, end, message: `\`${value}\` is a word of the language`, hint: 'Put it in quotes to make it a name.' },
  ];
}
