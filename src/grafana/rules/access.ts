import { excerpt } from '../../base/display.ts';
import { textAt } from '../../base/yaml-documents.ts';
import { constantAt } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const access: FileRule = {
  id: 'grafana.access',
  severity: 'warning',
  title: 'Grafana itself asks the data source: access is proxy, or left out',
  why: 'With direct the browser of whoever looks asks, and the name of a service inside of a cluster means nothing to it. Any other word becomes proxy with a line in the log.',
  sources: [sources.fileReader, sources.provisioning],
  check({ file, report }) {
    for (const { node, place } of file.entries) {
      const text = constantAt(node, 'access');
      const at = textAt(node, 'access');
      if (text === undefined || !at || text === 'proxy') continue;
      report(at, {
        message:
          text === 'direct'
            ? 'with access: direct the browser asks the data source, not Grafana'
            : `access "${excerpt(text, 40)}" is not known, and becomes proxy`,
        hint: 'Write access: proxy',
        place: `${place}/access`,
      });
    }
  },
};
