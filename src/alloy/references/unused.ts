import type { RawBody } from '../catalogue/format.ts';
import type { Component, View } from '../catalogue/view.ts';
import { headOf } from '../types/written.ts';
import { type Context, quoted, say } from './context.ts';
import type { Node } from './model.ts';
import { isReceiver } from './signals.ts';

/** Warns of components that only exist to be used and are not, and of declarations and imports without a use. */
export function checkUnused(context: Context, meant: ReadonlySet<Node>): void {
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
      if (isPassive(view, component))
        say(context, node, headOf(block), {
          rule: 'alloy.unused-component',
          severity: 'warning',
          message: sendsTo(component)
            ? `nothing sends to ${quoted(node.id)}`
            : `nothing uses what ${quoted(node.id)} exports`,
          hint: 'Refer to it, or remove it',
        });
    } else if (module.kind !== 'import' && !isLibrary && (block.name === 'declare' || block.name.startsWith('import.')))
      say(context, node, headOf(block), {
        rule: 'alloy.unused-component',
        severity: 'warning',
        message: `nothing uses ${quoted(node.id)}`,
        hint: 'Use it, or remove it',
      });
  }
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
    known = hasReceiver(view, component.raw);
    senders.set(component, known);
  }
  return known;
}

/** Bodies may contain themselves: each is looked at once. */
function hasReceiver(view: View, raw: RawBody): boolean {
  const left = new Set([raw]);
  for (const one of left) {
    const { args, blocks } = view.bodyOf(one);
    for (const { type } of args.values()) if (isReceiver(type)) return true;
    for (const block of blocks.values()) left.add(view.bodyOf(block.raw).raw);
  }
  return false;
}
