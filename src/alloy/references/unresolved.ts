import { didYouMean, nearest } from '../../base/suggest.ts';
import type { View } from '../catalogue/view.ts';
import { type Context, headAsRelated, quoted, say } from './context.ts';
import type { Model, Module, Node, Unresolved } from './model.ts';

/** Reports paths that begin with nothing known. Gives the nodes that they likely mean: those are not to be called unused. */
export function checkUnresolved(context: Context): ReadonlySet<Node> {
  const { model, findings } = context;
  const meant = new Set<Node>();
  // A block that is missing from the tree because of a syntax error would be missed here for nothing.
  if (!model.complete) return meant;
  const elsewhere = new Map<string, Node>();
  for (const node of model.nodes) if (!elsewhere.has(node.id)) elsewhere.set(node.id, node);
  const unknown = unknownKinds(model);
  for (const unresolved of model.unresolved) {
    if (unresolved.from.broken || unresolved.path.includes('') || isLost(context, unresolved)) continue;
    const mistyped = mistypedKind(unresolved, unknown);
    if (mistyped) {
      context.faulty.add(unresolved.from.block);
      meant.add(mistyped);
      context.faulty.add(unresolved.from.block);
      continue;
    }
    context.faulty.add(unresolved.from.block);
    // Looking for near names costs more than all the rest.
    if (!findings.hasRoom(unresolved.from.file, 'blocker')) continue;
    reportUnresolved(context, unresolved, elsewhere, meant);
  }
  return meant;
}

/** Whether a `foreach` around lacks its variable or its template, for a fault that was reported: the name may be in there. */
function isLost({ view, faulty }: Context, { from, path }: Unresolved): boolean {
  if (from.block.name === 'foreach' && faulty.has(from.block)) return true;
  for (let at: Module | undefined = from.module; at?.kind === 'template'; at = at.parent)
    if (at.owner && faulty.has(at.owner.block) && at.scope.variable === undefined)
      return !path.some((_, index) => view.component(path.slice(0, index).join('.')));
  return false;
}

/** Label -> blocks of a kind that does not exist. */
function unknownKinds({ nodes }: Model): ReadonlyMap<string, readonly Node[]> {
  const found = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.kind !== 'unknown' || !node.block.label) continue;
    const label = node.block.label.text;
    found.set(label, [...(found.get(label) ?? []).slice(0, 3), node]);
  }
  return found;
}

/** The block that is meant, when the kind of component is what was mistyped there: that was reported. */
function mistypedKind({ path }: Unresolved, unknown: ReadonlyMap<string, readonly Node[]>): Node | undefined {
  for (const [index, part] of path.entries()) {
    const name = path.slice(0, index).join('.');
    for (const node of unknown.get(part) ?? [])
      if (index > 0 && nearest(node.block.name, [name]) !== undefined) return node;
  }
  return undefined;
}

function reportUnresolved(
  context: Context,
  { from, path, at, inside }: Unresolved,
  elsewhere: ReadonlyMap<string, Node>,
  meant: Set<Node>,
): void {
  const { view, model } = context;
  const first = path[0] ?? '';
  const id = likelyId(view, path);
  const hidden = elsewhere.get(id);
  if (first === 'argument') {
    reportArgument(context, from, path, { at, inside });
    return;
  }
  const loop = model.modules.find(({ scope }) => scope.variable === first)?.owner;
  if (loop) {
    say(context, from, at, {
      rule: 'alloy.unknown-reference',
      message: `"${first}" is the variable of ${quoted(loop.id)}, and only there inside of its template`,
      inside,
      related: [headAsRelated(loop, 'it is declared here')],
    });
    return;
  }
  const near = hidden ? undefined : nearest(id, visibleIds(from.module, id.split('.').length));
  const node = near === undefined ? undefined : visible(from.module, near);
  if (node) meant.add(node);
  if (hidden) meant.add(hidden);
  const whole = hidden || near !== undefined ? undefined : labelled(from.module, path);
  if (whole) meant.add(whole);
  say(context, from, at, {
    rule: 'alloy.unknown-reference',
    message:
      path.length === 1
        ? `nothing is called ${quoted(first)} here`
        : `there is no component ${quoted(path.join('.'))} here`,
    hint: hidden
      ? scopeHint(hidden)
      : near !== undefined
        ? `Did you mean "${near}"?`
        : (kindHint(view, path) ?? (whole && labelHint(whole, path))),
    inside,
    ...(hidden ? { related: [headAsRelated(hidden, 'it is here, out of scope')] } : {}),
  });
}

