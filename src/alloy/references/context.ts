import type { Diagnostic } from '../../base/diagnostic.ts';
import { excerpt } from '../../base/display.ts';
import type { Findings } from '../../base/findings.ts';
import type { Span } from '../../base/text.ts';
import type { View } from '../catalogue/view.ts';
import type { Settings } from '../settings.ts';
import type { Block } from '../syntax/tree.ts';
import { headOf } from '../types/written.ts';
import { type Model, type Node, placeOf } from './model.ts';

export interface Context {
  readonly model: Model;
  readonly view: View;
  readonly settings: Settings;
  readonly findings: Findings;
  /** See `Configuration`. */
  readonly faulty: Set<Block>;
}

/** What is said of one place in a node. */
export interface Saying {
  readonly rule: string;
  readonly severity?: Diagnostic['severity'];
  readonly status?: Diagnostic['status'];
  readonly message: string;
  readonly hint?: string | undefined;
  /** Names of the blocks and the attribute inside of the node. */
  readonly inside?: readonly string[];
  readonly related?: Diagnostic['related'];
}

/** Adds a finding at a span of a node's file. Without a severity it is a blocker: Alloy would not load the configuration. */
export function say(
  { findings, faulty }: Pick<Context, 'findings'> & Partial<Context>,
  node: Node,
  at: Span,
  { rule, severity = 'blocker', status, message, hint, inside = [], related }: Saying,
): void {
  if (severity === 'blocker') faulty?.add(node.block);
  findings.add({
    rule,
    severity,
    ...(status ? { status } : {}),
    file: node.file,
    span: { start: at.start, end: at.end },
    message,
    ...(hint === undefined || hint === '' ? {} : { hint: hint.trim() }),
    place: excerpt([placeOf(node), ...inside].join('/'), 500),
    ...(related && related.length > 0 ? { related } : {}),
  });
}

/** The head of a node as another place that belongs to a finding. */
export function headAsRelated(node: Node, message: string): NonNullable<Diagnostic['related']>[number] {
  const { start, end } = headOf(node.block);
  return { file: node.file, span: { start, end }, message };
}

/** An id out of a configuration, in quotes. */
export function quoted(text: string): string {
  return `"${excerpt(text, 120)}"`;
}
