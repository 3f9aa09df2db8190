import { textAt, type YamlNode } from '../base/yaml-documents.ts';

/** Whether a YAML document is an object of a cluster: `apiVersion` and `kind`, and not one of kustomize's own files. */
export function isKubernetesObject(document: YamlNode): boolean {
  const version = textAt(document, 'apiVersion')?.text ?? '';
  const kind = textAt(document, 'kind')?.text ?? '';
  return kind !== '' && /^(?:[a-z0-9.-]+\/)?v\d/.test(version) && !version.startsWith('kustomize.config.k8s.io/');
}
