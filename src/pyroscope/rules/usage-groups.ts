import { excerpt } from '../../base/display.ts';
import type { PyroscopeRule } from '../rule.ts';

const most = 50;

export const usageGroups: PyroscopeRule = {
  id: 'pyroscope.usage-groups',
  severity: 'blocker',
  title: 'limits.distributor_usage_groups has up to 50 groups with names of their own',
  why: 'The decoder refuses more of them, a group without a name, and one that is called other, which is what all the rest is counted as.',
  sources: ['grafana/pyroscope, pkg/validation/usage_groups.go'],
  covers: [],
  check({ settings, report, notLookedInto }) {
    const groups = settings.node('limits.distributor_usage_groups');
    if (groups?.kind !== 'map') return;
    const place = 'limits.distributor_usage_groups';
    if (groups.entries.length > 0) notLookedInto.add('selectors of usage groups');
    if (groups.entries.length > most) {
      const beyond = groups.entries[most];
      report(settings.locate(beyond?.keySpan ?? groups), {
        message: `There are ${groups.entries.length} usage groups, and ${most} are allowed`,
        place,
      });
    }
    for (const { key, keySpan } of groups.entries) {
      const name = key.trim();
      if (name !== '' && name !== 'other') continue;
      report(settings.locate(keySpan), {
        message: name === '' ? 'A usage group has no name' : `The name "${excerpt(name, 20)}" is taken by the server`,
        place,
      });
    }
  },
};
