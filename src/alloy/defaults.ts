import { excerpt } from '../base/display.ts';
import type { Findings } from '../base/findings.ts';
import { compareMinor } from '../base/program-version.ts';
import type { RawBody } from './catalogue/format.ts';
import { type Argument, type View, viewOf } from './catalogue/view.ts';
import type { ParsedFile } from './rule.ts';
import { customOf, idOf, innerScope, type Scope } from './scope.ts';
import type { Block, Body } from './syntax/tree.ts';
import { headOf } from './types/written.ts';
import type { AlloyVersion } from './version.ts';

interface Upgrade {
  readonly files: readonly ParsedFile[];
  readonly scope: Scope;
  readonly from: AlloyVersion;
  readonly to: AlloyVersion;
  readonly found: Findings;
}

interface Comparing {
  readonly to: AlloyVersion;
  /** The views of all versions from the one to the other. */
  readonly views: readonly View[];
  readonly found: Findings;
  readonly file: string;
}

/** Reports what is not written and has another default in another version: arguments, and blocks that are left out. */
export function checkDefaults({ files, scope: root, from, to, found }: Upgrade): void {
  const order = viewOf(from.minor).catalogue.versions;
  const [first, last] = [order.indexOf(from.minor), order.indexOf(to.minor)];
  const between = order.slice(Math.min(first, last), Math.max(first, last) + 1);
  const views = (first <= last ? between : between.reverse()).map(viewOf);
  const view = viewOf(from.minor);
  const left: (Inner & { readonly file: string; readonly scope: Scope })[] = files.map(({ source, tree }) => ({
    file: source.path,
    body: tree.body,
    scope: root,
    place: [],
  }));
  // Modules are added while it runs.
  for (const { file, body, scope, place } of left) {
    for (const block of body.statements) {
      if (block.kind !== 'block') continue;
      const config = view.config(block.name);
      const raw = config ? config.raw : customOf(scope, block) ? undefined : view.component(block.name)?.raw;
      if (!raw) continue;
      for (const inner of compareBody({ to, views, found, file }, block, raw, [...place, idOf(block)])) {
        left.push({ ...inner, file, scope: innerScope(block, inner.body, view, scope) });
      }
    }
  }
}

/** A body of statements inside of a block. */
interface Inner {
  readonly body: Body;
  readonly place: readonly string[];
}

/** Compares the defaults of a block and of those inside. Gives the bodies of statements that were met. */
function compareBody(comparing: Comparing, block: Block, raw: RawBody, place: readonly string[]): readonly Inner[] {
  const { views } = comparing;
  const now = views[0]?.bodyOf(raw);
  if (!now) return [];
  if (now.statements) return [{ body: block.body, place }];
  const written = new Set(block.body.statements.map(({ name }) => (typeof name === 'string' ? name : name.text)));
  for (const { name, text, since } of changesOf(comparing, raw))
    if (!written.has(name))
      say(comparing, block, [...place, name], {
        severity: 'warning',
        message: `the default of "${name}" is ${text} with Alloy ${since}`,
        hint: `Write ${name} to keep its value`,
      });
  for (const { name, repeatable, raw: inner } of now.blocks.values()) {
    if (repeatable || written.has(name)) continue;
    const changes = changesInside(comparing, inner);
    if (changes.length === 0) continue;
    const shown = changes.map((change) => `"${change.name}" is ${change.text} with Alloy ${change.since}`);
    say(comparing, block, [...place, name], {
      // Whether a block that is left out counts with its defaults, or is switched off, is code that nobody looked at.
      severity: 'info',
      message: excerpt(`block "${name}" is left out, and defaults in it change: ${shown.join('; ')}`, 500),
      hint: `If leaving it out does not switch it off, write ${name} { … } to keep the values`,
    });
  }
  return block.body.statements.flatMap((statement) => {
    const use = statement.kind === 'block' ? now.blocks.get(statement.name) : undefined;
    if (statement.kind !== 'block' || !use) return [];
    return compareBody(comparing, statement, use.raw, [...place, statement.name]);
  });
}

interface Saying {
  readonly severity: 'warning' | 'info';
  readonly message: string;
  readonly hint: string;
}

function say({ found, file }: Comparing, block: Block, place: readonly string[], saying: Saying): void {
  const { start, end } = headOf(block);
  found.add({
    rule: 'alloy.default-changes',
    file,
    span: { start, end },
    ...saying,
    place: excerpt(place.join('/'), 500),
  });
}

interface Change {
  readonly name: string;
  /** `1 now, and 2`. */
  readonly text: string;
  /** The minor version that has the other one. */
  readonly since: string;
}

/** The arguments of a body whose default is another one in the end. */
function changesOf({ views, to }: Comparing, raw: RawBody): readonly Change[] {
  const [now, then] = [views[0]?.bodyOf(raw), views.at(-1)?.bodyOf(raw)];
  return [...(now?.args ?? [])].flatMap(([name, argument]) => {
    const later = then?.args.get(name);
    if (!later || isIgnored(later, to) || !differ(argument, later)) return [];
    const changed = views.find((view) => {
      const between = view.bodyOf(raw).args.get(name);
      return between !== undefined && differ(argument, between);
    });
    return { name, text: `${shown(argument)} now, and ${shown(later)}`, since: changed?.version ?? to.minor };
  });
}

/** The changes in a block that is left out and in those inside of it. One that cannot stand without arguments is switched off then. */
function changesInside(comparing: Comparing, raw: RawBody): readonly Change[] {
  const { views } = comparing;
  const found: Change[] = [];
  const left = [{ raw, path: '' }];
  const seen = new Set<RawBody>();
  // Bodies may contain themselves: each is looked at once.
  for (const one of left) {
    const body = views[0]?.bodyOf(one.raw);
    if (!body || seen.has(body.raw) || body.requiredArgs.length > 0 || body.requiredBlocks.length > 0) continue;
    seen.add(body.raw);
    for (const change of changesOf(comparing, one.raw)) found.push({ ...change, name: `${one.path}${change.name}` });
    for (const { name, repeatable, raw: inner } of body.blocks.values())
      if (!repeatable) left.push({ raw: inner, path: `${one.path}${name}/` });
  }
  return found;
}

function isIgnored({ noOp }: Argument, { minor }: AlloyVersion): boolean {
  return noOp !== undefined && compareMinor(noOp, minor) <= 0;
}

/** Defaults that code computes are not known, so they cannot be said to differ. */
function differ(left: Argument, right: Argument): boolean {
  if (left.dynamicDefault || right.dynamicDefault) return false;
  return JSON.stringify(left.default) !== JSON.stringify(right.default);
}

function shown({ default: value, type }: Argument): string {
  if (value !== undefined) return JSON.stringify(value);
  return type.kind === 'bool' ? 'false' : type.kind === 'int' || type.kind === 'number' ? '0' : 'empty';
}