function reportArgument(
  context: Context,
  from: Node,
  path: readonly string[],
  { at, inside }: Pick<Unresolved, 'at' | 'inside'>,
): void {
  const name = path[1] ?? '';
  const declared = visibleIds(from.module, 2).flatMap((id) => (id.startsWith('argument.') ? id.slice(9) : []));
  const isModule = inModule(from.module);
  say(context, from, at, {
    rule: 'alloy.unknown-reference',
    message: isModule
      ? `this declare has no argument ${quoted(name)}`
      : 'arguments are only there inside of a declare block',
    hint: isModule ? didYouMean(name, declared) || `Add argument "${name}" { }` : undefined,
    inside,
  });
}

function inModule(module: Module): boolean {
  let at: Module | undefined = module;
  while (at?.kind === 'template') at = at.parent;
  return at?.kind === 'declare';
}

function scopeHint({ id, module }: Node): string {
  if (module.kind === 'template')
    return `What is in the template of a foreach, as ${quoted(id)}, cannot be referenced from outside`;
  if (module.kind === 'declare') return `${quoted(id)} is inside of a declare: hand it out with an export block`;
  return `${quoted(id)} is outside of this declare: pass it in as an argument`;
}

/** What to write instead of the name of a kind of components. */
function kindHint(view: View, path: readonly string[]): string | undefined {
  const component = view.component(path.join('.'));
  const [first = 'EXPORT'] = component?.exports.keys() ?? [];
  return component && `It is a kind of components: write ${component.name}.LABEL.${first}`;
}

function labelHint({ id, component }: Node, [, name]: readonly string[]): string {
  const [first = ''] = component?.exports.keys() ?? [];
  return `${quoted(id)} has this label: write ${[id, name ?? first].join('.')}`;
}

/** The component that a path names by its label alone. */
function labelled(module: Module, [label, , more]: readonly string[]): Node | undefined {
  for (let at: Module | undefined = module; at && !more; at = at.kind === 'template' ? at.parent : undefined) {
    const node = at.nodes.find(({ block, component }) => component && block.label?.text === label);
    if (node) return node;
  }
  return undefined;
}

/** The part of a path that would be an id: the name of a component and a label. */
function likelyId(view: View, path: readonly string[]): string {
  for (let parts = Math.min(path.length, 6); parts > 0; parts--) {
    const name = path.slice(0, parts).join('.');
    if (view.component(name)) return path.slice(0, parts + 1).join('.');
  }
  return path.slice(0, path.length > 3 ? 3 : Math.max(1, path.length - 1)).join('.');
}

/** Comparing with more of them takes too long. */
const mostCandidates = 2000;

function visibleIds(module: Module, parts: number): readonly string[] {
  const found: string[] = [];
  for (let at: Module | undefined = module; at; at = at.kind === 'template' ? at.parent : undefined) {
    for (const id of at.byId.keys()) {
      if (found.length >= mostCandidates) return found;
      if (id.split('.').length === parts) found.push(id);
    }
  }
  return found;
}

function visible(module: Module, id: string): Node | undefined {
  for (let at: Module | undefined = module; at; at = at.kind === 'template' ? at.parent : undefined) {
    const node = at.byId.get(id);
    if (node) return node;
  }
  return undefined;
}
