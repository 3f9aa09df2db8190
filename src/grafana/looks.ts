/** What a text or its root lets one expect. */
import { itemsAt, textAt, type YamlNode } from '../base/yaml-documents.ts';

/** Whether a text may be one: worth the loading of the parser. */
export function mayBeDataSources(text: string): boolean {
  return /(?:datasources|delete_?datasources)["']?\s*:/i.test(text);
}

/**
 * Whether the root of a YAML text is that of a data source provisioning file: entries of `datasources` that have a name
 * or a type, or entries of `deleteDatasources` that have a name. Names of files say nothing: people choose them.
 */
export function looksLikeDataSources(root: YamlNode | undefined): boolean {
  // A Kubernetes object may hold such a list in its own words, such as the instance of an operator.
  if (textAt(root, 'kind') !== undefined) return false;
  const named = (key: string, keys: readonly string[]): boolean =>
    itemsAt(root, key).some((item) => keys.some((name) => textAt(item, name) !== undefined));
  return (
    named('datasources', ['name', 'type']) ||
    named('deleteDatasources', ['name']) ||
    named('delete_datasources', ['name'])
  );
}
