import type { Diagnostic } from '../../base/diagnostic.ts';
import { excerpt } from '../../base/display.ts';
import { lineStarts, positionAt } from '../../base/text.ts';
import { type AlloySource, checkAlloy, type Options } from '../check.ts';
import type { Module, Node } from '../references/model.ts';
import { argumentType, isSent, type Signal, signalOf } from '../references/signals.ts';
import type { Configuration } from '../rule.ts';
import { type NodeOfSpan, nodeFinder } from './node-of-span.ts';

/** The components of a configuration and what flows between them. */
export interface ComponentGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly groups: readonly GraphGroup[];
  /** What may be connected and was not looked into, in words. */
  readonly notLookedInto: readonly string[];
}

export interface GraphNode {
  /** `n0`: unique, made of letters and digits. */
  readonly id: string;
  /** `pyroscope.write.default`. */
  readonly label: string;
  /** `missing`: something refers to it, and it is not there. */
  readonly kind: 'component' | 'custom' | 'config' | 'missing';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Of the group that it is in. */
  readonly group?: string;
  /** Of a custom component: the group that it is an instance of. */
  readonly instanceOf?: string;
  /** Rules that found a blocker in it, each once. */
  readonly blockers: readonly string[];
}

/** Points where the data flows: from a scraper to a writer, and from a discovery to a scraper. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly signal: Signal;
  /** A rule found a blocker in the reference itself. */
  readonly blocked: boolean;
}

/** The inside of a `declare`, of the template of a `foreach`, or of an imported file. */
export interface GraphGroup {
  readonly id: string;
  readonly label: string;
  readonly kind: 'declare' | 'template' | 'import';
  readonly parent?: string;
}

/**
 * Parses and checks a configuration, and gives its graph with the blockers marked. Whatever the texts hold, it throws only
 * what a defect throws.
 */
export async function graphOf(sources: readonly AlloySource[], options: Options): Promise<ComponentGraph> {
  const { configuration, diagnostics, notLookedInto } = await checkAlloy(sources, options);
  return { ...drawn(configuration, diagnostics), notLookedInto };
}

type Positions = (file: string, offset: number) => { readonly line: number; readonly column: number };

function drawn(
  configuration: Configuration,
  diagnostics: readonly Diagnostic[],
): Omit<ComponentGraph, 'notLookedInto'> {
  const { model } = configuration;
  const blockers = diagnostics.filter(({ severity }) => severity === 'blocker');
  const rules = rulesOf(blockers, nodeFinder(model.nodes));
  const position = positionsIn(configuration);
  const groups = groupsOf(configuration);
  const ofDeclaration = new Map(model.modules.flatMap((one) => (one.owner ? [[one.owner.block, one] as const] : [])));
  const shown = model.nodes.filter(isShown);
  const ids = new Map(shown.map((node, index) => [node, `n${index}`]));
  const nodes: GraphNode[] = shown.map((node) => {
    const group = groups.get(node.module);
    const inner = node.declaration && ofDeclaration.get(node.declaration);
    const instanceOf = inner && groups.get(inner);
    return {
      id: ids.get(node) ?? '',
      label: excerpt(node.id, 120),
      kind: node.kind === 'unknown' ? 'component' : node.kind,
      file: node.file,
      ...position(node.file, node.block.start),
      ...(group ? { group: group.id } : {}),
      ...(instanceOf ? { instanceOf: instanceOf.id } : {}),
      blockers: [...(rules.get(node) ?? [])].sort(),
    };
  });
  const edges = edgesOf(configuration, ids, blockers);
  for (const { from, path, at, inside } of model.unresolved) {
    const id = ids.get(from);
    if (id === undefined || path.includes('')) continue;
    const missing = `n${nodes.length}`;
    const group = groups.get(from.module);
    nodes.push({
      id: missing,
      label: excerpt(path.join('.'), 120),
      kind: 'missing',
      file: from.file,
      ...position(from.file, at.start),
      ...(group ? { group: group.id } : {}),
      blockers: ['alloy.unknown-reference'],
    });
    const type = from.component && argumentType(configuration.view, from.component, inside);
    edges.push(directed(id, missing, signalOf(type, inside), true));
  }
  return { nodes, edges, groups: [...groups.values()] };
}

/** Blocks that configure Alloy itself are shown where they take part in a flow. */
function isShown({ kind, block, references, used }: Node): boolean {
  if (kind !== 'config') return true;
  if (block.name === 'argument' || block.name === 'export') return true;
  return block.name !== 'declare' && (references.length > 0 || (block.name === 'foreach' && used));
}

function rulesOf(blockers: readonly Diagnostic[], nodeOf: NodeOfSpan): ReadonlyMap<Node, ReadonlySet<string>> {
  const rules = new Map<Node, Set<string>>();
  for (const { file, span, rule } of blockers) {
    const node = nodeOf(file, span);
    if (!node) continue;
    const known = rules.get(node) ?? new Set();
    rules.set(node, known.add(rule));
  }
  return rules;
}

function positionsIn({ files, imported }: Configuration): Positions {
  const all = [...files, ...imported.flatMap((module) => module.files)];
  const starts = new Map(all.map(({ source }) => [source.path, lineStarts(source.text)]));
  return (file, offset) => positionAt(starts.get(file) ?? new Uint32Array(1), offset);
}

function groupsOf({ model, imported }: Configuration): ReadonlyMap<Module, GraphGroup> {
  const groups = new Map<Module, GraphGroup>();
  for (const module of model.modules) {
    const { kind, owner, scope, nodes } = module;
    if (kind === 'root' || nodes.length === 0) continue;
    const paths = imported.find((one) => one.scope === scope)?.files.map(({ source }) => source.path) ?? [];
    const parent = owner && groups.get(owner.module);
    groups.set(module, {
      id: `g${groups.size}`,
      label: excerpt(owner?.id ?? paths.join(', '), 120),
      kind,
      ...(parent ? { parent: parent.id } : {}),
    });
  }
  return groups;
}

function edgesOf(
  { model }: Configuration,
  ids: ReadonlyMap<Node, string>,
  blockers: readonly Diagnostic[],
): GraphEdge[] {
  const blocked = new Set(blockers.map(({ file, span }) => `${span.start} ${span.end} ${file}`));
  const edges = new Map<string, GraphEdge>();
  for (const { from, to, at, signal } of model.references) {
    const [left, right] = [ids.get(from), ids.get(to)];
    if (left === undefined || right === undefined) continue;
    const key = `${left} ${right} ${signal}`;
    const isBlocked = blocked.has(`${at.start} ${at.end} ${from.file}`) || edges.get(key)?.blocked === true;
    edges.set(key, directed(left, right, signal, isBlocked));
  }
  return [...edges.values()];
}

function directed(referring: string, referred: string, signal: Signal, blocked: boolean): GraphEdge {
  const [from, to] = isSent(signal) ? [referring, referred] : [referred, referring];
  return { from, to, signal, blocked };
}
