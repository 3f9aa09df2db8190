import type { Node } from '../references/model.ts';
import type { Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
import { constantAt, type Written, writtenIn } from '../types/written.ts';
import type { Targets } from './labels.ts';
import type { Placed } from './world.ts';

/** The rules of a discovery.relabel, in order. */
export function rulesOf({ block }: Node): readonly Written[] {
  return block.body.statements.flatMap((one) => (one.kind === 'block' && one.name === 'rule' ? [writtenIn(one)] : []));
}

/** What the rules of a discovery.relabel make of targets. Regular expressions are not run: they only count as plain names. */
export function applyRules(targets: Targets, relabel: Placed): Targets {
  const labels = new Set(targets.labels);
  const dropped = new Set(targets.dropped);
  let open = targets.open;
  for (const rule of rulesOf(relabel.node)) {
    const action = actionOf(rule);
    if (action === 'labeldrop') {
      for (const name of plainNames(rule)) {
        labels.delete(name);
        dropped.add(name);
      }
    } else if (action === undefined || action === 'labelmap') open = true;
    else if (
      action !== 'keep' &&
      action !== 'drop' &&
      action !== 'labelkeep' &&
      action !== 'keepequal' &&
      action !== 'dropequal'
    ) {
      const target = rule.attributes.get('target_label');
      const name = target && constantOf(target.value);
      if (target && (typeof name !== 'string' || name.includes('$'))) open = true;
      else if (typeof name === 'string') {
        labels.add(name);
        dropped.delete(name);
      }
    }
  }
  return { ...targets, labels, dropped, open, relabels: [...targets.relabels, relabel] };
}

/** What a rule does; undefined where that is only known when Alloy runs. */
export function actionOf(rule: Written): string | undefined {
  if (!rule.attributes.has('action')) return 'replace';
  const action = constantAt(rule, 'action');
  return typeof action === 'string' ? action.toLowerCase() : undefined;
}

/** The names that a regular expression of nothing but names and bars matches. */
function plainNames(rule: Written): readonly string[] {
  const regex = constantAt(rule, 'regex');
  return typeof regex === 'string' && /^[\w|]+$/.test(regex) ? regex.split('|') : [];
}

/** The labels that a rule reads, where they are written down. */
export function sourceLabels(rule: Written): readonly string[] {
  const value: Expression | undefined = rule.attributes.get('source_labels')?.value;
  if (value?.kind !== 'list') return [];
  return value.elements.map(constantOf).filter((label) => typeof label === 'string');
}
