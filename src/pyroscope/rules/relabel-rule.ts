import { excerpt } from '../../base/display.ts';
import { entryOf, type YamlNode } from '../../base/yaml-documents.ts';
import type { PyroscopeRule, RuleContext } from '../rule.ts';

const actions = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
];
const needTarget = new Set(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);

export const relabelRule: PyroscopeRule = {
  id: 'pyroscope.relabel-rule',
  severity: 'blocker',
  title: 'A relabel rule has an action that exists, and what the action needs',
  why: 'The decoder refuses an unknown action, one that writes a label without target_label, and hashmod without modulus.',
  sources: ['prometheus/prometheus, model/relabel/relabel.go'],
  covers: [],
  check(context) {
    for (const path of ['limits.ingestion_relabeling_rules', 'limits.sample_type_relabeling_rules']) {
      const node = context.settings.node(path);
      if (node?.kind !== 'list') continue;
      for (const item of node.items) checkRule(context, item, path);
    }
  },
};

function checkRule({ settings, report, notLookedInto }: RuleContext, item: YamlNode, path: string): void {
  if (item.kind !== 'map') return;
  const at = settings.locate(item.start < item.end ? { start: item.start, end: item.start + 1 } : item);
  const value = (name: string): string | undefined => {
    const node = entryOf(item, name)?.value;
    return node?.kind === 'text' ? node.text : undefined;
  };
  const action = (value('action') ?? 'replace').toLowerCase();
  if (value('regex') !== undefined) notLookedInto.add('regular expressions of relabel rules');
  if (!actions.includes(action)) {
    const written = entryOf(item, 'action')?.value;
    report(written ? settings.locate(written) : at, {
      message: `There is no relabel action "${excerpt(action, 40)}"`,
      hint: `Write one of ${actions.join(', ')}`,
      place: path,
    });
    return;
  }
  if (needTarget.has(action) && !value('target_label'))
    report(at, { message: `The action ${action} needs a target_label`, place: path });
  if (action === 'hashmod' && !value('modulus'))
    report(at, { message: 'The action hashmod needs a modulus', place: path });
}
