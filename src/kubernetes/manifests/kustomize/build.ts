/** Builds a kustomization: its resources, what its generators make, and its transformers in the order that kustomize has. */
import { excerpt } from '../../../base/display.ts';
import { itemsAt, textAt, type YamlText } from '../../../base/yaml-documents.ts';
import { isKustomizationName } from '../looks.ts';
import { isMap, isText, placeOf } from '../nodes.ts';
import type { OpenedFolder } from '../open.ts';
import { apiVersionOf, identityOf, kindOf, type Resource, resourcesIn } from '../resource.ts';
import { kustomization as kustomizationRule, missingFile } from '../rules.ts';
import { type Building, fieldOf, type Kustomization, notUnderstood, type Resources, say } from './building.ts';
import { namedPath } from './files.ts';
import { generate } from './generators.ts';
import { setImages } from './images.ts';
import { setAnnotations, setLabels } from './labels.ts';
import { rename } from './names.ts';
import { setNamespace } from './namespace.ts';
import { patch } from './patches.ts';
import { setReplicas } from './replicas.ts';
import { checkFields } from './understood.ts';

/** Bases on bases; a rollout has two or three. */
const depthLimit = 20;
/** Bases of one kustomization, those of its bases counted in: two that name one twice each double with every level. */
const buildLimit = 200;

/** The kustomization of a text, or why it is none. */
export function kustomizationIn(
  building: Building,
  { path, text }: { readonly path: string; readonly text: string },
  folder: Kustomization['folder'],
): Kustomization | undefined {
  const read = building.documents({ path, text });
  if (!read.documents) {
    building.diagnostics.push(read.obstacle);
    return undefined;
  }
  const [node] = read.documents;
  // An empty file is say by kustomize.
  if (!node || !isMap(node)) {
    const message = 'the kustomization is empty, and kustomize refuses it';
    say(building, kustomizationRule, { file: path, span: { start: 0, end: 0 } }, message);
    return undefined;
  }
  return { file: path, folder, node, isComponent: textAt(node, 'kind')?.text === 'Component' };
}

/** Adds to `resources` what the kustomization brings, and changes those that are there already when it is a component. */
export async function build(
  building: Building,
  kustomization: Kustomization,
  resources: Resources,
  path: readonly string[] = [],
): Promise<void> {
  checkFields(building, kustomization);
  for (const field of ['resources', 'bases']) {
    for (const node of itemsAt(kustomization.node, field)) {
      if (isText(node)) await add(building, kustomization, node, resources, [...path, kustomization.folder.real]);
    }
  }
  await generate(building, kustomization, resources);
  for (const node of itemsAt(kustomization.node, 'components')) {
    if (isText(node))
      await addComponent(building, kustomization, node, resources, [...path, kustomization.folder.real]);
  }
  await transform(building, kustomization, resources);
}

/** In the order of kustomize. Source: api/internal/target/kusttarget_configplugin.go. */
async function transform(building: Building, kustomization: Kustomization, resources: Resources): Promise<void> {
  await patch(building, kustomization, resources, 'patchesStrategicMerge');
  await patch(building, kustomization, resources, 'patches');
  const text = (key: string): YamlText | undefined => {
    const node = fieldOf(kustomization, key);
    return node?.kind === 'text' && node.text !== '' ? node : undefined;
  };
  const [namespace, prefix, suffix] = [text('namespace'), text('namePrefix'), text('nameSuffix')];
  if (namespace) setNamespace(resources, namespace);
  if (prefix) rename(resources, prefix, 'prefix');
  if (suffix) rename(resources, suffix, 'suffix');
  setLabels(kustomization, resources);
  setAnnotations(kustomization, resources);
  await patch(building, kustomization, resources, 'patchesJson6902');
  setReplicas(building, kustomization, resources);
  setImages(building, kustomization, resources);
}

/** A file of objects, or the folder of another kustomization. */
async function add(
  building: Building,
  kustomization: Kustomization,
  node: YamlText,
  resources: Resources,
  path: readonly string[],
): Promise<void> {
  const opened = await namedPath(building, kustomization, { node, place: `resources/${node.text}` });
  if (opened?.kind === 'file') {
    const read = building.documents(opened);
    if (read.documents) addAll(building, node, resources, resourcesIn(read.documents));
    else building.diagnostics.push(read.obstacle);
  }
  if (opened?.kind !== 'folder') return;
  const below = await folderOf(building, node, opened, path);
  if (!below) return;
  // A base has its own objects: what is there already is none of its business.
  const own: Resources = [];
  await build(building, below, own, path);
  addAll(building, node, resources, own);
}

/** Adds objects; one that is there already is say by kustomize. */
function addAll(building: Building, node: YamlText, resources: Resources, added: Resources): void {
  const idOf = (resource: Resource): string => {
    const { name, namespace } = identityOf(resource);
    return [apiVersionOf(resource).replace(/\/?[^/]*$/, ''), kindOf(resource), namespace ?? 'default', name].join(' ');
  };
  const known = new Set(resources.map(idOf));
  const again = added.find((resource) => known.has(idOf(resource)));
  resources.push(...added.filter((resource) => !known.has(idOf(resource))));
  if (!again) return;
  const message = `${kindOf(again)} "${excerpt(identityOf(again).name, 80)}" is there already, and kustomize refuses it`;
  say(building, kustomizationRule, placeOf(node), message);
}

/** A component changes what is there, and what it brings itself. */
async function addComponent(
  building: Building,
  kustomization: Kustomization,
  node: YamlText,
  resources: Resources,
  path: readonly string[],
): Promise<void> {
  const opened = await namedPath(building, kustomization, { node, place: `components/${node.text}` });
  if (!opened) return;
  const below = opened.kind === 'folder' ? await folderOf(building, node, opened, path) : undefined;
  if (opened.kind === 'file' || (below && !below.isComponent)) {
    const message = `${excerpt(node.text, 80)} is no component, and kustomize refuses it`;
    say(building, kustomizationRule, placeOf(node), message, { hint: 'A component has kind: Component' });
    return;
  }
  if (below) await build(building, below, resources, path);
}

/** The kustomization in a folder. */
async function folderOf(
  building: Building,
  node: YamlText,
  opened: OpenedFolder,
  path: readonly string[],
): Promise<Kustomization | undefined> {
  const shown = excerpt(node.text, 80);
  const [name, ...others] = opened.files.filter(isKustomizationName);
  const at = placeOf(node);
  if (name === undefined || others.length > 0) {
    const what = name === undefined ? 'no kustomization' : 'several kustomizations';
    say(building, missingFile, at, `the folder ${shown} holds ${what}, and kustomize fails`);
    return undefined;
  }
  if (path.includes(opened.real)) {
    building.isCircular = true;
    say(building, kustomizationRule, at, `${shown} leads back to where it is named, and kustomize fails`);
    return undefined;
  }
  if (path.length >= depthLimit || building.builds++ >= buildLimit) {
    notUnderstood(building, node, `${shown}: more kustomizations than are looked into`);
    return undefined;
  }
  const file = await building.open(opened.path, name);
  if (file.kind !== 'file') {
    if (file.kind === 'unreadable') building.diagnostics.push(file.obstacle);
    return undefined;
  }
  building.taken.set(file.real, file.path);
  return kustomizationIn(building, file, opened);
}
