/** The versions that a file names: image tags, services, inputs of a flake. Slow to load. */
import type { Span } from '../../base/text.ts';
import { compareVersions } from '../../base/version.ts';
import {
  entryOf,
  itemsAt,
  readYamlDocuments,
  textAt,
  type YamlMap,
  type YamlNode,
  type YamlText,
} from '../../base/yaml-documents.ts';
import { partsOf } from '../../kubernetes/manifests/kustomize/images.ts';

export interface FoundVersion {
  /** What is versioned, such as `image grafana/alloy`. */
  readonly what: string;
  /** As it is written; of an input of a flake, seconds since 1970. */
  readonly version: string;
  readonly span: Span;
}

/** Below 0: the left is older. Undefined: they cannot be compared. */
type Compare = (left: string, right: string) => number | undefined;

export interface VersionFile {
  readonly isOf: (name: string) => boolean;
  readonly read: (path: string, text: string) => Promise<readonly FoundVersion[]>;
  readonly compare: Compare;
  /** For a person. */
  readonly show: (version: string) => string;
}

/** Nodes of one file that are looked at. */
const nodeLimit = 200_000;

const manifests: VersionFile = {
  isOf: (name) => /\.ya?ml$|^kustomization$/i.test(name),
  async read(path, text) {
    if (!/image|newTag/.test(text)) return [];
    const found: FoundVersion[] = [];
    const seen = new Set<YamlNode>();
    const waiting: YamlNode[] = [...readYamlDocuments(text, path).documents];
    for (let node = waiting.pop(); node && seen.size < nodeLimit; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.kind === 'list') waiting.push(...node.items.toReversed());
      if (node.kind !== 'map') continue;
      found.push(...imagesIn(node));
      waiting.push(...node.entries.map(({ value }) => value).toReversed());
    }
    return found;
  },
  compare: compareTags,
  show: (tag) => tag,
};

/** `image: NAME:TAG`, `image: { repository, tag }` of a chart's values, and a kustomization's `images`. */
function imagesIn(map: YamlMap): FoundVersion[] {
  const image = textAt(map, 'image');
  const written = image ? partsOf(image.text) : undefined;
  const values = [textAt(map, 'image', 'repository'), textAt(map, 'image', 'tag')] as const;
  return [
    ...(image && written?.tag !== undefined ? [versionOf(written.name, image, written.tag)] : []),
    ...(values[0] && values[1] ? [versionOf(values[0].text, values[1])] : []),
    ...itemsAt(map, 'images').flatMap((item) => {
      const [name, tag] = [textAt(item, 'newName') ?? textAt(item, 'name'), textAt(item, 'newTag')];
      return name && tag ? [versionOf(name.text, tag)] : [];
    }),
  ];
}

function versionOf(name: string, { text, start, end }: YamlText, version = text): FoundVersion {
  return { what: `image ${name}`, version, span: { start, end } };
}

/** A tag that is a version to its end, or has a variant behind it: v1.13.1, 2.2.1-alpine. A hash or a word is none. */
const versionTag = /^v?\d{1,9}(?:\.\d{1,9}){1,3}(?:[-+_].*)?$|^\d{8}$/;

function compareTags(left: string, right: string): number | undefined {
  return versionTag.test(left) && versionTag.test(right) ? compareVersions(left, right) : undefined;
}

const services: VersionFile = {
  isOf: (name) => /^service-versions\.ya?ml$/i.test(name),
  async read(path, text) {
    const { readServiceVersions } = await import('../../docs/service-versions.ts');
    const { summary = [] } = await readServiceVersions({ path, text });
    return summary.map(({ component, value, span }) => ({ what: `service ${component}`, version: value, span }));
  },
  compare: compareTags,
  show: (version) => version,
};

const flakeLocks: VersionFile = {
  isOf: (name) => name === 'flake.lock',
  // JSON is YAML, and the YAML reader knows places.
  async read(path, text) {
    return inputsIn(readYamlDocuments(text, path).documents[0]);
  },
  compare: (left, right) => Number(left) - Number(right),
  show: (seconds) => new Date(Number(seconds) * 1000).toISOString().slice(0, 10),
};

/** Paths of inputs that are followed; each node can be reached by many. */
const inputLimit = 1000;

/** Nodes are numbered anew with every change, so an input is known by its path from the root: `home-manager/nixpkgs`. */
function inputsIn(lock: YamlNode | undefined): FoundVersion[] {
  const nodes = entryOf(lock, 'nodes')?.value;
  const found: FoundVersion[] = [];
  const waiting: [string, string][] = [['', textAt(lock, 'root')?.text ?? 'root']];
  for (const [path, name] of waiting) {
    const node = entryOf(nodes, name)?.value;
    const locked = entryOf(node, 'locked')?.value;
    const modified = textAt(locked, 'lastModified');
    if (modified && /^\d{1,12}$/.test(modified.text)) {
      // Two repositories have no times to compare.
      const source = ['owner', 'repo', 'url'].flatMap((key) => textAt(locked, key)?.text ?? []).join('/');
      const { text, start, end } = modified;
      found.push({ what: `input ${path} (${source})`, version: text, span: { start, end } });
    }
    const inputs = entryOf(node, 'inputs')?.value;
    if (inputs?.kind !== 'map') continue;
    for (const { key, value } of inputs.entries) {
      // A list says that the input follows another one.
      if (value.kind !== 'text' || waiting.length >= inputLimit) continue;
      waiting.push([path === '' ? key : `${path}/${key}`, value.text]);
    }
  }
  return found;
}

/** What a file of this name may say of versions; undefined: nothing. */
export function versionFileOf(path: string): VersionFile | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return [services, flakeLocks, manifests].find(({ isOf }) => isOf(name));
}
