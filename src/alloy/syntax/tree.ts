/**
 * The tree of an Alloy configuration. Every node carries `start` and `end`, offsets in UTF-16 units into its source,
 * half-open, so a node is itself a Span. Where the source is broken the parser fills in: a missing expression is a
 * `null` of no width (accepted wherever a value is), a missing name has the text ''.
 *
 * It is safe to recurse: blocks and the expression in them are at most twice `nestingLimit` (nesting.ts) levels deep.
 */
import type { Span } from '../../base/text.ts';

export interface File extends Span {
  readonly kind: 'file';
  readonly body: Body;
}

/** The statements of a file or a block. A block's body reaches from its `{` to behind its `}`. */
export interface Body extends Span {
  readonly kind: 'body';
  readonly statements: readonly Statement[];
}

export type Statement = Attribute | Block;

/** `name = value` */
export interface Attribute extends Span {
  readonly kind: 'attribute';
  readonly name: Name;
  /** Where the `=` stands. */
  readonly equalsAt: number;
  readonly value: Expression;
}

/** `part.part "label" { … }` */
export interface Block extends Span {
  readonly kind: 'block';
  /** All parts joined with dots: `prometheus.scrape`. */
  readonly name: string;
  readonly parts: readonly Name[];
  /** Its text without the quotes, its span with them. `""` is no label, as in Alloy. */
  readonly label: Name | null;
  readonly body: Body;
}

/** A word of the source that names something. */
export interface Name extends Span {
  readonly text: string;
}

export type Literal = NumberLiteral | StringLiteral | BoolLiteral | NullLiteral;

export type Expression = Literal | List | ObjectLiteral | Identifier | Access | Index | Call | Unary | Binary | Paren;

/** Digits with or without a fraction or an exponent, never a sign. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  /** As written: exact where `value` is rounded. A leading zero without a dot makes it octal if its digits are. */
  readonly raw: string;
  /** The nearest double. */
  readonly value: number;
  /** What Alloy holds it in: the first of the three that it fits. */
  readonly holds: 'int64' | 'uint64' | 'float64';
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  /** Escapes resolved. As long as the span without its quotes only if there were none. */
  readonly value: string;
  /** Between backticks. */
  readonly raw: boolean;
  /** A placeholder of a template stands in it: `value` is not what Alloy will see. The parser never sets it. */
  readonly opaque?: boolean;
}

interface BoolLiteral extends Span {
  readonly kind: 'bool';
  readonly value: boolean;
}

interface NullLiteral extends Span {
  readonly kind: 'null';
}

/** `[a, b]` */
interface List extends Span {
  readonly kind: 'list';
  readonly elements: readonly Expression[];
}

/** `{ a = 1, "b" = 2 }` */
export interface ObjectLiteral extends Span {
  readonly kind: 'object';
  /** In order; of fields with an equal key the last one counts. */
  readonly fields: readonly Field[];
}

export interface Field extends Span {
  readonly kind: 'field';
  readonly key: Key;
  readonly equalsAt: number;
  readonly value: Expression;
}

/**
 * The key as Alloy takes it: between quotes it is verbatim, escapes are not resolved, and an empty quoted key is its
 * two quotes.
 */
export interface Key extends Name {
  readonly quote: 'none' | 'double' | 'raw';
}

/** A word alone: the beginning of a reference, or a function. */
export interface Identifier extends Span {
  readonly kind: 'identifier';
  readonly name: string;
}

/** `value.name` */
export interface Access extends Span {
  readonly kind: 'access';
  readonly value: Expression;
  readonly name: Name;
}

/** `value[index]` */
interface Index extends Span {
  readonly kind: 'index';
  readonly value: Expression;
  readonly index: Expression;
}

/** `callee(arguments)` */
export interface Call extends Span {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
}

export type UnaryOperator = '!' | '-';

/** The operator stands at `start`, one unit wide. */
interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '^';

/** `left operator right`. The operator is as wide as its text. */
interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorAt: number;
  readonly left: Expression;
  readonly right: Expression;
}

/** `(inner)` */
interface Paren extends Span {
  readonly kind: 'paren';
  readonly inner: Expression;
}
