import { entryOf } from '../../base/yaml-documents.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const apiVersion: FileRule = {
  id: 'grafana.api-version',
  severity: 'blocker',
  title: 'A file with uid, jsonData, isDefault and the like has apiVersion: 1 at its root',
  why: 'Without it Grafana reads an older format, in which these keys are called otherwise or are not there. It drops them, and only its log says that the file is outdated.',
  sources: [sources.fileReader],
  check({ file, report }) {
    const entry = entryOf(file.root, 'apiVersion');
    if (file.format === 'current') {
      const version = entry?.value;
      if (version?.kind !== 'text' || version.text === '1') return;
      report(version, { message: 'apiVersion is not 1', hint: 'Write apiVersion: 1', place: 'apiVersion' });
      return;
    }
    const [first] = file.lost;
    if (!first) return;
    const names = [...new Set(file.lost.map(({ key }) => key))].sort();
    report(entry ? entry.keySpan : first.keySpan, {
      message: `apiVersion: 1 is missing at the root, so that Grafana drops ${names.join(', ')}`,
      hint: 'Write apiVersion: 1 as the first line',
      place: 'apiVersion',
    });
  },
};

export const legacyFormat: FileRule = {
  id: 'grafana.legacy-format',
  severity: 'warning',
  title: 'The file is written in the current format',
  why: 'Without apiVersion: 1 Grafana reads the format of its early versions, which knows no uid and whose strings take no variables. Its log calls it deprecated.',
  sources: [sources.fileReader, sources.fileTypes],
  check({ file, report, notLookedInto }) {
    if (file.format !== 'legacy') return;
    const [first] = file.root.entries;
    notLookedInto.add('names and types of keys in the format without apiVersion');
    report(first ? first.keySpan : file.root, {
      message: 'the file is in the format that Grafana read before apiVersion: 1',
      hint: 'Write apiVersion: 1 at the root, orgId for org_id, jsonData for json_data and so on',
      place: 'apiVersion',
    });
  },
};
