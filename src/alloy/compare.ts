import type { Diagnostic } from '../base/diagnostic.ts';
import type { RawBody } from './catalogue/format.ts';
import { type Argument, type View, viewOf } from './catalogue/view.ts';
import { type AlloyResult, type AlloySource, checkAlloy, type Options } from './check.ts';
import type { ParsedFile } from './rule.ts';
import { customOf, idOf, innerScope, type Scope } from './scope.ts';
import type { Block, Body } from './syntax/tree.ts';
import { headOf } from './types/written.ts';
import { type AlloyVersion, compareMinor } from './version.ts';

export interface Comparison {
  /** The configuration as the version that runs now sees it. */
  readonly now: AlloyResult;
  /** What the other version refuses, warns of or ignores and this one does not, and defaults that change. */
  readonly changes: readonly Diagnostic[];
}

/** What becomes of a configuration when Alloy goes from `options.version` to another version. Either may be the newer one. */
export async function compareVersions(
  sources: readonly AlloySource[],
  options: Options,
  to: AlloyVersion,
): Promise<Comparison> {
  const now = await checkAlloy(sources, options);
  const then = await checkAlloy(sources, {
    ...options,
    version: { ...to, said: `you go to ${to.shown}` },
  });
  const known = new Set(now.diagnostics.map(keyOf));
  const fresh = then.diagnostics.filter((diagnostic) => !known.has(keyOf(diagnostic)));
  const defaults = defaultChanges(now.configuration.files, now.configuration.scope, options.version, to);
  return { now, changes: [...fresh, ...defaults] };
}

/** Messages name the version, so they do not belong to the key. */
function keyOf({ rule, file, span }: Diagnostic): string {
  return `${rule} ${span.start} ${span.end} ${file}`;
}

interface Comparing {
  readonly from: AlloyVersion;
  readonly to: AlloyVersion;
  /** The views of all versions from the one to the other. */
  readonly views: readonly View[];
  readonly found: Diagnostic[];
}

function defaultChanges(
  files: readonly ParsedFile[],
  root: Scope,
  from: AlloyVersion,
  to: AlloyVersion,
): readonly Diagnostic[] {
  const order = viewOf(from.minor).catalogue.versions;
  const [first, last] = [order.indexOf(from.minor), order.indexOf(to.minor)];
  const between = order.slice(Math.min(first, last), Math.max(first, last) + 1);
  const views = (first <= last ? between : between.reverse()).map(viewOf);
  const comparing = { from, to, views, found: [] };
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
      for (const inner of compareBody(comparing, file, block, raw, [...place, idOf(block)])) {
        left.push({ ...inner, file, scope: innerScope(block, inner.body, view, scope) });
      }
    }
  }
  return comparing.found;
}

/** A body of statements inside of a block. */
interface Inner {
  readonly body: Body;
  readonly place: readonly string[];
}

/** Compares the defaults of a block and of those inside. Gives the bodies of statements that were met. */
function compareBody(
  comparing: Comparing,
  file: string,
  block: Block,
  raw: RawBody,
  place: readonly string[],
): readonly Inner[] {
  const { views, found, to } = comparing;
  const [now, then] = [views[0]?.bodyOf(raw), views.at(-1)?.bodyOf(raw)];
  if (!now || !then) return [];
  if (now.statements) return [{ body: block.body, place }];
  const written = new Set(block.body.statements.map(({ name }) => (typeof name === 'string' ? name : name.text)));
  for (const [name, argument] of now.args) {
    const later = then.args.get(name);
    if (!later || written.has(name) || isIgnored(later, to) || !differ(argument, later)) continue;
    const changed = views.find((view) => {
      const between = view.bodyOf(raw).args.get(name);
      return between !== undefined && differ(argument, between);
    });
    const span = headOf(block);
    found.push({
      rule: 'alloy.default-changes',
      severity: 'warning',
      file,
      span: { start: span.start, end: span.end },
      message: `the default of "${name}" is ${shown(argument)} now, and ${shown(later)} with Alloy ${changed?.version ?? to.minor}`,
      hint: `Write ${name} to keep its value`,
      place: [...place, name].join('/'),
    });
  }
  return block.body.statements.flatMap((statement) => {
    const use = statement.kind === 'block' ? now.blocks.get(statement.name) : undefined;
    if (statement.kind !== 'block' || !use) return [];
    return compareBody(comparing, file, statement, use.raw, [...place, statement.name]);
  });
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
