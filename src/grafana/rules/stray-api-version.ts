import { entryOf } from '../../base/yaml-documents.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const strayApiVersion: FileRule = {
  id: 'grafana.stray-api-version',
  severity: 'warning',
  title: 'apiVersion stands at the root of the file alone',
  why: 'Inside of an entry it has no meaning. Examples that are often copied carry it there, and it is easily taken for the one at the root, without which most of the file is dropped.',
  sources: [sources.fileReader, sources.fileTypes],
  check({ file, report }) {
    for (const { node, place } of file.entries) {
      const stray = entryOf(node, 'apiVersion');
      if (!stray) continue;
      report(stray.keySpan, {
        message: 'apiVersion has no meaning in an entry',
        hint: 'Take it out, and keep the one at the root',
        place: `${place}/apiVersion`,
      });
    }
  },
};
