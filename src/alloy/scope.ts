import type { Type } from './catalogue/type.ts';
import type { View } from './catalogue/view.ts';
import { exportsOfDeclaration } from './modules/exports.ts';
import type { Block, Body } from './syntax/tree.ts';
import { constantOf } from './types/constant.ts';

/** What a name at the beginning of a block or a reference can mean in one module. */
export interface Scope {
  readonly kind: 'root' | 'module' | 'template';
  readonly parent?: Scope;
  /** Labels of `declare` and `import.*` blocks. */
  readonly customs: ReadonlyMap<string, Custom>;
  /** Id of each component -> what it exports; undefined where that is not known. */
  readonly components: ReadonlyMap<string, ReadonlyMap<string, Type> | undefined>;
  readonly imports: Imports;
  /** What a `foreach` calls each element in its template. It hides a name of the standard library. */
  readonly variable?: string;
}

/** What `import.file` blocks bring: for each block the `declare` blocks in its files, by label. Others are not known. */
export type Imports = ReadonlyMap<Block, ReadonlyMap<string, Block>>;

/** A kind of component that the configuration itself defines: a `declare`, or everything below an import. */
export interface Custom {
  readonly kind: 'declare' | 'import';
  readonly block: Block;
}

/** The scope that the statements of some bodies make: those of all files of a configuration, or those of one block. */
export function scopeOf(
  kind: Scope['kind'],
  bodies: readonly Body[],
  view: View,
  parent?: Scope,
  imports: Imports = parent?.imports ?? new Map(),
): Scope {
  const customs = new Map<string, Custom>();
  const components = new Map<string, ReadonlyMap<string, Type> | undefined>();
  for (const { statements } of bodies) {
    for (const statement of statements) {
      if (statement.kind !== 'block') continue;
      const label = statement.label?.text;
      // Of two with one label the first is meant; the second is reported.
      if (label !== undefined && label !== '' && !customs.has(label)) {
        if (statement.name === 'declare') customs.set(label, { kind: 'declare', block: statement });
        else if (statement.name.startsWith('import.')) customs.set(label, { kind: 'import', block: statement });
      }
      components.set(idOf(statement), view.component(statement.name)?.exports);
    }
  }
  // The label of a custom component wins over a component of Alloy, not over a configuration block.
  const scope = { kind, customs, components, imports, ...(parent ? { parent } : {}) };
  for (const { statements } of bodies) {
    for (const statement of statements) {
      if (statement.kind !== 'block' || view.config(statement.name) || !customOf(scope, statement)) continue;
      const declaration = declarationOf(scope, statement);
      components.set(idOf(statement), declaration && exportsOfDeclaration(declaration, view));
    }
  }
  return scope;
}

/** The scope of a body of statements inside of a block: the template of a `foreach`, or a `declare`. */
export function innerScope(block: Block, body: Body, view: View, parent: Scope): Scope {
  const isTemplate = block.name === 'foreach';
  const scope = scopeOf(isTemplate ? 'template' : 'module', [body], view, parent);
  const variable = isTemplate ? variableOf(block) : undefined;
  return variable === undefined ? scope : { ...scope, variable };
}

function variableOf({ body }: Block): string | undefined {
  for (const statement of body.statements) {
    if (statement.kind !== 'attribute' || statement.name.text !== 'var') continue;
    const constant = constantOf(statement.value);
    return typeof constant === 'string' ? constant : undefined;
  }
  return undefined;
}

/** Whether a name is the variable of a `foreach` around. */
export function isVariable(scope: Scope, name: string): boolean {
  for (let at: Scope | undefined = scope; at?.kind === 'template'; at = at.parent)
    if (at.variable === name) return true;
  return false;
}

/** `pyroscope.write.default`: how references name a block. */
export function idOf({ name, label }: Block): string {
  return label === null || label.text === '' ? name : `${name}.${label.text}`;
}

/** What the first part of a block's name means when it is no configuration block. Outer modules lend their customs. */
export function customOf(scope: Scope, { parts }: Block): Custom | undefined {
  const first = parts[0]?.text ?? '';
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const custom = at.customs.get(first);
    if (custom) return custom;
  }
  return undefined;
}

/** The `declare` block of a custom component; undefined when there is none, or when it comes from where nobody looked. */
export function declarationOf(scope: Scope, block: Block): Block | undefined {
  const custom = customOf(scope, block);
  if (custom?.kind === 'declare') return block.parts.length === 1 ? custom.block : undefined;
  if (!custom || block.parts.length !== 2) return undefined;
  return scope.imports.get(custom.block)?.get(block.parts[1]?.text ?? '');
}

/** The exports of a component by its id; null when there is none in scope. Only a foreach template sees outer components. */
export function exportsOf(scope: Scope, id: string): ReadonlyMap<string, Type> | undefined | null {
  for (let at: Scope | undefined = scope; at; at = at.kind === 'template' ? at.parent : undefined)
    if (at.components.has(id)) return at.components.get(id);
  return null;
}
