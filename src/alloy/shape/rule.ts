import type { Rule } from '../rule.ts';
import type { Walk } from '../walk.ts';
import { checkStatements } from './statements.ts';

/** Names, shapes, types and values of everything in a configuration. */
export const checkShapes: Rule = ({ files, view, settings, scope }, findings, notLookedInto) => {
  const walk: Walk = { view, settings, findings, notLookedInto, file: '', scope, place: [] };
  checkStatements(
    walk,
    files.map(({ source, tree, isBroken }) => ({ file: source.path, body: tree.body, scope, place: [], isBroken })),
  );
};
