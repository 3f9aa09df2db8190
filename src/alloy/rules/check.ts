import { say } from '../references/context.ts';
import type { Rule } from '../rule.ts';
import { rolloutRules } from './all.ts';
import { checkHandedOn } from './handed-on.ts';
import type { RuleContext } from './rule.ts';
import { worldOf } from './world.ts';

/** The rules that only a rollout checker has, over what the configuration would run. */
export const checkRollout: Rule = ({ model, view, facts, sanitisers, faulty }, findings, notLookedInto) => {
  // What a broken file lacks would be missed everywhere.
  if (!model.complete) {
    notLookedInto.add('references and rules about the rollout, as long as not all of the files can be parsed');
    return;
  }
  const world = worldOf(model);
  if (world.truncated) notLookedInto.add('some of the many instances of modules');
  checkHandedOn({ view, world, findings, faulty });
  const isFaulty: RuleContext['isFaulty'] = ({ block }) => faulty.has(block);
  for (const { id, severity, check } of rolloutRules) {
    const said = new Set<string>();
    const report: RuleContext['report'] = (node, at, finding) => {
      const key = `${at.start} ${at.end} ${node.file} ${finding.message}`;
      if (said.has(key)) return;
      said.add(key);
      say({ findings }, node, at, { rule: id, severity, ...finding });
    };
    check({ model, view, world, facts, sanitisers, notLookedInto, isFaulty, report });
  }
};
