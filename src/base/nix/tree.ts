/** A Nix expression as plain data. Places are offsets in UTF-16 units. */
import type { Span } from '../text.ts';

export type NixExpression =
  | NixVariable
  | NixNumber
  | NixString
  | NixPath
  | NixList
  | NixSet
  | NixLet
  | NixLegacyLet
  | NixWith
  | NixAssert
  | NixIf
  | NixFunction
  | NixApplication
  | NixSelection
  | NixQuestion
  | NixUnary
  | NixBinary
  | NixParenthesised;

/** Also `true`, `false` and `null`: they are variables that can be hidden by another of the name. */
export interface NixVariable extends Span {
  readonly kind: 'variable';
  readonly name: string;
}

interface NixNumber extends Span {
  readonly kind: 'number';
  /** Of an integer beyond 2^53 a bigint. */
  readonly value: number | bigint;
  readonly isFloat: boolean;
}

export interface NixString extends Span {
  readonly kind: 'string';
  readonly style: 'quoted' | 'indented' | 'uri';
  /** What it says, escapes read and indentation stripped; undefined where a part of it is computed. */
  readonly value: string | undefined;
  /** In the order of the text. */
  readonly parts: readonly (NixText | NixInterpolation)[];
}

export interface NixText extends Span {
  readonly kind: 'text';
  readonly value: string;
}

/** `${…}`, with its braces. */
export interface NixInterpolation extends Span {
  readonly kind: 'interpolation';
  readonly expression: NixExpression;
}

export interface NixPath extends Span {
  readonly kind: 'path';
  /** `./x`, `/x` and `x/y`; `~/x`; `<x>`. */
  readonly style: 'plain' | 'home' | 'search';
  /** As it is written; undefined where a part of it is computed. */
  readonly value: string | undefined;
  readonly interpolations: readonly NixInterpolation[];
}

export interface NixList extends Span {
  readonly kind: 'list';
  readonly elements: readonly NixExpression[];
}

export interface NixSet extends Span {
  readonly kind: 'set';
  readonly isRecursive: boolean;
  /** Where the opening brace is. The closing one ends the set. */
  readonly open: number;
  readonly bindings: readonly NixBinding[];
}

interface NixLet extends Span {
  readonly kind: 'let';
  readonly bindings: readonly NixBinding[];
  readonly body: NixExpression;
}

/** `let { …; body = …; }`, which nobody writes any more. */
interface NixLegacyLet extends Span {
  readonly kind: 'legacy-let';
  readonly bindings: readonly NixBinding[];
}

interface NixWith extends Span {
  readonly kind: 'with';
  readonly scope: NixExpression;
  readonly body: NixExpression;
}

interface NixAssert extends Span {
  readonly kind: 'assert';
  readonly condition: NixExpression;
  readonly body: NixExpression;
}

interface NixIf extends Span {
  readonly kind: 'if';
  readonly condition: NixExpression;
  readonly consequence: NixExpression;
  readonly alternative: NixExpression;
}

export interface NixFunction extends Span {
  readonly kind: 'function';
  /** `x: …`, and the name of the whole in `{ … }@x: …`. */
  readonly parameter: NixVariable | undefined;
  readonly formals: NixFormals | undefined;
  readonly body: NixExpression;
}

export interface NixFormals extends Span {
  readonly members: readonly {
    readonly name: NixVariable;
    readonly default: NixExpression | undefined;
  }[];
  readonly hasEllipsis: boolean;
}

interface NixApplication extends Span {
  readonly kind: 'application';
  readonly function: NixExpression;
  readonly argument: NixExpression;
}

interface NixSelection extends Span {
  readonly kind: 'selection';
  readonly from: NixExpression;
  readonly path: readonly NixName[];
  /** After `or`. */
  readonly default: NixExpression | undefined;
}

/** `set ? a.b` */
interface NixQuestion extends Span {
  readonly kind: 'question';
  readonly of: NixExpression;
  readonly path: readonly NixName[];
}

interface NixUnary extends Span {
  readonly kind: 'unary';
  readonly operator: string;
  readonly operand: NixExpression;
}

export interface NixBinary extends Span {
  readonly kind: 'binary';
  readonly operator: string;
  /** Where the operator is. */
  readonly operatorSpan: Span;
  readonly left: NixExpression;
  readonly right: NixExpression;
}

export interface NixParenthesised extends Span {
  readonly kind: 'parenthesised';
  readonly expression: NixExpression;
}

/** One name of an attribute path. */
export interface NixName extends Span {
  readonly style: 'plain' | 'quoted' | 'dynamic';
  /** Undefined where it is computed. `${"x"}` is not: Nix reads it as `x`. */
  readonly value: string | undefined;
  /** Of a name that is quoted or dynamic. */
  readonly expression: NixExpression | undefined;
}

export type NixBinding = NixDefinition | NixInherit;

/** `a.b = value;` with its semicolon. */
interface NixDefinition extends Span {
  readonly kind: 'definition';
  readonly path: readonly [NixName, ...NixName[]];
  readonly value: NixExpression;
}

/** `inherit (from) a b;` with its semicolon. */
interface NixInherit extends Span {
  readonly kind: 'inherit';
  readonly from: NixExpression | undefined;
  readonly names: readonly NixName[];
}

/** What stands inside of any number of parentheses. */
export function bare(expression: NixExpression): Exclude<NixExpression, NixParenthesised> {
  let inner = expression;
  while (inner.kind === 'parenthesised') inner = inner.expression;
  return inner;
}
