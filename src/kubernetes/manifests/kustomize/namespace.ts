/** `namespace: x`: every object of a namespace gets this one. */
import { itemsAt, textAt, type YamlMap, type YamlText } from '../../../base/yaml-documents.ts';
import { changeAt, isMap, placeOf } from '../nodes.ts';
import { identityOf, kindOf, type Resource } from '../resource.ts';
import type { Resources } from './building.ts';
import { isNamespaced } from './fields.ts';

export function setNamespace(resources: Resources, namespace: YamlText): void {
  for (const resource of resources) {
    const before = identityOf(resource);
    const isNamespace = kindOf(resource) === 'Namespace';
    if (isNamespace || isNamespaced(resource)) {
      const keys = ['metadata', isNamespace ? 'name' : 'namespace'];
      put(
        resource,
        changeAt(resource.node, { keys, create: placeOf(namespace) }, () => namespace),
      );
      resource.former.push(before);
    }
    if (/RoleBinding$/.test(kindOf(resource))) put(resource, defaultSubjects(resource.node, namespace));
  }
}

/** Of the subjects only the account `default` is changed here; others follow the accounts that they name. */
function defaultSubjects(node: YamlMap, namespace: YamlText) {
  if (!itemsAt(node, 'subjects').some((subject) => textAt(subject, 'name')?.text === 'default')) return node;
  return changeAt(node, { keys: ['subjects[]'] }, (subject) =>
    subject && textAt(subject, 'kind')?.text === 'ServiceAccount' && textAt(subject, 'name')?.text === 'default'
      ? changeAt(subject, { keys: ['namespace'], create: placeOf(namespace) }, () => namespace)
      : subject,
  );
}

function put(resource: Resource, node: ReturnType<typeof changeAt>): void {
  if (isMap(node)) resource.node = node;
}
