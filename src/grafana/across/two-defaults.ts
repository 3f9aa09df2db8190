import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import { sources } from '../sources.ts';
import type { AcrossRule } from './rule.ts';

export const twoDefaults: AcrossRule = {
  id: 'grafana.two-defaults',
  severity: 'blocker',
  title: 'At most one data source of an organisation is the default, over all files',
  why: 'Two of them stop the provisioning, and Grafana does not start.',
  sources: [sources.fileReader],
  check({ dataSources, report }) {
    const first = new Map<string, Located<boolean>>();
    for (const { org, isDefault, name } of dataSources) {
      if (isDefault?.value !== true) continue;
      const before = first.get(org);
      if (!before) {
        first.set(org, isDefault);
        continue;
      }
      report(isDefault, {
        message: 'another data source of this organisation is the default already',
        hint: 'Leave isDefault: true at one of them',
        place: `datasources/${excerpt(name.value, 80)}/isDefault`,
        related: [{ file: before.file, span: before.span, message: 'the other one' }],
      });
    }
  },
};
