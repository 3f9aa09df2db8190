import { posix } from 'node:path';
import type { Located } from '../../base/located.ts';
import type { AlloySummary } from '../../base/rollout/configurations.ts';
import type { Argument } from '../catalogue/view.ts';
import { attributesOf, type WrittenAttribute } from '../rules/attributes.ts';
import { attributeOf, constantIn, originsOf } from '../rules/origins.ts';
import { rulesOf } from '../rules/relabel.ts';
import type { Placed } from '../rules/world.ts';
import { constantAt, headOf } from '../types/written.ts';
import { accessOf } from './path-arguments.ts';
import { placeOf, type Running, textIn, unique } from './running.ts';

type Path = AlloySummary['paths'][number];

/** Absolute paths that components read or write on the machine, those that they use unasked too. */
export function pathsOf(running: Running): readonly Path[] {
  const found: Path[] = [];
  for (const placed of running.placed) {
    const { kind, block } = placed.node;
    if (kind !== 'component' && kind !== 'config') continue;
    const add = (located: Located<string>, access: Path['access'], isPattern = false): void => {
      const value = absolute(located.value, isPattern);
      if (value !== undefined) found.push({ ...located, value, access, component: block.name });
    };
    for (const attribute of attributesOf(running.view, placed.node)) {
      const argument = accessOf(block.name, attribute);
      if (!argument) continue;
      for (const text of textsOf(running, attribute, placed)) add(text, argument.access, argument.isPattern);
    }
    if (block.name === 'discovery.relabel')
      for (const text of relabelledPaths(running, placed)) add(text, 'read', true);
    for (const { value, access } of unasked(running, placed))
      add({ value, ...placeOf(placed.node, headOf(block)) }, access);
  }
  return unique(found);
}

/** The texts of an argument: its own, the elements of a list, or what targets say under `__path__`. */
function textsOf({ world }: Running, { attribute }: WrittenAttribute, placed: Placed): readonly Located<string>[] {
  return originsOf(world, attribute.value, placed).flatMap((origin) => {
    if (origin.kind !== 'expression') return [];
    const { expression } = origin;
    if (expression.kind !== 'object') return textIn(world, expression, origin) ?? [];
    const path = expression.fields.findLast(({ key }) => key.text === '__path__')?.value;
    // One for each element of a foreach.
    return (path ? originsOf(world, path, origin) : []).flatMap(
      (one) => (one.kind === 'expression' && textIn(world, one.expression, one)) || [],
    );
  });
}

/** `replacement` of the rules that set `__path__`: nothing but files is found by it. */
function relabelledPaths({ world }: Running, placed: Placed): readonly Located<string>[] {
  return rulesOf(placed.node).flatMap((rule) => {
    const value = rule.attributes.get('replacement')?.value;
    if (!value || constantAt(rule, 'target_label') !== '__path__') return [];
    return textIn(world, value, placed) ?? [];
  });
}

/** `/var/log/pods/*$1/*.log` -> `/var/log/pods`, `unix:///run/docker.sock` -> `/run/docker.sock`; others are no paths. */
function absolute(text: string, isPattern: boolean): string | undefined {
  const path = text.replace(/^unix:\/\/(?=\/)/, '');
  if (!path.startsWith('/') || path.includes('\0')) return undefined;
  const wildcard = isPattern ? path.search(/[*?[{$]/) : -1;
  const normal = posix.normalize(wildcard < 0 ? path : path.slice(0, path.lastIndexOf('/', wildcard) + 1));
  return normal.length > 1 ? normal.replace(/\/$/, '') : normal;
}

interface Unasked {
  readonly value: string;
  readonly access: Path['access'];
}

/**
 * What components use although nobody wrote it down. Source: grafana/alloy, internal/component/pyroscope: ebpf, which looks
 * for tracefs at this place first since it has a cache of symbols, and java.
 */
function unasked(running: Running, placed: Placed): readonly Unasked[] {
  const { name } = placed.node.component ?? {};
  if (name === 'pyroscope.java') return standard(running, placed, 'tmp_dir', 'write');
  if (name !== 'pyroscope.ebpf') return [];
  return [
    ...standard(running, placed, 'symb_cache_path', 'write'),
    ...(argumentOf(running, placed, 'symb_cache_path')
      ? [{ value: '/sys/kernel/tracing', access: 'read' as const }]
      : []),
    ...(sharesContext(running, placed) ? standard(running, placed, 'bpf_fs_root', 'read') : []),
  ];
}

/** The default of an argument that is not written, where the version has the argument. */
function standard(running: Running, placed: Placed, name: string, access: Path['access']): readonly Unasked[] {
  if (attributeOf(placed.node, name)) return [];
  const value = argumentOf(running, placed, name)?.default;
  return typeof value === 'string' ? [{ value, access }] : [];
}

function argumentOf({ view }: Running, { node: { component } }: Placed, name: string): Argument | undefined {
  return component && view.bodyOf(component.raw).args.get(name);
}

/** Whether the profiler looks for the trace contexts that Beyla leaves in bpffs. */
function sharesContext({ world }: Running, placed: Placed): boolean {
  const attribute = attributeOf(placed.node, 'obi_process_context_enabled');
  return attribute === undefined || constantIn(world, attribute.value, placed)?.value !== false;
}
