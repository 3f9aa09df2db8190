import { entryOf } from '../../base/yaml-documents.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const noV2: FileRule = {
  id: 'grafana.no-v2',
  severity: 'blocker',
  title: 'Only tracesToLogs has a second version',
  why: 'Grafana reads tracesToLogsV2, tracesToProfiles and tracesToMetrics. Under another name the whole link is ignored.',
  sources: [sources.linkSettings, sources.tempoLinks],
  check({ file, report }) {
    for (const { jsonData, place } of file.entries) {
      for (const key of ['tracesToProfilesV2', 'tracesToMetricsV2']) {
        const found = entryOf(jsonData, key);
        if (!found) continue;
        report(found.keySpan, {
          message: `Grafana reads no ${key}`,
          hint: `Write ${key.slice(0, -2)}`,
          place: `${place}/jsonData/${key}`,
        });
      }
    }
  },
};

export const oldTracesToLogs: FileRule = {
  id: 'grafana.old-traces-to-logs',
  severity: 'warning',
  title: 'A link from traces to logs is a tracesToLogsV2',
  why: 'The older tracesToLogs is converted as long as there is no tracesToLogsV2, and ignored beside one. Its tags are strings, those of the newer one are not.',
  sources: [sources.logsLinks],
  check({ file, report }) {
    for (const { jsonData, place } of file.entries) {
      const old = entryOf(jsonData, 'tracesToLogs');
      if (!old) continue;
      report(old.keySpan, {
        message: entryOf(jsonData, 'tracesToLogsV2')
          ? 'tracesToLogs is ignored beside tracesToLogsV2'
          : 'tracesToLogs is the older form of tracesToLogsV2',
        hint: entryOf(jsonData, 'tracesToLogsV2') ? 'Take it out' : 'Write tracesToLogsV2, its tags as key and value',
        place: `${place}/jsonData/tracesToLogs`,
      });
    }
  },
};
