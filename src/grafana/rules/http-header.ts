import { commonSources } from '../../base/rule-sources.ts';
import type { YamlEntry } from '../../base/yaml-documents.ts';
import { isSet } from '../read.ts';
import type { FileRule } from '../rule.ts';

export const httpHeader: FileRule = {
  id: 'grafana.http-header',
  severity: 'blocker',
  title: 'Each httpHeaderNameN of jsonData has its httpHeaderValueN in secureJsonData, counted from 1 without a gap',
  why: 'Grafana counts up from 1 until a name is missing, and sends no header that has no value. Without X-Scope-OrgID a server with tenants refuses every query.',
  sources: [commonSources.grafanaHttpClient, commonSources.pyroscopeTenants],
  check({ file, report }) {
    for (const { jsonData, secureJsonData, place } of file.entries) {
      const names = numbered(jsonData?.entries ?? [], 'httpHeaderName');
      const values = numbered(secureJsonData?.entries ?? [], 'httpHeaderValue');
      for (const [number, name] of names) {
        const at = `${place}/jsonData/${name.key}`;
        if (!values.has(number) || !isSet(secureJsonData, `httpHeaderValue${number}`))
          report(name.keySpan, {
            message: `${name.key} has no httpHeaderValue${number}, so that the header is not sent`,
            hint: `Write httpHeaderValue${number} into secureJsonData`,
            place: at,
          });
        else if (number !== 1 && !names.has(number - 1))
          report(name.keySpan, {
            message: `${name.key} is never read, because there is no httpHeaderName${number - 1}`,
            hint: 'Count from 1 without a gap',
            place: at,
          });
      }
      for (const [number, value] of values) {
        if (names.has(number)) continue;
        report(value.keySpan, {
          message: `${value.key} has no httpHeaderName${number}, so that nothing is sent`,
          hint: `Write httpHeaderName${number} into jsonData`,
          place: `${place}/secureJsonData/${value.key}`,
        });
      }
      const misplaced = [
        ...(jsonData?.entries ?? []).filter(({ key }) => /^httpHeaderValue\d+$/.test(key)),
        ...(secureJsonData?.entries ?? []).filter(({ key }) => /^httpHeaderName\d+$/.test(key)),
      ];
      for (const { key, keySpan } of misplaced) {
        const right = key.startsWith('httpHeaderValue') ? 'secureJsonData' : 'jsonData';
        report(keySpan, {
          message: `${key.slice(0, 30)} is not read here`,
          hint: `Write it into ${right}`,
          place: `${place}/${right}/${key.slice(0, 30)}`,
        });
      }
    }
  },
};

/** Entries named `prefix` and a number, by that number. */
function numbered(entries: readonly YamlEntry[], prefix: string): ReadonlyMap<number, YamlEntry> {
  const found = new Map<number, YamlEntry>();
  for (const entry of entries) {
    const [, digits] = /^\D+([1-9]\d{0,3})$/.exec(entry.key) ?? [];
    if (digits !== undefined && entry.key === `${prefix}${digits}`) found.set(Number(digits), entry);
  }
  return found;
}
