import type { Span } from '../../base/text.ts';
import type { Component } from '../catalogue/view.ts';
import type { Scope } from '../scope.ts';
import type { Access, Block, Identifier } from '../syntax/tree.ts';
import type { Signal } from './signals.ts';

/** Everything that a configuration and what it imports declare, and what refers to what. */
export interface Model {
  /** All files of the configuration first, then modules inside of them, then imported ones. */
  readonly modules: readonly Module[];
  readonly root: Module;
  /** By `index`. */
  readonly nodes: readonly Node[];
  readonly references: readonly Reference[];
  readonly unresolved: readonly Unresolved[];
  /** Whether nothing is missing from the trees: there were no syntax errors. */
  readonly complete: boolean;
}

/** Blocks that see each other: those of all files, of a `declare`, of the template of a `foreach`, or of an import. */
export interface Module {
  readonly kind: 'root' | 'declare' | 'template' | 'import';
  readonly scope: Scope;
  readonly parent: Module | undefined;
  /** The `declare` or `foreach` around. */
  readonly owner: Node | undefined;
  readonly nodes: Node[];
  /** Of blocks with the same id the first. */
  readonly byId: Map<string, Node>;
}

export interface Node {
  readonly index: number;
  readonly id: string;
  readonly kind: 'component' | 'custom' | 'config' | 'unknown';
  readonly module: Module;
  readonly file: string;
  readonly block: Block;
  /** Of Alloy's own components. */
  readonly component: Component | undefined;
  /** Of a custom component: its `declare` block, where it was found. */
  readonly declaration: Block | undefined;
  /** The parser stumbled in it. */
  readonly broken: boolean;
  readonly references: Reference[];
  /** Whether anything refers to it or is made of it. */
  used: boolean;
}

export interface Reference {
  readonly from: Node;
  readonly to: Node;
  /** What is written behind the id: an export, and fields of it. */
  readonly rest: readonly string[];
  readonly at: Identifier | Access;
  /** Names of the blocks around inside of the component, then of the attribute. */
  readonly inside: readonly string[];
  readonly signal: Signal;
  /** It stands alone, or as an element of a list: its value is decoded as it is. */
  readonly direct: boolean;
}

/** A path whose first name means nothing here. */
export interface Unresolved {
  readonly from: Node;
  readonly path: readonly string[];
  readonly at: Span;
  readonly inside: readonly string[];
}

/** Where a node stands in the configuration: the ids of the blocks around, then its own. */
export function placeOf({ module, id }: Node): string {
  const ids = [id];
  for (let owner = module.owner; owner; owner = owner.module.owner) ids.push(owner.id);
  return ids.reverse().join('/');
}
