/** What a check is once its pack was loaded: plain data, validated, in one form. */
import type { Axis, Grade, Remedy, Severity } from '../generated/report-types.ts';

/** JSON Schema of one value, the subset of schemas/pack.schema.json. */
export interface LeafSchema {
  readonly description?: string;
  readonly type?: 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly not?: LeafSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly version?: string;
  readonly hasAll?: readonly unknown[];
  readonly items?: LeafSchema;
  readonly contains?: LeafSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, LeafSchema>>;
  readonly patternProperties?: Readonly<Record<string, LeafSchema>>;
  readonly additionalProperties?: boolean | LeafSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/** A fact beside another fact or a parameter. */
export type Comparison =
  | { readonly fact: string; readonly same: string }
  | { readonly fact: string; readonly atMost: string }
  | { readonly fact: string; readonly atLeast: string }
  | { readonly fact: string; readonly among: string }
  | { readonly fact: string; readonly inRange: string };

/** A pointer is absolute, relative to the member of `each`, or `.` for the member itself. */
export type Leaf =
  | { readonly fact: string; readonly is: LeafSchema; readonly grade?: Grade }
  | Comparison
  | { readonly fact: string; readonly gap: readonly string[]; readonly grade?: Grade };

export type Requirement =
  | { readonly all: readonly Requirement[] }
  | { readonly any: readonly Requirement[] }
  | { readonly not: Requirement }
  | { readonly first: readonly Requirement[] }
  | { readonly cases: readonly { readonly when: Requirement; readonly require: Requirement }[] }
  | Leaf;

export interface LoadedCheck {
  readonly id: string;
  readonly title: string;
  readonly axis: Axis;
  readonly severity: Severity;
  /** The best grade that a finding of this check can have. */
  readonly grade?: Grade;
  readonly when?: Requirement;
  readonly each?: string;
  /** Facts that explain a failure and decide nothing. */
  readonly tell?: readonly string[];
  /** What was found where it fails (say.ts), instead of a sentence made of the facts that decided. */
  readonly say?: string;
  readonly require: Requirement;
  readonly why: string;
  readonly risk?: string;
  readonly remedy?: Remedy;
  readonly sources: readonly string[];
  readonly runbook: string;
}

/** Packs that are judged together. */
export interface LoadedPacks {
  readonly checks: readonly LoadedCheck[];
  /** Every parameter by name; null is one that nobody set. */
  readonly parameters: Record<string, unknown>;
  /** What they are for, of those whose pack says it. */
  readonly descriptions: ReadonlyMap<string, string>;
  /** Every pack that took part, those that were extended included. */
  readonly packs: { name: string; source: string; sha256: string }[];
  /** Regular expression of a pack file -> where it stands, `file:line:column`. */
  readonly patterns: ReadonlyMap<string, string>;
}
