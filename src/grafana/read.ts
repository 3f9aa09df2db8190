/** A provisioning file as rules want it: its entries, and the texts of them. */
import { excerpt } from '../base/display.ts';
import { entryOf, textAt, type YamlEntry, type YamlMap, type YamlNode, type YamlText } from '../base/yaml-documents.ts';
import { constantOf } from './interpolation.ts';

export interface ProvisioningFile {
  readonly path: string;
  readonly root: YamlMap;
  /**
   * Without `apiVersion` Grafana reads an older format. `legacy` is a file that is written in it; `unversioned` one whose
   * keys are those of the current format, and which is judged as that.
   */
  readonly format: 'current' | 'unversioned' | 'legacy';
  /** What Grafana drops for want of `apiVersion`. */
  readonly lost: readonly YamlEntry[];
  readonly entries: readonly Entry[];
  readonly deletions: readonly Deletion[];
}

export interface Entry {
  readonly node: YamlMap;
  /** `datasources/Tempo`: where in the file, independent of lines. */
  readonly place: string;
  readonly name: YamlText | undefined;
  readonly type: YamlText | undefined;
  readonly jsonData: YamlMap | undefined;
  readonly secureJsonData: YamlMap | undefined;
  /** The organisation: its number, its name, or where that comes from elsewhere how it is written. */
  readonly org: string;
}

interface Deletion {
  readonly name: YamlText;
  readonly org: string;
}

/** Reads the root of a file. What is of another kind than it should be is left out: the schema says so. */
export function readProvisioning(path: string, root: YamlMap): ProvisioningFile {
  const entries = listAt(root, 'datasources').map((node, index) => entryOfFile(node, index));
  const deletions = [...listAt(root, 'deleteDatasources'), ...listAt(root, 'delete_datasources')].flatMap((node) => {
    const name = textAt(node, 'name');
    return name ? [{ name, org: orgOf(node) }] : [];
  });
  const isVersioned = hasVersion(root);
  const lost = isVersioned ? [] : lostKeys(root, entries);
  const format = isVersioned ? 'current' : lost.length > 0 ? 'unversioned' : 'legacy';
  return { path, root, format, lost, entries, deletions };
}

function hasVersion(root: YamlMap): boolean {
  const version = textAt(root, 'apiVersion')?.text ?? '';
  return version !== '' && !(/^[-+]?\d+$/.test(version) && Number(version) <= 0);
}

/** Keys that the current format has, and the older one has not or calls otherwise. */
const currentKeys: ReadonlySet<string> = new Set(
  'uid orgId orgName basicAuth basicAuthUser withCredentials isDefault jsonData secureJsonData'.split(' '),
);

function lostKeys(root: YamlMap, entries: readonly Entry[]): readonly YamlEntry[] {
  const atRoot = root.entries.filter(({ key }) => key === 'deleteDatasources' || key === 'prune');
  return [...atRoot, ...entries.flatMap(({ node }) => node.entries.filter(({ key }) => currentKeys.has(key)))];
}

function entryOfFile(node: YamlMap, index: number): Entry {
  const name = textAt(node, 'name');
  return {
    node,
    place: `datasources/${name ? excerpt(name.text, 80) : index}`,
    name,
    type: textAt(node, 'type'),
    jsonData: dataOf(node, 'jsonData', 'json_data'),
    secureJsonData: dataOf(node, 'secureJsonData', 'secure_json_data'),
    org: orgOf(node),
  };
}

/** What a misspelled name holds is read as well: that the name is wrong is said once, and not again of all that is missing. */
function dataOf(node: YamlMap, name: string, olderName: string): YamlMap | undefined {
  const plain = (key: string): string => key.replace(/[_-]/g, '').toLowerCase();
  const meant = node.entries.find(({ key }) => plain(key) === plain(name))?.key;
  return mapAt(node, name) ?? mapAt(node, olderName) ?? (meant === undefined ? undefined : mapAt(node, meant));
}

/** Organisation 1 is the default, and 0 means it. */
function orgOf(node: YamlMap): string {
  const id = (textAt(node, 'orgId') ?? textAt(node, 'org_id'))?.text ?? '';
  if (id !== '' && Number(id) !== 0) return /^\d+$/.test(id) ? String(Number(id)) : id;
  const name = (textAt(node, 'orgName') ?? textAt(node, 'org_name'))?.text ?? '';
  return name === '' ? '1' : `name ${name}`;
}

function listAt(node: YamlNode, key: string): readonly YamlMap[] {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'list' ? value.items.filter((item) => item.kind === 'map') : [];
}

/** The map at a key. */
export function mapAt(node: YamlNode | undefined, key: string): YamlMap | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** What Grafana's ParseBool reads; undefined: nothing is written, or it comes from elsewhere, or is no truth value. */
export function truthAt(node: YamlNode | undefined, key: string): boolean | undefined {
  const text = textAt(node, key)?.text;
  if (text === undefined) return undefined;
  if (/^(?:1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(?:0|f|F|false|FALSE|False)$/.test(text) ? false : undefined;
}

/** The text at a key that is not empty, as Grafana will hold it; undefined also where it comes from elsewhere. */
export function constantAt(node: YamlNode | undefined, key: string): string | undefined {
  const text = textAt(node, key)?.text;
  return text === undefined || text === '' ? undefined : constantOf(text);
}

/** Whether something is written at a key. */
export function isSet(node: YamlNode | undefined, key: string): boolean {
  const entry = entryOf(node, key);
  return entry !== undefined && !isNothing(entry.value);
}

/** Nothing behind a key, or a word for it. */
export function isNothing(node: YamlNode): boolean {
  if (node.kind === 'other') return node.start === node.end;
  return node.kind === 'text' && node.style === 'plain' && /^(?:|~|null|Null|NULL)$/.test(node.text);
}
