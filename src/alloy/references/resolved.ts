import { didYouMean } from '../../base/suggest.ts';
import { absence, own } from '../catalogue/marks.ts';
import type { Expression } from '../syntax/tree.ts';
import { type Context, headAsRelated, quoted, say } from './context.ts';
import type { Node, Reference } from './model.ts';

/** Reports references to exports that do not exist, to components themselves, and names that hide the standard library. */
export function checkResolved(context: Context): void {
  for (const reference of context.model.references) {
    if (reference.from.broken || reference.to.broken) continue;
    checkSelf(context, reference);
    checkExport(context, reference);
    checkHidden(context, reference);
  }
}

function checkSelf(context: Context, { from, to, at, inside }: Reference): void {
  if (from !== to) return;
  say(context, from, at, { rule: 'alloy.self-reference', message: `${quoted(from.id)} refers to itself`, inside });
}

function checkExport(context: Context, { from, to, rest, at, inside, direct }: Reference): void {
  const [name] = rest;
  // A block that lacks its label is reported as such: what is named behind its id is the label.
  if (to.kind === 'unknown' || (to.kind !== 'config' && to.block.label === null)) return;
  const exported = exportsOf(to);
  if (!exported) return;
  if (name === undefined) {
    // An object of all exports is a value too, but not one that a component of Alloy takes.
    if (!direct || from.kind !== 'component') return;
    const [first] = exported;
    say(context, from, at, {
      rule: 'alloy.whole-component',
      message:
        to.block.name === 'argument'
          ? `${quoted(to.id)} is an argument: name its value`
          : `${quoted(to.id)} is a component: name one of its exports`,
      hint: first === undefined ? 'It exports nothing' : `Write ${to.id}.${first}`,
      inside,
    });
    return;
  }
  if (exported.has(name) || !context.findings.hasRoom(from.file, 'blocker')) return;
  const { view, settings } = context;
  const raw = to.component && own(to.component.raw.exports, name);
  const why = raw && absence(raw, view.version, settings.version.shown, view.catalogue.versions);
  const names = [...exported];
  say(context, from, at, {
    rule: 'alloy.unknown-export',
    message:
      why === undefined
        ? `${quoted(to.id)} exports no ${quoted(name)}`
        : `the export "${name}" of ${quoted(to.id)} ${why}`,
    hint:
      why !== undefined
        ? undefined
        : didYouMean(name, names) ||
          (names.length === 0 ? 'It exports nothing' : `It exports ${names.slice(0, 10).join(', ')}`),
    inside,
    related: [headAsRelated(to, 'it is declared here')],
  });
}

/** The names behind an id that have a value; undefined when that cannot be known. */
function exportsOf(to: Node): ReadonlySet<string> | undefined {
  if (to.component) return new Set(to.component.exports.keys());
  if (to.kind === 'custom') {
    const exported = to.module.scope.components.get(to.id);
    return exported && new Set(exported.keys());
  }
  // Its variable is what is referred to, and that may be anything.
  if (to.block.name === 'foreach') return undefined;
  return new Set(to.block.name === 'argument' ? ['value'] : []);
}

/** A component hides it everywhere, and Alloy warns of that; the variable of a foreach hides it in its template. */
function checkHidden(context: Context, { from, to, at, inside }: Reference): void {
  const first = firstOf(at);
  if (!context.view.identifier(first)) return;
  const isVariable = to.block.name === 'foreach';
  say(context, from, at, {
    rule: 'alloy.hidden-name',
    severity: isVariable ? 'info' : 'warning',
    message: `${isVariable ? `the variable of ${quoted(to.id)}` : quoted(to.id)} hides "${first}" of the standard library`,
    hint: 'Call it otherwise',
    inside,
    related: [headAsRelated(to, 'it is declared here')],
  });
}

function firstOf(path: Reference['at']): string {
  let at: Expression = path;
  while (at.kind === 'access') at = at.value;
  return at.kind === 'identifier' ? at.name : '';
}
