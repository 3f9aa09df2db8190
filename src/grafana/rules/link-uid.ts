import { linksOf } from '../links.ts';
import { isSet } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const linkUid: FileRule = {
  id: 'grafana.link-uid',
  severity: 'blocker',
  title: 'A link from traces says which data source it leads to',
  why: 'Without a datasourceUid Grafana shows no link.',
  sources: [sources.spanLinks],
  check({ file, report }) {
    for (const { key, node, written, place } of linksOf(file)) {
      if (isSet(node, 'datasourceUid')) continue;
      report(written.keySpan, {
        message: `${key} has no datasourceUid`,
        hint: 'Write the uid of the data source that it leads to',
        place: `${place}/datasourceUid`,
      });
    }
  },
};
