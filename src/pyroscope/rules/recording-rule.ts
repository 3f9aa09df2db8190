import { entryOf, itemsAt, type YamlMap, type YamlNode } from '../../base/yaml-documents.ts';
import type { Finding, PyroscopeRule } from '../rule.ts';

export const recordingRule: PyroscopeRule = {
  id: 'pyroscope.recording-rule',
  severity: 'blocker',
  title: 'A recording rule has a metric name and selects one profile type',
  why: 'The server does not start with one that does not build: the name must be a metric’s, and a matcher must compare __profile_type__ with =. Unknown keys in it vanish.',
  sources: ['grafana/pyroscope, pkg/model/recording_rule.go'],
  covers: ['recording-rule-invalid'],
  check({ settings, report }) {
    const rules = settings.node('limits.recording_rules');
    if (rules?.kind !== 'list') return;
    for (const rule of rules.items) {
      if (rule.kind !== 'map') continue;
      for (const { node, finding } of faultsOf(rule)) report(settings.locate(node), finding);
    }
  },
};

interface Fault {
  readonly node: YamlNode | { readonly start: number; readonly end: number };
  readonly finding: Finding;
}

/** Names of keys are those of the messages, written with _ or in camel case. */
function faultsOf(rule: YamlMap): readonly Fault[] {
  const start = { start: rule.start, end: Math.min(rule.end, rule.start + 1) };
  const place = 'limits.recording_rules';
  const name = (entryOf(rule, 'metric_name') ?? entryOf(rule, 'metricName'))?.value;
  const text = name?.kind === 'text' ? name.text : '';
  const matchers = itemsAt(rule, 'matchers').flatMap((node) => (node.kind === 'text' ? [node.text] : []));
  const faults: Fault[] = [];
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(text) && !text.includes('$'))
    faults.push({ node: name ?? start, finding: { message: 'The recording rule has no valid metric_name', place } });
  if (!matchers.some((matcher) => /__profile_type__\s*=\s*["'`]/.test(matcher)))
    faults.push({
      node: start,
      finding: {
        message: 'No matcher of the recording rule selects a profile type',
        hint: 'Add a matcher such as \'{__profile_type__="process_cpu:cpu:nanoseconds:cpu:nanoseconds"}\'',
        place,
      },
    });
  return faults;
}
