import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import { sources } from '../sources.ts';
import type { AcrossRule } from './rule.ts';

export const deletedLater: AcrossRule = {
  id: 'grafana.deleted-later',
  severity: 'blocker',
  title: 'No file deletes what an earlier one provides',
  why: 'Grafana reads the files by their names, and of each first deletes and then puts in. What a later file deletes is gone; within one file, or in an earlier one, it is only made anew.',
  sources: [sources.provisioner],
  check({ files, report }) {
    const provided = new Map<string, Located<string>>();
    for (const { dataSources, deletions } of files) {
      for (const { name, org } of deletions) {
        const lost = provided.get(JSON.stringify([org, name.value]));
        if (!lost) continue;
        report(name, {
          message: `this deletes "${excerpt(name.value, 80)}", which an earlier file provides`,
          hint: 'Take one of the two out',
          place: `deleteDatasources/${excerpt(name.value, 80)}`,
          related: [{ file: lost.file, span: lost.span, message: 'it is provided here' }],
        });
      }
      for (const { name, org } of dataSources) provided.set(JSON.stringify([org, name.value]), name);
    }
  },
};
