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
/** What each key must be for an action that takes none of it: its default. That of regex is told apart from the same text. */
const defaults: ReadonlyMap<string, string | undefined> = new Map([
  ['source_labels', undefined],
  ['regex', undefined],
  ['modulus', '0'],
  ['separator', ';'],
  ['replacement', '$1'],
  ['target_label', ''],
]);
const everything = [...defaults.keys()];
const withoutReplacement = everything.filter((key) => key !== 'replacement');
/** What an action may be given besides `action`, where that is less than everything. */
const only: ReadonlyMap<string, readonly string[]> = new Map([
  ['keepequal', ['source_labels', 'target_label']],
  ['dropequal', ['source_labels', 'target_label']],
  ['labeldrop', ['regex']],
  ['labelkeep', ['regex']],
  ['lowercase', withoutReplacement],
  ['uppercase', withoutReplacement],
]);

export const relabelRule: PyroscopeRule = {
  id: 'pyroscope.relabel-rule',
  severity: 'blocker',
  title: 'A relabel rule has an action that exists, what the action needs, and nothing else',
  why: 'The decoder refuses an unknown action, one that writes a label without target_label, hashmod without modulus, and keys that the action has no use for.',
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
  if (action === 'hashmod' && (value('modulus') ?? '0') === '0')
    report(at, { message: 'The action hashmod needs a modulus', place: path });
  const allowed = only.get(action) ?? everything;
  for (const { key, keySpan } of item.entries) {
    if (allowed.includes(key) || !defaults.has(key)) continue;
    const standard = defaults.get(key);
    if (standard !== undefined && value(key) === standard) continue;
    report(settings.locate(keySpan), {
      message: `The action ${action} takes no ${key}`,
      hint: `Leave it out: ${action} takes ${allowed.join(', ')}`,
      place: path,
    });
  }
}
