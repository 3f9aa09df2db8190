/** What a branch demands less than its base does: a pure comparison of two projects and of the packs that they judge by. */

import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import { ourOwn } from '../base/rule-sources.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { Project } from './project.ts';
import { weakenedHosts } from './weakened/hosts.ts';
import { weakenedChecks } from './weakened/packs.ts';
import { weakenedRollouts } from './weakened/rollouts.ts';
import { weakenedServices } from './weakened/services.ts';
import { otherSource, sourceKeys } from './weakened/sources.ts';
import { weakenedTold } from './weakened/told.ts';
import { weakenedWaivers } from './weakened/waivers.ts';
import type { Demands, Weakening } from './weakened/weakening.ts';

export const weakenedRule = {
  id: 'preflight.weakened',
  severity: 'warning',
  title: 'A branch must not demand less than its base without somebody agreeing',
  why: 'preflight.yaml and packs come with the branch that they judge: whoever changes what must hold could let anything through. A person looks at each such change, and merges it or does not.',
  sources: [ourOwn('preflight-yaml.md#what-a-branch-weakens', 'a branch is judged by rules that it brings itself')],
} satisfies RuleText;

/** Told one by one; a branch that changes more is to be read as a whole. */
const limit = 100;

/** `base` is how the base is called: `main`. Every finding is a warning in the branch's preflight.yaml. */
export function weakenedSince(base: Demands, now: Demands, name: string): readonly Diagnostic[] {
  const all: readonly Weakening[] = [
    ...weakenedWaivers(base.project, now.project),
    ...weakenedChecks(base, now),
    ...weakenedHosts(base.project, now.project),
    ...weakenedRollouts(base.project, now.project),
    ...weakenedServices(base.project, now.project),
    ...weakenedRest(base.project, now.project),
    ...weakenedTold(base.project, now.project),
  ];
  const shown = all.slice(0, limit);
  if (all.length > limit)
    shown.push({ place: 'more', message: `${all.length - limit} more things are demanded less than in the base` });
  return shown.map(
    ({ place, at, message }): Diagnostic => ({
      rule: weakenedRule.id,
      severity: weakenedRule.severity,
      file: now.project.source.path,
      span: at?.span ?? { start: 0, end: 0 },
      message,
      hint: `Look at it when you review the branch: ${excerpt(name, 80)} demands more`,
      place,
    }),
  );
}

function weakenedRest(base: Project, now: Project): readonly Weakening[] {
  const weaker: Weakening[] = [];
  if (base.strict?.value && !now.strict?.value) {
    const at = now.strict === undefined ? {} : { at: now.strict };
    weaker.push({ place: 'strict', ...at, message: 'warnings no longer block: strict is not true any more' });
  }
  for (const part of sourceKeys) {
    const other = otherSource(base, now, part);
    if (base[part] !== undefined && now[part] === undefined)
      weaker.push({ place: part, message: `${part} is gone, and with it what was judged by it` });
    else if (other) weaker.push({ ...other, place: part, message: `${part} ${other.message}` });
  }
  const [was, is] = [base, now].map(({ kubernetes }) => kubernetes?.context.value);
  if (was !== is)
    weaker.push({
      place: 'kubernetes/context',
      ...(now.kubernetes ? { at: now.kubernetes.context } : {}),
      message: `another cluster is asked: ${clusterOf(is)} instead of ${clusterOf(was)}`,
    });
  return weaker;
}

function clusterOf(context: string | undefined): string {
  return context === undefined ? "each host's own" : excerpt(context, 80);
}
