/** The one line by which a configuration includes a module: in its `imports`, or in the list of modules of a host in a flake. */
import { posix } from 'node:path';
import { excerpt } from '../../base/display.ts';
import { lookUp, valueAt } from '../../base/nix/lookup.ts';
import { bare, type NixBinding, type NixExpression, type NixList, type NixSet } from '../../base/nix/tree.ts';
import { everyExpression } from '../../base/nix/visit.ts';
import { nixString } from '../../base/nix-text.ts';
import type { Span } from '../../base/text.ts';
import type { ModuleText } from '../declared/module.ts';
import type { TextEdit } from './edit.ts';
import { literalList } from './options.ts';
import { atTop, intoEmpty, intoList } from './style.ts';

export type Inclusion =
  | { readonly status: 'there' }
  | { readonly status: 'edit'; readonly edit: TextEdit }
  | { readonly status: 'refused'; readonly message: string; readonly span: Span };

/** A list of modules in the text of a flake, or why there is not exactly one. */
export type HostList =
  | { readonly status: 'list'; readonly list: NixList }
  | { readonly status: 'refused'; readonly message: string; readonly span: Span };

/** `path` is that of the module, relative to the repository as that of `file` is. */
export function includeInModule(file: ModuleText, path: string): Inclusion {
  const { set } = file;
  const element = pathFrom(file.source.path, path);
  const advice = `include it yourself: imports = [ ${element} ];`;
  const nowhere = { start: 0, end: 0 };
  if (!set) return { status: 'refused', message: `it has no attribute set to write into; ${advice}`, span: nowhere };
  const [found, ...others] = lookUp(set, ['imports']);
  if (!found) {
    const line = `imports = [ ${element} ];`;
    const first = set.bindings.length > 0;
    return { status: 'edit', edit: first ? atTop(file, set, line) : intoEmpty(file, set, [line]) };
  }
  const list = others.length === 0 && found.kind === 'exact' && found.value ? literalList(found.value) : undefined;
  if (!list) return { status: 'refused', message: `its imports are computed; ${advice}`, span: found.binding };
  return intoListOnce(file, list, path, element);
}

/** The same in the list `modules` of a host. */
export function includeInFlake(file: ModuleText, list: NixList, path: string): Inclusion {
  return intoListOnce(file, list, path, pathFrom(file.source.path, path));
}

function intoListOnce(file: ModuleText, list: NixList, path: string, element: string): Inclusion {
  if (pathsIn(file, list).includes(path)) return { status: 'there' };
  return { status: 'edit', edit: intoList(file, list, element) };
}

/** Literal paths in a list, relative to the repository. */
export function pathsIn({ source }: ModuleText, list: NixList): string[] {
  return list.elements.flatMap((element) => {
    const one = bare(element);
    if (one.kind !== 'path' || one.style !== 'plain' || one.value === undefined) return [];
    return one.value.startsWith('/') ? [] : [posix.join(posix.dirname(source.path), one.value)];
  });
}

/** As Nix writes a path; one with other characters as a text that is put behind the folder. */
function pathFrom(file: string, path: string): string {
  const relative = posix.relative(posix.dirname(file), path);
  const whole = relative.startsWith('../') ? relative : `./${relative}`;
  if (/^[\w.+/-]+$/.test(whole)) return whole;
  return `(./. + ${nixString(`/${relative}`)})`;
}

/**
 * `modules = [ … ]` of the host in `nixosConfigurations`; `host` may be left out where there is one alone. Only what is
 * written out is taken: `nixosConfigurations.HOST = FUNCTION { modules = [ … ]; }`.
 */
export function hostList({ file }: ModuleText, host: string | undefined): HostList {
  const refuse = (message: string, span: Span = { start: 0, end: 0 }): HostList => ({
    status: 'refused',
    message: `${message}; include the module in that host's list yourself`,
    span: { start: span.start, end: span.end },
  });
  const hosts = file.expression ? hostsIn(file.expression) : new Map<string, NixExpression>();
  const names = [...hosts.keys()];
  if (names.length === 0) return refuse('no host of nixosConfigurations is written out in it');
  const [only = ''] = names;
  if (host === undefined && names.length > 1)
    return refuse(`it has several hosts (${excerpt(names.join(', '), 200)}): name one with --imports FILE#HOST`);
  const name = host ?? only;
  const value = hosts.get(name);
  if (!value) return refuse(`it has no host ${excerpt(name, 80)}, only ${excerpt(names.join(', '), 200)}`);
  const call = bare(value);
  const argument = call.kind === 'application' ? bare(call.argument) : undefined;
  const modules = argument?.kind === 'set' ? valueAt(argument, ['modules']) : undefined;
  const list = modules && literalList(modules);
  return list
    ? { status: 'list', list }
    : refuse(`the modules of ${excerpt(name, 80)} are no list that is written out`, value);
}

/** `nixosConfigurations.a = …` and `nixosConfigurations = { a = …; }`, wherever they stand. */
function hostsIn(root: NixExpression): Map<string, NixExpression> {
  const hosts = new Map<string, NixExpression>();
  for (const at of everyExpression(root)) {
    if (at.kind !== 'set') continue;
    for (const binding of at.bindings) for (const [name, value] of hostsOf(binding)) hosts.set(name, value);
  }
  return hosts;
}

function hostsOf(binding: NixBinding): readonly (readonly [string, NixExpression])[] {
  if (binding.kind !== 'definition') return [];
  const names = binding.path.map(({ value }) => value);
  const at = names.indexOf('nixosConfigurations');
  if (at < 0) return [];
  const [host, ...more] = names.slice(at + 1);
  if (host !== undefined) return more.length === 0 ? [[host, binding.value]] : [];
  const set = names.length === at + 1 ? bare(binding.value) : undefined;
  return set?.kind === 'set' ? membersOf(set) : [];
}

function membersOf(set: NixSet): readonly (readonly [string, NixExpression])[] {
  return set.bindings.flatMap((binding) => {
    const name = binding.kind === 'definition' && binding.path.length === 1 ? binding.path[0].value : undefined;
    return binding.kind === 'definition' && name !== undefined ? [[name, binding.value] as const] : [];
  });
}
