import { excerpt } from '../../base/display.ts';
import { compareMinor } from '../../base/program-version.ts';
import type { YamlMap, YamlNode, YamlText } from '../../base/yaml-documents.ts';
import type { Finding, PyroscopeRule } from '../rule.ts';

export const recordingRule: PyroscopeRule = {
  id: 'pyroscope.recording-rule',
  severity: 'blocker',
  title: 'A recording rule has a metric name and selects one profile type',
  why: 'The server does not start with one that does not build: the name must be a metric’s, and a matcher must compare __profile_type__ with =. From 1.16 on the name begins with profiles_recorded_, and labels have letters, digits and _ alone. Unknown keys in it vanish, metricName too.',
  sources: [
    'grafana/pyroscope, pkg/model/recording_rule.go',
    'grafana/pyroscope, pkg/validation/recording_rules.go',
    'grafana/pyroscope#4406',
    'grafana/pyroscope#4522',
  ],
  covers: ['recording-rule-invalid'],
  check({ settings, version, report, notLookedInto }) {
    const rules = settings.node('limits.recording_rules');
    if (rules?.kind !== 'list') return;
    if (version.minor === '1.15')
      notLookedInto.add('whether a metric_name must begin with profiles_recorded_: it is not known since which patch');
    const isStrict = compareMinor(version.minor, '1.16') >= 0;
    for (const rule of rules.items) {
      if (rule.kind !== 'map') continue;
      for (const { node, finding } of faultsOf(rule, isStrict))
        report(settings.locate(node), { ...finding, place: 'limits.recording_rules' });
    }
  },
};

interface Fault {
  readonly node: YamlNode | { readonly start: number; readonly end: number };
  readonly finding: Omit<Finding, 'place'>;
}

function faultsOf(rule: YamlMap, isStrict: boolean): readonly Fault[] {
  const start = { start: rule.start, end: Math.min(rule.end, rule.start + 1) };
  const name = member(rule, 'metric_name');
  const text = name?.kind === 'text' ? name.text : '';
  const wanted = isStrict ? /^profiles_recorded_\w*$/ : /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
  const faults: Fault[] = [];
  if (!wanted.test(text) && !text.includes('$'))
    faults.push({
      node: name ?? start,
      finding: {
        message: 'The recording rule has no valid metric_name',
        ...(isStrict ? { hint: 'Write profiles_recorded_ and a name of letters, digits and _' } : {}),
      },
    });
  const matchers = textsOf(listAt(rule, 'matchers'));
  if (!matchers.some((matcher) => /__profile_type__\s*=\s*["'`]/.test(matcher.text)))
    faults.push({
      node: start,
      finding: {
        message: 'No matcher of the recording rule selects a profile type',
        hint: 'Add a matcher such as \'{__profile_type__="process_cpu:cpu:nanoseconds:cpu:nanoseconds"}\'',
      },
    });
  if (isStrict) for (const label of labelsOf(rule)) if (!isLabel(label.text)) faults.push(badLabel(label));
  return faults;
}

function labelsOf(rule: YamlMap): readonly YamlText[] {
  return textsOf([
    ...listAt(rule, 'group_by'),
    ...listAt(rule, 'external_labels').flatMap((pair) => (pair.kind === 'map' ? (member(pair, 'name') ?? []) : [])),
  ]);
}

function isLabel(text: string): boolean {
  return /^[a-zA-Z_]\w*$/.test(text) || text.includes('$');
}

function badLabel(node: YamlText): Fault {
  return { node, finding: { message: `"${excerpt(node.text, 60)}" is no label that the metric of a rule can have` } };
}

/** The rule goes through JSON, whose keys Go matches in any letter case, and never without their underscores. */
function member(map: YamlMap, key: string): YamlNode | undefined {
  return map.entries.findLast((entry) => entry.key.toLowerCase() === key)?.value;
}

function listAt(map: YamlMap, key: string): readonly YamlNode[] {
  const list = member(map, key);
  return list?.kind === 'list' ? list.items : [];
}

function textsOf(nodes: readonly YamlNode[]): readonly YamlText[] {
  return nodes.flatMap((node) => (node.kind === 'text' ? node : []));
}
