import type { Located, Place } from '../base/located.ts';
import type { DataSource, DataSourcesSummary } from '../base/rollout/configurations.ts';
import { entryOf, textAt, type YamlText } from '../base/yaml-documents.ts';
import { constantOf } from './interpolation.ts';
import { linksOf } from './links.ts';
import { constantAt, type Entry, mapAt, type ProvisioningFile, truthAt } from './read.ts';
import { uidOfName } from './uid.ts';

/** What a file provides. Entries without a name or a type are left out; what comes from the environment stays as written. */
export function summaryOf(file: ProvisioningFile, notLookedInto: Set<string>): DataSourcesSummary {
  const links = linksOf(file);
  const dataSources = file.entries.flatMap((entry): readonly DataSource[] => {
    const { node, name, type, org } = entry;
    if (!name || !type || name.text === '' || type.text === '') return [];
    const leading = links.filter((link) => link.entry === entry);
    const url = textAt(node, 'url');
    if (url && url.text !== '' && constantAt(node, 'url') === undefined)
      notLookedInto.add('URLs of data sources that come from the environment');
    return [
      {
        name: located(name, name.text),
        type: located(type, type.text),
        uid: uidOf(entry, name, file.format === 'legacy'),
        org,
        ...(url && constantAt(node, 'url') !== undefined ? { url: located(url, constantAt(node, 'url') ?? '') } : {}),
        ...tenantOf(entry, file.path),
        ...defaultOf(entry, file),
        ...profilesOf(entry, file.path),
        links: leading.flatMap(({ key, node: link }) => {
          const uid = textAt(link, 'datasourceUid');
          return uid && uid.text !== '' ? [{ key, datasourceUid: located(uid, constantOf(uid.text) ?? uid.text) }] : [];
        }),
        at: { file: file.path, span: name },
      },
    ];
  });
  const deletions = file.deletions.map(({ name, org }) => ({ name: located(name, name.text), org }));
  return { dataSources, deletions };
}

/** Written, else as Grafana derives it, with the place of the name. The older format has none. */
function uidOf({ node }: Entry, name: YamlText, isLegacy: boolean): DataSource['uid'] {
  const written = isLegacy ? undefined : textAt(node, 'uid');
  if (written && written.text !== '') {
    return { ...located(written, constantOf(written.text) ?? written.text), isDerived: false };
  }
  const constant = isLegacy ? name.text : constantOf(name.text);
  return { ...located(name, constant === undefined ? name.text : uidOfName(constant)), isDerived: true };
}

function defaultOf({ node }: Entry, { format, path }: ProvisioningFile): Pick<DataSource, 'isDefault'> {
  const key = format === 'legacy' ? 'is_default' : 'isDefault';
  const written = entryOf(node, key);
  const value = truthAt(node, key);
  return written && value !== undefined ? { isDefault: { value, file: path, span: written.keySpan } } : {};
}

function tenantOf({ jsonData, secureJsonData }: Entry, path: string): Pick<DataSource, 'tenant'> {
  const header = jsonData?.entries.find(
    ({ key, value }) =>
      /^httpHeaderName\d+$/.test(key) && value.kind === 'text' && /^x-scope-orgid$/i.test(value.text.trim()),
  );
  if (!header) return {};
  const value = textAt(secureJsonData, `httpHeaderValue${header.key.slice('httpHeaderName'.length)}`);
  if (!value) return { tenant: { value: undefined, file: path, span: header.keySpan } };
  return { tenant: { ...located(value, ''), value: constantOf(value.text) } };
}

function profilesOf({ jsonData }: Entry, path: string): Pick<DataSource, 'tracesToProfiles'> {
  const written = entryOf(jsonData, 'tracesToProfiles');
  if (!written) return {};
  const at: Place = { file: path, span: written.keySpan };
  const uid = textAt(mapAt(jsonData, 'tracesToProfiles'), 'datasourceUid');
  return {
    tracesToProfiles: uid ? { datasourceUid: located(uid, constantOf(uid.text) ?? uid.text), at } : { at },
  };
}

function located(node: YamlText, value: string): Located<string> {
  return { value, file: node.file, span: { start: node.start, end: node.end } };
}
