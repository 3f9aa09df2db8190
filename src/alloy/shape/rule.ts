import { declarationsOf } from '../modules/load.ts';
import type { ParsedFile, Rule } from '../rule.ts';
import type { Scope } from '../scope.ts';
import type { Body } from '../syntax/tree.ts';
import type { Walk } from '../walk.ts';
import { checkStatements, type Unit } from './statements.ts';

/** Names, shapes, types and values of everything in a configuration. */
export const checkShapes: Rule = (configuration, findings, notLookedInto) => {
  const { files, imported, view, settings, scope, faulty } = configuration;
  const walk: Walk = { view, settings, findings, notLookedInto, faulty, file: '', scope, place: [] };
  const units: Unit[] = files.map((file) => unitOf(file, file.tree.body, scope));
  const seen = new Set(files);
  for (const module of imported) {
    for (const file of module.files) {
      if (!seen.has(file)) units.push(unitOf(file, declarationsOf(file.tree.body), module.scope));
      seen.add(file);
    }
  }
  checkStatements(walk, units);
};

function unitOf({ source, isBroken }: ParsedFile, body: Body, scope: Scope): Unit {
  return { file: source.path, body, scope, place: [], isBroken };
}
