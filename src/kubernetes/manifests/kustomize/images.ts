/** `images`: other names, tags and digests for the images of containers, wherever lists of containers stand. */
import { itemsAt, textAt, type YamlMap, type YamlNode, type YamlText } from '../../../base/yaml-documents.ts';
import { isMap, isText, placeOf, textNode } from '../nodes.ts';
import type { Building, Kustomization, Resources } from './building.ts';

export function setImages(building: Building, kustomization: Kustomization, resources: Resources): void {
  const changes = itemsAt(kustomization.node, 'images').flatMap((item) => changeIn(item));
  if (changes.length === 0) return;
  for (const resource of resources) {
    const known = new Map<YamlNode, YamlNode>();
    const node = replaced(building, resource.node, changes, known);
    if (isMap(node)) resource.node = node;
  }
}

interface ImageChange {
  readonly name: string;
  readonly newName?: YamlText;
  readonly newTag?: YamlText;
  readonly tagSuffix?: YamlText;
  readonly digest?: YamlText;
}

function changeIn(item: YamlNode): ImageChange[] {
  const name = textAt(item, 'name');
  if (!name) return [];
  const parts = ['newName', 'newTag', 'tagSuffix', 'digest'] as const;
  const found = parts.flatMap((part) => {
    const text = textAt(item, part);
    return text && text.text !== '' ? [[part, text] as const] : [];
  });
  return [{ name: name.text, ...Object.fromEntries(found) }];
}

/** Walks into everything: kustomize takes any list `containers` or `initContainers` for one. A node that occurs again is known. */
function replaced(
  building: Building,
  node: YamlNode,
  changes: readonly ImageChange[],
  known: Map<YamlNode, YamlNode>,
): YamlNode {
  if (node.kind !== 'map' && node.kind !== 'list') return node;
  const before = known.get(node);
  if (before) return before;
  known.set(node, node);
  if (building.budget-- <= 0) return node;
  const made =
    node.kind === 'list'
      ? { ...node, items: node.items.map((item) => replaced(building, item, changes, known)) }
      : {
          ...node,
          entries: node.entries.map((entry) => {
            const below = replaced(building, entry.value, changes, known);
            const value = entry.key === 'containers' || entry.key === 'initContainers' ? inList(below, changes) : below;
            return value === entry.value ? entry : { ...entry, value };
          }),
        };
  const isSame =
    made.kind === 'list'
      ? node.kind === 'list' && made.items.every((item, at) => item === node.items[at])
      : node.kind === 'map' && made.entries.every((entry, at) => entry === node.entries[at]);
  const result = isSame ? node : made;
  known.set(node, result);
  return result;
}

function inList(node: YamlNode, changes: readonly ImageChange[]): YamlNode {
  if (node.kind !== 'list') return node;
  return { ...node, items: node.items.map((item) => (isMap(item) ? inContainer(item, changes) : item)) };
}

function inContainer(container: YamlMap, changes: readonly ImageChange[]): YamlMap {
  const image = textAt(container, 'image');
  if (!image) return container;
  const changed = changes.reduce((current, change) => imageAfter(current, change), image);
  if (changed === image) return container;
  return {
    ...container,
    entries: container.entries.map((entry) =>
      entry.key === 'image' && isText(entry.value)
        ? { key: 'image', keySpan: { start: changed.start, end: changed.end }, value: changed }
        : entry,
    ),
  };
}

/** The image after one change: a new tag takes a digest away, and a digest takes the tag away. */
function imageAfter(image: YamlText, { name, newName, newTag, tagSuffix, digest }: ImageChange): YamlText {
  const parts = partsOf(image.text);
  if (parts.name !== name) return image;
  const at = newTag ?? digest ?? tagSuffix ?? newName;
  if (!at) return image;
  const tag = newTag?.text ?? (digest ? undefined : parts.tag);
  const withSuffix = tagSuffix ? `${tag ?? 'latest'}${tagSuffix.text}` : tag;
  const kept = newTag || tagSuffix ? undefined : parts.digest;
  const hash = digest?.text ?? kept;
  const text = `${newName?.text ?? parts.name}${withSuffix ? `:${withSuffix}` : ''}${hash ? `@${hash}` : ''}`;
  return textNode(text, placeOf(at));
}

/** `registry:5000/name:tag@digest`. */
export function partsOf(image: string): { readonly name: string; readonly tag?: string; readonly digest?: string } {
  const at = image.indexOf('@');
  const [reference, digest] = at < 0 ? [image] : [image.slice(0, at), image.slice(at + 1)];
  const colon = reference.lastIndexOf(':');
  const hasTag = colon > reference.lastIndexOf('/');
  return {
    name: hasTag ? reference.slice(0, colon) : reference,
    ...(hasTag ? { tag: reference.slice(colon + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}
