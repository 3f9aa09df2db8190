import { versionRange } from '../../base/version.ts';
import { entryOf } from '../../base/yaml-documents.ts';
import { linksOf } from '../links.ts';
import { isSet, truthAt } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const editable: FileRule = {
  id: 'grafana.editable',
  severity: 'info',
  title: 'A provisioned data source is not changed by hand',
  why: 'With editable: true it can be, and what was changed is overwritten when Grafana starts again.',
  sources: [sources.fileTypes, sources.provisioning],
  check({ file, report }) {
    for (const { node, place } of file.entries) {
      const flag = entryOf(node, 'editable');
      if (!flag || truthAt(node, 'editable') !== true) continue;
      report(flag.keySpan, {
        message: 'what is changed in the interface is lost when Grafana starts again',
        hint: 'Take editable out',
        place: `${place}/editable`,
      });
    }
  },
};

export const version: FileRule = {
  id: 'grafana.version',
  severity: 'info',
  title: 'An entry has no version of its own',
  why: 'Grafana counts versions itself, and skips an update whose number is older than the stored one without a word.',
  sources: [sources.provisioner, sources.store],
  check({ file, report }) {
    for (const { node, place } of file.entries) {
      const found = entryOf(node, 'version');
      if (!found || !isSet(node, 'version')) continue;
      report(found.keySpan, {
        message: 'an update whose version is older than the stored one is skipped silently',
        hint: 'Take version out',
        place: `${place}/version`,
      });
    }
  },
};

export const removedSetting: FileRule = {
  id: 'grafana.removed-setting',
  severity: 'info',
  title: 'jsonData holds nothing that is no longer read',
  why: 'backendType belonged to Phlare, lokiSearch to a way of searching traces that is gone, and Tempo has no use for httpMethod.',
  sources: [sources.pyroscopePlugin, sources.tempoPlugin],
  check({ file, report }) {
    const removed: ReadonlyMap<string, string> = new Map([
      ['backendType', 'grafana-pyroscope-datasource'],
      ['lokiSearch', 'tempo'],
      ['httpMethod', 'tempo'],
    ]);
    for (const { type, jsonData, place } of file.entries) {
      for (const [key, of] of removed) {
        const found = entryOf(jsonData, key);
        if (!found || type?.text !== of) continue;
        report(found.keySpan, {
          message: `${key} is no longer read`,
          hint: 'Take it out',
          place: `${place}/jsonData/${key}`,
        });
      }
    }
  },
};

const beforePrune = versionRange('<11.1');
const beforeLinks = versionRange('<10.4');

export const pruneVersion: FileRule = {
  id: 'grafana.prune-version',
  severity: 'warning',
  title: 'prune is used with Grafana 11.1 or newer',
  why: 'Older ones do not know it: what is taken out of the files stays in Grafana.',
  sources: [sources.provisioning],
  check({ file, options, report }) {
    const found = entryOf(file.root, 'prune');
    if (!found || options.grafanaVersion === undefined || beforePrune(options.grafanaVersion) !== true) return;
    report(found.keySpan, {
      message: 'prune came with Grafana 11.1, and this one ignores it',
      hint: 'Write what is to go into deleteDatasources',
      place: 'prune',
    });
  },
};

export const featureToggle: FileRule = {
  id: 'grafana.feature-toggle',
  severity: 'warning',
  title: 'Before Grafana 10.4, links to profiles are switched on',
  why: 'Up to 10.3 they are behind the feature toggles traceToProfiles and tracesEmbeddedFlameGraph. From 10.4 there are none, and listing them does no harm.',
  sources: ['grafana/grafana#80792'],
  check({ file, options, report }) {
    if (options.grafanaVersion === undefined || beforeLinks(options.grafanaVersion) !== true) return;
    for (const { written, place } of linksOf(file, 'tracesToProfiles')) {
      report(written.keySpan, {
        message: 'this Grafana shows links to profiles only with the feature toggle traceToProfiles',
        hint: 'Write it into GF_FEATURE_TOGGLES_ENABLE, or take Grafana 10.4 or newer',
        place,
      });
    }
  },
};
