/** Variables that nothing defines, as Nix finds them before it evaluates anything. */
import { excerpt } from '../display.ts';
import { didYouMean } from '../suggest.ts';
import type { NixProblem } from './syntax-node.ts';
import { bare, type NixBinding, type NixExpression, type NixVariable } from './tree.ts';
import { childrenOf } from './visit.ts';

interface Scope {
  readonly names: ReadonlySet<string>;
  /** Of `with`: it may define any name. */
  readonly isOpen: boolean;
  readonly outer: Scope | undefined;
}

/** Names that every file has; those of built-in functions with two underscores grow with the versions of Nix. */
const globals: Scope = {
  names: new Set(
    `abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial fetchTarball
     fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw toString true`.split(/\s+/),
  ),
  isOpen: false,
  outer: undefined,
};

/** Functions of nixpkgs' lib that modules use, and forget the `lib.` of. */
const ofLib = new Set(
  `mkAfter mkBefore mkDefault mkEnableOption mkForce mkIf mkMerge mkOption mkOptionDefault mkOrder mkOverride optional
   optionalAttrs optionalString optionals types`.split(/\s+/),
);

const limit = 100;

export function undefinedNames(root: NixExpression): NixProblem[] {
  const problems: NixProblem[] = [];
  const open: (readonly [NixExpression, Scope])[] = [[root, globals]];
  for (let next = open.pop(); next && problems.length < limit; next = open.pop()) {
    const [expression, scope] = next;
    if (expression.kind === 'variable') {
      const problem = wrong(expression, scope);
      if (problem) problems.push(problem);
    } else open.push(...inScope(expression, scope, problems).toReversed());
  }
  return problems;
}

/** What is inside of an expression, each with the scope that it is in. */
function inScope(
  expression: NixExpression,
  scope: Scope,
  problems: NixProblem[],
): readonly (readonly [NixExpression, Scope])[] {
  switch (expression.kind) {
    case 'set':
    case 'let':
    case 'legacy-let': {
      inherited(expression.bindings, scope, problems);
      const isPlain = expression.kind === 'set' && !expression.isRecursive;
      const own = isPlain ? scope : extended(scope, definedBy(expression.bindings));
      const inner = mergesRecursively(expression.bindings) ? anything(own) : own;
      return childrenOf(expression).map((child) => [child, inner]);
    }
    case 'function': {
      const { parameter, formals } = expression;
      const names = (formals?.members ?? []).map(({ name }) => name.name);
      const inner = extended(scope, parameter ? [...names, parameter.name] : names);
      return childrenOf(expression).map((child) => [child, inner]);
    }
    case 'with':
      return [
        [expression.scope, scope],
        [expression.body, anything(scope)],
      ];
    default:
      return childrenOf(expression).map((child) => [child, scope]);
  }
}

function extended(outer: Scope, names: readonly string[]): Scope {
  return { names: new Set(names), isOpen: false, outer };
}

/** A scope that may define any name. */
function anything(outer: Scope): Scope {
  return { names: new Set(), isOpen: true, outer };
}

/** `{ a = rec { x = 1; }; a.y = x; }`: what is merged into a recursive set sees its names. */
function mergesRecursively(bindings: readonly NixBinding[]): boolean {
  const names = bindings.flatMap((binding) => (binding.kind === 'definition' ? [binding.path[0].value] : []));
  if (new Set(names).size === names.length) return false;
  return bindings.some((binding) => {
    const value = binding.kind === 'definition' ? bare(binding.value) : undefined;
    return value?.kind === 'set' && value.isRecursive;
  });
}

function definedBy(bindings: readonly NixBinding[]): string[] {
  return bindings.flatMap((binding) =>
    (binding.kind === 'definition' ? [binding.path[0]] : binding.names).flatMap(({ value }) => value ?? []),
  );
}

/** `inherit x` means the x outside. */
function inherited(bindings: readonly NixBinding[], scope: Scope, problems: NixProblem[]): void {
  for (const binding of bindings) {
    if (binding.kind !== 'inherit' || binding.from) continue;
    for (const { value, start, end } of binding.names) {
      if (value === undefined || problems.length >= limit) continue;
      const problem = wrong({ kind: 'variable', name: value, start, end }, scope);
      if (problem) problems.push(problem);
    }
  }
}

function wrong({ name, start, end }: NixVariable, scope: Scope): NixProblem | undefined {
  if (name.startsWith('__') || isDefined(name, scope)) return undefined;
  const message = `nothing defines the variable \`${excerpt(name, 80)}\``;
  if (ofLib.has(name)) return { start, end, message, hint: `Is \`lib.${name}\` meant?` };
  const suggestion = didYouMean(name, namesOf(scope)).trim();
  return suggestion === '' ? { start, end, message } : { start, end, message, hint: suggestion };
}

function isDefined(name: string, scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.outer) if (at.isOpen || at.names.has(name)) return true;
  return false;
}

/** Names that are near, at most so many: a scope can have a hundred thousand. */
function namesOf(scope: Scope): string[] {
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at && names.length < 500; at = at.outer) {
    for (const name of at.names) if (names.push(name) >= 500) break;
  }
  return names;
}
