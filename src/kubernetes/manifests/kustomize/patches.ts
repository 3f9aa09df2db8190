/** patches, patchesStrategicMerge and patchesJson6902, in the two forms that a patch has. */
import { excerpt } from '../../../base/display.ts';
import { entryOf, itemsAt, textAt, type YamlMap, type YamlNode, type YamlText } from '../../../base/yaml-documents.ts';
import { isMap, isText, isTrue, placeOf } from '../nodes.ts';
import { apiVersionOf, identityOf, kindOf, type Resource } from '../resource.ts';
import { kustomization as kustomizationRule, patch as patchRule, patchSelectsNothing } from '../rules.ts';
import { type Building, type Kustomization, notUnderstood, type Resources, say } from './building.ts';
import { namedFile } from './files.ts';
import { applyJsonPatch, faultPlace } from './json-patch.ts';
import { moved } from './moved.ts';
import { selectorOf } from './selectors.ts';
import { merged, unknownDirectives } from './strategic-merge.ts';

export async function patch(
  building: Building,
  kustomization: Kustomization,
  resources: Resources,
  field: 'patches' | 'patchesStrategicMerge' | 'patchesJson6902',
): Promise<void> {
  for (const item of itemsAt(kustomization.node, field)) {
    const found = await textOf(building, kustomization, item, field);
    if (!found) continue;
    const { documents, text } = found;
    const target = entryOf(item, 'target')?.value;
    const [first] = documents;
    if (text.startsWith('[') && !isJson(text)) {
      const message = 'a patch that begins with a bracket has to be JSON, and kustomize refuses it';
      say(building, patchRule, placeOf(item), message, { hint: 'Quote keys and values, or write a list of lines' });
    } else if (first?.kind === 'list') json(building, resources, item, target, first.items);
    else for (const document of documents) if (isMap(document)) strategic(building, resources, item, target, document);
  }
}

interface PatchText {
  readonly documents: readonly YamlNode[];
  /** As it is written. */
  readonly text: string;
}

/** Source: kustomize, api/internal/builtins/PatchTransformer.go, jsonPatchFromBytes. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The documents of a patch that is written in place, or in a file. */
async function textOf(
  building: Building,
  kustomization: Kustomization,
  item: YamlNode,
  field: string,
): Promise<PatchText | undefined> {
  const inline = isText(item) ? (item.text.includes('\n') ? item : undefined) : textAt(item, 'patch');
  if (inline) return inPlace(building, inline);
  const path = isText(item) ? item : textAt(item, 'path');
  if (!path) {
    const message = `an entry of ${field} has neither "path" nor "patch", and kustomize refuses it`;
    say(building, kustomizationRule, placeOf(item), message);
    return undefined;
  }
  const opened = await namedFile(building, kustomization, { node: path, place: `${field}/${path.text}` });
  if (!opened) return undefined;
  const read = building.documents(opened);
  if (read.documents) return { documents: read.documents, text: opened.text };
  building.diagnostics.push(read.obstacle);
  return undefined;
}

/** The nodes of a patch that is a text within the kustomization stand where the text stands. */
function inPlace(building: Building, text: YamlText): PatchText | undefined {
  const { text: source, map } = text.excerpt();
  // Its path is its own: the kustomization has been read.
  const read = building.documents({ path: `${text.file}#${text.start}`, text: source });
  if (!read.documents) {
    const { file, span } = placeOf(text);
    building.diagnostics.push({ ...read.obstacle, file, span });
    return undefined;
  }
  return { documents: read.documents.map((node) => moved(node, { file: text.file, map }, new Map())), text: source };
}

function strategic(
  building: Building,
  resources: Resources,
  item: YamlNode,
  target: YamlNode | undefined,
  document: YamlMap,
): void {
  for (const { key, value } of unknownDirectives(document)) notUnderstood(building, value, `${key} of a patch`);
  const own = target ? selected(building, resources, target) : resources.filter((one) => isSameObject(one, document));
  if (!own) return;
  if (own.length === 0) {
    nothingToPatch(building, target ?? document, target === undefined);
    return;
  }
  const options = entryOf(item, 'options')?.value;
  const kept = new Set(isTrue(entryOf(options, 'allowKindChange')?.value) ? [] : ['apiVersion', 'kind']);
  const mayRename = isTrue(entryOf(options, 'allowNameChange')?.value);
  const body = withoutIdentity(document, kept, mayRename);
  for (const resource of own) {
    const node = merged(building, resource, body);
    if (node) resource.node = node;
    else resources.splice(resources.indexOf(resource), 1);
  }
}

function json(
  building: Building,
  resources: Resources,
  item: YamlNode,
  target: YamlNode | undefined,
  operations: readonly YamlNode[],
): void {
  if (!target) {
    say(building, patchRule, placeOf(item), 'a JSON patch needs a target, and kustomize refuses it');
    return;
  }
  const own = selected(building, resources, target);
  if (!own) return;
  if (own.length === 0) nothingToPatch(building, target, false);
  for (const resource of own) {
    building.budget -= operations.length;
    if (building.budget <= 0) return;
    const node = applyJsonPatch(resource.node, operations);
    if ('message' in node) {
      say(building, patchRule, faultPlace(node), node.message);
      return;
    }
    resource.node = node;
  }
}

/** Undefined: the target is not understood, which is told. */
function selected(building: Building, resources: Resources, target: YamlNode): Resource[] | undefined {
  const test = selectorOf(target);
  if (!test) {
    notUnderstood(building, target, 'the target of a patch, which is an expression');
    return undefined;
  }
  return resources.filter(test);
}

/** With a target kustomize does nothing and says nothing; without one it fails. */
function nothingToPatch(building: Building, at: YamlNode, isRefused: boolean): void {
  const name = textAt(at, 'metadata', 'name')?.text ?? textAt(at, 'name')?.text;
  const what = [textAt(at, 'kind')?.text, name].filter(Boolean).join(' ');
  const place = placeOf(at);
  if (isRefused) {
    say(building, patchRule, place, `there is no ${excerpt(what, 80)} to patch, and kustomize fails`);
    return;
  }
  const message = `no object is selected by this target${what === '' ? '' : ` (${excerpt(what, 80)})`}, and kustomize says nothing of it`;
  say(building, patchSelectsNothing, place, message, { hint: 'Name an object of the resources' });
}

function isSameObject(resource: Resource, document: YamlMap): boolean {
  if (kindOf(resource) !== textAt(document, 'kind')?.text) return false;
  if (apiVersionOf(resource) !== textAt(document, 'apiVersion')?.text) return false;
  const [name, namespace] = [
    textAt(document, 'metadata', 'name')?.text,
    textAt(document, 'metadata', 'namespace')?.text,
  ];
  return [identityOf(resource), ...resource.former].some(
    (identity) => identity.name === name && (identity.namespace ?? 'default') === (namespace || 'default'),
  );
}

/** What a patch says of who it is for changes nothing. */
function withoutIdentity(document: YamlMap, kept: ReadonlySet<string>, mayRename: boolean): YamlMap {
  const names = new Set(mayRename ? ['namespace'] : ['name', 'namespace']);
  return {
    ...document,
    entries: document.entries.flatMap((entry) => {
      if (kept.has(entry.key)) return [];
      if (entry.key !== 'metadata' || entry.value.kind !== 'map') return [entry];
      const entries = entry.value.entries.filter(({ key }) => !names.has(key));
      return [{ ...entry, value: { ...entry.value, entries } }];
    }),
  };
}
