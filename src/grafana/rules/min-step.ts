import { excerpt } from '../../base/display.ts';
import { textAt } from '../../base/yaml-documents.ts';
import { constantAt } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { isPyroscope } from '../types.ts';

export const minStep: FileRule = {
  id: 'grafana.min-step',
  severity: 'warning',
  title: 'minStep of a Pyroscope data source is digits and one unit',
  why: 'Units are ms, s, m, h, d, w, M and y. Of anything else Grafana writes a line into its log and takes 15s.',
  sources: [sources.pyroscopeQueries],
  check({ file, report }) {
    for (const { node, jsonData, place } of file.entries) {
      if (!isPyroscope(constantAt(node, 'type'))) continue;
      const step = constantAt(jsonData, 'minStep');
      const at = textAt(jsonData, 'minStep');
      if (step === undefined || !at || /^\d+(?:ms|[Mwdhmsy])$/.test(step)) continue;
      report(at, {
        message: `minStep "${excerpt(step, 40)}" is not digits and one unit`,
        hint: 'Write for example 15s',
        place: `${place}/jsonData/minStep`,
      });
    }
  },
};
