import type { View } from '../catalogue/view.ts';
import { declarationsOf } from '../modules/load.ts';
import type { Configuration, ParsedFile } from '../rule.ts';
import { customOf, declarationOf, idOf, innerScope, type Scope } from '../scope.ts';
import type { Access, Block, Body, Identifier, Statement } from '../syntax/tree.ts';
import { pathOf } from '../types/reference.ts';
import type { Model, Module, Node, Reference, Unresolved } from './model.ts';
import { visitBlock } from './paths.ts';
import { argumentType, signalOf } from './signals.ts';

interface Draft {
  readonly view: View;
  readonly modules: Module[];
  readonly nodes: Node[];
  readonly references: Reference[];
  readonly unresolved: Unresolved[];
  /** A declare or import block -> the node that it is. */
  readonly ofBlock: Map<Block, Node>;
}

/** One module's text. */
interface Source {
  readonly module: Module;
  readonly file: string;
  readonly body: Body;
  readonly isBroken: (statement: Statement) => boolean;
}

/** All blocks of a configuration and of what it imports, and what each of their expressions refers to. */
export function modelOf({ files, view, scope, imported }: Omit<Configuration, 'model'>): Model {
  const draft: Draft = { view, modules: [], nodes: [], references: [], unresolved: [], ofBlock: new Map() };
  const root = addModule(draft, 'root', scope, undefined);
  const left: Source[] = files.map((file) => sourceOf(root, file, file.tree.body));
  const all = [...files];
  for (const { files: own, scope: of } of imported) {
    const fresh = own.filter((file) => !all.includes(file));
    all.push(...fresh);
    const module = addModule(draft, 'import', of, undefined);
    left.push(...fresh.map((file) => sourceOf(module, file, declarationsOf(file.tree.body))));
  }
  // Modules are added while it runs.
  for (const source of left) addBlocks(draft, source, left);
  for (const node of draft.nodes) {
    markDeclaration(draft, node);
    if (node.block.name !== 'declare') refer(draft, node);
  }
  const { modules, nodes, references, unresolved } = draft;
  return { modules, root, nodes, references, unresolved, complete: !all.some(({ hasErrors }) => hasErrors) };
}

function sourceOf(module: Module, { source, isBroken }: ParsedFile, body: Body): Source {
  return { module, file: source.path, body, isBroken };
}

function addModule(draft: Draft, kind: Module['kind'], scope: Scope, owner: Node | undefined): Module {
  const module: Module = { kind, scope, parent: owner?.module, owner, nodes: [], byId: new Map() };
  draft.modules.push(module);
  return module;
}

function addBlocks(draft: Draft, { module, file, body, isBroken }: Source, left: Source[]): void {
  const { view } = draft;
  for (const block of body.statements) {
    if (block.kind !== 'block' || block.name === '') continue;
    const config = view.config(block.name) !== undefined;
    const custom = !config && customOf(module.scope, block) !== undefined;
    const component = config || custom ? undefined : view.component(block.name);
    const node: Node = {
      index: draft.nodes.length,
      id: idOf(block),
      kind: config ? 'config' : custom ? 'custom' : component ? 'component' : 'unknown',
      module,
      file,
      block,
      component,
      declaration: custom ? declarationOf(module.scope, block) : undefined,
      broken: isBroken(block),
      references: [],
      used: false,
    };
    draft.nodes.push(node);
    draft.ofBlock.set(block, node);
    module.nodes.push(node);
    if (!module.byId.has(node.id)) module.byId.set(node.id, node);
    addInner(draft, node, isBroken, left);
  }
}

/** The bodies of statements inside of a block. */
function addInner(draft: Draft, node: Node, isBroken: Source['isBroken'], left: Source[]): void {
  const { block, module, file } = node;
  if (block.name !== 'declare' && block.name !== 'foreach') return;
  const isDeclare = block.name === 'declare';
  const bodies = isDeclare
    ? [block.body]
    : block.body.statements.flatMap((one) => (one.kind === 'block' && one.name === 'template' ? [one.body] : []));
  for (const body of bodies) {
    const scope = innerScope(block, body, draft.view, module.scope);
    const inner = addModule(draft, isDeclare ? 'declare' : 'template', scope, node);
    left.push({ module: inner, file, body, isBroken });
  }
}

/** A custom component uses the declare or the import that it comes from. */
function markDeclaration(draft: Draft, { kind, module, block }: Node): void {
  if (kind !== 'custom') return;
  const custom = customOf(module.scope, block);
  const source = custom && draft.ofBlock.get(custom.block);
  if (source) source.used = true;
}

function refer(draft: Draft, from: Node): void {
  const inside: string[] = [];
  const visit = (at: Identifier | Access, direct: boolean): void => {
    const path = pathOf(at);
    if (!path) return;
    const found = find(from.module, path);
    if (found) {
      const { node: to, rest } = found;
      const exported = to.module.scope.components.get(to.id)?.get(rest[0] ?? '');
      // What comes through a module is what is wanted here.
      const isKnown = exported !== undefined && exported.kind !== 'any';
      const type = isKnown ? exported : from.component && argumentType(draft.view, from.component, inside);
      const reference = { from, to, rest, at, inside: [...inside], direct, signal: signalOf(type, inside) };
      from.references.push(reference);
      draft.references.push(reference);
      to.used = true;
      return;
    }
    const name = path[0] ?? '';
    const loop = loopOf(from.module, name);
    if (loop) {
      const reference = {
        from,
        to: loop,
        rest: path.slice(1),
        at,
        inside: [...inside],
        direct,
        signal: 'value' as const,
      };
      loop.used = true;
      from.references.push(reference);
      draft.references.push(reference);
    } else if (name !== 'module_path' && !draft.view.identifier(name))
      draft.unresolved.push({ from, path, at, inside: [...inside] });
  };
  visitBlock({ inside, visit }, from.block);
}

/** The node whose id the first parts of a path are; the rest names an export. Templates see the blocks around them. */
function find(
  module: Module,
  path: readonly string[],
): { readonly node: Node; readonly rest: readonly string[] } | undefined {
  for (let at: Module | undefined = module; at; at = at.kind === 'template' ? at.parent : undefined) {
    let id = '';
    for (const [index, part] of path.entries()) {
      id = index === 0 ? part : `${id}.${part}`;
      const node = at.byId.get(id);
      if (node) return { node, rest: path.slice(index + 1) };
    }
  }
  return undefined;
}

/** The `foreach` around whose variable a name is. */
function loopOf(module: Module, name: string): Node | undefined {
  for (let at: Module | undefined = module; at?.kind === 'template'; at = at.parent)
    if (at.scope.variable === name) return at.owner;
  return undefined;
}
