import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import type { Findings } from '../base/findings.ts';
import type { Span } from '../base/text.ts';
import type { View } from './catalogue/view.ts';
import type { Scope } from './scope.ts';
import type { Settings } from './settings.ts';
import type { ShapeRule } from './shape/rules.ts';
import type { Block } from './syntax/tree.ts';
import type { TypeRule } from './types/rules.ts';

/** Where a walk over a configuration is, and what it needs there. */
export interface Walk {
  readonly view: View;
  readonly settings: Settings;
  readonly findings: Findings;
  /** What nobody looked at, in words. */
  readonly notLookedInto: Set<string>;
  /** See `Configuration`. */
  readonly faulty: Set<Block>;
  /** Path of the file that the walk is in. */
  file: string;
  /** What the names in an expression mean here. */
  scope: Scope;
  /** The statement of a module that the walk is in. */
  block?: Block;
  /** The last such statement with a name that is wrong or missing. */
  misnamed?: Block;
  /** The blocks around: an id such as `pyroscope.write.default`, then names. */
  readonly place: string[];
}

type WalkRule = ShapeRule | TypeRule;

/** What is said of one place; the walk adds the file and the place in the configuration. */
export interface Remark {
  readonly rule: WalkRule;
  readonly severity?: Diagnostic['severity'];
  readonly message: string;
  readonly hint?: string | undefined;
  /** Added to the place: the name of an attribute or a block inside. */
  readonly name?: string;
  readonly related?: Diagnostic['related'];
}

/** A finding at a node. Without a severity it is a blocker: Alloy would not load the configuration. */
export function remark(
  walk: Walk,
  at: Span,
  { rule, severity = 'blocker', message, hint, name, related }: Remark,
): void {
  if (severity === 'blocker') markFaulty(walk, rule);
  walk.findings.add({
    rule,
    severity,
    file: walk.file,
    span: { start: at.start, end: at.end },
    message,
    ...(hint === undefined || hint === '' ? {} : { hint: hint.trim() }),
    place: excerpt((name === undefined ? walk.place : [...walk.place, name]).join('/'), 500),
    ...(related ? { related } : {}),
  });
}

/** What Alloy refuses only as it is run now: the block itself is as it should be. */
const ofSettings: ReadonlySet<WalkRule> = new Set<WalkRule>(['alloy.stability', 'alloy.community']);
const ofNames: ReadonlySet<WalkRule> = new Set<WalkRule>([
  'alloy.unknown-attribute',
  'alloy.unknown-block',
  'alloy.missing-attribute',
  'alloy.missing-block',
  'alloy.block-as-attribute',
  'alloy.attribute-as-block',
]);

/** Remembers that the block which the walk is in has a fault of its own. */
export function markFaulty(walk: Walk, rule: WalkRule): void {
  const { block, faulty } = walk;
  if (!block || ofSettings.has(rule)) return;
  faulty.add(block);
  if (ofNames.has(rule)) walk.misnamed = block;
}

/** Whether a name in the block that the walk is in is wrong or missing: what else seems to be missing may be meant by it. */
export function isMisnamed({ block, misnamed }: Walk): boolean {
  return block !== undefined && misnamed === block;
}
