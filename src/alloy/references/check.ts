import type { Rule } from '../rule.ts';
import { checkCycles } from './circular.ts';
import { checkResolved } from './resolved.ts';
import { checkUnresolved } from './unresolved.ts';
import { checkUnused, lostUses } from './unused.ts';

/** Whether what the expressions of a configuration refer to is there, and whether Alloy can put it in an order. */
export const checkReferences: Rule = ({ model, view, settings, faulty }, findings) => {
  const context = { model, view, settings, findings, faulty };
  const lost = lostUses(context);
  const meant = checkUnresolved(context);
  checkResolved(context);
  checkCycles(context);
  checkUnused(context, meant, lost);
};
