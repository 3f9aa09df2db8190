import { nearest } from '../../base/suggest.ts';
import type { RawBody } from '../catalogue/format.ts';
import type { Type } from '../catalogue/type.ts';
import type { Component, View } from '../catalogue/view.ts';
import { headOf } from '../types/written.ts';
import { type Context, quoted, say } from './context.ts';
import type { Module, Node } from './model.ts';
import { isReceiver } from './signals.ts';

/** Warns of components that only exist to be used and are not, and of declarations and imports without a use. */
export function checkUnused(context: Context, meant: ReadonlySet<Node>, lost: LostUses): void {
  const { model, view } = context;
  if (!model.complete) return;
  // A file of declarations alone is there for others.
  const isLibrary = model.root.nodes.every(({ block }) => block.name === 'declare' || block.name.startsWith('import.'));
  for (const node of model.nodes) {
    if (node.used || node.broken || meant.has(node)) continue;
    const { block, module, component } = node;
    // References to a duplicate lead to the first one.
    if (module.byId.get(node.id) !== node) continue;
    if (component) {
      if (isPassive(view, component) && !isLost(lost, module, component))
        say(context, node, headOf(block), {
          rule: 'alloy.unused-component',
          severity: 'warning',
          message: sendsTo(component)
            ? `nothing sends to ${quoted(node.id)}`
            : `nothing uses what ${quoted(node.id)} exports`,
          hint: 'Refer to it, or remove it',
        });
    } else if (
      !isMisspelled(context, node) &&
      module.kind !== 'import' &&
      !isLibrary &&
      (block.name === 'declare' || block.name.startsWith('import.'))
    )
      say(context, node, headOf(block), {
        rule: 'alloy.unused-component',
        severity: 'warning',
        message: `nothing uses ${quoted(node.id)}`,
        hint: 'Use it, or remove it',
      });
  }
}

/** For each module with its templates: names of capsules, `value` for all else that is exported, and `anything`. */
export type LostUses = ReadonlyMap<Module, ReadonlySet<string>>;

/**
 * What blocks with a fault could refer to, if it were not for that. To be asked before references are looked at: one that
 * is wrong is no lost one, and what it likely means is known.
 */
export function lostUses({ model, view, faulty }: Context): LostUses {
  const lost = new Map<Module, Set<string>>();
  if (faulty.size === 0) return lost;
  for (const { block, component, module } of model.nodes) {
    if (!faulty.has(block)) continue;
    const seen = outermost(module);
    const uses = lost.get(seen) ?? new Set<string>();
    lost.set(seen, uses);
    for (const use of component ? usesOf(view, component) : ['anything']) uses.add(use);
  }
  return lost;
}

function isLost(lost: LostUses, module: Module, { exports }: Component): boolean {
  const uses = lost.get(outermost(module));
  return uses !== undefined && (uses.has('anything') || [...exports.values()].some((type) => uses.has(useOf(type))));
}

/** What is in a template sees what is around it. */
function outermost(module: Module): Module {
  let at = module;
  while (at.kind === 'template' && at.parent) at = at.parent;
  return at;
}

function useOf(type: Type): string {
  const inner = type.kind === 'list' ? type.of : type;
  return inner.kind === 'capsule' ? inner.name : 'value';
}

const uses = new WeakMap<Component, ReadonlySet<string>>();

function usesOf(view: View, component: Component): ReadonlySet<string> {
  let known = uses.get(component);
  if (!known) {
    known = new Set(typesIn(view, component.raw).map(useOf));
    uses.set(component, known);
  }
  return known;
}

/** Whether a custom component whose kind does not exist likely means this declaration or import. */
function isMisspelled({ model: { nodes } }: Context, { block }: Node): boolean {
  const label = block.label?.text ?? '';
  return nodes.some(
    ({ kind, block: { parts } }) => kind === 'unknown' && nearest(parts[0]?.text ?? '', [label]) !== undefined,
  );
}

function sendsTo({ exports }: Component): boolean {
  return [...exports.values()].some(isReceiver);
}

/** Whether a component does nothing by itself: it takes what others send, or it only exports. */
function isPassive(view: View, component: Component): boolean {
  if (component.exports.size === 0) return false;
  return sendsTo(component) || !sends(view, component);
}

const senders = new WeakMap<Component, boolean>();

/** Whether one of the arguments of a component takes receivers. */
export function sends(view: View, component: Component): boolean {
  let known = senders.get(component);
  if (known === undefined) {
    known = typesIn(view, component.raw).some(isReceiver);
    senders.set(component, known);
  }
  return known;
}

/** The types of all arguments. Bodies may contain themselves: each is looked at once. */
function typesIn(view: View, raw: RawBody): readonly Type[] {
  const types: Type[] = [];
  const left = new Set([raw]);
  for (const one of left) {
    const { args, blocks } = view.bodyOf(one);
    for (const { type } of args.values()) types.push(type);
    for (const block of blocks.values()) left.add(view.bodyOf(block.raw).raw);
  }
  return types;
}
