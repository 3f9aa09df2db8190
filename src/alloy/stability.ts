import type { Span } from '../base/text.ts';
import type { Stability } from './catalogue/format.ts';
import { isAllowed, levelText } from './settings.ts';
import { remark, type Walk } from './walk.ts';

interface Gated {
  /** Of an argument or a block. */
  readonly name?: string;
  /** Whether it is switched on for sure. */
  readonly sure?: boolean;
}

/** A component, block, function or argument that Alloy refuses at the stability level it is run with. */
export function checkStability(
  walk: Walk,
  at: Span,
  what: string,
  stability: Stability,
  { name, sure = true }: Gated = {},
): void {
  if (isAllowed(stability, walk.settings)) return;
  const community = stability === 'community';
  remark(walk, at, {
    rule: community ? 'alloy.community' : 'alloy.stability',
    severity: sure ? 'blocker' : 'warning',
    message: community
      ? `${what} is a community component, and these are not enabled`
      : `${sure ? '' : 'if its value turns out to switch it on, '}${what} is ${stability}, below the level ${levelText(walk.settings.stability)} that Alloy is run with`,
    hint: community
      ? 'Run Alloy with --feature.community-components.enabled, and preflight with --community'
      : `Run Alloy with --stability.level=${levelText(stability)}, and preflight with --stability ${levelText(stability)}`,
    ...(name === undefined ? {} : { name }),
  });
}
