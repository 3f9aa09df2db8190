import type { Model, Module, Node, Reference } from '../references/model.ts';
import type { Block, Expression } from '../syntax/tree.ts';

/** One use of a module. What an `argument` is depends on it. */
export interface Instance {
  readonly index: number;
  readonly module: Module;
  /** The custom component that it is made by; absent for the files themselves. */
  readonly use?: Node;
  readonly outer?: Instance;
}

/** A node in one of its instances. */
export interface Placed {
  readonly node: Node;
  readonly instance: Instance;
}

/** Everything that would run. */
export interface World {
  readonly instances: readonly Instance[];
  /** Whether there are more instances than are looked at. */
  readonly truncated: boolean;
  /** The nodes of an instance, those in templates of a `foreach` too. */
  readonly nodesOf: (instance: Instance) => readonly Node[];
  /** What a custom component makes; absent where its declaration is not known. */
  readonly inside: (placed: Placed) => Instance | undefined;
  readonly referenceAt: (path: Expression) => Reference | undefined;
  /** How many more parts of expressions are followed in all. */
  readonly budget: { steps: number };
}

/** More instances than a process would run. Declarations that use others twice grow without bounds. */
const mostInstances = 2000;
/** Declarations that contain themselves have no end; those that do not are rarely three deep. */
const deepest = 30;
/** A second's work. Real configurations take some thousand. */
const mostSteps = 5_000_000;

/** The instances of all modules of a model. Declarations without a use count as one, with arguments that are not known. */
export function worldOf(model: Model): World {
  const ofDeclaration = new Map<Block, Module>();
  const templates = new Map<Module, Module[]>();
  for (const module of model.modules) {
    if (module.kind === 'declare' && module.owner) ofDeclaration.set(module.owner.block, module);
    if (module.kind === 'template' && module.parent)
      templates.set(module.parent, [...(templates.get(module.parent) ?? []), module]);
  }
  const known = new Map<Module, readonly Node[]>();
  const nodesOf = ({ module }: Instance): readonly Node[] => {
    let nodes = known.get(module);
    if (!nodes) {
      const modules = [module];
      for (const one of modules) modules.push(...(templates.get(one) ?? []));
      nodes = modules.flatMap((one) => one.nodes);
      known.set(module, nodes);
    }
    return nodes;
  };
  const expansion = expand(model, ofDeclaration, nodesOf);
  let references: Map<Expression, Reference> | undefined;
  const referenceAt = (path: Expression): Reference | undefined => {
    references ??= new Map(model.references.map((reference) => [reference.at, reference]));
    return references.get(path);
  };
  return { ...expansion, nodesOf, referenceAt, budget: { steps: mostSteps } };
}

function expand(
  model: Model,
  ofDeclaration: ReadonlyMap<Block, Module>,
  nodesOf: World['nodesOf'],
): Pick<World, 'instances' | 'truncated' | 'inside'> {
  const instances: Instance[] = [{ index: 0, module: model.root }];
  const children = new Map<Instance, Map<Node, Instance>>();
  const used = new Set<Module>();
  let truncated = false;
  const grow = (from: number): void => {
    for (let index = from; index < instances.length; index++) {
      const outer = instances[index];
      if (!outer) continue;
      const made = new Map<Node, Instance>();
      children.set(outer, made);
      for (const node of nodesOf(outer)) {
        const module = node.declaration && ofDeclaration.get(node.declaration);
        if (!module) continue;
        used.add(module);
        if (instances.length >= mostInstances || depthOf(outer) >= deepest) {
          truncated = true;
          continue;
        }
        const instance = { index: instances.length, module, use: node, outer };
        made.set(node, instance);
        instances.push(instance);
      }
    }
  };
  grow(0);
  for (const module of ofDeclaration.values()) {
    if (used.has(module) || isImported(module)) continue;
    const from = instances.length;
    instances.push({ index: from, module });
    grow(from);
  }
  return { instances, truncated, inside: ({ node, instance }) => children.get(instance)?.get(node) };
}

function depthOf(instance: Instance): number {
  let depth = 0;
  for (let at = instance.outer; at; at = at.outer) depth++;
  return depth;
}

function isImported(module: Module): boolean {
  let at = module;
  while (at.parent) at = at.parent;
  return at.kind === 'import';
}
