import { excerpt } from '../base/display.ts';
import { findings } from '../base/findings.ts';
import type { JudgedText } from '../base/judged-text.ts';
import type { NamedVersion } from '../base/rollout/configurations.ts';
import type { SourceText } from '../base/text.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlText } from '../base/yaml-documents.ts';
import { say } from './report.ts';
import { serviceVersions } from './rules.ts';
import { singleVersion } from './table-versions.ts';

/** Keys at the root below which the services stand. */
const holders = ['services', 'versions', 'components', 'images'];
const nameKeys = ['name', 'service', 'component', 'image'];
const versionKeys = ['version', 'current', 'current-version', 'tag'];
const limit = 100;
/** Services named by aliases of aliases would be more than the file is long. */
const entryLimit = 10_000;

/**
 * Reads `service-versions.yaml`: `pyroscope: 2.2.1`, `pyroscope: { version: 2.2.1 }`, or a list of maps with a name and a version,
 * at the root or below `services`, `versions`, `components` or `images`. What has another shape is named.
 */
export async function readServiceVersions(source: SourceText): Promise<JudgedText<readonly NamedVersion[]>> {
  const { readYamlDocuments } = await import('../base/yaml-documents.ts');
  const { documents, problem } = readYamlDocuments(source.text, source.path);
  const found = findings([source.path], limit, 'docs.more-findings');
  const start = problem ? Math.min(problem.offset, source.text.length) : 0;
  if (problem) {
    say(found, source, serviceVersions, { start, end: start }, () => ({
      message: 'the file is no YAML',
      hint: 'Mend it',
    }));
    return { diagnostics: found.all(), notLookedInto: [], summary: undefined };
  }
  const versions: NamedVersion[] = [];
  let others = 0;
  const read = (node: YamlNode): void => {
    const entries = entriesOf(node);
    if (!entries) return;
    for (const entry of entries.slice(0, entryLimit - versions.length)) {
      const version = versionOf(entry);
      if (version) versions.push(version);
      else others++;
    }
  };
  for (const root of documents) for (const part of partsOf(root)) read(part);
  if (versions.length === 0)
    say(found, source, serviceVersions, { start: 0, end: 0 }, () => ({
      message: 'the file names no service with its version in a form that is known',
      hint: 'Write SERVICE: VERSION, a line each',
    }));
  const notLookedInto =
    others > 0 ? [`entries of ${excerpt(source.path, 80)} that are no service with a version (${others})`] : [];
  return { diagnostics: found.all(), notLookedInto, summary: versions };
}

/** The maps and lists that may hold services: those below a known key, else the root. */
function partsOf(root: YamlNode): readonly YamlNode[] {
  if (root.kind !== 'map') return [root];
  const parts = root.entries.filter(({ key, value }) => holders.includes(key) && value.kind !== 'text');
  return parts.length > 0 ? parts.map(({ value }) => value) : [root];
}

interface Named {
  readonly name: string;
  readonly value: YamlNode;
}

function entriesOf(node: YamlNode): readonly Named[] | undefined {
  if (node.kind === 'map') return node.entries.map(({ key, value }) => ({ name: key, value }));
  if (node.kind !== 'list') return undefined;
  return node.items.map((item) => {
    const name = item.kind === 'map' ? textOf(item, nameKeys) : undefined;
    return { name: name?.text ?? '', value: item };
  });
}

function versionOf({ name, value }: Named): NamedVersion | undefined {
  const version = value.kind === 'map' ? textOf(value, versionKeys) : value;
  if (name.trim() === '' || version?.kind !== 'text' || !singleVersion.test(version.text)) return undefined;
  const { text, file, start, end } = version;
  return { component: name.trim().toLowerCase(), value: text, file, span: { start, end } };
}

function textOf(map: YamlMap, keys: readonly string[]): YamlText | undefined {
  const found = keys
    .map((key) => map.entries.findLast((entry: YamlEntry) => entry.key === key)?.value)
    .find((value) => value?.kind === 'text');
  return found?.kind === 'text' ? found : undefined;
}
